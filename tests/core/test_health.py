"""Three addresses for whatever watches the site: alive, ready, and how it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import metrics
from core.metrics import Gauge
from tests import factories
from tests.core.conftest import Make

TOKEN = "a token for the monitoring system, long enough"
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"
PUBLIC = "hiroba.example.org"
#: A line of Prometheus's text format, as all of ours are.
LINE = re.compile(r'# (HELP|TYPE) hiroba_\w+ .+|hiroba_\w+({state="\w+"})? \d+(\.\d+)?')


@pytest.fixture
def as_owner(app: Flask, owner_url: str) -> Iterator[psycopg.Connection]:
    """A connection as the schema's owner; each statement is committed."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        yield connection


def test_alive_asks_the_database_nothing(
    client: FlaskClient, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with count_queries() as queries:
        answer = client.get("/healthz")

    assert (answer.status_code, answer.text, queries) == (200, "alive\n", [])


def test_ready_is_said_where_the_database_has_our_schema(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.text) == (200, "ready\n")


@pytest.mark.parametrize(
    ("spoil", "mend", "reason"),
    [
        (
            "UPDATE alembic_version SET version_num = '0001:' || version_num",
            "UPDATE alembic_version SET version_num = substr(version_num, 6)",
            "0001",
        ),
        (
            "ALTER TABLE procrastinate_jobs RENAME TO elsewhere",
            "ALTER TABLE elsewhere RENAME TO procrastinate_jobs",
            "queue",
        ),
        (
            "ALTER TABLE alembic_version RENAME TO elsewhere",
            "ALTER TABLE elsewhere RENAME TO alembic_version",
            "nothing",
        ),
    ],
    ids=["an older schema", "no queue", "no schema"],
)
def test_not_ready_is_said_with_the_reason(
    spoil: str, mend: str, reason: str, client: FlaskClient, as_owner: psycopg.Connection
) -> None:
    as_owner.execute(spoil)

    answer = client.get("/readyz")
    as_owner.execute(mend)

    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert reason in answer.get_json()["detail"]


def test_without_a_database_it_is_alive_and_not_ready(make: Make) -> None:
    client = make(database_url=NOWHERE).test_client()

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/metrics").status_code == 503


@pytest.mark.parametrize("host", ["10.1.2.3", "10.1.2.3:8000", "[fd00::1]", "other.example"])
def test_they_answer_under_any_host_and_nothing_else_does(host: str, client: FlaskClient) -> None:
    headers = {"Host": host}

    assert client.get("/healthz", headers=headers).status_code == 200
    assert client.get("/readyz", headers=headers).status_code == 200
    assert client.get("/ja/", headers=headers).status_code == 400
    assert client.get("/healthz/", headers=headers).status_code == 400


# ---- Figures


def test_figures_are_read_from_the_database(
    client: FlaskClient, as_owner: psycopg.Connection
) -> None:
    statement = factories.make_statement()
    factories.sign(statement)
    as_owner.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status)"
        " VALUES ('default', 'some.job', 'failed')"
    )

    lines = client.get("/metrics").text.splitlines()

    assert 'hiroba_jobs{state="failed"} 1' in lines
    assert 'hiroba_deliveries{state="due"} 1' in lines
    assert "hiroba_workers 0" in lines


def test_figures_are_in_the_form_that_prometheus_reads(client: FlaskClient) -> None:
    answer = client.get("/metrics")

    assert answer.content_type == "text/plain; version=0.0.4"
    assert [line for line in answer.text.splitlines() if not LINE.fullmatch(line)] == []
    assert answer.text.endswith("\n")


def test_a_number_is_written_in_full() -> None:
    gauge = Gauge("hiroba_things", "Things.", lambda: {"": 1_234_567_890, "odd": 0.5})

    assert metrics.exposition([gauge]).splitlines()[2:] == [
        "hiroba_things 1234567890",
        'hiroba_things{state="odd"} 0.5',
    ]


@pytest.mark.parametrize(
    ("headers", "peer", "status"),
    [
        ({"Host": "localhost"}, "127.0.0.1", 200),
        ({"Host": "127.0.0.1:8000"}, "127.0.0.1", 200),
        ({"Host": "[::1]:8000"}, "::1", 200),
        ({"Host": "127.0.0.1"}, "192.0.2.7", 403),
        ({"Host": PUBLIC}, "127.0.0.1", 403),
        ({"Host": "127.0.0.1", "X-Forwarded-For": "192.0.2.7"}, "127.0.0.1", 403),
        ({"Host": "127.0.0.1", "X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),
        ({"Host": "127.0.0.1", "X-Real-IP": "192.0.2.7"}, "127.0.0.1", 403),
        ({"Host": "127.0.0.1]["}, "127.0.0.1", 403),
        ({"Host": "127.0.0.1"}, "", 403),
        ({"Host": PUBLIC, "Authorization": f"Bearer {TOKEN}"}, "192.0.2.7", 200),
        ({"Host": PUBLIC, "Authorization": f"Bearer {TOKEN[:-1]}"}, "192.0.2.7", 403),
        ({"Host": PUBLIC, "Authorization": "Bearer é"}, "192.0.2.7", 403),
    ],
)
def test_figures_are_for_this_machine_and_for_whoever_brings_the_token(
    headers: dict[str, str], peer: str, status: int, make_public: Make
) -> None:
    client = make_public(metrics_token=TOKEN).test_client()

    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})

    assert answer.status_code == status


def test_without_a_token_in_the_settings_none_fits(make_public: Make) -> None:
    client = make_public().test_client()

    answer = client.get(
        "/metrics",
        headers={"Host": PUBLIC, "Authorization": "Bearer "},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )

    assert answer.status_code == 403
