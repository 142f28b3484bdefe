"""Commands for mail that waits for a person's decision."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from core.db import db
from mailing import upkeep

mailing = AppGroup("mailing", help="Mail that failed, or of which nobody knows whether it left.")

NUMBERS = click.argument("numbers", type=int, nargs=-1, required=True)


@mailing.command("held")
def held() -> None:
    """List it: number, which message, how it failed. Nobody's address is shown, nor kept."""
    for one in upkeep.held():
        state = one.failure or "in doubt"
        click.echo(f"{one.id}\t{one.email}\t{one.asked_at:%Y-%m-%d %H:%M}\t{state}")
    click.echo(
        "Send again: flask mailing again NUMBER… (in doubt, it may arrive twice). "
        "Give up: flask mailing drop NUMBER…",
        err=True,
    )


@mailing.command("again")
@NUMBERS
def again(numbers: tuple[int, ...]) -> None:
    """Send messages again; one in doubt may arrive twice."""
    changed = upkeep.send_again(numbers)
    db.session.commit()
    click.echo(f"will be sent: {changed}")


@mailing.command("drop")
@NUMBERS
def drop(numbers: tuple[int, ...]) -> None:
    """Give messages up; they are forgotten after fourteen days."""
    changed = upkeep.give_up(numbers)
    db.session.commit()
    click.echo(f"given up: {changed}")
