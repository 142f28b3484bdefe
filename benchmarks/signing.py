"""People sign and confirm, many at once. Yardstick: one durable row for each, and nothing more."""

from __future__ import annotations

import re
from functools import partial
from threading import local

import psycopg

from benchmarks import costs
from benchmarks.figures import Figure
from benchmarks.stage import STATEMENT, Environ, Stage, ask, request
from core import tokens
from core.db import db
from petitions.models import PendingSignature

SIGNERS = 500
ROWS = 5000
THREADS = 8

YARDSTICK = """
    CREATE TABLE IF NOT EXISTS yardstick (
        id bigserial PRIMARY KEY, token bytea UNIQUE, name text, email text,
        at timestamptz DEFAULT now()
    )
"""


def measure(stage: Stage) -> list[Figure]:
    """Return what signatures cost, and what as many confirmations."""
    thin, signed = insert_rows(stage), sign(stage, "first")
    confirmed = confirm(stage)
    return [
        Figure(f"one INSERT and COMMIT, {THREADS} threads", str(thin)),
        Figure(
            f"sign, {THREADS} threads in one process",
            f"{signed}, p99 {signed.p99:.0f} ms",
            thin.rate / signed.rate,
            "the time of a row",
            "≥ 1,000/s, ≤ 1.5 ms, ≤ 2.5 ×",
            signed.rate >= 1000 and signed.each <= 1.5 and thin.rate / signed.rate <= 2.5,
        ),
        Figure(
            f"confirm, {THREADS} threads in one process",
            f"{confirmed}, p99 {confirmed.p99:.0f} ms",
            thin.rate / confirmed.rate,
            "the time of a row",
            "≥ 1,000/s",
            confirmed.rate >= 1000,
        ),
    ]


def sign(stage: Stage, who: str, number: int = SIGNERS, *, threads: int = THREADS) -> costs.Cost:
    """Have so many people sign."""
    return stage.time(stage.app, forms_sent(stage, who, number), status=303, threads=threads)


def confirm(stage: Stage, *, threads: int = THREADS) -> costs.Cost:
    """Have everyone who waits confirm."""
    cost = stage.time(stage.app, buttons_pressed(stage), status=303, threads=threads)
    assert waiting(stage) == []
    return cost


def forms_sent(stage: Stage, who: str, number: int) -> list[Environ]:
    """Return the form for people as it is sent, each time with another name and address."""
    mark = csrf_token(ask(stage.app, request(STATEMENT)).body)
    forms = [
        {
            "csrf_token": mark,
            "name": f"霜月 {who} {one}",
            "email": f"{who}{one}@mail.example",
            "display": "public",
        }
        for one in range(number)
    ]
    return [request(f"{STATEMENT}/sign", form) for form in forms]


def buttons_pressed(stage: Stage) -> list[Environ]:
    """Return the press of the button behind the link of everyone who has signed and waits."""
    links = waiting(stage)
    form = {"csrf_token": csrf_token(ask(stage.app, request(links[0])).body)}
    return [request(link, form) for link in links]


def waiting(stage: Stage) -> list[str]:
    """Return the links that were mailed to those who have not confirmed."""
    with stage.app.app_context():
        pending = db.session.scalars(db.select(PendingSignature.public_id)).all()
        db.session.remove()
        return [f"/ja/confirm/{tokens.derived('confirm', str(one))}" for one in pending]


def csrf_token(page: str) -> str:
    """Return the mark that a page's form has to bring back."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def insert_rows(stage: Stage) -> costs.Cost:
    """Insert one row after the other, each committed, on a connection for each thread."""
    mine = local()

    def insert(number: int) -> None:
        if not hasattr(mine, "connection"):
            mine.connection = psycopg.connect(stage.server.owner_url, autocommit=True)
        mine.connection.execute(
            "INSERT INTO yardstick (token, name, email) VALUES (%s, %s, %s)",
            (tokens.fresh().encode(), "霜月 あかり", f"signer{number}@mail.example"),
        )

    with psycopg.connect(stage.server.owner_url, autocommit=True) as connection:
        connection.execute(YARDSTICK)
    acts = [partial(insert, number) for number in range(ROWS)]
    return costs.of_calls(acts, threads=THREADS, server=stage.server.data)
