"""Elections of co-representatives, and their ballots, which lead to no voter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = (
    "election",
    "returning_officer",
    "candidate",
    "election_voter",
    "turnout",
    "sealed_ballot",
    "election_count",
    "counted_ballot",
)


def upgrade() -> None:
    create_elections()
    create_votes()
    create_counts()


def create_elections() -> None:
    op.create_table(
        "election",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("term_starts_on", sa.Date(), nullable=False),
        sa.Column("term_ends_on", sa.Date(), nullable=False),
        sa.Column("nominations_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voting_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voting_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("electorate", sa.String(), nullable=False),
        sa.Column("run_off_of_id", sa.Integer(), nullable=True),
        sa.Column("called_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "called_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unreadable", sa.Integer(), nullable=True),
        sa.CheckConstraint("electorate IN ('facilitators', 'organisations')", name="who_elects"),
        sa.CheckConstraint(
            "closed_at IS NULL OR (closed_at >= voting_until AND opened_at IS NOT NULL)",
            name="counted_after_voting",
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR cancelled_at IS NULL", name="counted_or_cancelled_not_both"
        ),
        sa.CheckConstraint("nominations_until <= voting_from", name="nominated_before_voting"),
        sa.CheckConstraint("opened_at >= voting_from", name="voting_opened_when_it_begins"),
        sa.CheckConstraint("seats >= 1", name="election_fills_a_seat"),
        sa.CheckConstraint("term_ends_on >= term_starts_on", name="elected_term_ends_after_start"),
        sa.CheckConstraint("voting_from < voting_until", name="voting_ends_after_it_begins"),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["person.id"], name="election_called_by_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["run_off_of_id"], ["election.id"], name="election_run_off_of_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="election_key"),
        sa.UniqueConstraint("public_id", name="election_public_id_is_unique"),
    )
    op.create_index(
        "one_run_off_an_election",
        "election",
        ["run_off_of_id"],
        unique=True,
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_table(
        "returning_officer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.CheckConstraint("starts_with(public_key, 'age1')", name="officers_key_is_public"),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="returning_officer_election_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="returning_officer_key"),
        sa.UniqueConstraint("election_id", "public_key", name="one_officer_a_key"),
    )
    op.create_table(
        "candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nominated_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "nominated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approvals", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.CheckConstraint(
            "result = 'not elected' OR approvals > 0", name="nobody_is_elected_without_approval"
        ),
        sa.CheckConstraint(
            "result IN ('elected', 'tied', 'not elected')", name="candidates_result_is_known"
        ),
        sa.CheckConstraint(
            "(approvals IS NULL) = (result IS NULL)"
            " AND (result IS NULL OR accepted_at IS NOT NULL)",
            name="who_stood_has_a_result",
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR declined_at IS NULL", name="accepted_or_declined_not_both"
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="candidate_election_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by_id"], ["person.id"], name="candidate_nominated_by_id_exists"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="candidate_person_id_exists"),
        sa.PrimaryKeyConstraint("id", name="candidate_key"),
        sa.UniqueConstraint("election_id", "person_id", name="nominated_once"),
    )
    op.create_index("candidate_by_person_id", "candidate", ["person_id"])


def create_votes() -> None:
    op.create_table(
        "election_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="election_voter_election_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="election_voter_person_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="election_voter_key"),
        sa.UniqueConstraint("election_id", "person_id", name="one_elector_a_person"),
        sa.UniqueConstraint("id", "election_id", "seat", name="an_elector_has_one_seat"),
    )
    op.create_index("election_voter_by_person_id", "election_voter", ["person_id"])
    op.create_table(
        "turnout",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="turnout_election_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["voter_id", "election_id", "seat"],
            ["election_voter.id", "election_voter.election_id", "election_voter.seat"],
            name="turnout_is_of_an_elector",
        ),
        sa.PrimaryKeyConstraint("id", name="turnout_key"),
        sa.UniqueConstraint("election_id", "seat", name="one_turnout_a_seat"),
    )
    op.create_table(
        "sealed_ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "starts_with(encode(sealed, 'escape'), 'age-encryption.org/')", name="ballot_is_sealed"
        ),
        sa.CheckConstraint("length(commitment) = 32", name="ballot_is_committed_to"),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="sealed_ballot_election_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="sealed_ballot_key"),
    )
    op.create_index("sealed_ballot_by_election_id", "sealed_ballot", ["election_id"])


def create_counts() -> None:
    op.create_table(
        "election_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column(
            "handed_in_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="election_count_election_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="election_count_person_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="election_count_key"),
        sa.UniqueConstraint("election_id", "person_id", name="one_count_an_officer"),
    )
    op.create_table(
        "counted_ballot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("approved", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ["election_id"], ["election.id"], name="counted_ballot_election_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="counted_ballot_key"),
        sa.UniqueConstraint("election_id", "receipt", name="one_ballot_a_receipt"),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
