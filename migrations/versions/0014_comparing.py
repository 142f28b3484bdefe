"""Custodians compare sealed records: what they have compared, and what they found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "submission",
        sa.Column("left_out", sa.ARRAY(sa.Integer()), server_default="{}", nullable=False),
    )
    # Nothing could be written into the one that was there.
    op.drop_table("sealed_duplicate")
    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("records", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("compared_by", sa.Integer(), nullable=False),
        sa.Column("compared_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="comparison_key"),
        sa.ForeignKeyConstraint(
            ["compared_by"], ["person.id"], name="comparison_compared_by_exists"
        ),
    )
    op.create_table(
        "sealed_duplicate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("first", sa.Uuid(), nullable=False),
        sa.Column("second", sa.Uuid(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.CheckConstraint("first <> second", name="sealed_duplicate_is_of_two"),
        sa.PrimaryKeyConstraint("id", name="sealed_duplicate_key"),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name="sealed_duplicate_decided_by_exists"
        ),
    )
    op.create_index(
        "one_standing_word_a_pair",
        "sealed_duplicate",
        ["purpose", "first", "second"],
        unique=True,
        postgresql_where=sa.text("replaced_on IS NULL"),
    )


def downgrade() -> None:
    op.drop_column("submission", "left_out")
    op.drop_table("sealed_duplicate")
    op.drop_table("comparison")
    op.create_table(
        "sealed_duplicate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column(
            "decided_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_id < second_id", name="sealed_duplicate_in_order"),
        sa.PrimaryKeyConstraint("id", name="sealed_duplicate_key"),
        sa.UniqueConstraint("first_id", "second_id", name="one_word_a_pair"),
        sa.ForeignKeyConstraint(
            ["first_id"], ["signature.id"], name="sealed_duplicate_first_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["signature.id"], name="sealed_duplicate_second_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name="sealed_duplicate_decided_by_exists"
        ),
    )
    op.create_index("sealed_duplicate_by_second_id", "sealed_duplicate", ["second_id"])
