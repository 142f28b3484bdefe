"""Commands of the frame itself."""

from __future__ import annotations

import click
from flask import Flask

from core import jobs


def init_app(app: Flask) -> None:
    app.cli.add_command(work)


@click.command()
@click.option("--concurrency", default=2, show_default=True, help="Jobs at the same time.")
def work(concurrency: int) -> None:
    """Run jobs until told to stop (SIGTERM or Ctrl-C)."""
    jobs.work(concurrency=concurrency)
