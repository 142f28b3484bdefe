"""Spelling: in our PDFs, each letter of a text has a glyph of its own, in the order of the letters.

A PDF tells one text for each glyph of a font. WeasyPrint tells that of the glyph's first use, which
is wrong where a face draws a letter from parts, several letters as one, one glyph for two letters,
or letters in another order than they are written: in Arabic, Hebrew with points, Devanagari, Thai,
and Han with a glyph selector. Such letters are drawn here with a font that is made for the document
and has a glyph for each of them: one shows them all, the others are blank, and they share the
width. So whoever takes the text out of the PDF gets the letters, by nothing but what every reader
of PDFs knows (docs/decisions/0022-spelling.md).
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from hashlib import md5
from itertools import pairwise
from typing import Any, NamedTuple

#: What WeasyPrint draws lines with: stream, textbox, text overflow, ellipsis, matrix; it returns
#: pictures that are still to be drawn.
Drawing = Callable[[Any, Any, str, str, Any], list[Any]]


@cache
def install() -> Drawing:
    """Have WeasyPrint draw as told above in this process; return what it drew lines with before."""
    from weasyprint.draw import text

    theirs: Drawing = text.draw_first_line
    text.draw_first_line = partial(draw_first_line, theirs)
    return theirs


def draw_first_line(
    theirs: Drawing, stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any
) -> list[Any]:
    """Draw the one line of a textbox, in the place of the function of that name in WeasyPrint."""
    from weasyprint.text.ffi import pango

    layout = textbox.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
    runs = [
        (run, *stream.add_font(run.item.analysis.font)) for run in _runs(layout.get_first_line()[0])
    ]
    cut = text_overflow == "ellipsis" or block_ellipsis != "none"
    if cut or not textbox.text.strip() or not all(_is_outlined(face) for _, face, _ in runs):
        return theirs(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    text = layout.text.encode()
    pen = Pen(stream)
    for run, face, size in runs:
        pen.take(run.item.analysis.font, face, size)
        for cell in _cells(run, text):
            pen.draw(cell)
    pen.flush()
    return []


def _runs(line: Any) -> Iterator[Any]:
    link = line.runs
    while link:
        yield link.data
        link = link.next


def _is_outlined(face: Any) -> bool:
    """Tell whether a face consists of TrueType outlines and no more, as ours do."""
    pictures = face.bitmap or face.svg or face.png or face.colr
    return "glyf" in face.tables and "fvar" not in face.tables and not pictures


# ---- Which letters are drawn by which glyphs

#: Marks of direction and of where a line may break: nothing is drawn for them, nor are they told.
_UNDRAWN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_RIGHT_TO_LEFT = "\u200f"


class Cell(NamedTuple):
    """Letters that are drawn together, as they are written; the glyphs go from left to right."""

    letters: str
    glyphs: list[Any]
    backwards: bool


def _cells(run: Any, text: bytes) -> list[Cell]:
    """Return the cells of a run from left to right."""
    count, first = run.glyphs.num_glyphs, run.item.offset
    backwards = bool(run.item.analysis.level % 2)
    step = -1 if backwards else 1
    glyphs, clusters = run.glyphs.glyphs[0:count], run.glyphs.log_clusters[0:count]
    found: list[tuple[int, list[Any]]] = []
    last = None
    for start, glyph in list(zip(clusters, glyphs, strict=True))[::step]:
        # What takes no room, a joiner for one, is drawn with the letter before it.
        if start != last and (glyph.geometry.width or not found):
            found.append((start, []))
        found[-1][1].append(glyph)
        last = start
    ends = [*(start for start, _ in found[1:]), run.item.length]
    cells = [
        Cell(letters, drawn[::step], backwards)
        for (start, drawn), end in zip(found, ends, strict=True)
        if (letters := _told(text[first + start : first + end].decode()))
    ]
    return list(_with_direction(cells))[::-1] if backwards else cells


def _told(letters: str) -> str:
    return letters if letters.isprintable() else _UNDRAWN.sub("", letters)


def _with_direction(cells: list[Cell]) -> Iterator[Cell]:
    """Give a mark of direction to each word that ends in a vowel mark.

    Poppler takes a word to begin with such a mark if it stands leftmost.
    """
    following = [*(cell.letters[0] for cell in cells[1:]), " "]
    for cell, after in zip(cells, following, strict=True):
        ends = unicodedata.category(cell.letters[-1]) == "Mn" and not after.isalpha()
        yield cell._replace(letters=cell.letters + _RIGHT_TO_LEFT) if ends else cell


# ---- How they are drawn

#: The units of Pango.
_PANGO_SCALE = 1024
#: Above are what Pango says for a letter that no face has, and for what is not drawn.
_LAST_GLYPH = 0xFFFF
_NOTHING = 0x0FFFFFFF


class Pen:
    """Writes the glyphs of a line, each in the place that Pango found for it."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.written = ""
        self.font: Any = None

    def take(self, pango_font: Any, face: Any, size: float) -> None:
        """Go on in another face."""
        self.pango_font, self.face, self.size = pango_font, face, size
        #: A thousandth of the size, in which a PDF counts widths, in the units of Pango.
        self.unit = self.size * _PANGO_SCALE / 1000

    def draw(self, cell: Cell) -> None:
        """Draw a letter with the glyph that the face has for it, or else spell the letters."""
        glyph = cell.glyphs[0]
        place = glyph.geometry
        if len(cell.glyphs) > 1 or place.y_offset or not self.is_own(glyph.glyph, cell):
            self.spell(cell)
            return
        if shift := place.x_offset / self.unit:
            self.write(self.face, "", -shift)
        back = self.width_of(glyph.glyph) + shift - place.width / self.unit
        self.write(self.face, f"{glyph.glyph:04x}", back)

    def is_own(self, glyph: int, cell: Cell) -> bool:
        """Tell whether this glyph may be said to mean one letter, and it alone.

        From right to left none is, as some readers turn round only what is of one font.
        """
        if glyph > _LAST_GLYPH or len(cell.letters) > 1 or cell.backwards:
            return False
        return bool(self.face.to_unicode.setdefault(glyph, cell.letters) == cell.letters)

    def width_of(self, glyph: int) -> int:
        widths: dict[int, int] = self.face.widths
        if glyph not in widths:
            from weasyprint.text.ffi import pango

            ink, room = self.stream.ink_rect, self.stream.logical_rect
            pango.pango_font_get_glyph_extents(self.pango_font, glyph, ink, room)
            widths[glyph] = round(room.width / self.unit)
        return widths[glyph]

    def spell(self, cell: Cell) -> None:
        """Draw letters with glyphs that are made for them."""
        unit = self.size * _PANGO_SCALE / self.face.upem
        parts, x = [], 0
        for glyph in cell.glyphs:
            if glyph.glyph != _NOTHING:
                place = glyph.geometry
                shown = 0 if glyph.glyph > _LAST_GLYPH else glyph.glyph
                right, up = (x + place.x_offset) / unit, -place.y_offset / unit
                parts.append(Part(shown, round(right), round(up)))
            x += glyph.geometry.width
        font = Speller.beside(self.face, self.stream)
        codes = font.spell(tuple(parts), round(x / unit), cell.letters, cell.backwards)
        back = sum(font.widths[code] for code in codes) - x / self.unit
        self.write(font, "".join(f"{code:04x}" for code in codes), back)

    def write(self, font: Any, codes: str, back: float) -> None:
        """Write glyphs of a font, and then move back by thousandths of the size."""
        if codes and font is not self.font:
            self.flush()
            self.stream.set_font_size(font.hash, self.size)
            self.font = font
        self.written += codes
        if int(back):
            self.written += f">{int(back)}<"

    def flush(self) -> None:
        """Bring to the stream what is written."""
        if shown := f"<{self.written}>".replace("<>", ""):
            self.stream.show_text(shown)
        self.written = ""


# ---- The font


class Part(NamedTuple):
    """A glyph of a face, and where it stands, in units of the face."""

    glyph: int
    x: int
    y: int


#: A code in a PDF has two bytes. The letters of one cell fit into what is left above.
MOST_GLYPHS = 0xF000


class Speller:
    """A font that is made for a document, to spell what one face draws; a `Font` to WeasyPrint."""

    type = "ttf"

    def __init__(self, face: Any, key: str) -> None:
        self.__dict__.update(face.__dict__)
        self.file_content: bytes = face.file_content
        self.index: int = face.index
        self.upem: int = face.upem
        digest = md5(key.encode(), usedforsecurity=False).digest()
        self.hash = "".join(chr(65 + byte % 26) for byte in digest[:6])
        self.name = b"/" + self.hash.encode() + face.name[7:]
        self.widths: dict[int, int] = {}
        self.to_unicode: dict[int, str] = {}
        #: What each glyph shows, and how wide it is; the first is number 1.
        self.glyphs: list[tuple[tuple[Part, ...], int]] = []
        self.known: dict[tuple[object, ...], list[int]] = {}
        # A face of which no glyph was in use would be embedded whole.
        face.to_unicode.setdefault(0, "")

    @classmethod
    def beside(cls, face: Any, stream: Any) -> Speller:
        """Return the font that spells for this face in the document: another, if one is full."""
        fonts, key = stream._fonts, f"{face.hash} spelled"
        while key in fonts and len(fonts[key].glyphs) >= MOST_GLYPHS:
            key += " on"
        if key not in fonts:
            fonts[key] = cls(face, key)
        found: Speller = fonts[key]
        return found

    def spell(
        self, parts: tuple[Part, ...], width: int, letters: str, backwards: bool
    ) -> list[int]:
        """Return glyphs from left to right, one for each letter, that together show the parts."""
        key = (parts, width, letters, backwards)
        if key not in self.known:
            told = list(zip(letters, self.shares(width, len(letters)), strict=True))
            self.known[key] = [
                self.add(letter, () if place else parts, share)
                for place, (letter, share) in enumerate(told[::-1] if backwards else told)
            ]
        return self.known[key]

    def shares(self, width: int, count: int) -> list[int]:
        """Divide a width: the first letter gets all, but a tenth of the size for each other.

        Less, and Poppler takes them for letters on each other; more, and pdf.js sees spaces.
        """
        tenth = round(self.upem * 0.101)
        if width >= tenth * count:
            return [width - tenth * (count - 1), *[tenth] * (count - 1)]
        edges = [width * place // count for place in range(count + 1)]
        return [end - start for start, end in pairwise(edges)]

    def add(self, letter: str, parts: tuple[Part, ...], width: int) -> int:
        """Make a glyph, and return its number."""
        self.glyphs.append((parts, width))
        code = len(self.glyphs)
        self.to_unicode[code] = letter
        self.widths[code] = round(width * 1000 / self.upem)
        return code

    def clean(self, _to_unicode: object, _hinting: object) -> None:
        """Write the file of the font, when WeasyPrint would strip that of a face."""
        from fontTools.fontBuilder import FontBuilder
        from fontTools.ttLib import TTFont

        face = TTFont(io.BytesIO(self.file_content), fontNumber=self.index, lazy=True)
        shown = [((), 0), *self.glyphs]
        # Names that need not be looked up: few of the glyphs are in use.
        face.setGlyphOrder([f"glyph{code}" for code in range(face["maxp"].numGlyphs)])
        glyphs = face.getGlyphSet()
        outlines = [_outline(glyphs, parts) for parts, _ in shown]
        names = [f"glyph{code}" if code else ".notdef" for code in range(len(shown))]
        metrics = [(width, glyph.xMin) for (_, width), glyph in zip(shown, outlines, strict=True)]
        made = FontBuilder(self.upem, isTTF=True)
        made.setupHead(unitsPerEm=self.upem, created=0, modified=0)
        made.setupGlyphOrder(names)
        made.setupGlyf(dict(zip(names, outlines, strict=True)))
        made.setupHorizontalMetrics(dict(zip(names, metrics, strict=True)))
        made.setupHorizontalHeader(ascent=face["hhea"].ascent, descent=face["hhea"].descent)
        file = io.BytesIO()
        made.save(file)
        self.file_content = file.getvalue()


def _outline(glyphs: Any, parts: tuple[Part, ...]) -> Any:
    """Return the parts as one outline."""
    from fontTools.pens.recordingPen import DecomposingRecordingPen
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for part in parts:
        drawn = DecomposingRecordingPen(glyphs)
        glyphs[f"glyph{part.glyph}"].draw(drawn)
        drawn.replay(TransformPen(pen, (1, 0, 0, 1, part.x, part.y)))
    outline = pen.glyph()
    outline.recalcBounds(None)
    return outline
