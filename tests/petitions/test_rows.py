"""What a row of a file may hold, and in which spellings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from core.japanese import TOKYO
from petitions import columns
from petitions.forms import rows
from petitions.importing import Brought, Rejected
from petitions.models import Disclosure, Display, SignerKind
from petitions.signers import OrganisationSigning, PersonSigning
from tests.petitions.files import AKARI, TANPOPO, table_of, write

Read = Callable[..., Brought | Rejected]


@pytest.fixture
def read(app: Flask, tmp_path: Path) -> Read:
    """Reads a single row; a field of None is a column that the file lacks."""

    def one(row: dict[str, str], **changes: str | None) -> Brought | Rejected:
        told = {name: value for name, value in (row | changes).items() if value is not None}
        table = columns.table(write(tmp_path, table_of(told)))
        with force_locale("en"):
            (found,) = rows.read(table, columns.columns(table.headings, {}))
        return found

    return one


def person(found: Brought | Rejected) -> PersonSigning:
    assert isinstance(found, Brought)
    assert isinstance(found.signed, PersonSigning)
    return found.signed


def organisation(found: Brought | Rejected) -> OrganisationSigning:
    assert isinstance(found, Brought)
    assert isinstance(found.signed, OrganisationSigning)
    return found.signed


def reasons(found: Brought | Rejected) -> dict[str, str]:
    assert isinstance(found, Rejected)
    return dict(found.reasons)


# ---- The forms' own rules


@pytest.mark.parametrize("missing", ["email", "display"])
@pytest.mark.parametrize("value", ["", None])
def test_what_the_form_demands_of_a_person_the_file_must_hold(
    read: Read, missing: str, value: str | None
) -> None:
    assert list(reasons(read(AKARI, **{missing: value}))) == [missing]


@pytest.mark.parametrize(
    "missing", ["kana", "disclosure", "representative_name", "contact_name", "email"]
)
@pytest.mark.parametrize("value", ["", None])
def test_what_the_form_demands_of_an_organisation_the_file_must_hold(
    read: Read, missing: str, value: str | None
) -> None:
    assert list(reasons(read(TANPOPO, **{missing: value}))) == [missing]


def test_no_file_can_tick_that_its_sender_may_speak_for_an_organisation(read: Read) -> None:
    assert organisation(read(TANPOPO)).organisation == TANPOPO["organisation"]


def test_an_organisation_abroad_may_have_a_name_in_its_own_script_only(read: Read) -> None:
    abroad = TANPOPO | {"organisation": "", "kana": "", "country": "TN", "legal_form": "overseas"}

    found = organisation(read(abroad, organisation_en="شبكة المجتمع المدني"))

    assert (found.shown_name, found.country) == ("شبكة المجتمع المدني", "TN")
    assert found.legal_form == "overseas"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "two@mail.example, three@mail.example"),
        ("name", "霜月\nあかり"),
        ("name", "霜月\0あかり"),
        ("name", "あ" * 201),
        ("kana", "霜月"),
        ("prefecture", "東京府"),
        ("country", "Japan"),
        ("display", "everybody"),
        ("updates", "perhaps"),
        ("confirmed_at", "yesterday"),
        ("withdrawn_at", "31/12/2025"),
    ],
)
def test_an_unfit_cell_is_told_by_its_field_and_never_quoted(
    read: Read, field: str, value: str
) -> None:
    found = reasons(read(AKARI, **{field: value}))

    assert list(found) == [field]
    assert value not in found[field]


def test_what_one_row_lacks_is_not_taken_from_the_row_before(app: Flask, tmp_path: Path) -> None:
    full = AKARI | {"comment": "賛同します。", "updates": "yes", "country": "DE"}
    bare = dict.fromkeys(full, "") | {"name": "秋野 葵", "email": "aoi@mail.example"}
    bare |= {"display": "hidden", "confirmed_at": "2026-01-01"}
    table = columns.table(write(tmp_path, table_of(full, bare)))

    _first, second = rows.read(table, columns.columns(table.headings, {}))

    assert person(second) == PersonSigning(
        name="秋野 葵", email="aoi@mail.example", display=Display.HIDDEN
    )


def test_an_address_is_looked_at_also_where_its_domain_was_found_fit_before(
    app: Flask, tmp_path: Path
) -> None:
    addresses = ["a@mail.example", "b..c@mail.example", "d e@mail.example", "Ｆ@mail.example"]
    table = columns.table(write(tmp_path, table_of(*[AKARI | {"email": one} for one in addresses])))

    first, dots, space, wide = rows.read(table, columns.columns(table.headings, {}))

    assert (list(reasons(dots)), list(reasons(space))) == (["email"], ["email"])
    assert (person(first).email, person(wide).email) == ("a@mail.example", "F@mail.example")


# ---- Spellings


@pytest.mark.parametrize("yes", ["yes", "YES", "1", "１", "true", "はい", "○", "〇", " y "])
def test_yes_comes_in_many_spellings(read: Read, yes: str) -> None:
    assert person(read(AKARI, updates=yes)).updates is True


@pytest.mark.parametrize("no", ["no", "0", "FALSE", "いいえ", "×", "", None])
def test_so_does_no(read: Read, no: str | None) -> None:
    assert person(read(AKARI, updates=no)).updates is False


@pytest.mark.parametrize(
    ("written", "board"),
    [
        ("yes", "agreed"),
        ("1", "agreed"),
        ("agreed", "agreed"),
        ("承認済み", "agreed"),
        (None, "agreed"),
        ("no", "pending"),
        ("pending", "pending"),
        ("未承認", "pending"),
    ],
)
def test_whether_a_board_has_agreed_comes_in_many_spellings(
    read: Read, written: str | None, board: str
) -> None:
    assert organisation(read(TANPOPO, board=written)).board == board


def test_a_file_that_asks_about_boards_must_have_an_answer(read: Read) -> None:
    assert list(reasons(read(TANPOPO, board=""))) == ["board"]


def test_choices_may_be_written_in_japanese(read: Read) -> None:
    assert person(read(AKARI, display="イニシャル")).display == Display.INITIALS
    assert organisation(read(TANPOPO, disclosure="提出先のみ")).disclosure == Disclosure.ADDRESSEE


@pytest.mark.parametrize("written", ["undisclosed", "非公開", "非公表"])
def test_whoever_asks_not_to_be_named_is_named_to_nobody(read: Read, written: str) -> None:
    assert organisation(read(TANPOPO, disclosure=written)).disclosure == Disclosure.UNDISCLOSED


def test_places_may_be_written_as_abroad(read: Read) -> None:
    found = person(read(AKARI, country="jp", prefecture="Hokkaido"))

    assert (found.country, found.prefecture) == ("JP", "北海道")


@pytest.mark.parametrize(
    ("told", "language"),
    [("ja", "ja"), ("ja-JP", "ja"), ("en-GB", "en"), ("zh-TW", "en"), ("", "ja"), (None, "ja")],
)
def test_a_signer_is_written_to_in_one_of_our_languages(
    read: Read, told: str | None, language: str
) -> None:
    found = read(AKARI, language=told)

    assert isinstance(found, Brought)
    assert found.language == language


# ---- Moments


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-05-12T00:38:42Z", datetime(2026, 5, 12, 0, 38, 42, tzinfo=UTC)),
        ("2026-05-12T09:38:42.110+09:00", datetime(2026, 5, 12, 0, 38, 42, 110_000, UTC)),
        ("2026-05-12 09:38", datetime(2026, 5, 12, 9, 38, tzinfo=TOKYO)),
        ("2026/5/2 9:38:07", datetime(2026, 5, 2, 9, 38, 7, tzinfo=TOKYO)),
        ("２０２６/05/12", datetime(2026, 5, 12, tzinfo=TOKYO)),
    ],
)
def test_a_moment_is_read_as_systems_and_spreadsheets_write_it(
    read: Read, written: str, moment: datetime
) -> None:
    found = read(AKARI, confirmed_at=written)

    assert isinstance(found, Brought)
    assert found.confirmed_at == moment


@pytest.mark.parametrize(
    "written",
    ["2126-01-01", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1970-01-01"],
)
def test_a_moment_at_which_nobody_can_have_signed_is_refused(read: Read, written: str) -> None:
    assert list(reasons(read(AKARI, confirmed_at=written))) == ["confirmed_at"]


# ---- Anything at all

CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["yes", "public", "undisclosed", "JP", "a@b.example", "2026-01-01", "あ", ""]),
)


@pytest.mark.parametrize("kind", list(SignerKind))
@given(found=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_row_holds_it_is_taken_or_refused(
    app: Flask, tmp_path: Path, kind: SignerKind, found: st.DataObject
) -> None:
    row = {name: found.draw(CELLS, label=name) for name in columns.FIELDS[kind]}
    table = columns.table(write(tmp_path, table_of(row).encode(errors="replace")))

    read = list(rows.read(table, columns.columns(table.headings, {})))

    assert len(read) == any(cell.strip() for cell in row.values())


@given(found=st.data())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_row_is_filled_as_wtforms_would(app: Flask, found: st.DataObject) -> None:
    names = [field.name for field in rows.PersonRow(meta={"csrf": False})]
    here, there = (rows.PersonRow(meta={"csrf": False}) for _ in range(2))
    for _row in range(3):
        cells = found.draw(st.dictionaries(st.sampled_from(names), CELLS))

        fit = here.fill(cells)
        there.process(MultiDict(cells))

        assert fit == there.validate()
        assert here.data == there.data
        assert here.errors.keys() == there.errors.keys()
