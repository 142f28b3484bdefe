"""Files that come in are judged by what is in them, and stay in memory."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from flask import Flask, request

from core import uploads
from core.uploads import Fault, Kind, UnfitFile, kind_of, looked_at


def zipped(*names: str, size: int = 10) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, b"0" * size)
    return made.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")
EXCEL = ("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 x", Kind.PDF),
        (b"\xff\xd8\xff\xe0 x", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n x", Kind.PNG),
        (zipped(*WORD), Kind.WORD),
    ],
)
def test_a_kind_is_known_by_its_content(content: bytes, kind: Kind) -> None:
    assert looked_at(content).kind == kind


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ", b"<html>%PDF-", b"GIF89a", b"PK\x03\x04 broken", zipped("a.txt"), zipped(WORD[1])],
)
def test_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(UnfitFile) as refused:
        looked_at(content)

    assert refused.value.reason == Fault.KIND


def test_a_spreadsheet_is_known_and_is_no_paper() -> None:
    content = zipped(*EXCEL)

    assert kind_of(BytesIO(content)) == Kind.EXCEL
    with pytest.raises(UnfitFile):
        looked_at(content)


def test_a_file_is_left_at_its_start() -> None:
    file = BytesIO(zipped(*WORD))
    file.seek(40)

    kind_of(file)

    assert file.tell() == 0


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnfitFile) as refused:
        looked_at(b"%PDF-" + bytes(uploads.LARGEST))

    assert refused.value.reason == Fault.SIZE


def test_a_word_file_that_would_unpack_without_end_is_refused() -> None:
    with pytest.raises(UnfitFile):
        looked_at(zipped(*WORD, size=uploads.LARGEST_UNPACKED // 2 + 1))


def test_nothing_of_a_file_is_shown_by_its_repr() -> None:
    assert "secret" not in repr(looked_at(b"%PDF- secret"))


def test_a_large_file_is_held_in_memory_and_written_nowhere(app: Flask) -> None:
    content = b"%PDF-" + bytes(2_000_000)

    with app.test_request_context(method="POST", data={"file": (BytesIO(content), "x.pdf")}):
        uploads.in_memory(request._get_current_object())  # type: ignore[attr-defined]  # a proxy
        stream = request.files["file"].stream

        assert isinstance(stream, BytesIO)
        assert stream.getvalue() == content
