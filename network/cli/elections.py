"""Commands for ballots: taken sealed, opened where the key is, handed in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click
import pyrage
from flask.cli import AppGroup
from flask_babel import force_locale

from core import audit
from core.db import db
from core.errors import DomainError
from network import electing, people, returning
from network.models import Election, Role

elections = AppGroup("elections", help="Ballots: taken sealed, opened elsewhere, handed in.")

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
    person = people.known_by(email)
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
