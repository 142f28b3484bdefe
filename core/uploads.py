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
#: What an office file may become when it is unpacked, by its own account of it.
LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_MEMBERS = 2_000


class Kind(StrEnum):
    """A kind of file that we keep."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WORD = "docx"
    EXCEL = "xlsx"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.EXCEL: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: The part that every file of a kind has, beside its table of contents.
MAIN_PARTS = {Kind.WORD: "word/document.xml", Kind.EXCEL: "xl/workbook.xml"}
#: What is read as a paper that came in; others are for reading only.
PAPERS = frozenset({Kind.PDF, Kind.JPEG, Kind.PNG, Kind.WORD})
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
    kind = kind_of(BytesIO(content))
    if kind is None or kind not in PAPERS:
        raise UnfitFile(Fault.KIND)
    return Uploaded(kind, content)


def kind_of(file: IO[bytes]) -> Kind | None:
    """Return the kind that a file's content shows, None for any other; it is left at its start.

    Neither is it read whole, nor is anything in it unpacked.
    """
    file.seek(0)
    start = file.read(16)
    found = next((kind for kind, first in BEGINNINGS.items() if start.startswith(first)), None)
    found = found or _office_kind(file)
    file.seek(0)
    return found


def in_memory(request: Request, largest: int = FORM_WITH_FILE) -> None:
    """Let this request carry a file, with a form of so many bytes at most, in memory alone.

    The framework would write a large one to a temporary file, in clear, also where it is to be
    sealed. To be called before anything reads the form.
    """
    request.max_content_length = largest
    request._get_file_stream = _memory  # type: ignore[method-assign]  # the hook made for it


def _memory(*_: object, **__: object) -> IO[bytes]:
    return BytesIO()


def _office_kind(file: IO[bytes]) -> Kind | None:
    """Return which office file a ZIP is, by its table of contents; nothing is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    names = {member.filename for member in members}
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for kind, part in MAIN_PARTS.items() if part in names), None)
