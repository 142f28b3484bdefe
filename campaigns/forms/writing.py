"""What staff type about campaigns, their statements and the text of these; what readers remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectMultipleField, ValidationError
from wtforms.validators import Optional, Regexp

from campaigns.campaigning import LONGEST_SLUG, Aim, Clone, Ending
from campaigns.desk import Text
from campaigns.drafting import SLUG, About, Draft
from campaigns.models import Calling, Campaign, Kind, Outcome, Rejected, Signers, Statement, Topic
from campaigns.phrases import USUAL, Usual
from core.forms import Choice, Form, Line, Lines, WebAddress, needed
from network.models import Office, Organisation

LONGEST_BODY = 20_000
LONGEST_DEMANDS = 5000
MOST_DEMANDS = 50

SIGNERS: dict[Signers, LazyString] = {
    Signers.BOTH: _l("Organisations and people"),
    Signers.ORGANISATIONS: _l("Organisations only"),
    Signers.PEOPLE: _l("People only"),
}


def lines(text: str | None) -> tuple[str, ...]:
    """Return the lines of a text, empty ones left out."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def _labelled(labels: Mapping[Any, LazyString]) -> list[tuple[str, LazyString | str]]:
    return [("", ""), *((str(value), label) for value, label in labels.items())]


def _slug() -> Line:
    return Line(
        validators=[
            needed(_l("Write the last part of its address.")),
            Regexp(SLUG, message=_l("A slug is small letters, digits and single hyphens.")),
        ],
        longest=LONGEST_SLUG,
    )


class ActForm(Form):
    """A button, under a sentence that says what it does."""


class Titled(Form):
    """A title, in one of the languages at least."""

    title_ja = Line(validators=[Optional()], longest=200)
    title_en = Line(validators=[Optional()], longest=200)

    def validate(self, extra_validators: Any = None) -> bool:
        fit = bool(super().validate(extra_validators))
        if fit and not (self.title_ja.data or self.title_en.data):
            self.title_ja.errors = [_("A title is needed in one of the languages.")]
            return False
        return fit


class AimForm(Titled):
    """What a campaign is for, and who runs it."""

    goal_ja = Lines(validators=[Optional()], longest=1000)
    goal_en = Lines(validators=[Optional()], longest=1000)
    topic = Choice(choices=lambda: _labelled({one: one.label for one in Topic}))
    occasion_ja = Line(validators=[Optional()], longest=500)
    occasion_en = Line(validators=[Optional()], longest=500)
    occasion_url = WebAddress(validators=[Optional()], longest=500)
    run_by = Choice()

    def offer(self, runners: Sequence[Organisation]) -> None:
        """Offer who may run it; the first, without a value, is the network as a whole."""
        self.run_by.choices = [("", ""), *((one.code, one.name) for one in runners)]

    def value(self) -> Aim:
        return Aim(
            title_ja=self.title_ja.data or "",
            title_en=self.title_en.data or "",
            goal_ja=self.goal_ja.data or "",
            goal_en=self.goal_en.data or "",
            topic=Topic(self.topic.data) if self.topic.data else None,
            occasion_ja=self.occasion_ja.data or "",
            occasion_en=self.occasion_en.data or "",
            occasion_url=self.occasion_url.data or "",
            run_by=self.run_by.data or "",
        )


class BeginForm(AimForm):
    """A new campaign, with the last part of its address."""

    slug = _slug()


class CloneForm(Titled):
    """A past campaign that is to begin once more."""

    slug = _slug()
    run_by = Choice()
    with_text = BooleanField(default=True)

    offer = AimForm.offer

    def value(self) -> Clone:
        return Clone(
            slug=self.slug.data,
            title_ja=self.title_ja.data or "",
            title_en=self.title_en.data or "",
            run_by=self.run_by.data or "",
            with_text=self.with_text.data,
        )


class ConcludeForm(Form):
    """How a campaign ended."""

    outcome = Choice(
        choices=lambda: _labelled({one: one.label for one in Outcome}),
        validators=[needed(_l("Choose how it ended."))],
    )
    closing_ja = Lines(validators=[Optional()], longest=5000)
    closing_en = Lines(validators=[Optional()], longest=5000)

    def value(self) -> Ending:
        return Ending(
            Outcome(self.outcome.data), self.closing_ja.data or "", self.closing_en.data or ""
        )


class Offices(SelectMultipleField):  # type: ignore[misc]  # WTForms has no type information
    """Some of our offices."""

    def pre_validate(self, _form: Form) -> None:
        if not {value for value, _title in self.choices}.issuperset(self.data or []):
            raise ValidationError(_l("Choose from the list."))


class AboutForm(Form):
    """What a statement is, to whom, by whom, and who may sign it."""

    kind = Choice(
        choices=lambda: _labelled({one: one.label for one in Kind}),
        validators=[needed(_l("Choose what it is."))],
    )
    signers = Choice(
        choices=lambda: _labelled(SIGNERS)[1:],
        default=str(Signers.BOTH),
        validators=[needed(_l("Choose who may sign."))],
    )
    addressees = Offices()
    calling = Lines(validators=[Optional()], longest=5000)

    def offer(self, offices: Sequence[Office]) -> None:
        """Offer the offices that it can be addressed to, in the house's order."""
        self.addressees.choices = [(office.code, office.title) for office in offices]

    def about(self) -> About:
        return About(
            kind=Kind(self.kind.data),
            signers=Signers(self.signers.data),
            addressees=tuple(self.addressees.data or ()),
            calling=lines(self.calling.data),
        )


class StatementForm(AboutForm, Titled):
    """A statement as it is begun; its text follows at the desk."""

    slug = _slug()
    usual = BooleanField(default=True)

    def value(self) -> Draft:
        about = self.about()
        begun = USUAL[about.kind] if self.usual.data else Usual("", "")
        return Draft(
            slug=self.slug.data,
            kind=about.kind,
            title_ja=self.title_ja.data or "",
            title_en=self.title_en.data or "",
            body_ja=begun.body_ja,
            body_en=begun.body_en,
            demands_ja=begun.demands_ja,
            demands_en=begun.demands_en,
            addressees=about.addressees,
            calling=about.calling,
            signers=about.signers,
        )


def about_form(statement: Statement) -> AboutForm:
    """Return the form of what a statement is, as it was told before."""
    return AboutForm(
        data={
            "kind": statement.kind,
            "signers": statement.signers,
            "addressees": [office.code for office in statement.offices],
            "calling": "\n".join(_caller(one) for one in statement.calling),
        }
    )


def _caller(one: Calling) -> str:
    return one.organisation.name_ja if one.organisation else one.name_ja or one.name_en


class Demands(Lines):
    """Demands, one a line."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if len(lines(self.data)) > MOST_DEMANDS:
            raise ValidationError(_l("Use at most %(number)s demands.", number=MOST_DEMANDS))


class DeskForm(Form):
    """The text of a statement, and the mark of the copy from which it was written."""

    title_ja = Line(validators=[Optional()], longest=200)
    body_ja = Lines(validators=[Optional()], longest=LONGEST_BODY)
    demands_ja = Demands(validators=[Optional()], longest=LONGEST_DEMANDS)
    title_en = Line(validators=[Optional()], longest=200)
    body_en = Lines(validators=[Optional()], longest=LONGEST_BODY)
    demands_en = Demands(validators=[Optional()], longest=LONGEST_DEMANDS)
    began = HiddenField()

    def text(self) -> Text:
        return Text(
            title_ja=self.title_ja.data or "",
            title_en=self.title_en.data or "",
            body_ja=self.body_ja.data or "",
            body_en=self.body_en.data or "",
            demands_ja=lines(self.demands_ja.data),
            demands_en=lines(self.demands_en.data),
        )


class RemarkForm(Form):
    """Something to say at a paragraph; `at` is its language and number: ja-0."""

    at = Choice(validators=[needed(_l("Choose a paragraph."))])
    text = Lines(validators=[needed(_l("Write something first."))], longest=4000)
    version = HiddenField()

    def offer(self, places: Sequence[tuple[str, str]]) -> None:
        self.at.choices = [("", ""), *places]

    @property
    def where(self) -> tuple[str, int]:
        """The language and the number of the paragraph."""
        language, _dash, number = self.at.data.partition("-")
        return language, int(number)


class RejectForm(Form):
    """Why a draft is not taken up."""

    reason = Choice(
        choices=lambda: _labelled({one: one.label for one in Rejected}),
        validators=[needed(_l("Choose why."))],
    )

    def value(self) -> Rejected:
        return Rejected(self.reason.data)


def aim_form(campaign: Campaign | None, runners: Sequence[Organisation]) -> AimForm:
    """Return the form of a campaign, new or as it was told before."""
    form: AimForm = BeginForm() if campaign is None else AimForm(data=_told(campaign))
    form.offer(runners)
    return form


def _told(campaign: Campaign) -> dict[str, str]:
    names = ("title_ja", "title_en", "goal_ja", "goal_en", "occasion_ja", "occasion_en")
    told = {name: getattr(campaign, name) for name in (*names, "occasion_url")}
    run_by = campaign.run_by.code if campaign.run_by else ""
    return {**told, "topic": campaign.topic or "", "run_by": run_by}


def desk_form(text: Text, began: str) -> DeskForm:
    """Return the form of the desk with a text on it, whatever was sent."""
    return DeskForm(
        formdata=None,
        data={
            "title_ja": text.title_ja,
            "title_en": text.title_en,
            "body_ja": text.body_ja,
            "body_en": text.body_en,
            "demands_ja": "\n".join(text.demands_ja),
            "demands_en": "\n".join(text.demands_en),
            "began": began,
        },
    )
