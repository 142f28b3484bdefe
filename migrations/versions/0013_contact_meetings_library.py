"""Letters of the contact form, the committee's meetings, the members' library, who may be named."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "term", sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _letters()
    _meetings()
    _library()


def downgrade() -> None:
    for table in (
        "library_link",
        "library_item",
        "meeting_minutes",
        "attendance",
        "agenda_item",
        "meeting",
        "letter",
    ):
        op.drop_table(table)
    op.drop_column("term", "shown")


def _moment(name: str, *, now: bool = False) -> sa.Column[datetime]:
    kept = sa.DateTime(timezone=True)
    if now:
        return sa.Column(name, kept, server_default=sa.func.now(), nullable=False)
    return sa.Column(name, kept, nullable=True)


def _letters() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        _moment("received_at", now=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("trapped", sa.Boolean(), nullable=False),
        sa.Column("hurried", sa.Boolean(), nullable=False),
        sa.Column("assigned_to_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        _moment("answered_at"),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        _moment("closed_at"),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)"
            " AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name="letter_is_answered_by_somebody_with_something",
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR email IS NOT NULL", name="letter_is_answered_to_an_address"
        ),
        sa.CheckConstraint(
            "answered_at IS NULL OR closed_at IS NULL", name="letter_is_answered_or_closed"
        ),
        sa.ForeignKeyConstraint(
            ["assigned_to_id"], ["person.id"], name="letter_assigned_to_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name="letter_answered_by_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="letter_key"),
        sa.UniqueConstraint("public_id", name="letter_public_id_is_unique"),
    )
    op.create_index(
        "letter_waiting",
        "letter",
        ["received_at"],
        postgresql_where=sa.text("answered_at IS NULL AND closed_at IS NULL"),
    )


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("online_link", sa.String(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="meeting_ends_after_start"),
        sa.PrimaryKeyConstraint("id", name="meeting_key"),
        sa.UniqueConstraint("public_id", name="meeting_public_id_is_unique"),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="agenda_item_meeting_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="agenda_item_key"),
    )
    op.create_index("agenda_item_by_meeting_id", "agenda_item", ["meeting_id"])
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("presence", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (name IS NULL)", name="attendance_is_of_a_person_or_a_name"
        ),
        sa.CheckConstraint(
            "presence IN ('present', 'by proxy', 'absent')", name="attendance_is_of_a_known_kind"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="attendance_meeting_id_exists"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="attendance_person_id_exists"),
        sa.PrimaryKeyConstraint("id", name="attendance_key"),
        sa.UniqueConstraint("meeting_id", "person_id", name="one_attendance_each"),
    )
    op.create_index("attendance_by_meeting_id", "attendance", ["meeting_id"])
    _minutes()


def _minutes() -> None:
    op.create_table(
        "meeting_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("written_at", now=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        _moment("approved_at"),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("storage_key", sa.String(), nullable=True),
        _moment("failed_at"),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)",
            name="minutes_are_approved_by_somebody",
        ),
        sa.CheckConstraint(
            "storage_key IS NULL OR approved_at IS NOT NULL", name="minutes_are_printed_approved"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="meeting_minutes_meeting_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name="meeting_minutes_written_by_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name="meeting_minutes_approved_by_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="meeting_minutes_key"),
        sa.UniqueConstraint("meeting_id", "number", name="minutes_are_numbered"),
    )
    op.create_index("meeting_minutes_by_meeting_id", "meeting_minutes", ["meeting_id"])


def _library() -> None:
    op.create_table(
        "library_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        _moment("added_at", now=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(storage_key IS NULL) <> (url IS NULL)", name="library_item_is_a_file_or_a_link"
        ),
        sa.CheckConstraint(
            "(storage_key IS NULL) = (kind IS NULL) AND (storage_key IS NULL) = (size IS NULL)",
            name="library_file_has_kind_and_size",
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name="library_item_added_by_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="library_item_key"),
        sa.UniqueConstraint("public_id", name="library_item_public_id_is_unique"),
        sa.UniqueConstraint("storage_key", name="library_item_storage_key_is_unique"),
    )
    op.create_table(
        "library_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _moment("made_at", now=True),
        _moment("revoked_at"),
        sa.PrimaryKeyConstraint("id", name="library_link_key"),
        sa.UniqueConstraint("token_hash", name="library_link_token_hash_is_unique"),
    )
