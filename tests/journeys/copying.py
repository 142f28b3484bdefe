"""What a database and its files hold, kept once, and put back as often as it is wanted."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg

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


class Copy:
    """A copy of every row and every kept file, which is put back far sooner than made anew."""

    def __init__(self, owner_url: str, files: Path, folder: Path) -> None:
        self._owner_url, self._files, self._folder = owner_url, files, folder
        self._back = ""

    def take(self) -> None:
        """Keep what is there now."""
        with psycopg.connect(self._owner_url, autocommit=True) as owner:
            owner.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            filled = {
                name: columns
                for name, columns in owner.execute(COLUMNS).fetchall()
                if owner.execute(f"SELECT FROM public.{name} LIMIT 1").rowcount
            }
            for name in filled:
                owner.execute(f"CREATE TABLE kept.{name} AS TABLE public.{name}")
            numbers = owner.execute(NUMBERS).fetchall()
        rows = [
            f"INSERT INTO public.{name} ({columns}) OVERRIDING SYSTEM VALUE"
            f" SELECT {columns} FROM kept.{name}"
            for name, columns in filled.items()
        ]
        counters = [f"SELECT setval({sequence}, {last})" for sequence, last in numbers]
        self._back = "; ".join([*rows, *counters])
        if self._files.exists():
            shutil.copytree(self._files, self._folder, dirs_exist_ok=True)

    def put_back(self) -> None:
        """Put what was kept into tables that are empty."""
        with psycopg.connect(self._owner_url, autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute(f"BEGIN; {self._back}; COMMIT")
        if self._folder.exists():
            shutil.copytree(self._folder, self._files, dirs_exist_ok=True)
