"""What the addresses of tests/routes.py lead to: statements, signers, people, papers."""

from __future__ import annotations

from dataclasses import replace

from campaigns import desk, drafting, reviewing
from campaigns.models import Statement
from core import storage, tokens
from core.db import db, now
from network import deciding, joining, merging, revealing, sealing
from network.joining import Applying
from network.models import Level, LibraryLink, Likeness, MotionMinutes, Term
from network.revealing import Reason
from network.sealing import Secret
from petitions import handing_over, previewing, sealed, signers, signing, submitting
from petitions.handing_over import HandingOver
from petitions.models import Disclosure, Display, Signature
from tests import factories
from tests.campaigns import told
from tests.factories import TANPOPO
from tests.network import elections, house, motions
from tests.routes import (
    ACTION,
    APPLICATION,
    APPROVED,
    ATTEMPT,
    CALLER,
    DOCUMENT,
    DRAFTED,
    ELECTION,
    EVENT,
    EVIDENCE,
    HIDDEN_MEMBER,
    LETTER,
    LIBRARY,
    LIBRARY_LINK,
    LIKENESS,
    LOCKED,
    MATERIALS,
    MEETING,
    MEMBER,
    MERGE,
    MINUTES,
    MOTION,
    NAMED,
    NEWS,
    ORGANISATION,
    PAPER,
    REMARK,
    REVEAL,
    SEALED_APPLICATION,
    SIGNED,
    SLUG,
    STANDING,
    SUBMISSION,
    TERM,
)


def make_scene() -> Statement:
    """What the routes lead to: a statement with signers of every kind, an attempt, a submission."""
    factories.make_custodians()
    statement = factories.make_statement(slug=SLUG)
    for number, display in enumerate(Display):
        person = {"email": f"signer{number}@mail.example", "name": f"霜月 {number}"}
        factories.make_signature(statement, display=display, **person)
    for disclosure in Disclosure:
        hidden = replace(TANPOPO, organisation=f"{disclosure} の会", disclosure=disclosure)
        factories.confirm(factories.sign_organisation(statement, hidden))
    make_ends(statement)
    _make_submission(statement)
    db.session.commit()
    return statement


def make_ends(statement: Statement) -> None:
    """What the addresses lead to beside a statement that people sign, but for its letter."""
    signing.sign_as_organisation(statement, TANPOPO, token=SIGNED)
    named = factories.confirm(SIGNED)
    db.session.get_one(Signature, named.signature_id).public_id = NAMED
    locked = replace(TANPOPO, organisation="三つ目", disclosure=Disclosure.UNDISCLOSED)
    signing.sign_as_organisation(statement, locked, token=LOCKED)
    factories.confirm(LOCKED)
    signing.sign_as_organisation(statement, replace(TANPOPO, organisation="二つ目"), token=ATTEMPT)
    drafting.approve(factories.make_statement(slug=APPROVED, opened=False), by="committee")
    outside = next(one for one in statement.calling if one.organisation_id is None)
    outside.link = tokens.kept_of(CALLER)
    gone = factories.make_person("gen", None)
    gone.terms.append(Term(id=TERM, role="advisor", starts_on=factories.LONG_AGO))
    make_motion()
    make_reveal()
    make_register()
    make_election()
    make_house()
    told.make_public(statement.campaign, NEWS, EVENT, ACTION, PAPER)
    make_draft()


def make_draft() -> None:
    """A statement that the committee is asked to read, a remark at it, and its letter."""
    drafted = factories.make_statement(opened=False, slug=DRAFTED)
    drafted.review_asked_at = now()
    reader = factories.make_person("yui", "facilitator", of="okinawa")
    said = reviewing.remark(drafted.version, "ja", 0, "もう少し短く。", by=reader.id)
    said.id = REMARK
    text_hash = desk.fingerprint(desk.present(drafted))
    storage.put(previewing.key_of(drafted.id, "ja", text_hash), b"%PDF-1.7 a preview")


def make_reveal() -> None:
    """A sealed name that Osamu has asked to be opened."""
    person = factories.make_person("osamu", "staff")
    reveal = revealing.ask(
        signers.SEALED_FOR, sealed.ids()[0], by=person.id, reason=Reason.DUPLICATE, note=""
    )
    reveal.public_id = REVEAL


def make_election() -> None:
    """An election in which Hana stands, who is a facilitator, open for votes."""
    hana = factories.make_person("hana", "facilitator", of="nagoya")
    election, _ = elections.make_open(hana, [hana])
    election.public_id = ELECTION


def make_house() -> None:
    """Make a letter, a meeting with minutes, and a library with a link; the caller commits."""
    keeper = factories.make_person("haru", "staff")
    house.make_letter().public_id = LETTER
    meeting = house.make_meeting()
    house.make_minutes(meeting, keeper)
    house.print_minutes(meeting, factories.make_person("nao", "co-representative"))
    meeting.public_id = MEETING
    house.make_item(keeper).public_id = MATERIALS
    db.session.add(LibraryLink(id=LIBRARY_LINK, token_hash=tokens.kept_of(LIBRARY)))


def _make_submission(statement: Statement) -> None:
    submission = submitting.prepare(statement, statement.offices, joint=True)
    submission.public_id = SUBMISSION
    document = submission.documents[0]
    document.public_id = DOCUMENT
    document.storage_key, document.sha256 = "submissions/scene.pdf", "0" * 64
    document.built_at, document.pages = now(), 2
    document.named, document.unnamed, document.people = 3, 1, 3
    storage.put(document.storage_key, b"%PDF-1.7 a letter")
    told = HandingOver(now(), "参議院議員会館", "", None)
    handing_over.hand_over(submission, told)


def make_motion() -> None:
    """A motion of Fumi's, who is a facilitator, that was edited and is open; and minutes."""
    fumi = factories.make_person("fumi", "facilitator", of="nagoya")
    motion = motions.make_motion(fumi)
    motion.public_id = MOTION
    deciding.edit(motion, deciding.Wording(motion.version.title, "別の文言。"), by=fumi.id)
    deciding.comment(motion, "賛成です。", by=fumi.id)
    kept = MotionMinutes(public_id=MINUTES, motion=motion, language="ja", built_at=now())
    kept.storage_key, kept.sha256, kept.pages = "minutes/scene.pdf", "0" * 64, 1
    db.session.add(kept)
    storage.put(kept.storage_key, b"%PDF-1.7 minutes")


def make_register() -> None:
    """A member by name and one undisclosed, applications that wait, two rows alike, a merge."""
    member = factories.admit(factories.apply(token=MEMBER)).organisation
    assert member is not None
    member.public_id, member.standings[0].id = ORGANISATION, STANDING
    factories.admit(factories.apply(token=HIDDEN_MEMBER, level=Level.UNDISCLOSED))
    waiting = factories.apply(name_ja="待つ会")
    factories.attach(waiting).public_id = EVIDENCE
    waiting.public_id = APPLICATION
    hidden = factories.apply(level=Level.UNDISCLOSED)
    kaze = Applying(Level.UNDISCLOSED, factories.KAZE, factories.KAZE_REACHED)
    hidden.public_id = SEALED_APPLICATION
    hidden.sealed = sealing.seal(
        Secret(kaze.identity), record=SEALED_APPLICATION, purpose=joining.SEALED_FOR
    )
    one, other, gone = (factories.make_organisation(f"alike-{number}") for number in range(3))
    by = factories.make_person("hana", None).id
    db.session.add(Likeness(id=LIKENESS, a_id=one.id, b_id=other.id, score=90, reason="name"))
    merging.merge(one, gone, by=by).id = MERGE
