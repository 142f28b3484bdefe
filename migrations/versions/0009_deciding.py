"""Motions: their texts, who may vote, ballots by name and in secret, proxies, minutes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "opened_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("electorate", sa.String(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("majority", sa.String(), nullable=False),
        sa.Column("counts_abstentions", sa.Boolean(), nullable=False),
        sa.Column("closing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (result IS NULL) AND (result IS NULL) = (reason IS NULL)"
            " AND (result IS NULL) = (votes_for IS NULL)",
            name="closed_with_an_outcome",
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason IS NULL)", name="voided_for_a_reason"
        ),
        sa.CheckConstraint("closed_at >= deadline", name="closed_after_the_deadline"),
        sa.CheckConstraint(
            "closed_at IS NULL OR voided_at IS NULL", name="decided_or_voided_not_both"
        ),
        sa.CheckConstraint("deadline > opened_at", name="deadline_after_opening"),
        sa.CheckConstraint("quorum BETWEEN 0 AND 100", name="quorum_is_a_percentage"),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name="motion_proposed_by_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_key"),
        sa.UniqueConstraint("public_id", name="motion_public_id_is_unique"),
    )
    op.create_index(
        "one_open_motion_on_a_matter",
        "motion",
        ["kind", "about"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL AND voided_at IS NULL"),
    )

    op.create_table(
        "motion_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(built_at IS NULL) = (storage_key IS NULL)", name="minutes_are_kept_when_built"
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name="motion_minutes_motion_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_minutes_key"),
        sa.UniqueConstraint("motion_id", "language", name="one_record_a_language"),
        sa.UniqueConstraint("public_id", name="motion_minutes_public_id_is_unique"),
    )
    op.create_table(
        "motion_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name="motion_seat_motion_id_exists"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="motion_seat_organisation_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_seat_key"),
    )
    op.create_index("motion_seat_by_motion_id", "motion_seat", ["motion_id"])

    op.create_table(
        "motion_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "text_hash = encode(sha256(convert_to(text, 'UTF8')), 'hex')",
            name="motion_hash_is_of_its_text",
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name="motion_version_motion_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name="motion_version_written_by_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_version_key"),
        sa.UniqueConstraint("id", "text_hash", name="a_motion_version_has_one_hash"),
        sa.UniqueConstraint("motion_id", "number", name="one_motion_version_a_number"),
    )
    op.create_table(
        "motion_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("paragraph >= 1", name="comment_on_a_paragraph"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="motion_comment_person_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["motion_version.id"], name="motion_comment_version_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_comment_key"),
    )
    op.create_index("motion_comment_by_version_id", "motion_comment", ["version_id"])

    op.create_table(
        "motion_secret_ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.CheckConstraint(
            "choice IN ('for', 'against', 'abstain')", name="secret_ballot_is_a_choice"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["motion_version.id"], name="motion_secret_ballot_version_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_secret_ballot_key"),
    )
    op.create_index("motion_secret_ballot_by_version_id", "motion_secret_ballot", ["version_id"])

    op.create_table(
        "motion_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("conflict", sa.String(), nullable=True),
        sa.Column("conflict_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(conflict IS NULL) = (conflict_at IS NULL)", name="a_conflict_is_declared_once"
        ),
        sa.CheckConstraint("free = (conflict IS NULL)", name="a_conflict_takes_the_vote"),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name="motion_voter_motion_id_exists"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="motion_voter_organisation_id_exists"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="motion_voter_person_id_exists"),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["motion_seat.id"], name="motion_voter_seat_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_voter_key"),
        sa.UniqueConstraint("id", "free", name="a_voter_is_free_or_not"),
        sa.UniqueConstraint("motion_id", "person_id", name="one_voter_a_person"),
    )
    op.create_index("motion_voter_by_person_id", "motion_voter", ["person_id"])
    op.create_index("motion_voter_by_seat_id", "motion_voter", ["seat_id"])

    op.create_table(
        "motion_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("as_proxy", sa.Boolean(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'abstain')", name="ballot_is_a_choice"),
        sa.CheckConstraint("free", name="ballot_is_of_a_free_voter"),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["motion_seat.id"], name="motion_ballot_seat_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "text_hash"],
            ["motion_version.id", "motion_version.text_hash"],
            name="ballot_is_on_its_text",
        ),
        sa.ForeignKeyConstraint(
            ["voter_id", "free"],
            ["motion_voter.id", "motion_voter.free"],
            name="who_votes_has_no_conflict",
        ),
        sa.PrimaryKeyConstraint("id", name="motion_ballot_key"),
        sa.UniqueConstraint("version_id", "seat_id", name="one_ballot_a_vote"),
    )
    op.create_index("motion_ballot_by_voter_id", "motion_ballot", ["voter_id"])

    op.create_table(
        "motion_proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column(
            "given_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("given_by_id <> holder_id", name="proxy_is_given_to_another"),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["motion_voter.id"], name="motion_proxy_given_by_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["motion_voter.id"], name="motion_proxy_holder_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["motion_seat.id"], name="motion_proxy_seat_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="motion_proxy_key"),
    )
    op.create_index("motion_proxy_by_holder_id", "motion_proxy", ["holder_id"])
    op.create_index(
        "one_proxy_a_seat",
        "motion_proxy",
        ["seat_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )

    op.create_table(
        "motion_turnout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False),
        sa.Column("as_proxy", sa.Boolean(), nullable=False),
        sa.CheckConstraint("free", name="turnout_is_of_a_free_voter"),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["motion_seat.id"], name="motion_turnout_seat_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "text_hash"],
            ["motion_version.id", "motion_version.text_hash"],
            name="turnout_is_on_its_text",
        ),
        sa.ForeignKeyConstraint(
            ["voter_id", "free"],
            ["motion_voter.id", "motion_voter.free"],
            name="who_turns_out_has_no_conflict",
        ),
        sa.PrimaryKeyConstraint("id", name="motion_turnout_key"),
        sa.UniqueConstraint("version_id", "seat_id", name="one_secret_ballot_a_vote"),
    )


def downgrade() -> None:
    op.drop_table("motion_turnout")
    op.drop_table("motion_proxy")
    op.drop_table("motion_ballot")
    op.drop_table("motion_voter")
    op.drop_table("motion_secret_ballot")
    op.drop_table("motion_comment")
    op.drop_table("motion_version")
    op.drop_table("motion_seat")
    op.drop_table("motion_minutes")
    op.drop_table("motion")
