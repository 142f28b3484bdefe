"""How often a page, a signature and a confirmation ask the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from benchmarks import signing
from benchmarks.figures import Figure
from benchmarks.stage import STATEMENT, Stage, ask, request
from core.db import db


def measure(stage: Stage) -> list[Figure]:
    """Return the number of SQL statements of each, COMMIT not counted."""
    with asked(stage) as page:
        ask(stage.app, request(STATEMENT))
    with asked(stage) as signed:
        # Once to see the form, whose statements are the page's, and once to send it.
        signing.sign(stage, "counted", number=1)
    with asked(stage) as confirmed:
        signing.confirm(stage)
    looked = 2  # `confirm` looks for who is waiting, before and after
    with asked(stage) as page_again:
        ask(stage.app, request(STATEMENT))
    assert len(page) == len(page_again)
    return [
        _figure("page", len(page), 2),
        _figure("sign", len(signed) - len(page), 4),
        _figure("confirm", len(confirmed) - looked, 3),
    ]


def _figure(what: str, number: int, most: int) -> Figure:
    return Figure(f"SQL statements, {what}", str(number), None, "", f"≤ {most}", number <= most)


@contextmanager
def asked(stage: Stage) -> Iterator[list[str]]:
    """Collect the statements that reach the database in a block."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    with stage.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
