"""How often a page, a signature and a confirmation ask the database."""

from __future__ import annotations

from sqlalchemy import event

from benchmarks import pages, signing
from benchmarks.figures import Figure
from benchmarks.stage import STATEMENT, Environ, Stage, ask, request
from core.db import db


def measure(stage: Stage) -> list[Figure]:
    """Return the number of SQL statements of each, COMMIT not counted."""
    sent = signing.forms_sent(stage, "counted", 1)
    kept = asked(stage, request(STATEMENT))
    with pages.making_each(stage.app):
        page = asked(stage, request(STATEMENT))
    sign = asked(stage, sent[0])
    confirm = asked(stage, signing.buttons_pressed(stage)[0])
    return [
        _figure("page, kept", kept, 2),
        _figure("page, made anew", page, 2),
        _figure("sign", sign, 4),
        _figure("confirm", confirm, 3),
    ]


def _figure(what: str, number: int, most: int) -> Figure:
    return Figure(f"SQL statements, {what}", str(number), None, "", f"≤ {most}", number <= most)


def asked(stage: Stage, environ: Environ) -> int:
    """Return how many statements reach the database while one request is answered."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with stage.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        ask(stage.app, environ)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)
