"""Writing a statement, approving its text, opening it for signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from campaigns.models import (
    Addressing,
    Calling,
    Campaign,
    Kind,
    Signers,
    Statement,
    Version,
    hash_of,
)
from core.db import db
from core.errors import DomainError
from network import addressing, people, registering
from network.models import Level, Organisation

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")

TAKEN = _l("A statement with this address exists already.")


class SlugTaken(DomainError):
    """Another statement has this address already."""


class UnfitDraft(DomainError):
    """A draft lacks something; `field` names it."""


class NotApproved(DomainError):
    """The text must be approved before anybody can sign it."""


class Words(Protocol):
    """All that a statement says, in two languages: a draft, what lies on the desk, a version."""

    @property
    def title_ja(self) -> str: ...
    @property
    def title_en(self) -> str: ...
    @property
    def body_ja(self) -> str: ...
    @property
    def body_en(self) -> str: ...
    @property
    def demands_ja(self) -> Sequence[str]: ...
    @property
    def demands_en(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Draft:
    """A statement as it is written, in two languages; either may be empty, not both.

    Bodies are Markdown.
    """

    slug: str
    kind: Kind
    title_ja: str
    title_en: str
    body_ja: str
    body_en: str
    demands_ja: tuple[str, ...] = ()
    demands_en: tuple[str, ...] = ()
    #: Codes of offices, in the order they are addressed.
    addressees: tuple[str, ...] = ()
    #: Codes or names of our organisations, or names of outside ones.
    calling: tuple[str, ...] = ()
    signers: Signers = field(default=Signers.BOTH)
    #: Code or name of the constituent organisation that runs the campaign; empty: the network.
    run_by: str = ""


@dataclass(frozen=True)
class About:
    """What a statement is, to whom, by whom, and who may sign it; as in Draft."""

    kind: Kind
    signers: Signers
    addressees: tuple[str, ...] = ()
    calling: tuple[str, ...] = ()


def draft(new: Draft, campaign: Campaign | None = None) -> Statement:
    """Keep a new statement and its first version; the caller commits.

    It belongs to a campaign that there is, where its text may follow at the desk; else one of its
    own name is begun.

    :raises SlugTaken: the address is in use.
    :raises UnfitDraft: title or text is missing, the slug is not fit for an address, or one that is
        to issue it is not named in public.
    :raises UnknownOffice: an addressee is not among our offices.
    """
    _check(new, text_follows=campaign is not None)
    statement = Statement(
        slug=new.slug,
        kind=new.kind,
        signers=new.signers,
        campaign=campaign or _campaign_of(new),
        versions=[version(1, new)],
        calling=[_calling(position, name) for position, name in enumerate(new.calling)],
        addressings=[
            Addressing(position=position, office_id=office.id)
            for position, office in enumerate(addressing.offices(new.addressees))
        ],
    )
    db.session.add(statement)
    db.session.flush()
    return statement


def change(statement: Statement, about: About) -> None:
    """Let a statement that is not public be as told now; the caller commits.

    Whoever from outside issues it as before keeps their link and their agreement.

    :raises UnfitDraft: one that is to issue it is not named in public.
    :raises UnknownOffice: an addressee is not among our offices.
    """
    offices = addressing.offices(about.addressees)
    callers = _callers(statement, about.calling)
    statement.kind, statement.signers = about.kind, about.signers
    for gone in [*statement.addressings, *(set(statement.calling) - set(callers))]:
        db.session.delete(gone)
    # No two stand in one place at any moment, so all of them move out of the way first.
    for position, one in enumerate(statement.calling):
        one.position = -1 - position
    db.session.flush()
    db.session.expire(statement, ["addressings", "calling"])
    for position, caller in enumerate(callers):
        caller.statement_id, caller.position = statement.id, position
        db.session.add(caller)
    db.session.add_all(
        Addressing(statement_id=statement.id, position=position, office_id=office.id)
        for position, office in enumerate(offices)
    )
    db.session.flush()


def _callers(statement: Statement, names: tuple[str, ...]) -> list[Calling]:
    """Return who is to issue a statement: the rows that it has, and new ones for who is new."""
    before = {(one.organisation_id, one.name_ja): one for one in statement.calling}
    asked = [_calling(position, name) for position, name in enumerate(names)]
    kept = {(one.organisation_id, one.name_ja): one for one in asked}
    return [before.get(who, one) for who, one in kept.items()]


def version(number: int, words: Words) -> Version:
    """Return a version that says these words, with its hash; it is not kept yet."""
    made = Version(
        number=number,
        title_ja=words.title_ja,
        title_en=words.title_en,
        body_ja=words.body_ja,
        body_en=words.body_en,
        demands_ja=list(words.demands_ja),
        demands_en=list(words.demands_en),
    )
    made.text_hash = hash_of(made)
    return made


def again(past: Statement, campaign: Campaign, *, slug: str) -> Statement:
    """Keep a draft with the words, addressees and callers of another statement.

    Nothing else of it: no signature, no approval, and no link of a caller. The caller commits.
    """
    made = Statement(
        campaign=campaign,
        slug=slug,
        kind=past.kind,
        signers=past.signers,
        versions=[version(1, past.version)],
        addressings=[
            Addressing(position=one.position, office_id=one.office_id) for one in past.addressings
        ],
        calling=[
            Calling(
                position=one.position,
                organisation_id=one.organisation_id,
                name_ja=one.name_ja,
                name_en=one.name_en,
            )
            for one in past.calling
        ],
    )
    db.session.add(made)
    db.session.flush()
    return made


def approve(statement: Statement, *, by: str) -> None:
    """Record that the present text is approved, and by whom; the caller commits.

    :raises UnfitDraft: it has no text yet.
    """
    if not has_text(statement.version):
        raise UnfitDraft(_l("A text is needed in one of the languages."), field="body")
    statement.approved_at = func.now()
    statement.approved_by = by


def open_for_signing(statement: Statement, *, at: datetime | None = None) -> None:
    """Publish the statement now, or from a moment to come on; the caller commits.

    From then on its text is fixed. Nothing has to run at that moment.

    :raises NotApproved: nobody has approved it.
    """
    if statement.approved_at is None:
        raise NotApproved(_l("The text must be approved before it can be opened."))
    statement.opened_at = at or func.now()
    db.session.flush()
    db.session.refresh(statement, ["opened_at"])


def find(slug: str) -> Statement | None:
    """Return a statement in any state, for staff and commands."""
    return db.session.scalar(db.select(Statement).where(Statement.slug == slug))


def has_text(version: Version) -> bool:
    """Tell whether there is anything to decide on or to sign: a text in one of the languages."""
    return bool(version.body_ja or version.body_en)


def require_address(slug: str) -> None:
    """Refuse a slug that no statement can have.

    :raises UnfitDraft: it is not fit for an address.
    :raises SlugTaken: it is in use.
    """
    if not SLUG.match(slug) or len(slug) > 160:
        raise UnfitDraft(_l("A slug is small letters, digits and single hyphens."), field="slug")
    if find(slug) is not None:
        raise SlugTaken(TAKEN, field="slug")


def running(name: str) -> Organisation | None:
    """Return the constituent organisation of a code or name that is to run a campaign.

    :raises UnfitDraft: there is none, and one was named.
    """
    found = people.organisation(name) if name else None
    if name and (found is None or found.constituent_since is None):
        raise UnfitDraft(_l("No constituent organisation has this name or code."), field="run_by")
    return found


def _campaign_of(new: Draft) -> Campaign:
    if db.session.scalar(db.select(Campaign.id).where(Campaign.slug == new.slug)) is not None:
        raise SlugTaken(_l("A campaign with this address exists already."), field="slug")
    return Campaign(
        slug=new.slug,
        title_ja=new.title_ja,
        title_en=new.title_en,
        run_by=running(new.run_by),
    )


def _check(new: Draft, *, text_follows: bool) -> None:
    require_address(new.slug)
    if not (new.title_ja or new.title_en):
        raise UnfitDraft(_l("A title is needed in one of the languages."), field="title")
    if not (text_follows or new.body_ja or new.body_en):
        raise UnfitDraft(_l("A text is needed in one of the languages."), field="body")


def _calling(position: int, name: str) -> Calling:
    ours = people.organisation(name)
    # What is only known from a signature may not be named elsewhere: here, its name is one typed.
    if ours is None or not ours.standings:
        return Calling(position=position, name_ja=name)
    if not registering.stands_by_name(ours) and ours.level != Level.PUBLIC:
        raise UnfitDraft(
            _l("An organisation here is not named in public. Only it can change that."),
            field="calling",
        )
    return Calling(position=position, organisation_id=ours.id)
