"""The library: what is kept, judged by its content; links are told once and end at once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from core import storage, tokens
from core.db import db
from network import keeping_library
from network.keeping_library import LinkUnknown, NewItem, UnfitFile
from network.models import LibraryItem, LibraryLink, Person
from tests.network import house


def spreadsheet() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [(house.PDF, "pdf"), (spreadsheet(), "xlsx"), (b"\x89PNG\r\n\x1a\n x", "png")],
)
def test_a_file_is_kept_by_what_is_in_it(chie: Person, content: bytes, kind: str) -> None:
    item = house.make_item(chie, content)

    assert (item.kind, item.size) == (kind, len(content))
    assert storage.get(item.storage_key or "") == content


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<html>%PDF-1.7", b"PK\x03\x04 broken"])
def test_a_file_of_another_kind_is_refused(chie: Person, content: bytes) -> None:
    with pytest.raises(UnfitFile):
        house.make_item(chie, content)


def test_a_file_of_more_than_twenty_megabytes_is_refused(chie: Person) -> None:
    with pytest.raises(UnfitFile):
        house.make_item(chie, b"%PDF-" + bytes(keeping_library.LARGEST))


def test_what_is_taken_out_is_erased(chie: Person, run_due: Callable[[], None]) -> None:
    item = house.make_item(chie)
    key = item.storage_key or ""

    keeping_library.remove(item)
    db.session.commit()
    run_due()

    assert not storage.path(key).exists()
    assert keeping_library.items() == []


def test_what_is_not_taken_out_after_all_stays(chie: Person, run_due: Callable[[], None]) -> None:
    item = house.make_item(chie)

    keeping_library.remove(item)
    db.session.rollback()
    run_due()

    assert storage.get(item.storage_key or "") == house.PDF


def test_nothing_is_both_a_file_and_an_address(chie: Person) -> None:
    item = house.make_item(chie)
    item.url = "https://example.org/"

    with pytest.raises(IntegrityError, match="library_item_is_a_file_or_a_link"):
        db.session.flush()
    db.session.rollback()


def test_of_a_link_only_a_hash_a_number_and_two_days_are_kept(app: Flask) -> None:
    link, token = keeping_library.make_link()

    assert {column.name for column in LibraryLink.__table__.columns} == {
        "id", "token_hash", "made_at", "revoked_at",
    }  # fmt: skip
    assert link.token_hash == tokens.kept_of(token)


def test_using_a_link_writes_nothing(chie: Person) -> None:
    house.make_item(chie)
    _link, token = keeping_library.make_link()
    db.session.commit()

    keeping_library.require_link(token)

    assert not db.session.dirty
    assert not db.session.new


def test_a_revoked_link_and_an_unknown_one_are_answered_alike(app: Flask) -> None:
    link, token = keeping_library.make_link()
    keeping_library.revoke(link)
    db.session.flush()

    with pytest.raises(LinkUnknown) as revoked:
        keeping_library.require_link(token)
    with pytest.raises(LinkUnknown) as unknown:
        keeping_library.require_link(tokens.fresh())

    assert str(revoked.value) == str(unknown.value)


def test_an_address_of_the_web_is_kept_as_it_is(chie: Person) -> None:
    keeping_library.add_link(NewItem("資料"), "https://example.org/a", chie.id)

    assert [one.url for one in db.session.scalars(db.select(LibraryItem))] == [
        "https://example.org/a"
    ]
