"""Who runs a campaign, and what outside organisations that issue a statement agreed to."""

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
    op.add_column("calling", sa.Column("link", sa.LargeBinary(), nullable=True))
    op.add_column("calling", sa.Column("agreed_hash", sa.String(), nullable=True))
    op.add_column("calling", sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_unique_constraint("calling_link_is_unique", "calling", ["link"])
    op.create_check_constraint(
        "link_is_for_outside", "calling", "link IS NULL OR organisation_id IS NULL"
    )
    op.create_check_constraint(
        "agreed_to_some_text_at_a_time",
        "calling",
        "(agreed_at IS NULL) = (agreed_hash IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint("agreed_to_some_text_at_a_time", "calling")
    op.drop_constraint("link_is_for_outside", "calling")
    for column in ("agreed_at", "agreed_hash", "link"):
        op.drop_column("calling", column)
    op.drop_column("campaign", "run_by_id")
