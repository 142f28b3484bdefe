"""Files that people send us, judged by their content and never by their name."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import IO

from flask import Request
from flask_babel import lazy_gettext as _l

LARGEST = 8 * 1024 * 1024
#: What a whole form with a file in it may weigh.
FORM_WITH_FILE = LARGEST + 1024 * 1024
#: What a .docx may become when it is unpacked, by its own account of it.
LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_MEMBERS = 2_000


class Kind(StrEnum):
    """A kind of file that we keep."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WORD = "docx"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BEGINNINGS = {
    Kind.PDF: b"%PDF-",
    Kind.JPEG: b"\xff\xd8\xff",
    Kind.PNG: b"\x89PNG\r\n\x1a\n",
}


class Fault(StrEnum):
    """Why a file is not kept."""

    KIND = "kind"
    SIZE = "size"


WORDS = {
    Fault.KIND: _l("Send a PDF, a JPEG or PNG picture, or a Word file (.docx)."),
    Fault.SIZE: _l("The file is too large: up to 8 MB can be kept."),
}


class UnfitFile(ValueError):
    """A file that is not kept; the text names nothing of it."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Uploaded:
    """What was sent, and what it is. Its repr shows nothing of it."""

    kind: Kind
    content: bytes

    def __repr__(self) -> str:
        return f"Uploaded({self.kind})"


def looked_at(content: bytes) -> Uploaded:
    """Return a file with the kind that its content shows.

    :raises UnfitFile: it is of another kind, or too large.
    """
    if len(content) > LARGEST:
        raise UnfitFile(Fault.SIZE)
    for kind, beginning in BEGINNINGS.items():
        if content.startswith(beginning):
            return Uploaded(kind, content)
    if _is_word(content):
        return Uploaded(Kind.WORD, content)
    raise UnfitFile(Fault.KIND)


def in_memory(request: Request) -> None:
    """Let this request carry a file, and hold it in memory alone.

    The framework would write a large one to a temporary file, in clear, also where it is to be
    sealed. To be called before anything reads the form.
    """
    request.max_content_length = FORM_WITH_FILE
    request._get_file_stream = _memory  # type: ignore[method-assign]  # the hook made for it


def _memory(*_: object, **__: object) -> IO[bytes]:
    return BytesIO()


def _is_word(content: bytes) -> bool:
    """Tell whether a ZIP is a Word file, by its table of contents; nothing is unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    fits = len(members) <= MOST_MEMBERS and unpacked <= LARGEST_UNPACKED
    return fits and {"[Content_Types].xml", "word/document.xml"} <= names
