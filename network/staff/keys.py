"""The custodians' page: their keys, the test of a new one, what is to be sealed anew."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from core import audit, refusing
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.forms import Form
from core.headers import isolated
from network import comparing, exporting, keeping_keys, resealing, sealing
from network.exporting import Kind, Parcel, Piece
from network.forms.keys import (
    AnswerForm,
    ButtonForm,
    CompareForm,
    DecisionForm,
    KeyForm,
    ProofForm,
)
from network.models import Custodian, Person

bp = Blueprint("network_keys", __name__, url_prefix="/staff")

#: The largest answer that is taken in: what goes out is cut so that its answer is smaller.
MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class KeyRow:
    """A custodian's key, as the page shows it."""

    number: int
    name: str
    code: str
    public_key: str
    proved: bool
    own: bool


@bp.get("/keys")
@requires(Permission.KEEP_KEYS, fresh=True)
@isolated
def keys() -> ResponseReturnValue:
    """Show one's own key, the other custodians' and what waits to be done with them."""
    return page()


@bp.post("/keys")
@requires(Permission.KEEP_KEYS)
@isolated
def add() -> ResponseReturnValue:
    """Take the public half of a key that was made elsewhere; one in use is replaced once proved."""
    form = KeyForm()
    if not form.validate_on_submit():
        return page(key=form), 422
    person = db.session.get_one(Person, g.person.id)
    try:
        added = keeping_keys.add(
            person.name_ja,
            form.public_key.data,
            person_id=person.id,
            replaces=keeping_keys.proved_of(person.id),
        )
    except DomainError as error:
        return page(key=refused(form, error)), 422
    audit.record(g.person.id, "add key", added)
    db.session.commit()
    return redirect(url_for(".keys", _anchor="test-of-a-key"), 303)


@bp.post("/keys/proof")
@requires(Permission.KEEP_KEYS, fresh=True)
@isolated
def prove() -> ResponseReturnValue:
    """Take the word of a test that was opened: from now on names are sealed to that key."""
    form, custodian = ProofForm(), _unproved()
    if custodian is None:
        return redirect(url_for(".keys"), 303)
    if not form.validate_on_submit():
        return page(proof=form), 422
    try:
        keeping_keys.prove(custodian, form.word.data)
    except DomainError as error:
        return page(proof=refused(form, error)), 422
    audit.record(g.person.id, "prove key", custodian)
    db.session.commit()
    return redirect(url_for(".keys"), 303)


@bp.post("/keys/<int:number>/remove")
@requires(Permission.KEEP_KEYS)
def remove(number: int) -> ResponseReturnValue:
    """Remove a key of one's own that was lost or stolen."""
    own = {one.id: one for one in keeping_keys.of_person(g.person.id)}
    custodian = own.get(number) or abort(404)
    if ButtonForm().validate_on_submit():
        keeping_keys.remove(custodian)
        audit.record(g.person.id, "remove key", custodian)
        db.session.commit()
    return redirect(url_for(".keys"), 303)


@bp.get("/keys/opener.html")
@requires(Permission.KEEP_KEYS)
def opener() -> ResponseReturnValue:
    """Give the opener page, to be kept: it is a file, and never opened from here."""
    return send_file(
        opener_file(),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name="hiroba-opener.html",
    )


@bp.get("/keys/test.json")
@requires(Permission.KEEP_KEYS)
def test() -> ResponseReturnValue:
    """Give the test of one's key, to be opened away from here."""
    custodian = _unproved() or abort(404)
    return file_of(Kind.PROVE, _test(custodian))


@bp.post("/keys/reseal")
@requires(Permission.KEEP_KEYS, fresh=True)
def take() -> ResponseReturnValue:
    """Give the records that are sealed to earlier keys, to be sealed anew."""
    custodian = proved()
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".keys"), 303)
    audit.record(g.person.id, "take records to seal anew", custodian)
    content = resealing.to_reseal()
    db.session.commit()
    return file_of(Kind.RESEAL, content)


@bp.post("/keys/check")
@requires(Permission.KEEP_KEYS, fresh=True)
def check() -> ResponseReturnValue:
    """Give the records that another custodian has sealed anew, to be read."""
    custodian = proved()
    if not ButtonForm().validate_on_submit():
        return redirect(url_for(".keys"), 303)
    audit.record(g.person.id, "take records to check", custodian)
    content = resealing.to_check(custodian)
    db.session.commit()
    return file_of(Kind.CHECK, content)


@bp.post("/keys/answers")
@requires(Permission.KEEP_KEYS, fresh=True)
@isolated
def answer() -> ResponseReturnValue:
    """Take in what the opener has saved: records sealed anew, or a list of those that were read."""
    request.max_content_length = MOST_BYTES
    custodian, form = proved(), AnswerForm()
    if not form.validate_on_submit():
        return page(answer=form), 422
    try:
        kind, _number = resealing.bring_back(form.file.data.read(), by=custodian)
    except DomainError as error:
        return page(answer=refused(form, error)), 422
    audit.record(g.person.id, "bring back records", custodian, kind)
    db.session.commit()
    return redirect(url_for(".keys", _anchor="anew"), 303)


def page(
    key: KeyForm | None = None,
    proof: ProofForm | None = None,
    answer: AnswerForm | None = None,
    decision: DecisionForm | None = None,
) -> str:
    """Return the custodians' page, with the form as it was filled in."""
    own, custodian = _unproved(), keeping_keys.proved_of(g.person.id)
    return render_template(
        "network/staff/keys.html",
        rows=[_row(one) for one in keeping_keys.custodians()],
        has_key=custodian is not None,
        test=_test(own).decode() if own else None,
        ready=sealing.ready(),
        needed=current_app.config["CUSTODIAN_MINIMUM"],
        old=resealing.waiting() if custodian else 0,
        unchecked=resealing.unchecked(custodian) if custodian else 0,
        opener_hash=opener_hash(opener_file()),
        due=[
            (group.label, CompareForm(formdata=None, group=group.code))
            for group in (comparing.due() if custodian else [])
        ],
        decisions=comparing.decisions() if custodian else [],
        failed=key or proof or answer or decision,
        key_form=key or KeyForm(formdata=None),
        proof_form=proof or ProofForm(formdata=None),
        answer_form=answer or AnswerForm(formdata=None),
        decision_form=decision or DecisionForm(formdata=None),
        button_form=ButtonForm(formdata=None),
    )


def opener_file() -> Path:
    return Path(current_app.root_path) / "network" / "opener" / "opener.html"


@cache
def opener_hash(path: Path) -> str:
    """Return the SHA-256 of the opener page, which the handbook tells as well."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _row(one: Custodian) -> KeyRow:
    return KeyRow(
        number=one.id,
        name=one.name,
        code=keeping_keys.code(one.public_key),
        public_key=one.public_key,
        proved=one.proved_at is not None,
        own=one.person_id == g.person.id,
    )


def _test(custodian: Custodian) -> bytes:
    """Return the file with a key's test; the number in it is drawn for the file alone."""
    piece = Piece(uuid4(), "proof", custodian.challenge or b"")
    return exporting.written(Parcel(Kind.PROVE, (piece,), (custodian.public_key,)))


def _unproved() -> Custodian | None:
    """Return the newest key of one's own that is not proved."""
    waiting = [one for one in keeping_keys.of_person(g.person.id) if one.proved_at is None]
    return waiting[-1] if waiting else None


def proved() -> Custodian:
    """Return one's own key, with which one can read; answer 403 without one."""
    return keeping_keys.proved_of(g.person.id) or abort(403)


def refused(form: Form, error: DomainError) -> Form:
    """Return a form with what was refused at its field; nothing of it was done."""
    refusing.tell(form, error)
    return form


def file_of(kind: Kind, content: bytes) -> ResponseReturnValue:
    """Answer with a file of records, under a name that tells nothing."""
    return send_file(
        BytesIO(content),
        mimetype="application/json",
        as_attachment=True,
        download_name=exporting.file_name(kind, uuid4().hex),
    )
