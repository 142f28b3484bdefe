"""/dev/parts: every part that pages are made of, in every state. Never registered in production.

It is the catalogue for whoever builds a page, and what the tests of browsers look at. The values
are made up; the types are those that pages use, so that the catalogue cannot fall behind.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from wtforms import Field

from campaigns.models import Status, Topic
from campaigns.pages.finding import Active, Filter
from campaigns.reading import Call, Counts
from campaigns.timeline import Happening
from core import charts, japanese
from core.access import public
from core.charts import Chart
from core.db import now
from core.i18n import LANGUAGES, in_language
from core.tasks import Task
from petitions.forms import OrganisationForm, SignForm
from petitions.pages.answers import ReplyOnPage
from petitions.pages.statement import SignerOnPage
from petitions.rounds import RoundOnPage
from petitions.staff import BuildForm

F = TypeVar("F", SignForm, OrganisationForm)

bp = Blueprint("parts", __name__)

#: Signatures on each of fourteen days.
A_FORTNIGHT = (402, 618, 1204, 233, 181, 164, 540, 388, 296, 347, 471, 208, 196, 214)
LONG = (
    "海外送金および現金の持出しに関する規制が国際協力活動に与える影響についての公開質問状",
    "Open questions on how the rules on remittances abroad and on cash carried out of the country"
    " affect international cooperation",
)


@bp.get("/dev/parts")
@public
def parts() -> ResponseReturnValue:
    """Show every part in every state, in the language of `?lang=`."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        g.lang = asked
    return render_template(
        "petitions/parts.html",
        statuses=list(Status),
        counts=Counts(named=43, undisclosed=17, people=9280),
        few=Counts(named=2, undisclosed=0, people=0),
        many=Counts(named=412, undisclosed=96, people=0),
        rounds=rounds(),
        calls=calls(),
        filters=[Filter("topic", _("Topic"), topics(), "privacy")],
        active=[Active(str(Topic.PRIVACY.label), "#part-calls")],
        events=events(),
        replies=replies(),
        wall=wall(),
        signers=signers(),
        tasks=tasks(),
        chart=fortnight(),
        short=charts.chart([("12/5", 2), ("12/6", 0), ("12/7", 1)]),
        wrong=mistaken(),
        empty_form=SignForm(formdata=None, prefix="empty-"),
        filled=filled(),
        organisation=OrganisationForm(formdata=None, prefix="organisation-"),
        unsure=unsure(),
        member=OrganisationForm(formdata=None, prefix="member-"),
        some=addressees(),
        soon=at_six(3),
        today=at_six(0),
        later=at_six(40),
    )


def at_six(days: int) -> datetime:
    """Return 18:00 in Tokyo, so many days from now."""
    day = japanese.in_tokyo(now()).date() + timedelta(days=days)
    return datetime.combine(day, time(18), japanese.TOKYO)


def rounds() -> list[RoundOnPage]:
    return [
        RoundOnPage(1, at_six(-10), "closed", 1.0, 28),
        RoundOnPage(2, at_six(3), "now", 0.7, None),
        RoundOnPage(3, at_six(40), "next", 0.0, None),
        RoundOnPage(4, None, "next", 0.0, None),
    ]


def calls() -> list[Call]:
    ministers = [in_language("外務大臣", "Minister for Foreign Affairs")]
    both = [*ministers, in_language("財務大臣", "Minister of Finance")]
    request_, questions = in_language("要請書", "Request"), in_language("公開質問状", "Open letter")
    title = in_language(
        "市民社会スペースの保障を求める要請書", "Request for the Protection of Civic Space"
    )
    return [
        _call(title, request_, both, at_six(3), Counts(43, 17, 9280)),
        _call(in_language(*LONG), questions, both, at_six(40), Counts(9, 0, 0)),
        _call(title, request_, ministers, None, Counts(0, 0, 412)),
        _call(title, request_, ministers, at_six(-10), Counts(28, 6, 0), status=Status.CLOSED),
    ]


def _call(
    title: str,
    kind: str,
    addressees: list[str],
    closes_at: datetime | None,
    counts: Counts,
    *,
    status: Status = Status.OPEN,
) -> Call:
    return Call(
        slug="sample",
        url="#calls",
        title=title,
        kind=kind,
        status=status,
        addressees=addressees,
        calling=["1", "2", "3", "4", "5", "6", "7"],
        closes_at=closes_at,
        counts=counts,
    )


def replies() -> list[ReplyOnPage]:
    """Return an answer, and the one that revises it."""
    day = at_six(-10).date()
    return [
        ReplyOnPage(in_language("外務大臣", "Minister for Foreign Affairs"), day, said, said, later)
        for said, later in (
            (in_language("検討します。", "It will be considered."), False),
            (in_language("制度を見直します。", "The system will be reviewed."), True),
        )
    ]


def topics() -> list[tuple[str, str, int]]:
    return [(topic.value, str(topic.label), number) for number, topic in enumerate(Topic, start=1)]


def events() -> list[Happening]:
    opened = _("Published and open for signing. From here on the text cannot change.")
    return [
        Happening(at_six(-30), opened, to_come=False),
        Happening(at_six(-10), _("Round %(number)s closes.", number=1), to_come=False),
        Happening(at_six(3), _("Round %(number)s closes.", number=2), to_come=True),
    ]


def wall() -> list[tuple[str, list[str]]]:
    """Return rows of the syllabary with names that are long, foreign and short."""
    return [
        ("あ", ["あかね雲フェアトレードの会", "公益財団法人 遠雷アーカイブ"]),
        (
            "か",
            [
                "NPO法人 風待ち港の難民支援室",
                "認定特定非営利活動法人 きりさめ子どもと若者の権利を考える全国連絡会議",
            ],
        ),
        ("な", ["にれの木友好協会"]),
        ("", ["Casa Maré Alta – Direitos e Participação", "Café Ombrage"]),
    ]


def signers() -> list[SignerOnPage]:
    """Return a signature that counts, two that wait, and one withdrawn."""
    states: list[dict[str, Any]] = [
        {},
        {"held": "board"},
        {"held": "custodian"},
        {"withdrawn": True},
    ]
    return [
        SignerOnPage("organisation", None, None, None, "undisclosed", None, now(), **state)
        for state in states
    ]


def tasks() -> list[Task]:
    title = in_language(
        "市民社会スペースの保障を求める要請書", "Request for the Protection of Civic Space"
    )
    return [
        Task(
            3,
            ngettext("signature waits", "signatures wait", 3),
            title,
            "#tasks",
            _("See the signatures"),
        ),
        Task(1, _("A round is closing"), in_language(*LONG), "#tasks", _("See the rounds")),
        Task(1204, _("A document could not be made"), "", "#tasks", _("See the document")),
    ]


def fortnight() -> Chart:
    days = [at_six(number - len(A_FORTNIGHT) + 1) for number in range(len(A_FORTNIGHT))]
    return charts.chart(
        [(f"{day.month}/{day.day}", n) for day, n in zip(days, A_FORTNIGHT, strict=True)]
    )


def mistaken() -> SignForm:
    """Return a person's form with an error in most of its fields; the only one without a prefix."""
    return _sent(SignForm, {"name": "", "kana": "akari", "email": "akari", "country": "XX"})


def filled() -> SignForm:
    return SignForm(
        formdata=None,
        prefix="filled-",
        data={
            "name": "霜月 あかり",
            "email": "akari@mail.example",
            "display": "initials",
            "prefecture": "鳥取県",
            "comment": in_language("どうか、声を聞いてください。", "Please listen."),
            "updates": True,
        },
    )


def unsure() -> OrganisationForm:
    """Return an organisation's form that was sent without a level of disclosure."""
    return _sent(OrganisationForm, {"authority": ""}, prefix="unsure-")


def addressees() -> Field:
    """Return a field of which several may be chosen."""
    form = BuildForm(formdata=None, prefix="build-")
    form.addressees.choices = list(enumerate(calls()[0].addressees))
    form.addressees.data = [0]
    return form.addressees


def _sent(form: type[F], typed: dict[str, str], prefix: str = "") -> F:
    sent = MultiDict({f"{prefix}{name}": text for name, text in typed.items()})
    made: F = form(formdata=sent, prefix=prefix, meta={"csrf": False})
    made.validate()
    return made
