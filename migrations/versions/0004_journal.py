"""The audit journal and its chain. The application may add to them and read them, no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="audit_entry_key"),
    )
    op.create_table(
        "audit_link",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="audit_link_key"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name="audit_link_entry_id_exists"
        ),
        sa.UniqueConstraint("entry_id", name="audit_link_entry_id_is_unique"),
    )


def downgrade() -> None:
    op.drop_table("audit_link")
    op.drop_table("audit_entry")
