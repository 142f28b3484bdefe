"""Kept files are whole or not there, and their owner's alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import storage

pytestmark = pytest.mark.usefixtures("app")


def test_a_kept_file_is_there_again_and_may_be_replaced() -> None:
    storage.put("letters/a.pdf", b"old")
    storage.put("letters/a.pdf", b"new")

    assert storage.get("letters/a.pdf") == b"new"
    assert [one.name for one in storage.path("letters").iterdir()] == ["a.pdf"]


def test_no_key_leads_out_of_the_folder() -> None:
    with pytest.raises(ValueError, match="inside the folder"):
        storage.get("../key")


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with storage.whole(tmp_path / "a.csv") as file:
        file.write(b"a")
    storage.put("a.pdf", b"a")

    for path in (tmp_path / "a.csv", storage.path("a.pdf")):
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "some" / "a.csv"
    target.parent.mkdir()
    target.write_bytes(b"old")

    with pytest.raises(ZeroDivisionError), storage.whole(target) as file:
        file.write(bytes([1 // 0]))

    assert [one.read_bytes() for one in target.parent.iterdir()] == [b"old"]
