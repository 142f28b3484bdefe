"""What the public pages of a statement show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app, render_template, url_for

from campaigns import reading, timeline
from campaigns.models import Signers, Statement
from campaigns.reading import PublishedStatement
from core import japanese
from core.db import now
from petitions import counting, listing, rounds
from petitions.forms import SignForm
from petitions.models import Disclosure, Display, PendingSignature, Signature, SignerKind
from petitions.pages import answers
from petitions.pages.sharing import picture, sharing_of
from petitions.rounds import RoundOnPage


@dataclass(frozen=True)
class SignerOnPage:
    """A signer's own attempt or signature, shown to whoever holds its link.

    An undisclosed one is never named.
    """

    kind: str
    name: str | None
    line: str | None
    display: str | None
    disclosure: str | None
    board: str | None
    since: datetime | None = None
    withdrawn: bool = False
    hidden: bool = False
    held: str | None = None


def common(found: Statement) -> dict[str, Any]:
    """Return what every page about one statement shows."""
    collected = rounds.on_page(found)
    return {
        "statement": reading.in_reader_language(found),
        "counts": counting.published([found])[found.id],
        "rounds": collected,
        "erased_on": erased_on(collected),
    }


def erased_on(collected: Sequence[RoundOnPage]) -> date:
    """Return the day by which personal data are erased: RETENTION_DAYS after a statement closes."""
    days: int = current_app.config["SETTINGS"].retention_days
    last = max((one.closes_at or now() for one in collected), default=now())
    return japanese.in_tokyo(last + timedelta(days=days)).date()


def statement_page(found: Statement, form: SignForm) -> str:
    """Return the statement's page, with the form as it was filled in."""
    organisations = listing.organisations(found.id)
    listed = organisations if len(organisations) <= listing.MOST_ON_PAGE else []
    facts = common(found)
    may_sign = facts["statement"].status == "open"
    return render_template(
        "petitions/statement.html",
        **facts,
        form=form if may_sign and found.signers != Signers.ORGANISATIONS else None,
        form_action=url_for("petitions.sign", slug=found.slug),
        organisation_url=url_for(
            "petitions.sign_organisation", slug=found.slug, via=form.via.data or None
        )
        if may_sign and found.signers != Signers.PEOPLE
        else None,
        wall=listing.wall(listed),
        wall_total=len(organisations),
        wall_url=url_for("petitions.signatories", slug=found.slug),
        events=timeline.of_statement(found),
        replies=answers.replies(found),
        errata=[version.erratum for version in found.versions if version.erratum],
        replaced_by=replacement(found),
        documents=[],
        sharing=sharing_of(found),
        picture=picture(facts["statement"], facts["counts"]),
    )


def replacement(found: Statement) -> PublishedStatement | None:
    """Return the text that has taken this one's place, once it is public."""
    new = found.successor
    return reading.in_reader_language(new) if new is not None and new.is_public else None


def attempt_on_page(attempt: PendingSignature) -> SignerOnPage:
    """Return an attempt as its confirmation page shows it."""
    named = attempt.disclosure != Disclosure.UNDISCLOSED
    name = attempt.name or attempt.organisation or attempt.organisation_en
    return SignerOnPage(
        kind=attempt.kind,
        name=name if named else None,
        line=printed_line(attempt),
        display=attempt.display,
        disclosure=attempt.disclosure,
        board=attempt.board,
    )


def signature_on_page(signature: Signature) -> SignerOnPage:
    """Return a signature as its own page shows it; an undisclosed one by the day, not the hour."""
    return SignerOnPage(
        kind=signature.kind,
        name=signature.name or signature.organisation or signature.organisation_en,
        line=printed_line(signature),
        display=signature.display,
        disclosure=signature.disclosure,
        board=signature.board,
        since=signature.confirmed_at,
        withdrawn=signature.withdrawn_at is not None,
        hidden=signature.hidden_at is not None,
        held=signature.held_for if signature.released_at is None else None,
    )


def printed_line(signer: PendingSignature | Signature) -> str | None:
    """Return the line that stands for a signer on the list, or None where there is none."""
    if signer.kind == SignerKind.PERSON:
        by_display = {Display.PUBLIC: signer.name, Display.INITIALS: signer.initials}
        return by_display.get(Display(signer.display)) if signer.display else None
    if signer.disclosure == Disclosure.UNDISCLOSED:
        return None
    parts = (
        signer.organisation or signer.organisation_en,
        signer.representative_title,
        signer.representative_name,
    )
    return " ".join(part for part in parts if part)
