"""Commands for people and keys."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import current_app, g
from flask.cli import AppGroup

from core import audit
from core.db import db, today
from network import keeping_keys, people, signing_in
from network.emails.sign_in import factors_reset
from network.models import Person, Role
from network.signing_in import factors

staff = AppGroup("staff", help="People who work for the network.")
keys = AppGroup(
    "keys", help="Custodians' keys. Secret keys are printed or written once and never kept here."
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
