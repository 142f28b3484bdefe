"""What one row of a file may hold: the sign forms, filled from cells instead of by a browser.

The rules are the forms' own. What differs is what a file can hold: answers come in many spellings,
a legal form in any words, and there is nobody to tick that they may speak for their organisation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import StringField, ValidationError
from wtforms.validators import Optional, StopValidation

from core.addresses import WORDS, Fault
from core.db import now
from core.forms import Email, Line, needed
from core.i18n import LANGUAGES
from core.japanese import TOKYO
from core.places import PREFECTURES, countries
from petitions.columns import Columns, Table
from petitions.forms import OrganisationForm, SignForm
from petitions.importing import Brought, Rejected
from petitions.models import Disclosure, Display, SignerKind

#: No signature that is brought to us by a file is older.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
#: How spreadsheets write a moment, besides ISO 8601.
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")

#: What may stand before the @ of any address.
PLAIN = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*\Z")


def _spelt(answers: Mapping[Any, str]) -> dict[str, Any]:
    """Return the answer by each of its spellings, which are given in one text for each answer."""
    return {_plain(word): answer for answer, words in answers.items() for word in words.split()}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


YES_NO = _spelt(
    {
        True: "yes y true 1 on はい ○ 〇 ◯ 可 有 ✓",
        False: "no n false 0 off いいえ × 不可 無 -",
    }
)
BOARD = _spelt({"agreed": "agreed 承認済 承認済み", "pending": "pending 未承認 承認待ち"}) | {
    spelling: "agreed" if yes else "pending" for spelling, yes in YES_NO.items()
}
DISPLAY = _spelt(
    {
        Display.PUBLIC: "public 公開",
        Display.INITIALS: "initials イニシャル",
        Display.HIDDEN: "hidden 非公開",
    }
)
DISCLOSURE = _spelt(
    {
        Disclosure.PUBLIC: "public 公開",
        Disclosure.ADDRESSEE: "addressee 提出先のみ",
        Disclosure.UNDISCLOSED: "undisclosed 非公開 非公表",
    }
)
_PREFECTURES = _spelt({name: f"{name} {romaji}" for name, romaji in PREFECTURES.items()})


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return _spelt({code: code for code, _name in countries()})


def given(message: Any) -> Callable[[Any, Any], None]:
    """Return a rule: a file may lack this column; where it has it, each cell is filled."""

    def check(_form: Any, field: Any) -> None:
        if field.raw_data and not field.raw_data[0].strip():
            raise ValidationError(message)

    return check


class Answer(StringField):  # type: ignore[misc]  # WTForms has no type information
    """One of a few answers, in any of their spellings; an empty cell leaves the default."""

    def __init__(
        self, spellings: Mapping[str, Any] | Callable[[], Mapping[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.spellings = spellings

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = _plain(valuelist[0]) if valuelist else ""
        if not typed:
            return
        spellings = self.spellings() if callable(self.spellings) else self.spellings
        if typed not in spellings:
            raise ValueError(_l("This is none of the answers that can be given here."))
        self.data = spellings[typed]


class When(StringField):  # type: ignore[misc]  # as above
    """A moment in ISO 8601 or as spreadsheets write it; without a zone it is the time in Tokyo."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = _plain(valuelist[0]).replace("/", "-") if valuelist else ""
        self.data = _moment(typed) if typed else None


def _moment(typed: str) -> datetime:
    """:raises ValueError: it is no moment, or none at which anybody can have signed."""
    found = _read(typed)
    if found is None:
        raise ValueError(_l("Expected a date and time, such as 2026-11-25T18:00:00+09:00."))
    if not EARLIEST <= found <= now():
        raise ValueError(_l("This moment lies in the future, or too far back."))
    return found


def _read(typed: str) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(typed.upper())
        return found if found.tzinfo else found.replace(tzinfo=TOKYO)
    for how in MOMENTS:
        with suppress(ValueError):
            return datetime.strptime(typed, how).replace(tzinfo=TOKYO)
    return None


class Language(StringField):  # type: ignore[misc]  # as above
    """Which of our languages to write to a signer in: English to those who read another."""

    def process_formdata(self, valuelist: list[str]) -> None:
        told = _plain(valuelist[0]) if valuelist else ""
        read = told or LANGUAGES[0]
        self.data = next((ours for ours in LANGUAGES if read.startswith(ours)), "en")


class Address(Email):
    """An email address, whose domain is looked at once in a file."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fit_domains: set[str] = set()

    def pre_validate(self, form: Any) -> None:
        name, _, domain = (self.data or "").rpartition("@")
        if domain in self.fit_domains and PLAIN.match(name) and len(self.data) <= self.longest:
            self.address = self.data
            return
        super().pre_validate(form)
        if self.data and self.address.endswith(f"@{domain}"):
            self.fit_domains.add(domain)


class InFile:
    """What a file tells of each signer besides the form's fields."""

    email = Address(validators=[needed(WORDS[Fault.EMPTY])])
    country = Answer(_countries, default="JP")
    prefecture = Answer(_PREFECTURES)
    language = Language()
    #: An unconfirmed signature neither counts nor is kept.
    confirmed_at = When(validators=[given(_l("not confirmed"))])
    withdrawn_at = When()


class PersonRow(InFile, SignForm):
    """A person's row."""

    display = Answer(DISPLAY, validators=[needed(_l("Choose how you want to be shown."))])
    updates = Answer(YES_NO, default=False)

    def fill(self, cells: Mapping[str, str]) -> bool:
        """Fill the form from the cells of a row, and tell whether they are fit.

        It does what `process` and `validate` do, without the hooks that they look for in each field
        of each row: there may be a hundred thousand, and the rules alone take a third of the time.
        """
        fit = [_fill(self, field, cells.get(field.name)) for field in self]
        return all(fit)

    @cached_property
    def rules(self) -> dict[str, list[Any]]:
        """The rules of each field, one that stands in a method of the form among them."""
        methods = {name: getattr(type(self), f"validate_{name}", None) for name in self._fields}
        return {
            field.name: [*field.validators, *filter(None, [methods[field.name]])] for field in self
        }


def _fill(form: PersonRow, field: Any, cell: str | None) -> bool:
    field.errors, field.data = [], field.default
    field.raw_data = [] if cell is None else [cell]
    try:
        field.process_formdata(field.raw_data)
        for put_right in field.filters:
            field.data = put_right(field.data)
        field.pre_validate(form)
        for rule in form.rules[field.name]:
            rule(form, field)
    except (StopValidation, ValueError) as refused:
        field.errors = [why for why in refused.args[:1] if why]
    return not field.errors


class OrganisationRow(InFile, OrganisationForm):
    """An organisation's row. Whoever brings the file knows that it may speak for them."""

    once = None
    authority = None
    disclosure = Answer(
        DISCLOSURE,
        validators=[
            needed(_l("Choose who may read the name. If in doubt, choose “not disclosed”."))
        ],
    )
    legal_form = Line(validators=[Optional()], longest=100)
    board = Answer(
        BOARD,
        default="agreed",
        validators=[given(_l("Tell whether the organisation has decided."))],
    )
    comment_public = Answer(YES_NO, default=False)

    def fill(self, cells: Mapping[str, str]) -> bool:
        """Fill the form from the cells of a row, and tell whether they are fit."""
        self.process(MultiDict(cells))
        return bool(self.validate())


FORMS: dict[SignerKind, type[PersonRow | OrganisationRow]] = {
    SignerKind.PERSON: PersonRow,
    SignerKind.ORGANISATION: OrganisationRow,
}


def read(table: Table, columns: Columns) -> Iterator[Brought | Rejected]:
    """Yield what each row brings, or why it is unfit."""
    # One form is filled anew for every row: making one takes longer than filling it.
    form = FORMS[columns.kind](MultiDict(), meta={"csrf": False})
    for row in table.rows():
        if row.broken:
            yield Rejected(row.line, (("row", str(row.broken)),))
            continue
        if form.fill(columns.values(row)):
            yield _brought(row.line, form)
        else:
            yield Rejected(row.line, tuple(form.problems))


def _brought(line: int, form: PersonRow | OrganisationRow) -> Brought:
    return Brought(
        line=line,
        signed=form.value(),
        language=form.language.data,
        confirmed_at=form.confirmed_at.data,
        withdrawn_at=form.withdrawn_at.data,
    )
