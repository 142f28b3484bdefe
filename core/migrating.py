"""The database's schema, by Alembic: `flask db upgrade`. The web process never changes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate, upgrade

from core.db import db


def init_app(app: Flask) -> None:
    folder = Path(app.root_path) / "migrations"
    Migrate(
        app,
        db,
        directory=str(folder),
        include_object=is_ours,
        compare_type=True,
        compare_server_default=False,
        transaction_per_migration=True,
    )


def is_ours(thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Tell whether Alembic compares a thing with the models: no views, no job library's tables."""
    if kind == "table" and (name or "").startswith("procrastinate_"):
        return False
    return not (kind == "table" and thing.info.get("view"))


def to_head() -> None:
    """Bring the database to the newest revision."""
    upgrade()
