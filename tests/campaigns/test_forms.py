"""What staff type wrongly is said at its field, and all that was typed is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.db import now
from core.japanese import in_tokyo
from network.models import Person
from tests import factories
from tests.conftest import Visit
from tests.journeys import pages

TITLES = {"title_ja": "提出の報告", "title_en": "It was handed over"}
NEWS = TITLES | {"body_ja": "本日提出。", "body_en": "Handed over today."}
ACTION = TITLES | {
    "text_ja": "要請に賛同します。",
    "text_en": "I support it.",
    "address": "minister@mofa.example",
    "office": "mofa",
}


def planned(**changes: str) -> dict[str, str]:
    """An event in twenty days, as it is typed."""
    day = str(in_tokyo(now()).date() + timedelta(days=20))
    times = {"day": day, "begins": "18:30", "ends": "20:00"}
    return {**TITLES, **times, "kind": "diet", "registration": "", **changes}


@pytest.mark.parametrize(
    ("noun", "typed", "field"),
    [
        ("news", NEWS | {"title_ja": "", "title_en": ""}, "title_ja"),
        ("news", NEWS | {"body_en": ""}, "body_en"),
        ("news", NEWS | {"title_en": ""}, "title_en"),
        ("actions", ACTION | {"address": "https://"}, "address"),
        ("actions", ACTION | {"address": "a..b@mofa.example"}, "address"),
        ("actions", ACTION | {"address": ""}, "address"),
        ("actions", ACTION | {"text_ja": ""}, "text_ja"),
        ("events", planned(ends="18:30"), "ends"),
        ("events", planned(last_day="2000-01-01"), "last_day"),
        ("events", planned(day="2999-01-01"), "day"),
        ("events", planned(registration="ask the office"), "registration"),
        ("events", planned(title_ja="", title_en=""), "title_ja"),
        ("events", planned(kind=""), "kind"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_else_is_kept(
    visit: Visit, chie: Person, noun: str, typed: dict[str, str], field: str
) -> None:
    factories.make_statement()
    desk = visit(chie)
    page = desk.get(f"/staff/campaigns/civic-space/{noun}/new")

    answer = pages.send(desk, page, pages.form_with(page, "title_ja"), **typed)

    assert answer.status_code == 422
    assert pages.wrong(answer, field)
    kept = pages.form_with(answer, "title_ja").fields
    assert {name: kept[name] for name in typed} == typed
