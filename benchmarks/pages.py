"""A reader without a session opens a statement. Yardstick: a bare Flask page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from benchmarks.figures import Figure
from benchmarks.stage import STATEMENT, Stage, ask, request
from core.settings import Settings

BARE = 3000
PAGES = 300
KEPT = 3000


def bare() -> Flask:
    """Return an application with one page and nothing else."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>広場</title><p>広場</p>")
    return app


@contextmanager
def making_each(app: Flask) -> Iterator[None]:
    """Have every page made anew for a while."""
    usual: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = usual.model_copy(update={"page_cache_seconds": 0})
    try:
        yield
    finally:
        app.config["SETTINGS"] = usual


def measure(stage: Stage) -> list[Figure]:
    """Return what a page costs: made anew, and asked for again by a browser that has it."""
    hello = bare()
    ask(hello, request("/"))
    tag = ask(stage.app, request(STATEMENT)).headers["ETag"]
    simple = stage.time(hello, [request("/") for _ in range(BARE)])
    known = [request(STATEMENT, If_None_Match=tag) for _ in range(KEPT)]
    kept = stage.time(stage.app, [request(STATEMENT) for _ in range(KEPT)])
    again = stage.time(stage.app, known, status=304)
    with making_each(stage.app):
        page = stage.time(stage.app, [request(STATEMENT) for _ in range(PAGES)])
    return [
        Figure("bare Flask page, one thread", str(simple)),
        Figure(
            "statement page, made anew, one thread",
            str(page),
            page.each / simple.each,
            "the CPU of the bare page",
            "≥ 1,500/s on two cores",
            2000 / page.each >= 1500,
        ),
        Figure(
            "statement page, kept for five seconds, one thread",
            str(kept),
            simple.each / kept.each,
            "the speed of the bare page",
            "≥ 0.6 × from a cache",
            simple.each / kept.each >= 0.6,
        ),
        Figure(
            "statement page, unchanged (304), one thread",
            str(again),
            simple.each / again.each,
            "the speed of the bare page",
            "≥ 0.6 × from a cache",
            simple.each / again.each >= 0.6,
        ),
    ]
