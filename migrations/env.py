"""Alembic's environment: the schema belongs to its owner, the use of rows to the application."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from core.db import db

config = current_app.config
options = current_app.extensions["migrate"].configure_args


def run() -> None:
    """Bring the schema where it is asked to be, each revision in a transaction of its own."""
    engine = create_engine(config["DATABASE_OWNER_URL"], poolclass=NullPool)
    with engine.connect() as connection:
        # Web processes may be at work: a lock that cannot be had soon is given up.
        connection.exec_driver_sql("SET lock_timeout = '4s'")
        connection.commit()
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()
        grant(connection)
        connection.commit()


def grant(connection: Connection) -> None:
    """Let the application read and write rows, and change no table."""
    owner = make_url(config["DATABASE_OWNER_URL"]).username
    application = make_url(config["SQLALCHEMY_DATABASE_URI"]).username
    if application is None or application == owner:
        return
    role = connection.dialect.identifier_preparer.quote(application)
    for grant in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {role}",
    ):
        connection.exec_driver_sql(grant)
    existing = inspect(connection).get_table_names()
    for table in db.metadata.tables.values():
        # Whoever keeps a journal can add to it, and never change what stands in it.
        if table.info.get("append_only") and table.name in existing:
            connection.exec_driver_sql(
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {table.name} FROM {role}"
            )


run()
