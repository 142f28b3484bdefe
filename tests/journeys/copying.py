"""What a database and its files hold, kept once, and put back as often as it is wanted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psycopg

R = TypeVar("R")

#: Columns that are stored as given, of each table that is of ours or of the jobs.
COLUMNS = """
    SELECT table_name, string_agg(quote_ident(column_name), ', ')
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
        AND table_name <> 'alembic_version'
    GROUP BY table_name
"""
NUMBERS = """
    SELECT quote_literal(schemaname || '.' || sequencename), last_value
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


class Copies:
    """What fills an empty database and its files: made once, and put back far sooner than anew."""

    def __init__(self, owner_url: str, files: Path, folder: Path) -> None:
        self._owner_url, self._files, self._folder = owner_url, files, folder
        #: By its name: what was returned when it was made, and the statements that put it back.
        self._kept: dict[str, tuple[Any, str]] = {}

    def fill(self, name: str, make: Callable[[], R]) -> R:
        """Make something the first time, and put it back from then on; return what that gave."""
        if name in self._kept:
            self._put_back(name)
        else:
            self._kept[name] = make(), self._take(name)
        made: R = self._kept[name][0]
        return made

    def _take(self, name: str) -> str:
        """Keep every row and every file that is there now; return how the rows are put back."""
        kept = f"kept_{name}"
        with psycopg.connect(self._owner_url, autocommit=True) as owner:
            owner.execute(f"DROP SCHEMA IF EXISTS {kept} CASCADE; CREATE SCHEMA {kept}")
            filled = {
                table: columns
                for table, columns in owner.execute(COLUMNS).fetchall()
                if owner.execute(f"SELECT FROM public.{table} LIMIT 1").rowcount
            }
            for table in filled:
                owner.execute(f"CREATE TABLE {kept}.{table} AS TABLE public.{table}")
            numbers = owner.execute(NUMBERS).fetchall()
        if self._files.exists():
            shutil.copytree(self._files, self._folder / name)
        rows = [
            f"INSERT INTO public.{table} ({columns}) OVERRIDING SYSTEM VALUE"
            f" SELECT {columns} FROM {kept}.{table}"
            for table, columns in filled.items()
        ]
        counters = [f"SELECT setval({sequence}, {last})" for sequence, last in numbers]
        return "; ".join([*rows, *counters])

    def _put_back(self, name: str) -> None:
        with psycopg.connect(self._owner_url, autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute(f"BEGIN; {self._kept[name][1]}; COMMIT")
        if (self._folder / name).exists():
            shutil.copytree(self._folder / name, self._files, dirs_exist_ok=True)
