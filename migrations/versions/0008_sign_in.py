"""Staff sign-in: links and sessions apart, second factors, locks. Everybody signs in again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def upgrade() -> None:
    op.drop_table("sign_in")
    make_links_and_sessions()
    make_factors()
    make_limits()


def downgrade() -> None:
    for table in (
        "sign_in_lock",
        "spent_challenge",
        "recovery_code",
        "passkey",
        "authenticator",
        "known_browser",
        "sign_in",
        "sign_in_link",
    ):
        op.drop_table(table)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=True),
        moment("asked_at", by_default=True),
        moment("expires_at"),
        moment("used_at", nullable=True),
        moment("ended_at", nullable=True),
        of_person("sign_in"),
        sa.PrimaryKeyConstraint("id", name="sign_in_key"),
        sa.UniqueConstraint("link", name="sign_in_link_is_unique"),
        sa.UniqueConstraint("session", name="sign_in_session_is_unique"),
    )
    op.create_index("sign_in_by_person_id", "sign_in", ["person_id"])


def moment(name: str, *, nullable: bool = False, by_default: bool = False) -> sa.Column[object]:
    default = NOW if by_default else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=default)


def of_person(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=f"{table}_person_id_exists")


def make_links_and_sessions() -> None:
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("onward", sa.String(), nullable=True),
        moment("asked_at", by_default=True),
        moment("expires_at"),
        moment("used_at", nullable=True),
        sa.CheckConstraint(
            "kind IN ('mailed', 'invitation', 'development')", name="link_kind_is_known"
        ),
        of_person("sign_in_link"),
        sa.PrimaryKeyConstraint("id", name="sign_in_link_key"),
        sa.UniqueConstraint("link", name="sign_in_link_link_is_unique"),
        sa.UniqueConstraint("public_id", name="sign_in_link_public_id_is_unique"),
    )
    op.create_index("sign_in_link_by_person_id", "sign_in_link", ["person_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        moment("opened_at", by_default=True),
        moment("expires_at"),
        moment("seen_at", by_default=True),
        moment("proved_at", nullable=True),
        moment("ended_at", nullable=True),
        of_person("sign_in"),
        sa.PrimaryKeyConstraint("id", name="sign_in_key"),
        sa.UniqueConstraint("session", name="sign_in_session_is_unique"),
        sa.UniqueConstraint("public_id", name="sign_in_public_id_is_unique"),
    )
    op.create_index("sign_in_by_person_id", "sign_in", ["person_id"])
    op.create_table(
        "known_browser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        of_person("known_browser"),
        sa.PrimaryKeyConstraint("id", name="known_browser_key"),
        sa.UniqueConstraint("person_id", "token", name="one_browser_known_once"),
    )


def make_factors() -> None:
    op.create_table(
        "authenticator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        moment("added_at", by_default=True),
        of_person("authenticator"),
        sa.PrimaryKeyConstraint("id", name="authenticator_key"),
        sa.UniqueConstraint("person_id", name="authenticator_person_id_is_unique"),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        moment("added_at", by_default=True),
        sa.Column("used_on", sa.Date(), nullable=True),
        of_person("passkey"),
        sa.PrimaryKeyConstraint("id", name="passkey_key"),
        sa.UniqueConstraint("credential", name="passkey_credential_is_unique"),
        sa.UniqueConstraint("public_id", name="passkey_public_id_is_unique"),
    )
    op.create_index("passkey_by_person_id", "passkey", ["person_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        moment("used_at", nullable=True),
        of_person("recovery_code"),
        sa.PrimaryKeyConstraint("id", name="recovery_code_key"),
        sa.UniqueConstraint("person_id", "code", name="one_code_once"),
    )


def make_limits() -> None:
    op.create_table(
        "spent_challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        moment("spent_at", by_default=True),
        sa.PrimaryKeyConstraint("id", name="spent_challenge_key"),
        sa.UniqueConstraint("challenge", name="spent_challenge_challenge_is_unique"),
    )
    op.create_table(
        "sign_in_lock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("locks", sa.Integer(), nullable=False),
        moment("until", nullable=True),
        moment("changed_at", by_default=True),
        sa.CheckConstraint("wrong >= 0 AND locks >= 0", name="lock_counts_up"),
        sa.PrimaryKeyConstraint("id", name="sign_in_lock_key"),
        sa.UniqueConstraint("about", name="sign_in_lock_about_is_unique"),
    )
