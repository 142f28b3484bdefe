"""A name that goes less far later: hidden by staff, noted where it was issued, signed anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signature", sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        "hidden_is_not_public", "signature", "hidden_at IS NULL OR disclosure <> 'public'"
    )
    op.add_column("pending_signature", sa.Column("replaces_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        "pending_signature_replaces_id_exists",
        "pending_signature",
        "signature",
        ["replaces_id"],
        ["id"],
    )
    op.create_table(
        "issued_name",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column(
            "noted_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.PrimaryKeyConstraint("document_id", "signature_id", name="issued_name_key"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["submission_document.id"], name="issued_name_document_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name="issued_name_signature_id_exists"
        ),
    )
    op.create_index("issued_name_by_signature_id", "issued_name", ["signature_id"])
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


def downgrade() -> None:
    op.drop_table("sealed_duplicate")
    op.drop_table("issued_name")
    op.drop_column("pending_signature", "replaces_id")
    op.drop_constraint("hidden_is_not_public", "signature")
    op.drop_column("signature", "hidden_at")
