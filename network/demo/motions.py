"""The demonstration's motions: one that is open, and one that was carried some time ago."""

from __future__ import annotations

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import delete, func, update

from core.db import db
from mailing.models import Delivery
from network import closing, deciding, voting
from network.deciding import Proposal
from network.models import (
    Choice,
    Motion,
    MotionBallot,
    MotionComment,
    MotionVersion,
    Person,
    Role,
    Term,
)

#: The earlier one was opened this long ago.
BEFORE = timedelta(days=30)

CARRIED = Proposal(
    lasts=timedelta(days=7),
    title="賛同団体の募集を毎年4月に行うこと",
    text=(
        "賛同団体の募集を、毎年4月1日から5月31日まで行う。\n\n"
        "申込みの確認は事務局が行い、加入は世話人が決定する。\n\n"
        "団体名の公開区分は、申込みの際に団体自身が選ぶ。"
    ),
)
OPEN = Proposal(
    lasts=timedelta(days=7),
    title="市民社会スペースに関する学習会の開催",
    text=(
        "市民社会スペースに関する学習会を、令和9年2月にオンラインで開催する。\n\n"
        "参加費は無料とし、構成団体と賛同団体のほか、広く参加を呼びかける。\n\n"
        "講師への謝金は、1人あたり3万円を上限として予備費から支出する。"
    ),
)
#: What the facilitators voted then, in the order in which they were appointed.
VOTED = ("for", "for", "for", "abstain", "for", "for", "against")


def load() -> None:
    """Add both motions, as if they had come about by themselves; commits nothing."""
    facilitators = _facilitators()
    _carried(facilitators)
    opened = deciding.propose(OPEN, by=facilitators[1].id)
    opened.public_id = uuid5(NAMESPACE_URL, "hiroba demonstration, open motion")
    for person in facilitators[2:5]:
        voting.vote(opened, Choice.FOR, by=person.id, text=opened.version.text_hash)
    deciding.comment(
        opened, "手話通訳の費用も見込んでおきたいです。", by=facilitators[3].id, paragraph=3
    )
    # The people are invented: nobody is written to.
    db.session.execute(delete(Delivery).where(Delivery.email.like("motion%")))


def _carried(facilitators: list[Person]) -> None:
    motion = deciding.propose(CARRIED, by=facilitators[0].id)
    motion.public_id = uuid5(NAMESPACE_URL, "hiroba demonstration, carried motion")
    for person, choice in zip(facilitators, VOTED, strict=False):
        voting.vote(motion, Choice(choice), by=person.id, text=motion.version.text_hash)
    deciding.comment(motion, "期間がはっきりして助かります。", by=facilitators[2].id, paragraph=1)
    _date_back(motion)
    closing.close(motion)
    motion.closed_at = func.greatest(motion.deadline, func.now() - BEFORE + CARRIED.lasts)
    db.session.flush()


def _date_back(motion: Motion) -> None:
    db.session.flush()
    db.session.execute(
        update(Motion)
        .where(Motion.id == motion.id)
        .values(opened_at=Motion.opened_at - BEFORE, deadline=Motion.deadline - BEFORE)
    )
    of_it = MotionVersion.motion_id == motion.id
    versions = db.select(MotionVersion.id).where(of_it)
    written = {"written_at": MotionVersion.written_at - BEFORE}
    db.session.execute(update(MotionVersion).where(of_it).values(**written))
    db.session.execute(
        update(MotionBallot)
        .where(MotionBallot.version_id.in_(versions))
        .values(cast_at=MotionBallot.cast_at - BEFORE)
    )
    db.session.execute(
        update(MotionComment)
        .where(MotionComment.version_id.in_(versions))
        .values(written_at=MotionComment.written_at - BEFORE)
    )


def _facilitators() -> list[Person]:
    query = db.select(Person).join(Term).where(Term.role == Role.FACILITATOR).order_by(Term.id)
    return list(db.session.scalars(query).unique())
