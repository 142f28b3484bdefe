"""Who signs, what is handed over, and what is answered."""

from __future__ import annotations

from petitions.models.signatures import (
    IDENTITY,
    ORGANISATION_CHOSE,
    PERSON_IS_NAMED,
    TO_RECOGNISE,
    UNDISCLOSED_IS_SEALED,
    Confirmation,
    Disclosure,
    Display,
    Extension,
    PendingSignature,
    PublicSignatory,
    RollEntry,
    Round,
    Signature,
    SignatureImport,
    Signer,
    SignerKind,
    Tally,
)
from petitions.models.submissions import (
    IssuedName,
    Recipient,
    Reply,
    Submission,
    SubmissionDocument,
)

__all__ = [
    "IDENTITY",
    "ORGANISATION_CHOSE",
    "PERSON_IS_NAMED",
    "TO_RECOGNISE",
    "UNDISCLOSED_IS_SEALED",
    "Confirmation",
    "Disclosure",
    "Display",
    "Extension",
    "IssuedName",
    "PendingSignature",
    "PublicSignatory",
    "Recipient",
    "Reply",
    "RollEntry",
    "Round",
    "Signature",
    "SignatureImport",
    "Signer",
    "SignerKind",
    "Submission",
    "SubmissionDocument",
    "Tally",
]
