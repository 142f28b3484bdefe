"""How far a supporting organisation's name goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

#: The release before knows no such level, and would name whoever is at it.
REFUSE_TO_NAME = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM standing WHERE disclosure <> 'public')
    OR EXISTS (SELECT FROM application WHERE disclosure = 'addressee') THEN
        RAISE EXCEPTION 'the release before would name the organisations at level addressee';
    END IF;
END $$
"""


def upgrade() -> None:
    op.add_column(
        "standing", sa.Column("disclosure", sa.String(), server_default="public", nullable=False)
    )
    op.add_column("standing", sa.Column("hidden_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        "standing_is_by_name_unless_supporting",
        "standing",
        "disclosure = 'public' OR (disclosure = 'addressee' AND kind = 'supporting')",
    )
    op.create_check_constraint(
        "hidden_standing_is_not_public", "standing", "hidden_at IS NULL OR disclosure <> 'public'"
    )


def downgrade() -> None:
    op.execute(REFUSE_TO_NAME)
    op.drop_column("standing", "hidden_at")
    op.drop_column("standing", "disclosure")
