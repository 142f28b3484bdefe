"""What the people of a constituent organisation see of their own entry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask import url_for

from campaigns.models import Statement, Status
from network import entering, people
from petitions import entries
from petitions.pages.overview import SignatureRow, signature_row


@dataclass(frozen=True)
class EntryRow:
    """A statement's counts by one entry; `url` leads to who they are."""

    url: str
    title: str
    status: Status
    entry: str
    organisations: int
    people: int


def statements(codes: Collection[str]) -> list[EntryRow]:
    """Return the statements that somebody signed by these entries, newest first."""
    names = {one.code: one.name for one in people.constituents()}
    return [
        EntryRow(
            url=url_for("petitions_staff.entry", slug=one.statement.slug),
            title=one.statement.version.title,
            status=one.statement.status,
            entry=names.get(one.via, one.via),
            organisations=one.organisations,
            people=one.people,
        )
        for one in entries.counts(codes)
    ]


def members(codes: Collection[str]) -> list[tuple[str, str, str]]:
    """Return the supporting organisations that joined by these entries: name, entry, level."""
    names = {one.code: one.name for one in people.constituents()}
    return [
        (joined.organisation.name, names.get(joined.via, joined.via), joined.level)
        for joined in entering.joined_by(codes)
    ]


def statement(codes: Collection[str], found: Statement) -> dict[str, Any]:
    """Return what the page of one statement's signatures by these entries shows."""
    rows: list[SignatureRow] = [signature_row(one) for one in entries.signatures(codes, found)]
    return {"title": found.version.title, "signatures": rows}
