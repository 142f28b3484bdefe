"""Undisclosed organisations that sign, and what a custodian brings back who compared them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from campaigns.models import Statement
from core.db import db
from network import comparing
from network.comparing import Group
from network.models import Comparison, Person
from petitions import rounds
from petitions.models import Disclosure
from tests import factories
from tests.conftest import work


def sign(statement: Statement, number: int = 1, **changes: Any) -> list[UUID]:
    """So many undisclosed organisations sign; their random ids, in the order in which they came."""
    told = {"disclosure": Disclosure.UNDISCLOSED, **changes}
    return [
        factories.make_organisation_signature(statement, **told).public_id for _ in range(number)
    ]


def close(statement: Statement, number: int = 1) -> None:
    one = rounds.numbered(statement.id, number)
    assert one is not None
    rounds.close(one)
    db.session.commit()


def only() -> Group:
    [group] = comparing.due()
    return group


def decision(found: Group, *verdicts: tuple[UUID, UUID, bool | None], **changes: Any) -> bytes:
    """What a custodian saves who has compared a group."""
    pairs = [{"pair": [str(one), str(other)], "same": same} for one, other, same in verdicts]
    told = {
        "format": "hiroba duplicates",
        "version": 1,
        "group": found.code,
        "records": sorted(str(one) for one in comparing.counted(found)),
        "pairs": pairs,
    }
    return json.dumps(told | changes).encode()


def bring(fumi: tuple[Person, str], content: bytes) -> Comparison:
    made = comparing.bring_back(content, by=fumi[0].id)
    db.session.commit()
    work()
    db.session.expire_all()
    return made
