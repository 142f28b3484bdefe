"""Forms: what a person may type. The public ones need no cookie: a cache may hold their pages."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, g, request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    Field,
    FileField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.csrf.core import CSRF
from wtforms.validators import DataRequired

from core import addresses, corporate_numbers, uploads
from core import text as texts
from core.japanese import is_kana

#: How long a page may stay open before its form must be sent a second time. The mark in it changes
#: by the hour, so that the page is the same bytes for everybody in that hour.
OPEN_FOR_HOURS = 48


class StatelessCSRF(CSRF):  # type: ignore[misc]  # WTForms has no type information
    """Proves without a cookie that a form is our page's and recent: an HMAC of its name and hour.

    A form that carries no right of its own (anybody may sign) needs no more; the Origin is checked
    besides.
    """

    def setup_form(self, form: Any) -> Any:
        self.name = type(form).__name__
        return super().setup_form(form)

    def generate_csrf_token(self, _field: Field) -> str:
        hour = int(time.time() // 3600)
        return f"{hour}.{self._mark(str(current_app.config['SECRET_KEY']), hour)}"

    def validate_csrf_token(self, _form: Any, field: Field) -> None:
        if not (_from_our_pages() and self._lately_ours(str(field.data or ""))):
            raise ValidationError(
                _l("This page was open for a long time. Nothing was lost: send the form once more.")
            )

    def _lately_ours(self, sent: str) -> bool:
        hour, _, mark = sent.partition(".")
        if not (hour.isascii() and hour.isdigit() and len(hour) <= 9):
            return False
        age = int(time.time() // 3600) - int(hour)
        keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
        # One ahead: another machine's clock may have reached the next hour before ours.
        return -1 <= age <= OPEN_FOR_HOURS and any(
            hmac.compare_digest(mark.encode(), self._mark(str(key), int(hour)).encode())
            for key in keys
        )

    def _mark(self, key: str, hour: int) -> str:
        person = g.get("person")
        message = f"form\0{self.name}\0{hour}\0{person.id if person else ''}".encode()
        return hmac.new(key.encode(), message, hashlib.sha256).hexdigest()[:32]


def _from_our_pages() -> bool:
    """Tell whether the browser says that the form was ours; one too old to say may pass."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin in {None, "null"} or (origin or "").partition("://")[2] == request.host


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no type information
    """A form of ours: CSRF without a cookie, outer spaces trimmed, unfit characters refused."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        csrf_class = StatelessCSRF

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> MultiDict[str, Any] | None:
            """Return what was sent: text, and files where a field is for one; never JSON."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            if not form.is_submitted():
                return None
            sent: MultiDict[str, Any] = MultiDict(typed())
            for name, field in form._fields.items():
                if isinstance(field, FileField):
                    sent.setlist(name, request.files.getlist(name))
            return sent

    @property
    def problems(self) -> Iterable[tuple[str, str]]:
        """Yield (field name, message) in the fields' order, for the summary above the form."""
        for field in self:
            for message in field.errors:
                yield field.name, str(message)


def typed() -> MultiDict[str, str]:
    """Return the fields of this request's form, or answer 413 where they are too many.

    Werkzeug counts the parts of a multipart body alone.
    """
    if (
        sum(len(values) for _name, values in request.form.lists())
        > current_app.config["MAX_FORM_PARTS"]
    ):
        abort(413)
    return request.form


def _cleaned(value: object) -> object:
    return texts.clean(value) if isinstance(value, str) else value


class Line(StringField):  # type: ignore[misc]  # as above
    """One line of text in any script, at most `longest` characters."""

    lines = False

    def __init__(self, *args: Any, longest: int = 200, **kwargs: Any) -> None:
        super().__init__(*args, filters=[_cleaned], **kwargs)
        self.longest = longest

    def pre_validate(self, _form: Any) -> None:
        value = self.data or ""
        if problem := texts.unfit(value, lines=self.lines):
            raise ValidationError(texts.WORDS[problem])
        if texts.length(value) > self.longest:
            raise ValidationError(_l("Use at most %(number)s characters.", number=self.longest))


class Lines(Line, TextAreaField):  # type: ignore[misc]  # as above
    """Several lines of text."""

    lines = True


def needed(message: Any) -> DataRequired:
    """Ask for a value: what is left of the typed text once its spaces are gone."""
    return DataRequired(message)


class Choice(SelectField):  # type: ignore[misc]  # as above
    """A list to choose from, in the page's language; its first entry stands for no answer."""

    def __init__(self, label: Any = None, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=choices, filters=[lambda value: value or ""], **kwargs)

    def pre_validate(self, _form: Any) -> None:
        if self.data and self.data not in {value for value, _label in self.choices}:
            raise ValidationError(_l("Choose one of the list."))


class Email(Line):
    """An email address, put into the form in which mail can be sent to it."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        try:
            self.address = addresses.check(self.data)
        except addresses.UnfitAddress as error:
            raise ValidationError(addresses.WORDS[error.reason]) from None


class Day(DateField):  # type: ignore[misc]  # as above
    """A day, as a browser's date field sends it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist or [""])[0].strip()
        self.raw_data, self.data = [typed], None
        if typed:
            try:
                self.data = date.fromisoformat(typed)
            except ValueError:
                raise ValueError(_l("Write the day as year-month-day: 2026-12-10.")) from None


class Kana(Line):
    """How a name is read, in hiragana or katakana."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not is_kana(self.data):
            raise ValidationError(_l("Write the reading in hiragana or katakana."))


def is_web_address(text: str) -> bool:
    """Tell whether a text is the whole address of a page: its scheme, and a host with a dot."""
    try:
        parts = urlsplit(text)
    except ValueError:  # no host can be read from it, as in http://[
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")


class WebAddress(Line):
    """The address of a website."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data and not is_web_address(self.data):
            raise ValidationError(_l("Begin the web address with https:// or leave it out."))


class CorporateNumber(Line):
    """A corporate number (法人番号) with its check digit; `number` holds the bare digits."""

    number = ""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.data:
            return
        try:
            self.number = corporate_numbers.checked(self.data)
        except corporate_numbers.UnfitNumber:
            raise ValidationError(
                _l("A corporate number has 13 digits, and the first follows from the others.")
            ) from None


class Upload(FileField):  # type: ignore[misc]  # as above
    """A file of one of the kinds we keep, judged by its content; `file` holds what was sent."""

    file: uploads.Uploaded | None = None

    def pre_validate(self, _form: Any) -> None:
        sent = self.data.read(uploads.LARGEST + 1) if self.data else b""
        if not sent:
            return
        try:
            self.file = uploads.looked_at(sent)
        except uploads.UnfitFile as error:
            raise ValidationError(uploads.WORDS[error.reason]) from None
