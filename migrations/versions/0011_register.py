"""The register: organisations with their standings, applications, likenesses and merges."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: Columns that tell who applied: empty for an undisclosed organisation, whose record is sealed.
IDENTITY = (
    "name_ja",
    "name_en",
    "kana",
    "legal_form",
    "corporate_number",
    "url",
    "country",
    "prefecture",
    "representative_title",
    "representative_name",
    "contact_name",
    "email",
    "phone",
    "postcode",
    "postal_address",
    "via",
    "message",
    "language",
)
UNDISCLOSED_IS_SEALED = (
    "disclosure <> 'undisclosed' OR (sealed IS NOT NULL AND organisation_id IS NULL AND "
    + " AND ".join(f"{column} IS NULL" for column in IDENTITY)
    + ")"
)

#: What every organisation has, with what those have that were there before.
NEW = (
    ("public_id", sa.Uuid(), "gen_random_uuid()"),
    ("legal_form", sa.String(), "''"),
    ("form_position", sa.String(), "''"),
    ("url", sa.String(), "''"),
    ("country", sa.String(), "'JP'"),
    ("prefecture", sa.String(), "''"),
    ("match_key", sa.String(), "''"),
    ("kana_key", sa.String(), "''"),
    ("url_host", sa.String(), "''"),
    ("grams", sa.ARRAY(sa.Text()), "'{}'"),
)

#: Who is a constituent organisation has been told by a column of its own until now.
TO_STANDINGS = """
INSERT INTO standing (organisation_id, kind, starts_on)
SELECT id, 'constituent', constituent_since FROM organisation WHERE constituent_since IS NOT NULL
"""
FROM_STANDINGS = """
UPDATE organisation SET constituent_since = starts_on FROM standing
WHERE organisation_id = organisation.id AND kind = 'constituent' AND ends_on IS NULL
"""


def upgrade() -> None:
    extend_organisations()
    make_standings()
    make_applications()
    make_likenesses()
    op.add_column("signature", sa.Column("organisation_id", sa.Integer(), nullable=True))
    op.create_index("signature_by_organisation_id", "signature", ["organisation_id"])
    op.create_index(
        "signature_to_recognise",
        "signature",
        ["id"],
        postgresql_where=sa.text("organisation_id IS NULL AND disclosure <> 'undisclosed'"),
    )
    op.create_foreign_key(
        "signature_organisation_id_exists", "signature", "organisation", ["organisation_id"], ["id"]
    )
    op.create_check_constraint(
        "undisclosed_is_no_known_organisation",
        "signature",
        "disclosure IS DISTINCT FROM 'undisclosed' OR organisation_id IS NULL",
    )


def extend_organisations() -> None:
    for name, kind, instead in NEW:
        given = sa.Column(name, kind, server_default=sa.text(instead), nullable=False)
        op.add_column("organisation", given)
        op.alter_column("organisation", name, server_default=None)
    op.add_column("organisation", sa.Column("corporate_number", sa.String(), nullable=True))
    op.add_column(
        "organisation",
        sa.Column(
            "added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
    )
    op.add_column("organisation", sa.Column("merged_into_id", sa.Integer(), nullable=True))
    for name in ("corporate_number", "kana_key", "match_key", "merged_into_id", "url_host"):
        op.create_index(f"organisation_by_{name}", "organisation", [name])
    op.create_index("organisation_by_grams", "organisation", ["grams"], postgresql_using="gin")
    op.create_unique_constraint("organisation_public_id_is_unique", "organisation", ["public_id"])
    op.create_foreign_key(
        "organisation_merged_into_id_exists",
        "organisation",
        "organisation",
        ["merged_into_id"],
        ["id"],
    )
    op.create_check_constraint(
        "organisation_has_a_name", "organisation", "name_ja <> '' OR name_en <> ''"
    )
    op.create_check_constraint(
        "corporate_number_has_thirteen_digits",
        "organisation",
        "corporate_number ~ '^[0-9]{13}$'",
    )
    op.create_check_constraint("not_merged_into_itself", "organisation", "merged_into_id <> id")


def make_standings() -> None:
    op.create_table(
        "standing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("motion_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('constituent', 'supporting', 'partner')", name="standing_is_known"
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on - 1", name="standing_ends_after_start"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="standing_decided_by_exists"),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name="standing_motion_id_exists"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="standing_organisation_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="standing_key"),
    )
    op.create_index(
        "one_open_standing_of_a_kind",
        "standing",
        ["organisation_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "organisation_contact",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("representative_title", sa.String(), nullable=False),
        sa.Column("representative_name", sa.String(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("postal_address", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="organisation_contact_organisation_id_exists",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name="organisation_contact_key"),
    )
    op.create_table(
        "former",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column(
            "changed_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name="former_changed_by_exists"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="former_organisation_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="former_key"),
    )
    op.create_index("former_by_organisation_id", "former", ["organisation_id"])
    op.execute(TO_STANDINGS)
    op.drop_column("organisation", "constituent_since")


def make_applications() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("typed_by", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("motion_id", sa.Integer(), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("name_ja", sa.String(), nullable=True),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kana", sa.String(), nullable=True),
        sa.Column("legal_form", sa.String(), nullable=True),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("prefecture", sa.String(), nullable=True),
        sa.Column("representative_title", sa.String(), nullable=True),
        sa.Column("representative_name", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("postal_address", sa.String(), nullable=True),
        sa.Column("via", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.CheckConstraint(UNDISCLOSED_IS_SEALED, name="application_undisclosed_is_sealed"),
        sa.CheckConstraint(
            "disclosure = 'undisclosed' OR name_ja IS NOT NULL OR name_en IS NOT NULL",
            name="application_is_named",
        ),
        sa.CheckConstraint("(refused_at IS NULL) = (refusal IS NULL)", name="refusal_has_a_reason"),
        sa.CheckConstraint(
            "admitted_at IS NULL OR (confirmed_at IS NOT NULL AND checked_at IS NOT NULL)",
            name="admitted_was_confirmed_and_checked",
        ),
        sa.CheckConstraint(
            "admitted_at IS NULL OR decided_by IS NOT NULL OR decided_on IS NOT NULL",
            name="admission_was_decided",
        ),
        sa.CheckConstraint("admitted_at IS NULL OR refused_at IS NULL", name="admitted_or_refused"),
        sa.CheckConstraint("left_at IS NULL OR admitted_at IS NOT NULL", name="left_was_in"),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["person.id"], name="application_checked_by_exists"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name="application_decided_by_exists"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="application_organisation_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["application.id"],
            name="application_replaces_id_exists",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["typed_by"], ["person.id"], name="application_typed_by_exists"),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name="application_motion_id_exists"),
        sa.PrimaryKeyConstraint("id", name="application_key"),
        sa.UniqueConstraint("public_id", name="application_public_id_is_unique"),
        sa.UniqueConstraint("token_hash", name="application_token_hash_is_unique"),
    )
    op.create_index("application_by_expires_at", "application", ["expires_at"])
    op.create_index("application_by_organisation_id", "application", ["organisation_id"])
    op.create_index(
        "application_queue",
        "application",
        ["id"],
        postgresql_where=sa.text(
            "admitted_at IS NULL AND refused_at IS NULL AND withdrawn_at IS NULL"
        ),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name="evidence_application_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="evidence_key"),
        sa.UniqueConstraint("public_id", name="evidence_public_id_is_unique"),
        sa.UniqueConstraint("storage_key", name="evidence_storage_key_is_unique"),
    )
    op.create_index("evidence_by_application_id", "evidence", ["application_id"])
    op.create_table(
        "published_figure",
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", name="published_figure_key"),
    )


def make_likenesses() -> None:
    op.create_table(
        "likeness",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("a_id", sa.Integer(), nullable=False),
        sa.Column("b_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("same", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (same IS NULL)", name="decided_is_answered"),
        sa.CheckConstraint("a_id < b_id", name="a_pair_has_one_order"),
        sa.ForeignKeyConstraint(["a_id"], ["organisation.id"], name="likeness_a_id_exists"),
        sa.ForeignKeyConstraint(["b_id"], ["organisation.id"], name="likeness_b_id_exists"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="likeness_decided_by_exists"),
        sa.PrimaryKeyConstraint("id", name="likeness_key"),
        sa.UniqueConstraint("a_id", "b_id", name="a_pair_is_asked_once"),
    )
    op.create_index("likeness_by_b_id", "likeness", ["b_id"])
    op.create_index(
        "likeness_queue", "likeness", ["score"], postgresql_where=sa.text("decided_at IS NULL")
    )
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column(
            "merged_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("moved", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="somebody_undid_it"),
        sa.ForeignKeyConstraint(["gone_id"], ["organisation.id"], name="merge_gone_id_exists"),
        sa.ForeignKeyConstraint(["kept_id"], ["organisation.id"], name="merge_kept_id_exists"),
        sa.ForeignKeyConstraint(["merged_by"], ["person.id"], name="merge_merged_by_exists"),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name="merge_undone_by_exists"),
        sa.PrimaryKeyConstraint("id", name="merge_key"),
    )
    op.create_index("merge_by_kept_id", "merge", ["kept_id"])
    op.create_index(
        "one_standing_merge_of_a_row",
        "merge",
        ["gone_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_constraint("undisclosed_is_no_known_organisation", "signature")
    op.drop_column("signature", "organisation_id")
    op.add_column("organisation", sa.Column("constituent_since", sa.Date(), nullable=True))
    op.execute(FROM_STANDINGS)
    for table in (
        "merge",
        "likeness",
        "published_figure",
        "evidence",
        "application",
        "former",
        "organisation_contact",
        "standing",
    ):
        op.drop_table(table)
    op.drop_constraint("organisation_has_a_name", "organisation")
    for name in ("merged_into_id", "added_at", "corporate_number"):
        op.drop_column("organisation", name)
    for name, _kind, _instead in reversed(NEW):
        op.drop_column("organisation", name)
