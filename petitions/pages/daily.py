"""How signatures of a statement came in, day by day, for staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func

from campaigns.models import Statement, Status
from core import charts, japanese
from core.charts import Chart
from core.db import db, now
from core.i18n import language
from petitions.models import Disclosure, Signature, SignerKind

#: The newest days of a statement that its chart shows.
DAYS_SHOWN = 28


@dataclass(frozen=True)
class DayByDay:
    """How many signers of one kind were confirmed on each day, the undisclosed left out.

    `finding` is what can be learnt from the chart, in a sentence.
    """

    caption: str
    finding: str
    chart: Chart


def day_by_day(found: Statement) -> list[DayByDay]:
    """Return how signatures came in: organisations, then people, where there are any.

    An undisclosed organisation has no day anywhere, for staff neither, so it is in no bar.
    """
    by_kind: dict[SignerKind, dict[date, int]] = {}
    for kind, day, number in confirmed_a_day(found):
        by_kind.setdefault(SignerKind(kind), {})[day] = number
    captions = {SignerKind.ORGANISATION: _("Organisations"), SignerKind.PERSON: _("People")}
    days = days_shown(found, {day for counted in by_kind.values() for day in counted})
    return [
        DayByDay(
            caption=caption,
            finding=finding(days, by_kind[kind]),
            chart=charts.chart(
                [(f"{day.month}/{day.day}", by_kind[kind].get(day, 0)) for day in days]
            ),
        )
        for kind, caption in captions.items()
        if any(day in by_kind.get(kind, {}) for day in days)
    ]


def confirmed_a_day(found: Statement) -> list[tuple[str, date, int]]:
    """Return (kind, day in Tokyo, how many count) of those that are not undisclosed."""
    day = func.date(func.timezone(japanese.TOKYO.key, Signature.confirmed_at))
    query = (
        db.select(Signature.kind, day, func.count())
        .where(
            Signature.statement_id == found.id,
            Signature.counts,
            Signature.disclosure.is_distinct_from(Disclosure.UNDISCLOSED),
        )
        .group_by(Signature.kind, day)
    )
    return [(kind, day, number) for kind, day, number in db.session.execute(query)]


def days_shown(found: Statement, with_signatures: Iterable[date]) -> list[date]:
    """Return the newest days of a statement, the last of them today or the last one with any."""
    days = sorted(with_signatures)
    if not days:
        return []
    today = japanese.in_tokyo(now()).date()
    last = days[-1] if found.status != Status.OPEN else max(days[-1], today)
    first = max(days[0], last - timedelta(days=DAYS_SHOWN - 1))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def finding(days: Sequence[date], counted: dict[date, int]) -> str:
    """Return what a chart shows: its days, how many came in them, and the day of the most."""
    most = max(days, key=lambda day: counted.get(day, 0))
    told: str = ngettext(
        "%(total)s on %(num)s day; most on %(day)s: %(most)s",
        "%(total)s in %(num)s days; most on %(day)s: %(most)s",
        len(days),
        total=f"{sum(counted.get(day, 0) for day in days):,}",
        day=japanese.day(most, language(), year=False),
        most=f"{counted.get(most, 0):,}",
    )
    return told
