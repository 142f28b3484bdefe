"""What is written comes back out of a PDF, letter by letter, in whatever script."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape

import pikepdf
import pytest
import time_machine
from fontTools.ttLib import TTFont
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf import PdfReader
from weasyprint.draw import text as drawing

from core import documents, spelling

NAMES = {
    "Arabic, dotted": "محمد الحسيني",
    "Arabic, an organisation": "منظمة العفو",
    "Arabic, the name of God": "عبد الله ﷲ عبدالله",
    "Arabic, lam and alef as one": "علاء الأحمر",
    "Arabic, with vowels": "مُحَمَّد بِسْمِ ٱللَّهِ",
    "Persian, with a joiner": "پرویز گچی‌زاده یحیی",
    "Urdu": "ٹھاکر ڈار نواز شریف",
    "Hebrew": "דוד בן־גוריון",
    "Hebrew, with points": "שָׁלוֹם עֲלֵיכֶם",
    "Devanagari, with reph": "प्रियंका शर्मा",
    "Devanagari, with a matra to the left": "राजेंद्र मिश्र",
    "Devanagari, conjuncts": "श्री ज्ञानेश्वर क्षत्रिय",
    "Devanagari, conjunct, reph and mark": "स्त्री कर्म कर्ता",
    "Devanagari, with a joiner": "र\u094d\u200dय शक\u094d\u200cति",
    "Thai": "สมชาย ใจดี",
    "Thai, sara am and tones": "น้ำใจ กำธร ปิ่นเกล้า",
    "Hangul": "김민준 한글 값",
    "Vietnamese": "Nguyễn Thị Hồng Phượng",
    "letters that look alike": "Анна Anna Άννα Ðorđe Đorđe",
    "signs that share a glyph": "ʻIolani ‘Iolani Anne‑Marie Anne-Marie",
    "Han": "𠮷野 吉野 髙橋 高橋 兀 \ufa0c",
    "Han with a selector": "葛\U000e0100城 葛城 辻\U000e0100本 一\U000e0100ノ瀬 一ノ瀬",
    "letter and mark apart": "x̌ələš ŋ́ɔ̃",
    "a ligature": "office ffi",
    "a letter that no face has": "a\ue000b",
}

#: The letters and the marks that words are made of by chance.
ALPHABETS = {
    "Arabic": ("ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ", "\u064e\u064f\u0650\u0651\u0652"),
    "Persian and Urdu": ("ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھیے", "\u200c"),
    "Hebrew": (
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
        "\u05b0\u05b4\u05b5\u05b6\u05b7\u05b8\u05b9\u05bc\u05c1",
    ),
    "Devanagari": ("कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह", "ािीुूृेैोौंः्"),
    "Thai": ("กขคฆงจฉชซญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาเแโใไ", "ัิีึืุู่้๊๋ำ"),
    "Hangul": ("김이박최정강조윤장임한오서신권황안송류홍값닭", ""),
    "Vietnamese": ("aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệioòỏõóọôồổỗốộơờởỡớợuưừửữứựyđĐ", ""),
    "Han": ("葛辻一神榊邉邊兀渡𠮷髙﨑吉高崎", "\U000e0100"),
}

HEAD = (
    '<!doctype html><html lang="ja"><head><title>題</title>'
    '<link rel="stylesheet" href="print.css"></head>'
)


def pdf_of(*lines: str) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return rendered(f"{HEAD}<body>{body}</body></html>")


def rendered(html: str) -> bytes:
    return documents.render(
        html,
        title="題",
        language="ja",
        author="広場",
        created=datetime(2026, 12, 14, 9, 30, tzinfo=UTC),
        identifier="7b0f",
    ).pdf


def by_poppler(pdf: bytes) -> str:
    command = ["pdftotext", "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def by_pypdf(pdf: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)


READERS = {"Poppler": by_poppler, "pypdf": by_pypdf}


def lines_of(text: str) -> list[str]:
    """Return the lines without what tells the direction, which Poppler writes before and after."""
    return [line.strip() for line in re.sub("[\u200e\u200f\u202a-\u202e]", "", text).splitlines()]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return pdf_of(*NAMES.values())


# ---- The letters


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_comes_back_whole(name: str, reader: str, pdf: bytes) -> None:
    assert name in lines_of(READERS[reader](pdf))


def words(script: str) -> st.SearchStrategy[str]:
    """Return words of letters with up to two marks each, as the form would keep them."""
    letters, marks = ALPHABETS[script]
    some = st.lists(st.sampled_from(marks), max_size=2, unique=True) if marks else st.just([])
    syllable = st.tuples(st.sampled_from(letters), some.map("".join)).map("".join)
    spelled = st.lists(syllable, min_size=2, max_size=6).map("".join)
    return spelled.map(lambda word: unicodedata.normalize("NFC", word.rstrip("\u200c")))


@pytest.mark.parametrize("script", ALPHABETS)
@settings(max_examples=8, phases=[Phase.generate])
@given(data=st.data())
def test_words_made_by_chance_come_back(script: str, data: st.DataObject) -> None:
    names = data.draw(st.lists(words(script), min_size=8, max_size=8))

    made = pdf_of(*names)

    for read in READERS.values():
        lines = lines_of(read(made))
        assert [name for name in names if name not in lines] == []


# ---- How it looks

PLAIN = "市民社会の空間を守る。髙橋 﨑子、Zoë Müller-Lüdenscheidt (2030) — Юлія Щербак 김민준"


def drawn(pdf: bytes) -> Image.Image:
    command = ["pdftoppm", "-gray", "-r", "100", "-f", "1", "-l", "1", "-"]
    told = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(told.stdout))


@contextmanager
def as_weasyprint_draws() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "draw_first_line", spelling.install())
        yield


def test_plain_letters_are_drawn_dot_by_dot_as_weasyprint_draws_them() -> None:
    ours = drawn(pdf_of(PLAIN))
    with as_weasyprint_draws():
        theirs = drawn(pdf_of(PLAIN))

    assert ours.histogram()[0] > 0
    assert ImageChops.difference(ours, theirs).getbbox() is None


def test_no_letter_moves_by_being_spelled(pdf: bytes) -> None:
    """Marks may shift by less than a dot, as WeasyPrint moves them a fortieth too far."""
    ours = drawn(pdf)
    with as_weasyprint_draws():
        theirs = drawn(pdf_of(*NAMES.values()))

    ink = sum(theirs.histogram()[:128])
    other = sum(ImageChops.difference(ours, theirs).histogram()[128:])
    assert ink > 5_000
    assert other < ink / 100


def test_a_line_that_is_cut_gets_its_dots() -> None:
    style = "width: 8em; max-lines: 1; continue: discard; block-ellipsis: auto"
    html = f'{HEAD}<body><p style="{style}">longer than there is room for</p></body></html>'

    assert "…" in by_poppler(rendered(html))


# ---- The file


def fonts_of(pdf: bytes) -> Iterator[tuple[str, TTFont, dict[int, float]]]:
    """Yield for each font of a PDF what its glyphs mean, the face it embeds, and their widths."""
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        for thing in whole.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0":
                (inner,) = list(thing.DescendantFonts)
                told = list(inner.W)
                widths = {
                    int(first) + place: float(width)
                    for first, row in zip(told[::2], told[1::2], strict=True)
                    for place, width in enumerate(row)
                }
                face = TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes()))
                yield thing.ToUnicode.read_bytes().decode(), face, widths


def test_every_glyph_is_as_wide_as_the_pdf_says(pdf: bytes) -> None:
    """PDF/UA-1, 7.21.5."""
    seen = 0
    for _, face, widths in fonts_of(pdf):
        for glyph, width in widths.items():
            embedded = face["hmtx"][face.getGlyphName(glyph)][0] * 1000 / face["head"].unitsPerEm
            assert abs(embedded - width) <= 1
            seen += 1
    assert seen > 200


def test_every_glyph_of_a_font_that_spells_means_one_letter(pdf: bytes) -> None:
    """PDF/UA-1, 7.21.7."""
    spelled = "".join(
        meaning
        for meaning, face, widths in fonts_of(pdf)
        if widths and [*widths] == [*range(1, face["maxp"].numGlyphs)]
    )
    meant = re.findall("<[0-9a-f]{4}> <([0-9a-f]*)>", spelled)

    assert len(meant) > 100
    assert {len(bytes.fromhex(code).decode("utf-16-be")) for code in meant} == {1}


def test_a_document_with_such_names_is_sound_pdf(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        assert whole.check_pdf_syntax() == []


def test_such_names_make_the_same_bytes_on_any_day(pdf: bytes) -> None:
    with time_machine.travel(datetime(2031, 5, 6, tzinfo=UTC)):
        assert pdf_of(*NAMES.values()) == pdf


def test_a_font_that_is_full_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "MOST_GLYPHS", 5)
    made = pdf_of(*NAMES.values())

    assert len(list(fonts_of(made))) > 20
    assert set(NAMES.values()) <= set(lines_of(by_poppler(made)))


def test_a_document_without_such_names_has_no_font_for_them() -> None:
    assert len(list(fonts_of(pdf_of("市民社会")))) == 1
