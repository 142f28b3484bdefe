"""What a signer typed, and the columns it fills: in clear, or sealed where nobody is to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.addresses import canonical
from core.i18n import language
from core.text import initials, name_key
from network import sealing
from network.sealing import Secret
from petitions.models import Disclosure, Display

#: The purpose that stands inside each sealed record.
SEALED_FOR = "signature"


@dataclass(frozen=True)
class PersonSigning:
    """What a person typed. `email` is the address as typed, `display` how they want to be shown."""

    name: str
    email: str
    display: Display
    kana: str = ""
    country: str = "JP"
    prefecture: str = ""
    postcode: str = ""
    postal_address: str = ""
    comment: str = ""
    updates: bool = False
    via: str = ""


@dataclass(frozen=True)
class OrganisationSigning:
    """What a representative typed for an organisation."""

    organisation: str
    email: str
    disclosure: Disclosure
    representative_title: str
    representative_name: str
    contact_name: str
    kana: str = ""
    organisation_en: str = ""
    legal_form: str = ""
    country: str = "JP"
    prefecture: str = ""
    url: str = ""
    corporate_number: str = ""
    phone: str = ""
    postcode: str = ""
    postal_address: str = ""
    via: str = ""
    board: str = "agreed"
    comment: str = ""
    comment_public: bool = False

    @property
    def shown_name(self) -> str:
        return self.organisation or self.organisation_en


def person_columns(new: PersonSigning) -> dict[str, Any]:
    """Return a person's columns, alike in an attempt and in a signature."""
    return {
        "display": new.display,
        "updates": new.updates,
        "name": new.name,
        "name_key": name_key(new.name),
        "initials": initials(new.name, new.kana) if new.display == Display.INITIALS else None,
        "kana": new.kana or None,
        "email": new.email,
        "canonical_address": canonical(new.email),
        "country": new.country,
        "prefecture": new.prefecture or None,
        "postcode": new.postcode or None,
        "postal_address": new.postal_address or None,
        "comment": new.comment or None,
        "via": new.via or None,
    }


#: An organisation's columns that tell who it is; an undisclosed one's are sealed instead.
ORGANISATION_IDENTITY = (
    "organisation",
    "organisation_en",
    "kana",
    "legal_form",
    "corporate_number",
    "representative_title",
    "representative_name",
    "contact_name",
    "email",
    "phone",
    "url",
    "country",
    "prefecture",
    "postcode",
    "postal_address",
    "via",
    "comment",
)


def identity(new: OrganisationSigning) -> dict[str, str]:
    """Return all that tells who an organisation is, by the names of our columns."""
    return {name: getattr(new, name) for name in ORGANISATION_IDENTITY}


def organisation_columns(new: OrganisationSigning, public_id: UUID) -> dict[str, Any]:
    """Return an organisation's columns: its identity in clear, or all of it sealed."""
    columns: dict[str, Any] = {
        "public_id": public_id,
        "disclosure": new.disclosure,
        "board": new.board,
        "comment_public": new.comment_public,
        "sealed": None,
        **dict.fromkeys((*ORGANISATION_IDENTITY, "canonical_address", "name_key", "language")),
    }
    if new.disclosure == Disclosure.UNDISCLOSED:
        columns["comment_public"] = False
        secret = Secret(identity(new))
        columns["sealed"] = sealing.seal(secret, record=public_id, purpose=SEALED_FOR)
        return columns
    columns.update({name: value or None for name, value in identity(new).items()})
    columns["canonical_address"] = canonical(new.email)
    columns["name_key"] = name_key(new.shown_name)
    columns["language"] = language()
    return columns
