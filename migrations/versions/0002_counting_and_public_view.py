"""What the database itself keeps true: the tally, an open statement's text, what is public."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# One function, three triggers: each statement's own set of changed rows is counted at once, so that
# an import of a hundred thousand rows costs one upsert. A shard belongs to the connection, so no
# transaction waits for another.
COUNT = """
CREATE FUNCTION count_{when}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally (statement_id, what, shard, n)
    SELECT statement_id, coalesce(disclosure, kind), pg_backend_pid(), sum(change)
    FROM ({changes}) AS changes
    GROUP BY 1, 2
    HAVING sum(change) <> 0
    ON CONFLICT (statement_id, what, shard) DO UPDATE SET n = tally.n + excluded.n;
    RETURN NULL;
END $$
"""
GAINED = "SELECT statement_id, disclosure, kind, 1 AS change FROM rows_after WHERE counts"
LOST = "SELECT statement_id, disclosure, kind, -1 AS change FROM rows_before WHERE counts"
AFTER = "NEW TABLE AS rows_after"
BEFORE = "OLD TABLE AS rows_before"
TRIGGERS = {
    "insert": (GAINED, AFTER),
    "update": (f"{GAINED} UNION ALL {LOST}", f"{AFTER} {BEFORE}"),
    "delete": (LOST, BEFORE),
}

# People sign what it says at the time: from its opening on, a version's text is fixed.
KEEP_TEXT = """
CREATE FUNCTION keep_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM statement WHERE id = OLD.statement_id AND opened_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the text of an open statement is fixed'
            USING ERRCODE = 'integrity_constraint_violation',
                CONSTRAINT = 'text_is_fixed_once_open';
    END IF;
    RETURN NEW;
END $$
"""

PUBLIC_SIGNATORY = """
CREATE VIEW public_signatory AS
SELECT public_id, statement_id, kind,
    CASE
        WHEN kind = 'organisation' THEN coalesce(organisation, organisation_en)
        WHEN display = 'public' THEN name
        ELSE initials
    END AS name,
    CASE WHEN kind = 'organisation' THEN organisation_en END AS name_en,
    CASE WHEN kind = 'organisation' THEN kana END AS kana,
    CASE WHEN kind = 'organisation' THEN country END AS country,
    CASE WHEN kind = 'organisation' AND comment_public THEN comment END AS comment
FROM signature
WHERE counts AND (disclosure = 'public' OR display IN ('public', 'initials'))
"""


def upgrade() -> None:
    for when, (changes, tables) in TRIGGERS.items():
        op.execute(COUNT.format(when=when, changes=changes))
        op.execute(
            f"CREATE TRIGGER count_{when} AFTER {when.upper()} ON signature"
            f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION count_{when}()"
        )
    op.execute(KEEP_TEXT)
    op.execute(
        "CREATE TRIGGER keep_text BEFORE UPDATE ON version"
        " FOR EACH ROW EXECUTE FUNCTION keep_text()"
    )
    op.execute(PUBLIC_SIGNATORY)


def downgrade() -> None:
    op.execute("DROP VIEW public_signatory")
    op.execute("DROP TRIGGER keep_text ON version")
    op.execute("DROP FUNCTION keep_text()")
    for when in TRIGGERS:
        op.execute(f"DROP TRIGGER count_{when} ON signature")
        op.execute(f"DROP FUNCTION count_{when}()")
