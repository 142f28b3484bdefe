"""Collection rounds: which is open, and closing one, which freezes its roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Case, Interval, Select, case, cast, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from campaigns.models import Statement
from core import arrival, japanese
from core.db import db, now
from core.errors import DomainError
from core.jobs import every, job
from petitions.counting import BATCH, publish_exactly
from petitions.models import Disclosure, Display, RollEntry, Round, Signature, SignerKind


class StatementClosed(DomainError):
    """No round is open: the closing time has passed, by the database's clock."""


class RoundClosed(DomainError):
    """The round was closed before."""


class EarlierRoundOpen(DomainError):
    """Rounds are closed in their order."""


class RollFrozen(DomainError):
    """The signature stands on a frozen roll and can no longer be changed there."""


@dataclass(frozen=True)
class RoundOnPage:
    """A round as the public sees it. `share` is how much of its time has gone, 0 to 1."""

    number: int
    closes_at: datetime | None
    state: str
    share: float
    organisations: int | None
    #: The end it was first planned with, where that was moved.
    was: datetime | None = None


def plan(statement: Statement, closings: Sequence[datetime | None]) -> list[Round]:
    """Give a statement its rounds, by their closing times; the caller commits.

    No closing time means one round without an end.
    """
    made = [
        Round(statement_id=statement.id, number=number, closes_at=closes_at)
        for number, closes_at in enumerate(closings or [None], start=1)
    ]
    db.session.add_all(made)
    statement.closes_at = made[0].closes_at
    db.session.flush()
    return made


def of(statement_id: int) -> list[Round]:
    """Return a statement's rounds in order."""
    query = db.select(Round).where(Round.statement_id == statement_id).order_by(Round.number)
    return list(db.session.scalars(query))


def numbered(statement_id: int, number: int) -> Round | None:
    query = db.select(Round).where(Round.statement_id == statement_id, Round.number == number)
    return db.session.scalar(query)


def first_unclosed(statement_id: int) -> Round | None:
    """Return the round that is to be closed next, whether or not its time has come."""
    query = db.select(Round).where(Round.statement_id == statement_id, Round.closed_at.is_(None))
    return db.session.scalars(query.order_by(Round.number).limit(1)).first()


def require_open(statement: Statement) -> None:
    """Pass only while a round is open, by the database's clock.

    :raises StatementClosed: none is.
    """
    if not is_open(statement):
        raise StatementClosed(_l("Signing has closed."))


def is_open(statement: Statement) -> bool:
    """Tell whether a round is open, by the database's clock."""
    return db.session.scalar(_open(statement.id)) is not None


def hold_open(statement_id: int) -> int:
    """Return the id of the round that is open, kept from closing until this transaction ends.

    Any number of signers hold a round at the same time; only closing waits for them.

    :raises StatementClosed: none is open.
    """
    held = db.session.scalar(_open(statement_id).with_for_update(read=True, key_share=True))
    if held is None:
        raise StatementClosed(_l("Signing has closed."))
    return held


def day_of(round_id: int) -> datetime:
    """Return the first day of a round, Tokyo's midnight: all that is kept of an undisclosed time.

    It is the day of the opening for the first round, else that of the closing before it.
    """
    own, before = aliased(Round), aliased(Round)
    query = (
        select(func.coalesce(before.closed_at, before.closes_at, Statement.opened_at, func.now()))
        .select_from(own)
        .join(Statement, Statement.id == own.statement_id)
        .outerjoin(
            before,
            (before.statement_id == own.statement_id) & (before.number == own.number - 1),
        )
        .where(own.id == round_id)
    )
    begins: datetime = db.session.execute(query).scalar_one()
    return japanese.in_tokyo(begins).replace(hour=0, minute=0, second=0, microsecond=0)


def require_not_frozen(signature: Signature) -> None:
    """Pass only while the signature is not on the roll of its round, which then cannot close yet.

    :raises RollFrozen: it is.
    """
    own = db.select(Round.id).where(Round.id == signature.round_id)
    db.session.execute(own.with_for_update(read=True, key_share=True))
    if frozen(signature):
        raise RollFrozen(_l("This round is closed, and its list can no longer change."))


def frozen(signature: Signature) -> bool:
    """Tell whether a signature stands on the roll of its round; one that was held never did."""
    entry = db.select(RollEntry.id).where(
        RollEntry.round_id == signature.round_id, RollEntry.signature_id == signature.id
    )
    return db.session.scalar(entry) is not None


def close(closing: Round) -> int:
    """Close a round now and freeze its roll; return how many entries it has. The caller commits.

    The roll holds all that counts at this moment, also from earlier rounds, but nothing confirmed
    after the closing time: that belongs to the next round, if there is one, which is open from here
    on. The published figure of the not-named becomes exact.

    :raises RoundClosed: it was closed before.
    :raises EarlierRoundOpen: a round before it is still open.
    """
    # The lock waits for confirmations under way, and they for it: each is on this roll or in the
    # next round.
    db.session.refresh(closing, with_for_update=True)
    if closing.closed_at is not None:
        raise RoundClosed(_l("This round was closed before."))
    if first_unclosed(closing.statement_id) is not closing:
        raise EarlierRoundOpen(_l("Close the earlier round first."))
    closing.closed_at = func.now()
    db.session.flush()
    statement = db.session.get_one(Statement, closing.statement_id)
    entries = _freeze(closing)
    following = first_unclosed(statement.id)
    if following is None:
        statement.closed_at = func.now()
        statement.closes_at = closing.closed_at
    else:
        statement.closes_at = following.closes_at
    publish_exactly(statement.id)
    db.session.flush()
    return entries


@every("* * * * * */10")
@job()
def move_on() -> None:
    """Let a statement say when its present round closes, once the time of the one before is over.

    Nobody need have closed that one: its roll may wait for a person, the signers do not.
    """
    present = db.select(Round.closes_at).where(
        Round.id == _open(Statement.id).correlate(Statement).scalar_subquery()
    )
    is_open = _open(Statement.id).correlate(Statement).exists()
    db.session.execute(
        update(Statement)
        .where(Statement.closed_at.is_(None), Statement.closes_at <= func.now(), is_open)
        .values(closes_at=present.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def on_page(statement: Statement) -> list[RoundOnPage]:
    """Return a statement's rounds as the public sees them."""
    return on_pages([statement])[statement.id]


def on_pages(statements: Sequence[Statement]) -> dict[int, list[RoundOnPage]]:
    """Return the rounds of several statements by their ids, in two queries."""
    ids = [statement.id for statement in statements]
    query = db.select(Round).where(Round.statement_id.in_(ids)).order_by(Round.number)
    query = query.options(joinedload(Round.extensions))
    found: dict[int, list[Round]] = {statement_id: [] for statement_id in ids}
    for one in db.session.scalars(query).unique():
        found[one.statement_id].append(one)
    sizes = _organisations_on([one for rounds in found.values() for one in rounds])
    return {
        statement.id: _shown(found[statement.id], statement.opened_at or now(), sizes)
        for statement in statements
    }


def _shown(rounds: Sequence[Round], begins: datetime, sizes: dict[int, int]) -> list[RoundOnPage]:
    current = next((one for one in rounds if _is_open(one)), None)
    shown = []
    for one in rounds:
        ends = one.closed_at or one.closes_at
        state = "now" if one is current else "next" if _is_open(one) else "closed"
        shares = {"closed": 1.0, "now": _share(begins, ends), "next": 0.0}
        was = one.extensions[0].was if one.extensions else None
        shown.append(RoundOnPage(one.number, ends, state, shares[state], sizes.get(one.id), was))
        begins = ends or begins
    return shown


def _open(statement_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """Return the SQL of the round that is open, for whoever came when the present request did."""
    came = func.clock_timestamp() - cast(literal(arrival.age()), Interval)
    public = aliased(Statement)
    is_public = (
        select(public.id)
        .where(
            public.id == Round.statement_id,
            public.opened_at <= func.clock_timestamp(),
            public.taken_down_at.is_(None),
        )
        .exists()
    )
    return (
        db.select(Round.id)
        .where(
            is_public,
            Round.statement_id == statement_id,
            Round.closed_at.is_(None),
            or_(Round.closes_at.is_(None), Round.closes_at > came),
        )
        .order_by(Round.number)
        .limit(1)
    )


def _is_open(one: Round) -> bool:
    return one.closed_at is None and (one.closes_at is None or one.closes_at > now())


def _share(begins: datetime, ends: datetime | None) -> float:
    if ends is None or ends <= begins:
        return 0.0
    return min(1.0, max(0.0, (now() - begins) / (ends - begins)))


def _organisations_on(rounds: Sequence[Round]) -> dict[int, int]:
    """Return how many organisations each closed round counts in public: not-named from three up."""
    named = RollEntry.disclosure == Disclosure.PUBLIC
    rows = db.session.execute(
        db.select(
            RollEntry.round_id, func.count().filter(named), func.count().filter(named.is_(False))
        )
        .where(
            RollEntry.round_id.in_([one.id for one in rounds if one.closed_at is not None]),
            RollEntry.kind == SignerKind.ORGANISATION,
        )
        .group_by(RollEntry.round_id)
    )
    counted = {round_id: (public, unnamed) for round_id, public, unnamed in rows}
    return {
        one.id: public + (unnamed if unnamed >= BATCH else 0)
        for one in rounds
        if one.closed_at is not None
        for public, unnamed in [counted.get(one.id, (0, 0))]
    }


def _freeze(closing: Round) -> int:
    """Copy all that counts onto the round's roll, as it may be shown: undisclosed as bare lines."""
    up_to_this = select(Round.id).where(
        Round.statement_id == closing.statement_id, Round.number <= closing.number
    )
    earlier = aliased(RollEntry)
    first = (
        select(earlier.first_round_id)
        .where(earlier.signature_id == Signature.id, earlier.round_id.in_(up_to_this))
        .limit(1)
        .scalar_subquery()
    )
    counted = db.select(
        literal(closing.id),
        Signature.id,
        Signature.kind,
        Signature.disclosure,
        Signature.display,
        shown_name(),
        Signature.organisation_en,
        shown_kana(),
        representative(),
        Signature.country,
        func.coalesce(first, closing.id),
    ).where(
        Signature.statement_id == closing.statement_id,
        Signature.round_id.in_(up_to_this),
        Signature.counts,
    )
    columns = [
        "round_id", "signature_id", "kind", "disclosure", "display", "name", "name_en", "kana",
        "representative", "country", "first_round_id",
    ]  # fmt: skip
    frozen = insert(RollEntry).from_select(columns, counted).returning(RollEntry.id)
    return len(db.session.scalars(frozen).all())


def shown_name() -> Case[str | None]:
    """Return the SQL of the name as the signer chose to be shown; NULL where it is not to be."""
    return case(
        (Signature.kind == SignerKind.ORGANISATION, Signature.organisation),
        (Signature.display == Display.PUBLIC, Signature.name),
        (Signature.display == Display.INITIALS, Signature.initials),
    )


def shown_kana() -> Case[str | None]:
    """Return the SQL of the reading by which a signer is put in order.

    Whoever shows initials has none: their place between two names would tell theirs.
    """
    return case((Signature.display == Display.INITIALS, None), else_=Signature.kana)


def representative() -> Case[str | None]:
    """Return the SQL of an organisation's representative with the title before the name."""
    return case(
        (
            Signature.disclosure.in_([Disclosure.PUBLIC, Disclosure.ADDRESSEE]),
            func.concat_ws(" ", Signature.representative_title, Signature.representative_name),
        )
    )
