"""Files that only the custodians can open again: sealed from the memory they were read into.

A file becomes one sealed record of its own, opened as any other: `kind` says what it is, `content`
holds it in base64, and `filling` hides how long it was.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from uuid import UUID

from core.uploads import Kind, Uploaded
from network import sealing
from network.sealing import Secret

SEALED_FOR = "evidence"
#: A file's length tells which form it was: it is known to this many characters only.
STEP = 64 * 1024


def seal_file(file: Uploaded, *, record: UUID) -> bytes:
    """Return a file encrypted to every custodian.

    :raises NotEnoughCustodians: see CUSTODIAN_MINIMUM.
    """
    content = b64encode(file.content).decode()
    filling = " " * (-len(content) % STEP)
    fields = {"kind": file.kind, "content": content, "filling": filling}
    return sealing.seal(Secret(fields), record=record, purpose=SEALED_FOR)


def opened(secret: Secret) -> Uploaded:
    """Return the file that a custodian has opened: for offline tools."""
    return Uploaded(Kind(secret.fields["kind"]), b64decode(secret.fields["content"]))
