"""Hears everything that is said while something happens: logs at every level, both outputs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO

import structlog


@contextmanager
def listening() -> Iterator[Callable[[], str]]:
    """Give a function that returns all that was said so far, by us and by any library."""
    said = StringIO()
    configured, root = structlog.get_config(), logging.getLogger()
    handler, level = logging.StreamHandler(said), root.level
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(file=said))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            yield said.getvalue
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        structlog.configure(**configured)
