"""A reader without a session opens a statement. Yardstick: a bare Flask page."""

from __future__ import annotations

from flask import Flask

from benchmarks.figures import Figure
from benchmarks.stage import STATEMENT, Stage, ask, request

BARE = 3000
PAGES = 300


def bare() -> Flask:
    """Return an application with one page and nothing else."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>広場</title><p>広場</p>")
    return app


def measure(stage: Stage) -> list[Figure]:
    """Return what a page costs: made anew, and asked for again by a browser that has it."""
    hello = bare()
    ask(hello, request("/"))
    tag = ask(stage.app, request(STATEMENT)).headers["ETag"]
    simple = stage.time(hello, [request("/") for _ in range(BARE)])
    page = stage.time(stage.app, [request(STATEMENT) for _ in range(PAGES)])
    known = [request(STATEMENT, If_None_Match=tag) for _ in range(PAGES)]
    again = stage.time(stage.app, known, status=304)
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
            "statement page, unchanged (304), one thread",
            str(again),
            simple.each / again.each,
            "the speed of the bare page",
            "≥ 0.6 × from a cache",
            simple.each / again.each >= 0.6,
        ),
    ]
