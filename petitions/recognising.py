"""Which organisation signed: one row of the register over all statements.

A signature is joined to a row by itself only where nothing is left to decide; whatever is merely
alike is put before people. An undisclosed organisation is never compared with anything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, text, update

from core import corporate_numbers
from core.db import db
from core.jobs import every, job
from network import forgetting, matching, registering
from network.merging import pointing
from network.models import Merge, Moved, Organisation
from network.registering import Described, Holds
from petitions.counting import publish_unnamed
from petitions.models import TO_RECOGNISE, Disclosure, Round, Signature

#: How many signatures a run looks at; what is left comes in the next.
BATCH = 500
#: One run at a time: two would each make a row for one organisation.
LOCK = 7_104_202
TABLE = "signature"
#: Signatures that ceased to count, since the organisation had signed the statement already.
DOUBLED = "signature counted twice"


@every("* * * * *")
@job()
def recognise() -> None:
    """Find or make the organisation's row for each named signature that has none yet."""
    if not db.session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK}):
        return
    waiting = db.select(Signature).where(text(TO_RECOGNISE), Signature.withdrawn_at.is_(None))
    for signature in db.session.scalars(waiting.order_by(Signature.id).limit(BATCH)):
        signature.organisation_id = organisation_of(signature).id
        db.session.flush()


def organisation_of(signature: Signature) -> Organisation:
    """Return the row of the organisation that signed, a new one where there is none beyond doubt.

    Where the same organisation seems to have signed this statement already, it gets a row of its
    own: that it counts once is for people to say.
    """
    new = described(signature)
    candidate = registering.described(new)
    matching.keep_keys(None, None, candidate)
    known = matching.same(candidate)
    if known is None or _has_signed(known, signature):
        return registering.add(new)
    return known


def described(signature: Signature) -> Described:
    """Return what a named signature says of its organisation."""
    return Described(
        name_ja=signature.organisation or "",
        name_en=signature.organisation_en or "",
        kana=signature.kana or "",
        legal_form=signature.legal_form or "",
        corporate_number=_number(signature.corporate_number),
        url=signature.url or "",
        country=signature.country or "JP",
        prefecture=signature.prefecture or "",
    )


def let_go(signature: Signature) -> None:
    """Part a signature from its organisation, as one that is no longer named; the caller commits.

    Nothing then tells that they belonged together, and a row that nothing else holds goes at once.
    """
    one = db.session.get(Organisation, signature.organisation_id or 0)
    signature.organisation_id = None
    db.session.flush()
    for merge in db.session.scalars(
        db.select(Merge).where(Merge.moved.contains({TABLE: [signature.id]}))
    ):
        merge.moved = {
            table: [
                number for number in ids if table not in {TABLE, DOUBLED} or number != signature.id
            ]
            for table, ids in merge.moved.items()
        }
    db.session.flush()
    if one is not None and not one.standings:
        forgetting.forget(one)


def signatures_of(one: Organisation) -> list[Signature]:
    """Return what an organisation signed by name, newest first."""
    query = db.select(Signature).where(Signature.organisation_id == one.id)
    return list(db.session.scalars(query.order_by(Signature.id.desc())))


def _move(of: int, to: int) -> Moved:
    """Move signatures; of two on one statement the later ceases to count, if it can still do so."""
    moved = POINTING.move(of, to)
    doubled = db.session.scalars(
        update(Signature)
        .where(Signature.id.in_(_later_ones(to)))
        .values(invalidated_at=func.now())
        .returning(Signature.id)
        .execution_options(synchronize_session=False)
    ).all()
    _count_anew(doubled)
    return moved | ({DOUBLED: sorted(doubled)} if doubled else {})


def _later_ones(organisation_id: int) -> list[int]:
    place = func.row_number().over(partition_by=Signature.statement_id, order_by=Signature.id)
    counted = (
        db.select(Signature.id, Signature.round_id, place.label("place"))
        .where(Signature.organisation_id == organisation_id, Signature.counts)
        .subquery()
    )
    later = (
        db.select(counted.c.id)
        .join(Round, Round.id == counted.c.round_id)
        .where(counted.c.place > 1, Round.closed_at.is_(None))
    )
    return list(db.session.scalars(later))


def _back(moved: Mapping[str, Sequence[int]], to: int) -> None:
    POINTING.back(moved, to)
    doubled = moved.get(DOUBLED, ())
    db.session.execute(
        update(Signature)
        .where(Signature.id.in_(doubled))
        .values(invalidated_at=None)
        .execution_options(synchronize_session=False)
    )
    _count_anew(doubled)


def _count_anew(ids: Collection[int]) -> None:
    query = db.select(Signature.statement_id).where(
        Signature.id.in_(ids), Signature.disclosure == Disclosure.ADDRESSEE
    )
    for statement_id in db.session.scalars(query.distinct()):
        publish_unnamed.later(statement_id=statement_id)


def _has_signed(one: Organisation, signature: Signature) -> bool:
    earlier = db.select(Signature.id).where(
        Signature.organisation_id == one.id,
        Signature.statement_id == signature.statement_id,
        Signature.id != signature.id,
        Signature.withdrawn_at.is_(None),
        Signature.invalidated_at.is_(None),
    )
    return db.session.scalar(earlier.limit(1)) is not None


def _number(typed: str | None) -> str:
    """Return a corporate number as the register keeps it, "" for what is none."""
    try:
        return corporate_numbers.checked(typed or "")
    except corporate_numbers.UnfitNumber:
        return ""


POINTING = pointing(Signature)
HOLDS = Holds(_move, _back, POINTING.held)
