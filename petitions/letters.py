"""The letter that carries a statement to its addressees: what it holds and how it is worded."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from flask import render_template
from markupsafe import Markup

from core.japanese import day as day_in
from core.japanese import gojuon_key, wareki
from core.text import fold

#: The kinds of statement, as campaigns has them.
KINDS = ("statement", "request", "appeal", "question", "protest", "petition")


@dataclass(frozen=True)
class Addressee:
    """An office and who holds it. `honorific` is 殿, 様 or 御中; in English Mr, H.E. or none."""

    office: str
    holder: str = ""
    honorific: str = ""


@dataclass(frozen=True)
class Representative:
    role: str
    name: str


@dataclass(frozen=True)
class Sender:
    name: str
    representatives: tuple[Representative, ...] = ()
    address_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contact:
    """Whom to ask: the secretariat, a person there, and how to reach them."""

    name: str
    person: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class NamedOrganisation:
    """A supporting organisation that this copy of the letter may name."""

    name: str
    kana: str = ""
    representative: str = ""


@dataclass(frozen=True)
class Letter:
    """All that is printed, already cut down to what this copy may name.

    `kind` is one of KINDS. `body_html` is sanitised. `unnamed` counts the organisations that
    support without being named in this copy. `people` are lines as each person chose to be shown,
    in the order of print; `people_total` counts those who are not shown as well.
    """

    language: Literal["ja", "en"]
    kind: str
    day: date
    addressees: tuple[Addressee, ...]
    sender: Sender
    title: str
    body_html: Markup
    as_of: date
    contact: Contact
    number: str | None = None
    demands: tuple[str, ...] = ()
    calling: tuple[str, ...] = ()
    organisations: tuple[NamedOrganisation, ...] = ()
    unnamed: int = 0
    people: tuple[str, ...] = ()
    people_total: int = 0
    people_in_annex: bool = False
    reply_by: date | None = None
    verify_url: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no letter is a {self.kind}")
        if self.unnamed < 0 or self.people_total < len(self.people):
            raise ValueError("a letter never counts fewer than it names")

    @property
    def organisations_total(self) -> int:
        return len(self.organisations) + self.unnamed

    @property
    def people_unnamed(self) -> int:
        return self.people_total - len(self.people)


def letter_html(letter: Letter) -> str:
    """Return the letter as HTML for `core.documents.render`; needs an application context."""
    say = PHRASES[letter.language]
    return render_template(
        "petitions/documents/letter.html",
        letter=letter,
        say=say,
        title_lines=title_lines(letter.title),
        body=Markup(_TYPED_INDENT.sub("<p>", letter.body_html)),  # noqa: S704  # sanitised before
        organisations=sorted(letter.organisations, key=say.order),
    )


def count_sentence(letter: Letter) -> str:
    """Return how many support the letter and when a reply is due; "" where there is neither."""
    return PHRASES[letter.language].closing(letter)


#: 字下げ typed by hand, which the stylesheet makes by itself.
_TYPED_INDENT = re.compile("<p>\u3000+")


# ---- The title, broken where a reader would pause

#: Full-width letters of the title's size in a line.
TITLE_MEASURE = 25
_CLOSING = "、。」』）・"
_NEVER_FIRST = _CLOSING + "ー々！？："


def title_lines(title: str) -> list[str]:
    """Return the title in lines of like length, each ended by a phrase (文節) or a word."""
    lines = math.ceil(_width(title) / TITLE_MEASURE)
    places = [at for at in range(1, len(title)) if _pauses(title[at - 1], title[at])]
    places = [at for at in places if _width(title[:at]) <= TITLE_MEASURE]
    if lines < 2 or not places:
        return [title]
    share = _width(title) / lines
    best = min(places, key=lambda at: abs(_width(title[:at]) - share))
    return [title[:best], *title_lines(title[best:])]


def _pauses(before: str, after: str) -> bool:
    """Tell whether a phrase may end here: a particle is hiragana, and the next word seldom is."""
    if after in _NEVER_FIRST or after.isspace():
        return False
    return (
        before.isspace() or before in _CLOSING or (_is_hiragana(before) and not _is_hiragana(after))
    )


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ゖ"


def _width(text: str) -> float:
    return sum(1 if unicodedata.east_asian_width(char) in "FWA" else 0.56 for char in text)


# ---- The phrases, fixed by custom in each language


class Japanese:
    """要請書 and the other kinds, in the order and the words that ministries expect."""

    to = sender = ""
    ending = "以上"
    calling = "呼びかけ団体"
    supporting = "賛同団体"
    people_heading = "個人賛同者"
    contact = "連絡先"
    annex = "別紙「賛同者名簿」のとおり"
    demands: ClassVar[dict[str, str]] = dict.fromkeys(KINDS, "記")
    this: ClassVar[dict[str, str]] = {
        "statement": "本声明",
        "request": "本要請",
        "appeal": "本要望",
        "question": "本質問",
        "protest": "本抗議",
        "petition": "本請願",
    }

    def date(self, day: date) -> str:
        return wareki(day)

    def order(self, organisation: NamedOrganisation) -> tuple[str, ...]:
        return gojuon_key(organisation.kana, organisation.name)

    def addressee(self, addressee: Addressee) -> str:
        parts = (addressee.office, _full_width_spaces(addressee.holder), addressee.honorific)
        return "　".join(part for part in parts if part)

    def representative(self, representative: Representative) -> str:
        return f"{representative.role}　{_full_width_spaces(representative.name)}"

    def organisations(self, number: int) -> str:
        return f"{number:,}団体"

    def people(self, number: int) -> str:
        return f"{number:,}名"

    def closing(self, letter: Letter) -> str:
        supported = "および".join(_supporters(self, letter))
        sentences = ""
        if supported:
            when = f"{wareki(letter.as_of)}現在"
            sentences = f"{self.this[letter.kind]}には、{when}、{supported}が賛同しています。"
        if letter.reply_by:
            day = wareki(letter.reply_by)
            sentences += f"{day}までに、文書によるご回答をくださるようお願いいたします。"
        return sentences

    def supporting_note(self, letter: Letter) -> str:
        order = "、五十音順" if len(letter.organisations) > 1 else ""
        counted = self.organisations(letter.organisations_total)
        return f"{counted}（{wareki(letter.as_of)}現在{order}）"

    def unnamed_organisations(self, letter: Letter) -> str:
        counted = self.organisations(letter.unnamed)
        if letter.organisations:
            return f"ほか{counted}（団体名非公表）"
        return f"{counted}（{'すべて' if letter.unnamed > 1 else ''}団体名非公表）"

    def unnamed_people(self, letter: Letter) -> str:
        counted = self.people(letter.people_unnamed)
        if letter.people:
            return f"ほか{counted}（氏名非公表）"
        return f"{counted}（{'すべて' if letter.people_unnamed > 1 else ''}氏名非公表）"

    def contact_lines(self, contact: Contact) -> list[str]:
        person = f"　担当　{_full_width_spaces(contact.person)}" if contact.person else ""
        ways = (("電話", contact.phone), ("電子メール", contact.email))
        reached = "　　".join(f"{way}　{address}" for way, address in ways if address)
        return [f"{contact.name}{person}", reached]

    def verify(self, url: str) -> str:
        return f"本書の電子署名と名簿の数は、{url} で確かめられます。"


class English:
    """The same letter for readers of English; names stand in the order their owners write them."""

    to = "To"
    sender = "From"
    ending = ""
    calling = "Calling organisations"
    supporting = "Supporting organisations"
    people_heading = "Individual supporters"
    contact = "Contact"
    annex = "As listed in the annex “Roll of supporters”"
    demands: ClassVar[dict[str, str]] = {
        **dict.fromkeys(KINDS, "Requests"),
        "statement": "Demands",
        "protest": "Demands",
        "question": "Questions",
    }
    this: ClassVar[dict[str, str]] = {
        "statement": "this statement",
        "request": "this request",
        "appeal": "this appeal",
        "question": "these questions",
        "protest": "this protest",
        "petition": "this petition",
    }

    def date(self, day: date) -> str:
        return day_in(day, "en")

    def order(self, organisation: NamedOrganisation) -> tuple[str, ...]:
        first = unicodedata.name(organisation.name.lstrip("“‘\"'(")[:1] or " ", "")
        if first.startswith(("LATIN", "DIGIT")):
            return ("0", _without_accents(fold(organisation.name)), organisation.name)
        return ("1", *gojuon_key(organisation.kana, organisation.name))

    def addressee(self, addressee: Addressee) -> str:
        person = f"{addressee.honorific} {addressee.holder}".strip()
        return ", ".join(part for part in (person, addressee.office) if part)

    def representative(self, representative: Representative) -> str:
        return f"{representative.name}, {representative.role}"

    def organisations(self, number: int) -> str:
        return "1 organisation" if number == 1 else f"{number:,} organisations"

    def people(self, number: int) -> str:
        return "1 person" if number == 1 else f"{number:,} people"

    def closing(self, letter: Letter) -> str:
        sentences = []
        if supporters := _supporters(self, letter):
            alone = letter.organisations_total + letter.people_total == 1
            verb = "supports" if alone else "support"
            supported = f"{' and '.join(supporters)} {verb} {self.this[letter.kind]}"
            sentences.append(f"As of {self.date(letter.as_of)}, {supported}.")
        if letter.reply_by:
            sentences.append(f"We ask for your reply in writing by {self.date(letter.reply_by)}.")
        return " ".join(sentences)

    def supporting_note(self, letter: Letter) -> str:
        order = ", in alphabetical order" if len(letter.organisations) > 1 else ""
        counted = self.organisations(letter.organisations_total)
        return f"{counted} (as of {self.date(letter.as_of)}{order})"

    def unnamed_organisations(self, letter: Letter) -> str:
        counted = self.organisations(letter.unnamed)
        verb = "does not give its name" if letter.unnamed == 1 else "do not give their names"
        return f"{'and ' if letter.organisations else ''}{counted} that {verb}"

    def unnamed_people(self, letter: Letter) -> str:
        counted = self.people(letter.people_unnamed)
        verb = "does not give a name" if letter.people_unnamed == 1 else "do not give their names"
        return f"{'and ' if letter.people else ''}{counted} who {verb}"

    def contact_lines(self, contact: Contact) -> list[str]:
        ways = (("Telephone", contact.phone), ("Email", contact.email))
        reached = ", ".join(f"{way} {address}" for way, address in ways if address)
        return [contact.name, contact.person, reached]

    def verify(self, url: str) -> str:
        return f"The digital signature and the numbers in this letter can be checked at {url}."


PHRASES: dict[str, Japanese | English] = {"ja": Japanese(), "en": English()}


def _supporters(say: Japanese | English, letter: Letter) -> list[str]:
    organisations, people = letter.organisations_total, letter.people_total
    counted = ((say.organisations, organisations), (say.people, people))
    return [phrase(number) for phrase, number in counted if number]


def _full_width_spaces(name: str) -> str:
    """Return a Japanese name with a full-width space between its parts, as print has it."""
    return name if re.search("[A-Za-z]", name) else name.replace(" ", "　")


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
