"""Campaigns with all that is told and done in them, and a statement's way from draft to answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CAMPAIGN_TEXTS = (
    "goal_ja", "goal_en", "occasion_ja", "occasion_en", "occasion_url", "closing_ja", "closing_en",
)  # fmt: skip
STATEMENT_MOMENTS = (
    "review_asked_at", "handed_over_at", "answered_at", "taken_down_at", "rejected_at",
    "signers_asked_at",
)  # fmt: skip

#: The release before reads "opened" as "open now", and a text taken down as one that stands.
REFUSE_TO_SHOW = """
DO $$ BEGIN
    IF EXISTS (
        SELECT FROM statement
        WHERE opened_at > now() OR taken_down_at IS NOT NULL OR rejected_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the release before would show statements that are not to be read';
    END IF;
END $$
"""


# What names somebody less than before, or is taken down, is not shown again from any cache of ours.
# A row each time, rather than a number that is counted up: nobody waits for anybody.
NOTE = """
CREATE FUNCTION note_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO purge DEFAULT VALUES;
    RETURN NULL;
END $$
"""
#: Table → which columns, and which rows: an undisclosed one has no name to take off, and whoever
#: watches the cache is not to learn from it that such a row was touched.
NOTED = {
    "signature": (
        "disclosure, display, hidden_at, withdrawn_at, invalidated_at",
        "OLD.disclosure = 'public' OR OLD.display IN ('public', 'initials')",
    ),
    "standing": ("disclosure, hidden_at", "OLD.disclosure = 'public'"),
    "statement": ("taken_down_at", "NEW.taken_down_at IS NOT NULL"),
}


def upgrade() -> None:
    _events()
    _campaigns()
    _statements()
    _drafts()
    _rounds()
    _submissions()
    _purges()


def downgrade() -> None:
    op.execute(REFUSE_TO_SHOW)
    for table in NOTED:
        op.execute(f"DROP TRIGGER note_purge ON {table}")
    op.execute("DROP FUNCTION note_purge()")
    op.drop_table("purge")
    op.drop_table("reply")
    op.drop_constraint("handing_over_is_told_once_done", "submission")
    for column in ("reply_due", "received_by", "place", "handed_over_at"):
        op.drop_column("submission", column)
    for table in ("extension", "remark", "desk_copy", "erratum"):
        op.drop_table(table)
    for constraint in (
        "taken_down_for_a_reason",
        "rejected_for_a_reason",
        "rejected_before_it_is_opened",
        "statement_replaces_another",
    ):
        op.drop_constraint(constraint, "statement")
    for column in ("replaces_id", "rejected_for", "taken_down_for", *STATEMENT_MOMENTS):
        op.drop_column("statement", column)
    for table in ("campaign_event", "paper", "action", "news"):
        op.drop_table(table)
    op.drop_constraint("concluded_with_an_outcome", "campaign")
    for column in ("outcome", "concluded_at", "begun_at", "topic", *CAMPAIGN_TEXTS):
        op.drop_column("campaign", column)
    op.drop_table("event")


def _moment(name: str, *, now: bool = False, needed: bool = False) -> sa.Column[datetime]:
    kept = sa.DateTime(timezone=True)
    if now:
        return sa.Column(name, kept, server_default=sa.func.now(), nullable=False)
    return sa.Column(name, kept, nullable=not needed)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _empty(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def _table(name: str, *parts: sa.Column[Any] | sa.Constraint) -> None:
    """Create a table with a number and a random id of its own."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("public_id", sa.Uuid(), nullable=False, unique=True),
        *parts,
    )


def _of(table: str, *, name: str = "", null: bool = False, index: bool = False) -> sa.Column[int]:
    return sa.Column(
        name or f"{table}_id",
        sa.Integer(),
        sa.ForeignKey(f"{table}.id"),
        nullable=null,
        index=index,
    )


def _has_title(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("title_ja <> '' OR title_en <> ''", name=f"{table}_has_a_title")


def _events() -> None:
    _table(
        "event",
        *_texts("kind", "title_ja", "title_en", "about_ja", "about_en", "place_ja", "place_en"),
        _moment("begins_at", needed=True),
        _moment("ends_at", needed=True),
        *_texts("registration"),
        _of("organisation", name="run_by_id", null=True),
        _moment("published_at"),
        _moment("cancelled_at"),
        sa.CheckConstraint("ends_at > begins_at", name="event_ends_after_it_begins"),
        _has_title("event"),
    )


def _campaigns() -> None:
    for column in CAMPAIGN_TEXTS:
        op.add_column("campaign", _empty(column))
    op.add_column("campaign", sa.Column("topic", sa.String()))
    op.add_column("campaign", _moment("begun_at", now=True))
    op.add_column("campaign", _moment("concluded_at"))
    op.add_column("campaign", sa.Column("outcome", sa.String()))
    op.create_check_constraint(
        "concluded_with_an_outcome", "campaign", "(concluded_at IS NULL) = (outcome IS NULL)"
    )
    op.execute(
        "UPDATE campaign SET begun_at = coalesce((SELECT min(coalesce(opened_at, drafted_at))"
        " FROM statement WHERE campaign_id = campaign.id), begun_at)"
    )
    _table(
        "news",
        _of("campaign", index=True),
        *_texts("title_ja", "title_en", "body_ja", "body_en"),
        _moment("written_at", now=True),
        _of("person", name="written_by_id", null=True),
        _moment("published_at"),
        _has_title("news"),
    )
    _table(
        "action",
        _of("campaign", index=True),
        _of("office", null=True),
        *_texts("title_ja", "title_en", "text_ja", "text_en", "address"),
        _moment("published_at"),
        _moment("ended_at"),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        _has_title("action"),
        sa.CheckConstraint("done >= 0", name="done_is_counted_up"),
    )
    _table(
        "paper",
        _of("campaign", index=True),
        *_texts("title_ja", "title_en", "storage_key", "media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        *_texts("sha256"),
        _moment("published_at"),
        _has_title("paper"),
    )
    op.create_table(
        "campaign_event",
        sa.Column("campaign_id", sa.Integer(), sa.ForeignKey("campaign.id"), primary_key=True),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), primary_key=True),
    )


def _statements() -> None:
    for column in STATEMENT_MOMENTS:
        op.add_column("statement", _moment(column))
    op.add_column("statement", sa.Column("taken_down_for", sa.String()))
    op.add_column("statement", sa.Column("rejected_for", sa.String()))
    op.add_column(
        "statement",
        sa.Column("replaces_id", sa.Integer(), sa.ForeignKey("statement.id"), unique=True),
    )
    for name, condition in (
        ("taken_down_for_a_reason", "(taken_down_at IS NULL) = (taken_down_for IS NULL)"),
        ("rejected_for_a_reason", "(rejected_at IS NULL) = (rejected_for IS NULL)"),
        ("rejected_before_it_is_opened", "rejected_at IS NULL OR opened_at IS NULL"),
        ("statement_replaces_another", "replaces_id <> id"),
    ):
        op.create_check_constraint(name, "statement", condition)
    op.create_table(
        "erratum",
        sa.Column("version_id", sa.Integer(), sa.ForeignKey("version.id"), primary_key=True),
        *_texts("note_ja", "note_en"),
        _moment("corrected_at", now=True),
        _moment("told_at"),
        sa.CheckConstraint("note_ja <> '' OR note_en <> ''", name="erratum_says_something"),
    )


def _drafts() -> None:
    op.create_table(
        "desk_copy",
        sa.Column("statement_id", sa.Integer(), sa.ForeignKey("statement.id"), primary_key=True),
        *_texts("title_ja", "title_en", "body_ja", "body_en"),
        sa.Column("demands_ja", ARRAY(sa.Text()), nullable=False),
        sa.Column("demands_en", ARRAY(sa.Text()), nullable=False),
        _moment("saved_at", now=True),
        _of("person", name="held_by_id", null=True),
        _moment("held_at"),
        sa.CheckConstraint("(held_by_id IS NULL) = (held_at IS NULL)", name="held_by_somebody"),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("version", index=True),
        *_texts("language"),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        *_texts("text"),
        _of("person"),
        _moment("written_at", now=True),
        _moment("settled_at"),
        sa.CheckConstraint("language IN ('ja', 'en')", name="remark_is_on_one_language"),
        sa.CheckConstraint("paragraph >= 0", name="remark_is_on_a_paragraph"),
    )


def _rounds() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("round", index=True),
        _moment("was", needed=True),
        _moment("becomes", needed=True),
        _moment("extended_at", now=True),
        sa.CheckConstraint("becomes > was", name="extension_is_to_later"),
    )


def _purges() -> None:
    op.create_table(
        "purge", sa.Column("id", sa.Integer(), primary_key=True), _moment("noted_at", now=True)
    )
    op.execute(NOTE)
    for table, (columns, such) in NOTED.items():
        op.execute(
            f"CREATE TRIGGER note_purge AFTER UPDATE OF {columns} ON {table}"
            f" FOR EACH ROW WHEN ({such}) EXECUTE FUNCTION note_purge()"
        )


def _submissions() -> None:
    op.add_column("submission", _moment("handed_over_at"))
    op.add_column("submission", _empty("place"))
    op.add_column("submission", _empty("received_by"))
    op.add_column("submission", sa.Column("reply_due", sa.Date()))
    op.create_check_constraint(
        "handing_over_is_told_once_done",
        "submission",
        "handed_over_at IS NOT NULL OR (place = '' AND received_by = '' AND reply_due IS NULL)",
    )
    _table(
        "reply",
        _of("submission", index=True),
        _of("office"),
        sa.Column("received_on", sa.Date(), nullable=False),
        *_texts("text", "summary_ja", "summary_en"),
        _moment("recorded_at", now=True),
    )
