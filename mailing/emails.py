"""Emails by name: one function an email, which composes it from a row when it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app, g, render_template

from core.db import db
from core.i18n import language
from mailing.models import Delivery

Compose = Callable[[int], "Message | None"]


@dataclass(frozen=True)
class Message:
    """One message to one address. Its repr shows neither."""

    to: str
    subject: str
    text: str

    def __repr__(self) -> str:
        return "Message(…)"


@dataclass(frozen=True)
class Email:
    """An email that can be asked for. `compose(about)` returns None when nothing is left to say."""

    name: str
    compose: Compose

    def later(self, about: int, *, lang: str | None = None) -> None:
        """Ask for this email about a row, in the page's language or another; the caller commits."""
        db.session.add(Delivery(email=self.name, about=about, language=lang or language()))


_known: dict[str, Email] = {}


def email(compose: Compose) -> Email:
    """Make a function an email, known by its name."""
    made = Email(compose.__name__, compose)
    _known[made.name] = made
    return made


def init_app(app: Flask) -> None:
    app.extensions["emails"] = _known


def composed(name: str, about: int, lang: str) -> Message | None:
    """Return the message as its reader gets it, or None when it has become pointless.

    :raises KeyError: no email of this name is known.
    """
    g.lang = lang
    made: Email = current_app.extensions["emails"][name]
    return made.compose(about)


def worded(template: str, **facts: object) -> tuple[str, str]:
    """Return (subject, text) of a template, `<room>/emails/<name>.<language>.txt`.

    Its first line is the subject.
    """
    path = Path(template)
    whole = render_template(f"{path.parent}/emails/{path.name}.{language()}.txt", **facts)
    subject, _, text = whole.partition("\n")
    return subject.removeprefix("Subject: ").strip(), text.lstrip("\n")
