"""A facilitator is one of an organisation; a term given by mistake may end before it began."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("term_ends_after_start", "term")
    op.create_check_constraint(
        "term_ends_after_start", "term", "ends_on IS NULL OR ends_on >= starts_on - 1"
    )
    op.create_check_constraint(
        "facilitator_is_of_an_organisation",
        "term",
        "role <> 'facilitator' OR organisation_id IS NOT NULL",
    )


def downgrade() -> None:
    op.drop_constraint("facilitator_is_of_an_organisation", "term")
    op.drop_constraint("term_ends_after_start", "term")
    # What was never held cannot stand under the older rule.
    op.execute("DELETE FROM term WHERE ends_on < starts_on")
    op.create_check_constraint(
        "term_ends_after_start", "term", "ends_on IS NULL OR ends_on >= starts_on"
    )
