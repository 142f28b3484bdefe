"""What staff type about news, events, actions and papers of a campaign."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError
from wtforms.validators import InputRequired, Optional

from campaigns.acting import NewAction, Way, way_of
from campaigns.filing import Titles
from campaigns.models import Action, News, Paper
from campaigns.reporting import NewNews
from core import addresses
from core.forms import (
    Choice,
    Day,
    Form,
    Line,
    Lines,
    Upload,
    WebAddress,
    is_web_address,
    needed,
)
from core.japanese import TOKYO, in_tokyo
from monitor.events import NewEvent
from monitor.models import EVENT_KINDS, Event, EventKind
from network.forms.fields import Hour
from network.models import Office

FIRST_YEAR, LAST_YEAR = 2000, 2100
NO_TITLE = _l("Write the title in Japanese, in English, or in both.")


class Button(Form):
    """A button about something that is told, under a sentence that says what it does."""


class DidForm(Form):
    """A button: somebody did what an action asks for. Who it was, the form does not know."""


class Pair(Form):
    """A title, and a text with it, in Japanese, in English, or in both."""

    #: The name of the text's fields without the language.
    TEXT = ""
    NO_TEXT = _l("Write the text in this language, too, or leave out its title.")

    title_ja = Line(validators=[Optional()], longest=150)
    title_en = Line(validators=[Optional()], longest=150)

    def validate(self, extra_validators: object = None) -> bool:
        """Check every field, then that each language has both or neither, and one of them has."""
        fits: bool = super().validate(extra_validators)
        return all([self._is_titled(), *(self._is_whole(lang) for lang in ("ja", "en"))]) and fits

    def _is_titled(self) -> bool:
        titled = bool(self.title_ja.data or self.title_en.data)
        return titled or _told(self.title_ja, NO_TITLE)

    def _is_whole(self, lang: str) -> bool:
        title, text = self[f"title_{lang}"], self[f"{self.TEXT}_{lang}"]
        if title.data and not text.data:
            return _told(text, self.NO_TEXT)
        if text.data and not title.data and (self.title_ja.data or self.title_en.data):
            return _told(title, _l("Write the title in this language, too."))
        return True


class NewsForm(Pair):
    """News: a title and a text in Markdown."""

    TEXT = "body"
    body_ja = Lines(validators=[Optional()], longest=20_000)
    body_en = Lines(validators=[Optional()], longest=20_000)

    def value(self) -> NewNews:
        return NewNews(**_texts(self, "title_ja", "title_en", "body_ja", "body_en"))


class ActionForm(Pair):
    """Something to do other than signing: the words to send, and where they go."""

    TEXT = "text"
    NO_TEXT = _l("Write the words to send in this language, too, or leave out its title.")
    text_ja = Lines(validators=[Optional()], longest=3_000)
    text_en = Lines(validators=[Optional()], longest=3_000)
    address = Lines(validators=[needed(_l("Write where the words go."))], longest=300)
    office = Choice(validators=[Optional()], choices=[])

    def offer(self, offices: list[Office]) -> None:
        """Offer the offices that can be written to."""
        self.office.choices = [("", ""), *((one.code, one.title) for one in offices)]

    def validate_address(self, field: Lines) -> None:
        match way_of(field.data or ""):
            case Way.FORM:
                _require_web_address(field.data)
            case Way.EMAIL:
                _require_email(field.data)

    def value(self) -> NewAction:
        return NewAction(
            **_texts(self, "title_ja", "title_en", "text_ja", "text_en", "address", "office")
        )


class Registration(WebAddress):
    """Where one registers: a page of the web, or an email address."""

    def pre_validate(self, form: Any) -> None:
        typed = self.data or ""
        if "@" in typed and not typed.startswith("http"):
            Line.pre_validate(self, form)
            _require_email(typed)
        else:
            super().pre_validate(form)


class EventForm(Form):
    """When and where people meet, in Tokyo's time, and what for."""

    kind = Choice(
        validators=[InputRequired(_l("Choose what kind of event it is."))],
        choices=lambda: [("", ""), *EVENT_KINDS.items()],
    )
    title_ja = Line(validators=[Optional()], longest=150)
    title_en = Line(validators=[Optional()], longest=150)
    day = Day(validators=[InputRequired(_l("Write the day."))])
    begins = Hour(validators=[InputRequired(_l("Write when it begins."))])
    ends = Hour(validators=[InputRequired(_l("Write when it ends."))])
    last_day = Day(validators=[Optional()])
    place_ja = Line(validators=[Optional()], longest=200)
    place_en = Line(validators=[Optional()], longest=200)
    registration = Registration(validators=[Optional()], longest=300)
    about_ja = Lines(validators=[Optional()], longest=5_000)
    about_en = Lines(validators=[Optional()], longest=5_000)

    def validate(self, extra_validators: object = None) -> bool:
        """Check every field, then that it has a title."""
        fits: bool = super().validate(extra_validators)
        titled = bool(self.title_ja.data or self.title_en.data)
        return (titled or _told(self.title_ja, NO_TITLE)) and fits

    def validate_day(self, field: Day) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_l("Look at the year again."))

    def validate_last_day(self, field: Day) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError(_l("Look at the year again."))
        if field.data and self.day.data and field.data < self.day.data:
            raise ValidationError(_l("It cannot end before it begins."))

    def validate_ends(self, field: Hour) -> None:
        later = self.last_day.data and self.day.data and self.last_day.data > self.day.data
        if self.begins.data and field.data and field.data <= self.begins.data and not later:
            raise ValidationError(_l("It cannot end before it begins."))

    def value(self) -> NewEvent:
        return NewEvent(
            kind=EventKind(self.kind.data),
            begins_at=_moment(self.day.data, self.begins.data),
            ends_at=_moment(self.last_day.data or self.day.data, self.ends.data),
            **_texts(
                self,
                *("title_ja", "title_en", "place_ja", "place_en", "about_ja", "about_en"),
                "registration",
            ),
        )


class TitlesForm(Form):
    """What a paper is called."""

    title_ja = Line(validators=[Optional()], longest=150)
    title_en = Line(validators=[Optional()], longest=150)

    def validate(self, extra_validators: object = None) -> bool:
        """Check every field, then that it has a title."""
        fits: bool = super().validate(extra_validators)
        titled = bool(self.title_ja.data or self.title_en.data)
        return (titled or _told(self.title_ja, NO_TITLE)) and fits

    def titles(self) -> Titles:
        return Titles(**_texts(self, "title_ja", "title_en"))


class PaperForm(TitlesForm):
    """A file for the public, and what it is called."""

    file = Upload()

    def validate_file(self, field: Upload) -> None:
        if field.file is None:
            raise ValidationError(_l("Choose a file."))


def news_form(news: News | None) -> NewsForm:
    """Return the form for news, as it was written before."""
    return NewsForm() if news is None else NewsForm(obj=news)


def action_form(action: Action | None, offices: list[Office]) -> ActionForm:
    """Return the form for an action, as it was written before."""
    form = ActionForm() if action is None else ActionForm(data=_written(action))
    form.offer(offices)
    return form


def titles_form(paper: Paper) -> TitlesForm:
    """Return the form for what a paper is called."""
    return TitlesForm(data={"title_ja": paper.title_ja, "title_en": paper.title_en})


def event_form(event: Event | None) -> EventForm:
    """Return the form for an event, as it was planned before."""
    if event is None:
        return EventForm()
    begins, ends = in_tokyo(event.begins_at), in_tokyo(event.ends_at)
    texts = ("kind", "title_ja", "title_en", "place_ja", "place_en", "about_ja", "about_en")
    return EventForm(
        data={
            **{name: getattr(event, name) for name in (*texts, "registration")},
            "day": begins.date(),
            "begins": begins.time(),
            "ends": ends.time(),
            "last_day": ends.date() if ends.date() != begins.date() else None,
        }
    )


def _written(action: Action) -> dict[str, str]:
    texts = ("title_ja", "title_en", "text_ja", "text_en", "address")
    office = action.office.code if action.office is not None else ""
    return {**{name: getattr(action, name) for name in texts}, "office": office}


def _texts(form: Form, *names: str) -> dict[str, str]:
    return {name: form[name].data or "" for name in names}


def _told(field: Field, problem: LazyString) -> bool:
    """Add to what is wrong with a field, unless something is already."""
    field.errors = [*field.errors] or [problem]
    return False


def _require_email(typed: str) -> None:
    try:
        addresses.check(typed)
    except addresses.UnfitAddress as error:
        raise ValidationError(addresses.WORDS[error.reason]) from None


def _require_web_address(typed: str) -> None:
    if not is_web_address(typed) or any(char.isspace() for char in typed):
        raise ValidationError(_l("Write the whole address, as it begins: https://…"))


def _moment(day: date | None, clock: time | None) -> datetime:
    assert day is not None
    assert clock is not None
    return datetime.combine(day, clock, tzinfo=TOKYO)
