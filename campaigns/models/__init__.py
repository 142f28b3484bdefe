"""What the network says: campaigns, their statements, and how these are written."""

from __future__ import annotations

from campaigns.models.campaigns import Action, Campaign, News, Outcome, Paper, Topic, campaign_event
from campaigns.models.drafts import DeskCopy, Remark
from campaigns.models.statements import (
    KINDS,
    REJECTED,
    TAKEN_DOWN,
    Addressing,
    Calling,
    Erratum,
    Kind,
    Rejected,
    Signers,
    Statement,
    Status,
    TakenDown,
    Version,
    hash_of,
)

__all__ = [
    "KINDS",
    "REJECTED",
    "TAKEN_DOWN",
    "Action",
    "Addressing",
    "Calling",
    "Campaign",
    "DeskCopy",
    "Erratum",
    "Kind",
    "News",
    "Outcome",
    "Paper",
    "Rejected",
    "Remark",
    "Signers",
    "Statement",
    "Status",
    "TakenDown",
    "Topic",
    "Version",
    "campaign_event",
    "hash_of",
]
