"""Commands for people and keys."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click
import pyrage
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from core import audit, japanese
from core.db import db, now
from core.errors import DomainError
from network import electing, keeping_keys, people, returning, signing_in
from network.models import Election, Role

staff = AppGroup("staff", help="People who work for the network.")
keys = AppGroup(
    "keys", help="Custodians' keys. Secret keys are printed or written once and never kept here."
)

elections = AppGroup("elections", help="Ballots: taken sealed, opened elsewhere, handed in.")


@staff.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="Name to show; by default the address's first part.")
@click.option("--of", "code", help="The organisation's code; a facilitator needs one.")
def create(email: str, role: str, name: str, code: str | None) -> None:
    """Add a person, or a role to one."""
    organisation = people.organisation(code) if code else None
    if code and organisation is None:
        raise click.ClickException(f"no organisation has the code or name {code}")
    try:
        person = people.appoint(
            email,
            Role(role),
            name_ja=name or email.partition("@")[0],
            of=organisation,
            since=japanese.in_tokyo(now()).date(),
        )
    except people.CannotAppoint as refused:
        raise click.ClickException(str(refused)) from None
    audit.record(None, "give role", person, Role(role))
    db.session.commit()
    click.echo(f"{email}: {role}")


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


@keys.command("create")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="File for the secret key (made for its owner alone); by default it is printed.",
)
def create_key(name: str, out: Path | None) -> None:
    """Make a custodian's pair of keys. Only the public half is kept here."""
    secret = keeping_keys.create(name)
    if out is None:
        click.echo(secret)
    else:
        out.touch(mode=0o600, exist_ok=False)
        out.write_text(f"{secret}\n")
        click.echo(
            f"{name}: secret key written to {out}; move it off this machine", file=sys.stderr
        )
    db.session.commit()


@keys.command("list")
def list_keys() -> None:
    """List the custodians and their public keys."""
    for custodian in keeping_keys.custodians():
        click.echo(f"{custodian.name}\t{custodian.public_key}")


READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = click.Path(dir_okay=False, writable=True, path_type=Path)


@elections.command("export")
@click.argument("election_id", type=click.UUID)
@click.option("--out", type=WRITABLE, required=True, help="Where to write the sealed ballots.")
def export(election_id: UUID, out: Path) -> None:
    """Write the sealed ballots of an election into a file, once voting has ended."""
    election = _election(election_id)
    try:
        content = returning.sealed_ballots(election)
    except DomainError as refused:
        raise _in_words(refused) from None
    audit.record(None, "take sealed ballots", election)
    db.session.commit()
    _write(out, content)


@elections.command("open")
@click.argument("file", type=READABLE)
@click.option("--key", type=READABLE, required=True, help="Your key file.")
@click.option("--out", type=WRITABLE, required=True, help="Where to write what was in them.")
def open_ballots(file: Path, key: Path, out: Path) -> None:
    """Open sealed ballots, for what is to be handed in. Asks no database and no network."""
    try:
        content, closed = returning.open_ballots(file.read_bytes(), _secret_in(key))
    except DomainError as refused:
        raise _in_words(refused) from None
    except returning.NothingOpens:
        raise click.ClickException("none of these ballots is sealed to this key") from None
    _write(out, content)
    if closed:
        click.echo(f"could not be opened: {closed}", err=True)


@elections.command("count")
@click.argument("election_id", type=click.UUID)
@click.argument("file", type=READABLE)
@click.option("--by", "email", required=True, help="The address of the officer who hands it in.")
def count(election_id: UUID, file: Path, email: str) -> None:
    """Hand in opened ballots. Once a second officer hands in the same, the result stands."""
    election = _election(election_id)
    person = people.find(email)
    if person is None or Role.CUSTODIAN not in person.roles:
        raise click.ClickException(f"{email} is no custodian: flask staff create EMAIL --role …")
    try:
        found = returning.hand_in(election, file.read_bytes(), by=person.id)
    except DomainError as refused:
        raise _in_words(refused) from None
    audit.record(person.id, "hand in count", election)
    db.session.commit()
    stands = "the result stands" if found.stands else "a second officer has to hand in the same"
    click.echo(f"opened {found.opened}, could not be opened {found.unreadable}: {stands}")


def _election(election_id: UUID) -> Election:
    found = electing.find(election_id)
    if found is None:
        raise click.ClickException(f"there is no election {election_id}")
    return found


def _secret_in(key: Path) -> str:
    """Return the secret key in a file, asking for its words where it is locked."""
    content = key.read_bytes()
    if content.startswith(b"age-encryption.org/"):
        try:
            content = pyrage.passphrase.decrypt(content, click.prompt("Words", hide_input=True))
        except pyrage.DecryptError:
            raise click.ClickException("the key file does not open: look at the words") from None
    for word in content.decode(errors="replace").split():
        if word.startswith("AGE-SECRET-KEY-1"):
            return word
    raise click.ClickException(f"there is no key in {key}")


def _in_words(refused: DomainError) -> click.ClickException:
    """Return what is refused as a line of words, in the language of the commands."""
    with force_locale("en"):
        return click.ClickException(str(refused.message))


def _write(path: Path, content: bytes) -> None:
    """Write a new file, for its owner alone."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(content)
    click.echo(f"written: {path}", err=True)
