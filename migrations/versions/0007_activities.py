"""Each campaign may name the constituent organisation that runs it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("run_by_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        "campaign_run_by_id_exists", "campaign", "organisation", ["run_by_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("campaign", "run_by_id")
