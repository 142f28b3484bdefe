"""Custodians prove that they can read; reveals; what was sealed before it was sealed anew.

A custodian of before has proved nothing: undisclosed is offered again once they have.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("custodian", sa.Column("person_id", sa.Integer(), nullable=True))
    op.add_column("custodian", sa.Column("replaces_id", sa.Integer(), nullable=True))
    op.add_column("custodian", sa.Column("challenge", sa.LargeBinary(), nullable=True))
    op.add_column("custodian", sa.Column("word_hash", sa.LargeBinary(), nullable=True))
    op.add_column("custodian", sa.Column("asked_at", MOMENT, nullable=True))
    op.add_column("custodian", sa.Column("proved_at", MOMENT, nullable=True))
    op.create_foreign_key(
        "custodian_person_id_exists", "custodian", "person", ["person_id"], ["id"]
    )
    op.create_foreign_key(
        "custodian_replaces_id_exists", "custodian", "custodian", ["replaces_id"], ["id"]
    )
    op.create_index("custodian_by_person_id", "custodian", ["person_id"])
    op.create_check_constraint(
        "challenge_has_its_answer", "custodian", "(challenge IS NULL) = (word_hash IS NULL)"
    )
    op.create_check_constraint(
        "proof_was_asked_for", "custodian", "proved_at IS NULL OR asked_at IS NOT NULL"
    )
    op.create_table(
        "reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.CheckConstraint("approved_by <> asked_by", name="nobody_approves_their_own_reveal"),
        sa.CheckConstraint(
            "(approved_by IS NULL) = (approved_at IS NULL)", name="approval_has_its_time"
        ),
        sa.CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name="taking_has_its_time"),
        sa.CheckConstraint(
            "taken_at IS NULL OR approved_at IS NOT NULL", name="taken_after_approval"
        ),
        sa.CheckConstraint("taken_by <> approved_by", name="who_approved_does_not_take"),
        sa.CheckConstraint("refused_at IS NULL OR approved_at IS NULL", name="approved_or_refused"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name="reveal_asked_by_exists"),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name="reveal_approved_by_exists"),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name="reveal_taken_by_exists"),
        sa.PrimaryKeyConstraint("id", name="reveal_key"),
        sa.UniqueConstraint("public_id", name="reveal_public_id_is_unique"),
    )
    op.create_index("reveal_by_asked_by", "reveal", ["asked_by"])
    op.create_table(
        "earlier_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("record", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("resealed_by", sa.Integer(), nullable=False),
        sa.Column("replaced_at", MOMENT, server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["resealed_by"], ["custodian.id"], name="earlier_seal_resealed_by_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="earlier_seal_key"),
        sa.UniqueConstraint("purpose", "record", name="one_earlier_seal_a_record"),
    )


def downgrade() -> None:
    op.drop_table("earlier_seal")
    op.drop_table("reveal")
    op.drop_constraint("proof_was_asked_for", "custodian")
    op.drop_constraint("challenge_has_its_answer", "custodian")
    op.drop_index("custodian_by_person_id", "custodian")
    op.drop_constraint("custodian_replaces_id_exists", "custodian")
    op.drop_constraint("custodian_person_id_exists", "custodian")
    for column in ("proved_at", "asked_at", "word_hash", "challenge", "replaces_id", "person_id"):
        op.drop_column("custodian", column)
