"""Tables of signatures as people send them: which column holds which field, and their rows.

A table is CSV, in UTF-8 (with or without a byte order mark) or in CP932 as Japanese spreadsheets
write it, with commas or tabs; both are found out by looking. It is read row by row, never as a
whole.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.spreadsheets import unquoted
from core.text import fold
from petitions.models import Disclosure, SignerKind

#: What is looked at at a time.
PIECE = 1 << 16

#: Fields that a file may bring in parts; these are joined with a space.
PARTS = {
    "name": ("family_name", "given_name"),
    "kana": ("family_kana", "given_kana"),
    "postal_address": ("city", "street"),
}

#: In a table of both kinds of signers, the column that tells which of them a row is of.
KIND = "kind"

#: Known, and not kept: what we keep is when a signature was confirmed.
NOT_KEPT = "submitted_at"

#: What a row of each kind may hold.
FIELDS = {
    SignerKind.PERSON: (
        "name", "family_name", "given_name", "kana", "family_kana", "given_kana", "email",
        "country", "prefecture", "postcode", "postal_address", "city", "street", "via",
        "display", "comment", "updates", "language", "submitted_at", "confirmed_at", "withdrawn_at",
    ),
    SignerKind.ORGANISATION: (
        "organisation", "kana", "organisation_en", "legal_form", "country", "prefecture", "url",
        "corporate_number", "representative_title", "representative_name", "contact_name", "email",
        "phone", "postcode", "postal_address", "city", "street", "via", "disclosure", "board",
        "comment", "comment_public", "language", "submitted_at", "confirmed_at", "withdrawn_at",
    ),
}  # fmt: skip

#: What people write above a column, besides the name of the field. It is compared folded: width,
#: case, spaces and signs make no difference.
HEADINGS = {
    "name": "full name / 氏名 / 名前 / お名前 / ご氏名",
    "family_name": "last name / surname / 姓 / 氏 / 苗字 / 名字",
    "given_name": "first name / 名",
    "kana": "ふりがな / よみがな / 読み仮名 / 読みがな / 読み / カナ / 氏名カナ / 団体名カナ",
    "family_kana": "姓カナ / セイ",
    "given_kana": "名カナ / メイ",
    "email": "e-mail / email address / contact_email / mail / メール / メールアドレス / 電子メール",
    "country": "国 / 国名",
    "prefecture": "都道府県",
    "postcode": "postal code / zip / 郵便番号",
    "postal_address": "address / 住所 / ご住所 / 所在地",
    "city": "市区町村",
    "street": "番地 / 町名番地",
    "display": "表示 / 氏名の公開 / お名前の公開",
    "comment": "message / コメント / メッセージ / 一言 / ひとこと",
    "comment_public": "message_public / コメントの公開",
    "updates": "updates_optin / お知らせ / 案内を希望 / お知らせを希望",
    "organisation": "organization / name_ja / 団体名 / 組織名 / 貴団体名 / 団体名称",
    "organisation_en": "organization_en / name_en / 団体名（英語） / 英語名 / 団体名英語表記",
    "legal_form": "法人格",
    "url": "website / ウェブサイト / ホームページ",
    "corporate_number": "法人番号",
    "representative_title": "代表者役職 / 代表者肩書 / 役職 / 肩書",
    "representative_name": "代表者 / 代表者名 / 代表者氏名",
    "contact_name": "担当者 / 担当者名 / ご担当者名 / 連絡担当者",
    "phone": "tel / 電話 / 電話番号",
    "via": "賛同を呼びかけたネットワーク",
    "disclosure": "公開区分 / 団体名の公開",
    "board": "decision_body_approved / 機関決定 / 理事会の承認",
    "language": "locale / 言語",
    "submitted_at": "timestamp / タイムスタンプ / 送信日時",
    "confirmed_at": "確認日時",
    "withdrawn_at": "取り下げ日時 / 撤回日時",
}
_FIELD_OF = {
    fold(heading): name
    for name, headings in HEADINGS.items()
    for heading in (name, *headings.split(" / "))
}


class UnreadableTable(DomainError):
    """The file is no table of signatures. The message tells why and quotes nothing from it."""


class UnknownColumn(DomainError):
    """A column was named that the file does not have."""


@dataclass(frozen=True)
class Row:
    """One row under its headings, and the line of the file where it begins, counted from 1."""

    line: int
    cells: tuple[str, ...]
    #: Why the row could not be taken apart, where it could not.
    broken: LazyString | None = None


@dataclass(frozen=True)
class Table:
    """A file that looks like a table: how it is written, and its first row."""

    file: Path
    digest: bytes
    encoding: str
    separator: str
    headings: tuple[str, ...]
    #: Which rows are meant, where these are not all.
    of: Callable[[Row], bool] | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the rows under the headings, without the empty ones."""
        found = islice(_rows(self.file, self.encoding, self.separator), 1, None)
        for row in filter(self.of, found) if self.of else found:
            # A comma that nobody quoted moves what follows into other columns.
            beyond = any(cell.strip() for cell in row.cells[len(self.headings) :])
            yield replace(row, broken=_l("There are more cells than headings.")) if beyond else row


@dataclass(frozen=True)
class Columns:
    """Which place in a row holds which field, and what kind of signer the table is of."""

    kind: SignerKind
    places: Mapping[str, int]
    #: Headings of columns that are not read.
    unread: tuple[str, ...] = ()

    def values(self, row: Row) -> dict[str, str]:
        """Return the row's cells by field, parts joined; a row too short ends in empty cells."""
        cells = row.cells
        end = len(cells)
        found = {
            name: unquoted(cells[place]) if place < end else ""
            for name, place in self.places.items()
        }
        for name, parts in PARTS.items():
            given = [found.pop(part) for part in parts if part in found]
            if given and name not in found:
                found[name] = " ".join(filter(None, map(str.strip, given)))
        return found


def table(file: Path) -> Table:
    """Look at a file and return how it is written.

    :raises UnreadableTable: it is empty, or neither in UTF-8 nor in CP932 as a whole.
    """
    encoding = _encoding(file)
    separator = _separator(file, encoding)
    heading = next(_rows(file, encoding, separator), None)
    if heading is None or heading.broken:
        raise UnreadableTable(_l("The file does not begin with a row of headings."))
    with file.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").digest()
    return Table(file, digest, encoding, separator, heading.cells)


@dataclass(frozen=True)
class Sorted:
    """A table by the kinds of signers in it: each kind's rows, and the columns they are read by."""

    parts: tuple[tuple[Table, Columns], ...]
    #: Headings of columns that are read for no kind.
    unread: tuple[str, ...]
    #: Lines of undisclosed organisations as an export has them: no more than that they are there.
    nameless: tuple[int, ...] = ()


def sort_out(found: Table, told: Mapping[str, str]) -> Sorted:
    """Return a table by kinds: of one kind, unless a column tells the kind of each row.

    :raises UnknownColumn: a heading that was told is not there.
    :raises UnreadableTable: no column holds a name.
    """
    place = _place_of_kind(found.headings)
    if place is None:
        whole = columns(found.headings, told)
        return Sorted(((found, whole),), whole.unread)
    by_kind = {kind: columns(found.headings, told, kind) for kind in SignerKind}
    telling = _Telling(place, by_kind[SignerKind.ORGANISATION])
    nameless = []
    kinds = set()
    for row in found.rows():
        kind = telling.kind(row)
        kinds.add(kind)
        if kind is None:
            nameless.append(row.line)
    # Organisations first: with them goes the permission to count those whose boards were waiting.
    parts = [
        (replace(found, of=telling.rows_of(kind)), by_kind[kind])
        for kind in (SignerKind.ORGANISATION, SignerKind.PERSON)
        if kind in kinds
    ]
    read = {place, *(one for each in by_kind.values() for one in each.places.values())}
    return Sorted(tuple(parts), _unread(found.headings, read), tuple(nameless))


@dataclass(frozen=True)
class _Telling:
    """A column in which every row of a table of both kinds tells its own."""

    place: int
    organisations: Columns

    def kind(self, row: Row) -> SignerKind | None:
        """Return the kind of a row; None for an organisation of which nothing else is told."""
        cell = row.cells[self.place] if self.place < len(row.cells) else ""
        if fold(cell) != SignerKind.ORGANISATION:
            return SignerKind.PERSON
        told = self.organisations.values(row)
        names = (told.get(name) for name in ("organisation", "organisation_en", "email"))
        hidden = told.get("disclosure") == Disclosure.UNDISCLOSED
        return None if hidden and not any(names) else SignerKind.ORGANISATION

    def rows_of(self, kind: SignerKind) -> Callable[[Row], bool]:
        return lambda row: self.kind(row) == kind


def _place_of_kind(headings: tuple[str, ...]) -> int | None:
    """Return where rows tell their kind, in a table that has columns for both kinds."""
    named = {_FIELD_OF.get(fold(heading)) for heading in headings}
    written = [fold(heading) for heading in headings]
    of_both = "organisation" in named and bool(named & {"name", *PARTS["name"]})
    return written.index(KIND) if of_both and KIND in written else None


def columns(
    headings: tuple[str, ...], told: Mapping[str, str], kind: SignerKind | None = None
) -> Columns:
    """Return what is where: as told (field → heading), else by what the headings say.

    Where two columns say the same, the first is read. So is the kind, where it is not given.

    :raises UnknownColumn: a heading that was told is not there.
    :raises UnreadableTable: no column holds a name.
    """
    places = {name: _place_of(heading, headings) for name, heading in told.items()}
    taken = set(places.values())
    for place, heading in enumerate(headings):
        name = _FIELD_OF.get(fold(heading))
        if name is not None and place not in taken:
            places.setdefault(name, place)
    if kind is None:
        of_organisations = places.keys() & {"organisation", "organisation_en"}
        kind = SignerKind.ORGANISATION if of_organisations else SignerKind.PERSON
    if kind == SignerKind.PERSON and not places.keys() & {"name", *PARTS["name"]}:
        raise UnreadableTable(
            _l("No column holds a name. Tell which one does with --map name=COLUMN.")
        )
    read = {name: place for name, place in places.items() if name in FIELDS[kind]}
    unread = _unread(headings, set(read.values()))
    read.pop(NOT_KEPT, None)
    return Columns(kind, read, unread)


def _unread(headings: tuple[str, ...], read: Set[int]) -> tuple[str, ...]:
    return tuple(
        " ".join(heading.split())
        for place, heading in enumerate(headings)
        if heading.strip() and place not in read
    )


def _place_of(heading: str, headings: tuple[str, ...]) -> int:
    for alike in (str.strip, fold):
        written = [alike(one) for one in headings]
        if alike(heading) and alike(heading) in written:
            return written.index(alike(heading))
    raise UnknownColumn(_l("The file has no column %(heading)s.", heading=heading))


def _encoding(file: Path) -> str:
    """Return the encoding in which all of a file can be read."""
    if _decodes(file, "utf-8-sig"):
        return "utf-8-sig"
    # CP932 has a letter for almost any byte: a damaged file in UTF-8 would be read as nonsense.
    if not _is_mostly_utf_8(file) and _decodes(file, "cp932"):
        return "cp932"
    raise UnreadableTable(
        _l("The file is neither in UTF-8 nor in CP932 (Shift JIS). Save it as CSV in UTF-8.")
    )


def _decodes(file: Path, encoding: str) -> bool:
    with file.open(encoding=encoding, newline="") as source:
        try:
            while source.read(PIECE):
                pass
        except UnicodeDecodeError:
            return False
    return True


def _is_mostly_utf_8(file: Path) -> bool:
    """Tell whether more of a file's letters beyond ASCII are UTF-8 than are not."""
    beyond = broken = 0
    with file.open(encoding="utf-8", errors="replace", newline="") as source:
        while piece := source.read(PIECE):
            beyond += sum(letter > "\x7f" for letter in piece)
            broken += piece.count("\ufffd")
    return beyond > 2 * broken


def _separator(file: Path, encoding: str) -> str:
    """Return the tab or the comma, whichever the first row with anything in it has more of."""
    with file.open(encoding=encoding, newline="") as source:
        pieces = iter(lambda: source.readline(PIECE), "")
        first = next((piece for piece in pieces if piece.strip()), "")
    return "\t" if first.count("\t") > first.count(",") else ","


def _rows(file: Path, encoding: str, separator: str) -> Iterator[Row]:
    with file.open(encoding=encoding, newline="") as source:
        reader = csv.reader(source, delimiter=separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Row(line, (), _unclosed(reader.line_num))
                continue
            if any(cell.strip() for cell in cells):
                yield Row(line, tuple(cells))


def _unclosed(last: int) -> LazyString:
    return _l(
        "The quotation marks do not match: nothing was read from here to line %(last)s.", last=last
    )
