"""The search for what must not be found finds what is there: else its silence means nothing."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import io
import json
import logging
import sys
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest

from core import logs
from core.text import name_key
from tests.leaks import extracting, searching
from tests.leaks.listening import listening
from tests.leaks.searching import derived, forms, seen

NAME = "蜻蛉玉をまもる会"
MIXED = "Dragonfly <Beads> とんぼ𠮷"


@pytest.mark.parametrize("text", [NAME, MIXED])
@pytest.mark.parametrize("form", searching.ENCODINGS)
def test_each_form_of_a_text_is_found(text: str, form: str) -> None:
    hidden = b"\x00before " + searching.ENCODINGS[form](text) + b" after\xff"

    assert seen([text], hidden)


@pytest.mark.parametrize("spelling", searching.SPELLINGS)
def test_each_spelling_of_a_text_is_found(spelling: str) -> None:
    assert seen([MIXED], searching.SPELLINGS[spelling](MIXED))


@pytest.mark.parametrize("offset", range(7))
def test_base64_is_found_wherever_in_a_longer_text_it_begins(offset: int) -> None:
    whole = base64.b64encode(b"x" * offset + NAME.encode() + b"and more")

    assert seen([NAME], whole)


@pytest.mark.parametrize(
    "kana", ["トンボダマ", "とんぼだま", "ﾄﾝﾎﾞﾀﾞﾏ", "TONBODAMA", "ｔｏｎｂｏｄａｍａ"]
)
def test_a_reading_is_found_in_any_width_and_syllabary(kana: str) -> None:
    assert seen(["とんぼだま", "tonbodama"], kana)


def test_a_text_in_json_is_found_escaped_and_not() -> None:
    for ascii_only in (True, False):
        assert seen([NAME], json.dumps({"a": NAME}, ensure_ascii=ascii_only))


def packed_in_zip(content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("one/inside.txt", content)
    return whole.getvalue()


def packed_in_pdf(content: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(content) + b"\nendstream\nendobj"


@pytest.mark.parametrize("pack", [packed_in_zip, gzip.compress, packed_in_pdf])
@pytest.mark.parametrize("inside", [None, packed_in_zip, gzip.compress])
def test_what_is_packed_is_found(pack: object, inside: object) -> None:
    content = NAME.encode() * 3
    if callable(inside):
        content = inside(content)
    assert callable(pack)

    assert seen([NAME], pack(content))


@pytest.mark.parametrize("other", ["", "蜻蛉", "蜻蛉玉を守る会", "\0" * 1000, "Dragon Fly"])
def test_what_is_not_there_is_not_found(other: str) -> None:
    assert seen([NAME], other, other.encode("utf-16")) == []


def test_no_form_is_so_short_that_chance_makes_it() -> None:
    assert all(
        len(run) >= searching.SHORTEST for text in (NAME, "鵺野") for run in forms(text).values()
    )


@pytest.mark.parametrize("key", [b"a secret key", b""])
def test_a_derived_value_is_found(key: bytes) -> None:
    made = [
        hashlib.sha256(NAME.encode()).hexdigest(),
        hashlib.md5(name_key(NAME).encode(), usedforsecurity=False).hexdigest(),
        hmac.new(key, NAME.encode(), "sha256").hexdigest()[:20],
    ]

    for value in made:
        assert derived([NAME], [key], f"\\\\x{value}".encode())
    assert derived([NAME], [key], b"\\\\x" + b"00" * 32) == []


def test_logs_of_any_level_and_both_outputs_are_heard() -> None:
    with listening() as said:
        logs.info("one", name=NAME)
        logging.getLogger("somewhere").debug("two %s", NAME)
        sys.stdout.write(f"three {NAME}\n")
        sys.stderr.write(f"four {NAME}\n")

    assert said().count(NAME) == 4


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF with the name in its title and in an attached file, and on no page."""
    made = io.BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.docinfo["/Title"] = NAME
        with empty.open_metadata() as metadata:
            metadata["dc:title"] = NAME
        empty.save(made)
    file = tmp_path_factory.mktemp("pdf") / "planted.pdf"
    file.write_bytes(
        extracting.with_attachment(made.getvalue(), f"{NAME}.txt", gzip.compress(NAME.encode()))
    )
    return file


@pytest.mark.parametrize("extractor", ["qpdf", "exiftool", "pypdf", "attachments"])
def test_a_name_in_a_title_or_an_attachment_is_found(pdf: Path, extractor: str) -> None:
    assert seen([NAME], extracting.EXTRACTORS[extractor](pdf))
