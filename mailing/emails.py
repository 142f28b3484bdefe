"""Emails by name: one function an email, which composes it from a row when it leaves.

An author writes the text alone. Its HTML part is made from the finished text, so that both say the
same: docs/decisions/0019-one-source-for-a-mail.md.
"""

from __future__ import annotations

import re
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
    """One message to one address, as text and as HTML. Its repr shows none of it."""

    to: str
    subject: str
    text: str
    html: str

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


def worded(template: str, *, to: str, button: bool = False, **facts: object) -> Message:
    """Return a message in the page's language, from `<room>/emails/<name>.<language>.txt`.

    Its first line is the subject. `button` makes the first link look like one: never in a mail to
    somebody who is unconfirmed or undisclosed, which is to look like nothing in particular.
    """
    path = Path(template)
    whole = render_template(f"{path.parent}/emails/{path.name}.{language()}.txt", **facts)
    first, _, rest = whole.partition("\n")
    subject, text = first.removeprefix("Subject: ").strip(), rest.lstrip("\n")
    return Message(to, subject, text, html_of(subject, text, button=button))


# ---- The HTML part


@dataclass(frozen=True)
class Words:
    """Words that stand together in a paragraph; those of a link, where there is an address."""

    text: str
    address: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """What blank lines part from the rest: words, or rows of a name and a figure."""

    words: tuple[Words, ...] = ()
    counts: tuple[tuple[str, str], ...] = ()


SIGNATURE = re.compile(r"^-- ?\n", re.MULTILINE)
COUNT = re.compile(r"  (\S[^:：]*[:：]) *(\S.*)")
#: How a paragraph's lines become one: Japanese is broken between characters, English at a space.
JOINT = {"ja": "", "en": " "}


def html_of(subject: str, text: str, *, button: bool = False) -> str:
    """Return the HTML part of a message in the page's language, made from its text.

    An address of ours alone on its line is a link, and the line above it says its words. Rows that
    are indented by two spaces, `  Organisations: 60`, are counts. What follows a line `--` is the
    foot, whose lines stay as they are.
    """
    above, below = [*SIGNATURE.split(text, maxsplit=1), ""][:2]
    body, foot = _paragraphs(above, JOINT[language()]), _paragraphs(below, "\n")
    links = (words for paragraph in body for words in paragraph.words if words.address)
    pressed = next(links, None) if button else None
    return render_template(
        "mailing/email.html", subject=subject, body=body, foot=foot, pressed=pressed
    )


def _paragraphs(text: str, joint: str) -> list[Paragraph]:
    blocks = re.split(r"\n(?:[ \t]*\n)+", text.strip("\n"))
    return [_paragraph(block.split("\n"), joint) for block in blocks if block]


def _paragraph(lines: list[str], joint: str) -> Paragraph:
    rows = [row.groups() for row in map(COUNT.fullmatch, lines) if row]
    if len(rows) == len(lines):
        return Paragraph(counts=tuple((name, figure) for name, figure in rows))
    words: list[Words] = []
    plain: list[str] = []
    for line in map(str.strip, lines):
        if _is_ours(line):
            link = Words(plain.pop() if plain else line, line)
            words += [*_joined(plain, joint), link]
            plain = []
        else:
            plain.append(line)
    return Paragraph((*words, *_joined(plain, joint)))


def _joined(lines: list[str], joint: str) -> list[Words]:
    return [Words(line) for line in joint.join(lines).split("\n")] if lines else []


def _is_ours(line: str) -> bool:
    """Tell whether a line is an address of this site and nothing else."""
    base: str = current_app.config["SETTINGS"].base_url
    return re.fullmatch(rf"{re.escape(base)}/[\w/.~?=&%#-]*", line, re.ASCII) is not None
