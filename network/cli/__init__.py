"""Commands for people and keys."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import click
import pyrage
from flask import current_app, g
from flask.cli import AppGroup
from flask_babel import force_locale

from core import audit
from core.db import db, today
from core.errors import DomainError
from network import (
    exporting,
    keeping_keys,
    passphrases,
    people,
    resealing,
    sealing,
    signing_in,
)
from network.emails.sign_in import factors_reset
from network.exporting import Kind, Parcel, Piece
from network.models import Custodian, Person, Role
from network.signing_in import factors

#: Commands answer in the language of their options.
SPOKEN = "en"

staff = AppGroup("staff", help="People who work for the network.")
keys = AppGroup(
    "keys", help="Custodians' keys. Secret keys are written once, locked, and never kept here."
)


@staff.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Name to show; by default the address's first part.")
@click.option("--of", "code", help="The organisation's code; a facilitator needs one.")
def create(email: str, role: str, name: str, code: str | None) -> None:
    """Add a person, or a role to one; print an invitation for who cannot sign in yet."""
    organisation = people.organisation(code) if code else None
    if code and organisation is None:
        raise click.ClickException(f"no organisation has the code or name {code}")
    try:
        person = people.appoint(
            email,
            Role(role),
            name_ja=name or email.partition("@")[0],
            of=organisation,
            since=today(),
        )
    except people.CannotAppoint as refused:
        raise click.ClickException(str(refused)) from None
    audit.record(None, "give role", person, Role(role))
    invitation = None if factors.of(person.id) else invited(person)
    db.session.commit()
    click.echo(f"{email}: {role}")
    if invitation is not None:
        click.echo(f"to set up how to sign in, once, within 24 hours:\n{invitation}")


@staff.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Take all ways to sign in away from a person, as when a phone was lost, and invite anew."""
    person = people.known_by(email)
    if person is None:
        raise click.ClickException(f"nobody has the address {email}")
    factors.take_all_away(person)
    audit.record(None, "reset factors", person)
    g.lang = person.language
    factors_reset.later(person.id)
    invitation = invited(person)
    db.session.commit()
    click.echo(f"{email}: every passkey, app and recovery code is gone, every session has ended")
    click.echo(f"to set up anew, once, within 24 hours:\n{invitation}")


def invited(person: Person) -> str:
    """Return the address of an invitation."""
    _link, token = signing_in.invite(person)
    return f"{current_app.config['SETTINGS'].base_url}/staff/link/{token}"


@staff.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a one-time sign-in link, good for 10 minutes (development installations only)."""
    if not signing_in.links_allowed():
        raise click.ClickException(
            "one-time links by command exist only with ENVIRONMENT=development"
        )
    try:
        token = signing_in.link_for(email)
    except LookupError:
        raise click.ClickException(
            f"nobody has the address {email}: flask staff create {email} --role staff"
        ) from None
    db.session.commit()
    click.echo(f"{current_app.config['SETTINGS'].base_url}/staff/link/{token}")


KEY_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)
key_file = click.option("--key", "key_file", type=KEY_FILE, help="Your key file.")
new_key_file = click.option("--out", type=NEW_FILE, help="Where to write the locked key file.")


@keys.command("create")
@click.argument("name")
@new_key_file
@click.option("--email", help="Of the person who is to sign in as this custodian.")
@click.option(
    "--plain", is_flag=True, help="Print the secret key (development installations only)."
)
def create_key(name: str, out: Path | None, email: str | None, plain: bool) -> None:
    """Make a custodian's pair of keys. Only the public half is kept here.

    The secret half is written into a file that words lock, which are printed once.
    """
    person = people.known_by(email) if email else None
    if email and person is None:
        raise click.ClickException(
            f"nobody has the address {email}: flask staff create {email} --role custodian"
        )
    if plain and not current_app.config["DEVELOPMENT"]:
        raise click.ClickException("--plain exists only with ENVIRONMENT=development")
    secret = keeping_keys.create(name, person_id=person.id if person else None)
    _hand_over(name, secret, out, plain=plain)
    audit.record(None, "add key", keeping_keys.named(name))
    db.session.commit()


@keys.command("list")
def list_keys() -> None:
    """List the custodians: name, whether they can read, their key's code, the public key."""
    for custodian in keeping_keys.custodians():
        state = "proved" if custodian.proved_at else "to be proved"
        code = keeping_keys.code(custodian.public_key)
        click.echo(f"{custodian.name}\t{state}\t{code}\t{custodian.public_key}")


@keys.command("prove")
@click.argument("name")
@key_file
@click.option("--out", type=NEW_FILE, help="Write the test into a file, to be opened elsewhere.")
def prove_key(name: str, key_file: Path | None, out: Path | None) -> None:
    """Prove that a custodian can read: by the key file, or by the word that was opened elsewhere.

    Without --key the word, or the secret key, is read from the standard input.
    """
    custodian = _custodian(name)
    if out is not None:
        piece = Piece(uuid4(), "proof", custodian.challenge or b"")
        _write(out, exporting.written(Parcel(Kind.PROVE, (piece,), (custodian.public_key,))))
        return
    told = _unlocked(key_file) if key_file else sys.stdin.readline().strip()
    with _in_words():
        if told.startswith("AGE-SECRET-KEY-1"):
            told = keeping_keys.opened(custodian.challenge or b"", told)
        keeping_keys.prove(custodian, told)
    audit.record(None, "prove key", custodian)
    db.session.commit()
    click.echo(f"{name}: can read; names are sealed to this key from now on")


@keys.command("rotate")
@click.argument("name")
@new_key_file
@click.option("--now", "at_once", is_flag=True, help="Remove the old key at once: it was stolen.")
def rotate_key(name: str, out: Path | None, at_once: bool) -> None:
    """Make a new pair for a custodian. The old key goes once the new one is proved."""
    old = _custodian(name)
    secret = keeping_keys.create(name, person_id=old.person_id, replaces=old)
    if at_once:
        keeping_keys.remove(old)
    _hand_over(name, secret, out)
    audit.record(None, "replace key", old)
    db.session.commit()


@keys.command("remove")
@click.argument("name")
def remove_key(name: str) -> None:
    """Seal nothing more to a custodian's keys. What was sealed to them before they still open."""
    _custodian(name)
    for custodian in keeping_keys.custodians():
        if custodian.name == name:
            keeping_keys.remove(custodian)
            audit.record(None, "remove key", custodian)
    db.session.commit()
    click.echo(f"{name}: removed; {resealing.waiting()} records are sealed to an old set of keys")
    if not sealing.ready():
        click.echo("too few are left: undisclosed is not offered now", err=True)


@keys.command("open")
@click.argument("file", type=KEY_FILE)
@key_file
def open_records(file: Path, key_file: Path | None) -> None:
    """Print what is sealed in a file from the site, a line of JSON each. Asks no database."""
    with _in_words():
        parcel = exporting.read(file.read_bytes(), *Kind)
        secret = _unlocked(key_file)
        if parcel.kind == Kind.PROVE:
            click.echo(keeping_keys.opened(parcel.pieces[0].sealed, secret))
            return
        for piece in parcel.pieces:
            found = sealing.open_sealed(
                piece.sealed, secret, record=piece.record, purpose=piece.purpose
            )
            told = {"id": str(piece.record), **found.fields}
            click.echo(json.dumps(told, ensure_ascii=False))


@keys.command("answer")
@click.argument("file", type=KEY_FILE)
@key_file
@click.option("--out", type=NEW_FILE, required=True, help="Where to write the answer.")
@click.option("--yes", is_flag=True, help="The codes have been compared.")
def answer_records(file: Path, key_file: Path | None, out: Path, yes: bool) -> None:
    """Seal the records in a file anew, or see that they can be read. Asks no database."""
    content = file.read_bytes()
    with _in_words():
        parcel = exporting.read(content, Kind.RESEAL, Kind.CHECK)
    if parcel.kind == Kind.RESEAL and not yes:
        click.echo("Whoever has one of these keys will be able to read:")
        for key in parcel.keys:
            click.echo(f"  {keeping_keys.code(key)}")
        click.confirm("Have you compared the codes by telephone?", abort=True)
    act = resealing.reseal if parcel.kind == Kind.RESEAL else resealing.check
    with _in_words():
        _write(out, act(content, _unlocked(key_file)))


@keys.command("reseal")
@click.option("--by", "name", required=True, help="The custodian who does it.")
@click.option("--out", type=NEW_FILE, help="Write records that are sealed to an old set of keys.")
@click.option("--check", is_flag=True, help="With --out: those that another sealed anew.")
@click.option("--in", "answer", type=KEY_FILE, help="Take in an answer of flask keys answer.")
def reseal(name: str, out: Path | None, check: bool, answer: Path | None) -> None:
    """Give out records to be sealed anew or checked, and take in the answer."""
    custodian = _custodian(name)
    if (out is None) == (answer is None):
        raise click.UsageError("either --out or --in")
    if out is not None:
        act = "take records to check" if check else "take records to seal anew"
        _write(out, resealing.to_check(custodian) if check else resealing.to_reseal())
        audit.record(None, act, custodian)
    elif answer is not None:
        with _in_words():
            kind, number = resealing.bring_back(answer.read_bytes(), by=custodian)
        audit.record(None, "bring back records", custodian, kind)
        click.echo(f"{number} records")
    db.session.commit()


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what keys and files are refused for into a line of words."""
    try:
        yield
    except DomainError as error:
        with force_locale(SPOKEN):
            raise click.ClickException(str(error.message)) from None
    except pyrage.IdentityError:
        raise click.ClickException("this is no secret key") from None
    except pyrage.DecryptError:
        raise click.ClickException("what is in this file is not sealed to this key") from None
    except sealing.NotThisRecord:
        raise click.ClickException("a record in this file stands in another's place") from None


def _custodian(name: str) -> Custodian:
    try:
        return keeping_keys.named(name)
    except LookupError:
        raise click.ClickException(f"no custodian is called {name}: flask keys list") from None


def _unlocked(key_file: Path | None) -> str:
    """Return the secret key in a file, asking for its words where it is locked."""
    if key_file is None:
        raise click.UsageError("--key names your key file")
    content = key_file.read_bytes()
    if keeping_keys.locked_by_passkey(content):
        raise click.ClickException(
            "a passkey locks this key file, and opens it in the site's page alone: "
            "take your file locked by words"
        )
    locked = content.startswith(b"age-encryption.org/")
    words = click.prompt("Words", hide_input=True) if locked else ""
    try:
        return keeping_keys.unlocked(content, words)
    except keeping_keys.KeyFileClosed:
        raise click.ClickException("the key file does not open: look at the words again") from None


def _hand_over(name: str, secret: str, out: Path | None, *, plain: bool = False) -> None:
    """Give a new secret key to whoever sits here, once: in a locked file, its words beside it."""
    if plain:
        click.echo(secret)
        return
    words = passphrases.make()
    path = out or Path(f"custodian-key-{today()}-{uuid4().hex[:8]}.age")
    _write(path, keeping_keys.locked(secret, words))
    click.echo(f"Words that lock the key file, shown once: {words}")
    click.echo(f"{name}: move {path} off this machine; then: flask keys prove", err=True)


def _write(path: Path, content: bytes) -> None:
    """Write a new file, for its owner alone."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    click.echo(f"written: {path}", err=True)
