"""The tables and functions of the job library, as it shipped them when we first used it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parent.parent / "sql" / "procrastinate_3.10.0.sql"


def upgrade() -> None:
    # Through the driver itself: the file holds colons and per-cent signs that are no parameters.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(SCHEMA.read_text(encoding="utf-8"))


def downgrade() -> None:
    inspector = sa.inspect(op.get_bind())
    for table in inspector.get_table_names():
        if table.startswith("procrastinate_"):
            op.execute(f'DROP TABLE "{table}" CASCADE')
    op.execute(DROP_FUNCTIONS_AND_TYPES)


DROP_FUNCTIONS_AND_TYPES = r"""
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT oid::regprocedure AS signature FROM pg_proc
        WHERE proname LIKE 'procrastinate\_%' AND pronamespace = 'public'::regnamespace
    LOOP EXECUTE format('DROP FUNCTION %s CASCADE', one.signature); END LOOP;
    FOR one IN SELECT typname FROM pg_type
        WHERE typname LIKE 'procrastinate\_%' AND typnamespace = 'public'::regnamespace
            AND typtype IN ('e', 'c')
    LOOP EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', one.typname); END LOOP;
END $$
"""
