"""The first tables: the network, statements, signatures, rolls, submissions, deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

UNDISCLOSED_IS_SEALED = (
    "disclosure IS DISTINCT FROM 'undisclosed' OR (sealed IS NOT NULL AND name IS NULL"
    " AND kana IS NULL AND initials IS NULL AND organisation IS NULL AND organisation_en IS NULL"
    " AND legal_form IS NULL AND corporate_number IS NULL AND representative_title IS NULL"
    " AND representative_name IS NULL AND contact_name IS NULL AND email IS NULL"
    " AND canonical_address IS NULL AND name_key IS NULL AND phone IS NULL AND url IS NULL"
    " AND country IS NULL AND prefecture IS NULL AND postcode IS NULL AND postal_address IS NULL"
    " AND via IS NULL AND comment IS NULL AND language IS NULL)"
)


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="campaign_key"),
        sa.UniqueConstraint("slug", name="campaign_slug_is_unique"),
    )
    op.create_table(
        "custodian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column(
            "added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("starts_with(public_key, 'age1')", name="custodian_key_is_public"),
        sa.PrimaryKeyConstraint("id", name="custodian_key"),
    )
    op.create_index(
        "one_active_key_each",
        "custodian",
        ["public_key"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column(
            "due_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("sending_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("sent_at IS NULL OR sending_at IS NOT NULL", name="sent_after_sending"),
        sa.PrimaryKeyConstraint("id", name="delivery_key"),
    )
    op.create_index(
        "delivery_due",
        "delivery",
        ["id"],
        postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("ministry_ja", sa.String(), nullable=False),
        sa.Column("ministry_en", sa.String(), nullable=False),
        sa.Column("honorific", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="office_key"),
        sa.UniqueConstraint("code", name="office_code_is_unique"),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("kana", sa.String(), nullable=False),
        sa.Column("constituent_since", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="organisation_key"),
        sa.UniqueConstraint("code", name="organisation_code_is_unique"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="person_key"),
        sa.UniqueConstraint("email", name="person_email_is_unique"),
        sa.UniqueConstraint("public_id", name="person_public_id_is_unique"),
    )
    op.create_table(
        "holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="holder_office_id_exists"),
        sa.PrimaryKeyConstraint("id", name="holder_key"),
    )
    op.create_index("holder_by_office_id", "holder", ["office_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=True),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="sign_in_person_id_exists"),
        sa.PrimaryKeyConstraint("id", name="sign_in_key"),
        sa.UniqueConstraint("link", name="sign_in_link_is_unique"),
        sa.UniqueConstraint("session", name="sign_in_session_is_unique"),
    )
    op.create_index("sign_in_by_person_id", "sign_in", ["person_id"])
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("signers", sa.String(), nullable=False),
        sa.Column(
            "drafted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unnamed_published", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "opened_at IS NULL OR approved_at IS NOT NULL", name="opened_only_when_approved"
        ),
        sa.CheckConstraint("unnamed_published >= 0", name="published_figure_not_negative"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="statement_campaign_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="statement_key"),
        sa.UniqueConstraint("slug", name="statement_slug_is_unique"),
    )
    op.create_index("statement_by_campaign_id", "statement", ["campaign_id"])
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="term_ends_after_start"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="term_organisation_id_exists"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="term_person_id_exists"),
        sa.PrimaryKeyConstraint("id", name="term_key"),
    )
    op.create_index("term_by_person_id", "term", ["person_id"])
    op.create_table(
        "addressing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="addressing_office_id_exists"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="addressing_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="addressing_key"),
        sa.UniqueConstraint("statement_id", "office_id", name="addressed_once"),
        sa.UniqueConstraint("statement_id", "position", name="one_addressee_a_position"),
    )
    op.create_table(
        "calling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name_ja", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR name_ja <> '' OR name_en <> ''",
            name="calling_has_a_name",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="calling_organisation_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="calling_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="calling_key"),
        sa.UniqueConstraint("statement_id", "position", name="one_calling_a_position"),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="round_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="round_key"),
        sa.UniqueConstraint("statement_id", "number", name="one_round_a_number"),
    )
    op.create_index("round_by_statement_id", "round", ["statement_id"])
    op.create_table(
        "signature_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("accepted_pending", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="signature_import_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="signature_import_key"),
        sa.UniqueConstraint("statement_id", "content_hash", name="one_import_a_file"),
    )
    op.create_table(
        "tally",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="tally_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("statement_id", "what", "shard", name="tally_key"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title_ja", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("body_ja", sa.String(), nullable=False),
        sa.Column("body_en", sa.String(), nullable=False),
        sa.Column("demands_ja", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("demands_en", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="version_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="version_key"),
        sa.UniqueConstraint("statement_id", "number", name="one_version_a_number"),
    )
    op.create_index("version_by_statement_id", "version", ["statement_id"])
    op.create_table(
        "pending_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("display", sa.String(), nullable=True),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=True),
        sa.Column("board", sa.String(), nullable=True),
        sa.Column("comment_public", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kana", sa.String(), nullable=True),
        sa.Column("initials", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("organisation_en", sa.String(), nullable=True),
        sa.Column("legal_form", sa.String(), nullable=True),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("representative_title", sa.String(), nullable=True),
        sa.Column("representative_name", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("canonical_address", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("prefecture", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("postal_address", sa.String(), nullable=True),
        sa.Column("via", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            UNDISCLOSED_IS_SEALED,
            name="pending_undisclosed_is_sealed",
        ),
        sa.CheckConstraint(
            "kind <> 'organisation' OR (disclosure IS NOT NULL AND display IS NULL)",
            name="pending_organisation_chose",
        ),
        sa.CheckConstraint(
            "kind <> 'person' OR (name IS NOT NULL AND display IS NOT NULL AND disclosure IS NULL)",
            name="pending_person_is_named",
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="pending_signature_statement_id_exists"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name="pending_signature_version_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="pending_signature_key"),
        sa.UniqueConstraint("public_id", name="pending_signature_public_id_is_unique"),
        sa.UniqueConstraint("token_hash", name="pending_signature_token_hash_is_unique"),
    )
    op.create_index("pending_signature_by_expires_at", "pending_signature", ["expires_at"])
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invalidated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_for", sa.String(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("import_line", sa.Integer(), nullable=True),
        sa.Column(
            "counts",
            sa.Boolean(),
            sa.Computed(
                "withdrawn_at IS NULL AND invalidated_at IS NULL"
                " AND (held_for IS NULL OR released_at IS NOT NULL)",
                persisted=True,
            ),
            nullable=False,
        ),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("display", sa.String(), nullable=True),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=True),
        sa.Column("board", sa.String(), nullable=True),
        sa.Column("comment_public", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("kana", sa.String(), nullable=True),
        sa.Column("initials", sa.String(), nullable=True),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("organisation_en", sa.String(), nullable=True),
        sa.Column("legal_form", sa.String(), nullable=True),
        sa.Column("corporate_number", sa.String(), nullable=True),
        sa.Column("representative_title", sa.String(), nullable=True),
        sa.Column("representative_name", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("canonical_address", sa.String(), nullable=True),
        sa.Column("name_key", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("prefecture", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("postal_address", sa.String(), nullable=True),
        sa.Column("via", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            UNDISCLOSED_IS_SEALED,
            name="undisclosed_is_sealed",
        ),
        sa.CheckConstraint(
            "kind <> 'organisation' OR (disclosure IS NOT NULL AND display IS NULL)",
            name="organisation_chose",
        ),
        sa.CheckConstraint(
            "kind <> 'person' OR (name IS NOT NULL AND display IS NOT NULL AND disclosure IS NULL)",
            name="person_is_named",
        ),
        sa.CheckConstraint("released_at IS NULL OR held_for IS NOT NULL", name="released_was_held"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["signature_import.id"], name="signature_import_id_exists"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="signature_round_id_exists"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="signature_statement_id_exists"
        ),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name="signature_version_id_exists"),
        sa.PrimaryKeyConstraint("id", name="signature_key"),
        sa.UniqueConstraint("import_id", "import_line", name="imported_once"),
        sa.UniqueConstraint("public_id", name="signature_public_id_is_unique"),
        sa.UniqueConstraint(
            "statement_id", "canonical_address", "name_key", name="one_person_signs_once"
        ),
    )
    op.create_index("signature_list", "signature", ["statement_id", "id"])
    op.create_index("signature_of_round", "signature", ["round_id"])
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="submission_round_id_exists"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name="submission_statement_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="submission_key"),
        sa.UniqueConstraint("public_id", name="submission_public_id_is_unique"),
    )
    op.create_index("submission_by_statement_id", "submission", ["statement_id"])
    op.create_table(
        "confirmation",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name="confirmation_signature_id_exists"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="confirmation_key"),
    )
    op.create_index("confirmation_by_signature_id", "confirmation", ["signature_id"])
    op.create_table(
        "roll_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("disclosure", sa.String(), nullable=True),
        sa.Column("display", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kana", sa.String(), nullable=True),
        sa.Column("representative", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("first_round_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "disclosure IS DISTINCT FROM 'undisclosed' OR (name IS NULL AND name_en IS NULL"
            " AND kana IS NULL AND representative IS NULL AND country IS NULL)",
            name="roll_names_no_undisclosed",
        ),
        sa.ForeignKeyConstraint(
            ["first_round_id"], ["round.id"], name="roll_entry_first_round_id_exists"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="roll_entry_round_id_exists"),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name="roll_entry_signature_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="roll_entry_key"),
        sa.UniqueConstraint("round_id", "signature_id", name="once_on_a_roll"),
    )
    op.create_table(
        "submission_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column(
            "asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("storage_key", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("named", sa.Integer(), nullable=True),
        sa.Column("unnamed", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "built_at IS NULL OR (storage_key IS NOT NULL AND sha256 IS NOT NULL)",
            name="built_is_stored",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name="submission_document_submission_id_exists"
        ),
        sa.PrimaryKeyConstraint("id", name="submission_document_key"),
        sa.UniqueConstraint("public_id", name="submission_document_public_id_is_unique"),
    )
    op.create_index(
        "document_queue",
        "submission_document",
        ["asked_at"],
        postgresql_where=sa.text("built_at IS NULL"),
    )
    op.create_index(
        "submission_document_by_submission_id", "submission_document", ["submission_id"]
    )
    op.create_table(
        "recipient",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["submission_document.id"], name="recipient_document_id_exists"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name="recipient_office_id_exists"),
        sa.PrimaryKeyConstraint("document_id", "position", name="recipient_key"),
    )


def downgrade() -> None:
    op.drop_table("recipient")
    op.drop_table("submission_document")
    op.drop_table("roll_entry")
    op.drop_table("confirmation")
    op.drop_table("submission")
    op.drop_table("signature")
    op.drop_table("pending_signature")
    op.drop_table("version")
    op.drop_table("tally")
    op.drop_table("signature_import")
    op.drop_table("round")
    op.drop_table("calling")
    op.drop_table("addressing")
    op.drop_table("term")
    op.drop_table("statement")
    op.drop_table("sign_in")
    op.drop_table("holder")
    op.drop_table("person")
    op.drop_table("organisation")
    op.drop_table("office")
    op.drop_table("delivery")
    op.drop_table("custodian")
    op.drop_table("campaign")
