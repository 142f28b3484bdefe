"""Documents: HTML of ours becomes a tagged PDF in bundled faces, the same bytes for the same HTML.

The structure of that HTML comes from our templates and our sanitiser; the text in it was written
by anybody. So nothing is fetched but print.css and the faces named here, attachments are refused,
and what would keep layout busy for ever is found before layout begins.
"""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import get_ident
from typing import Any
from xml.etree.ElementTree import Element

from core import spelling

STATIC = Path(__file__).resolve().parent.parent / "static"
#: Names in documents are relative to this address, which can never exist (RFC 2606).
BASE = "https://documents.invalid/"
FACES = (
    "NotoSerifJP-Regular.ttf",
    "NotoSerifJP-SemiBold.ttf",
    "NotoSerif-Regular.ttf",
    "NotoSerif-SemiBold.ttf",
)
#: Faces for names in scripts that those lack, in one weight.
FALLBACKS = (
    "NotoNaskhArabic-Regular.ttf",
    "NotoSerifHebrew-Regular.ttf",
    "NotoSerifDevanagari-Regular.ttf",
    "NotoSansThai-Regular.ttf",
    "NanumMyeongjo-Regular.ttf",
)
ALL_FACES = (*FACES, *FALLBACKS)
#: All that a document may have, by full address. Addresses are compared letter by letter: none is
#: ever decoded, or made into a path.
ASSETS = {
    f"{BASE}print.css": (STATIC / "print.css", "text/css"),
    **{f"{BASE}fonts/{face}": (STATIC / "fonts" / face, "font/ttf") for face in ALL_FACES},
}
VARIANT = "pdf/ua-1"

MOST_CHARACTERS = 1_000_000
MOST_ELEMENTS = 50_000
DEEPEST = 100
WIDEST_SPAN = 100
#: Lines are broken in quadratic time where words are wider than a line: 20,000 letters take 2 s.
LONGEST_TEXT = 20_000
LONGEST_WORD = 500
MOST_MARKS = 8

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTOR = re.compile(f"[{_SELECTORS}]")
_SELECTED = re.compile(f"[^{_SELECTORS}][{_SELECTORS}]")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
#: A run without a space, and without letters of East Asia, between which a line may break.
_EAST_ASIAN = (
    "\u3001-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[^\s{_EAST_ASIAN}]{{{LONGEST_WORD + 1}}}")
_SPANS = ("colspan", "rowspan", "span")
_WEB = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
#: Elements that bring in something from elsewhere, or move the address that names are relative to.
_FOREIGN = {
    "applet",
    "audio",
    "base",
    "embed",
    "frame",
    "iframe",
    "input",
    "object",
    "script",
    "video",
}


class UnsafeDocument(Exception):
    """The HTML asks for what no document may have, or for more than can be laid out."""


@dataclass(frozen=True)
class Document:
    """A finished PDF; `sha256` is the digest of its bytes in hexadecimal."""

    pdf: bytes
    pages: int
    sha256: str


def render(
    html: str, *, title: str, language: str, author: str, created: datetime, identifier: str
) -> Document:
    """Return the document as a PDF: fonts embedded, tagged, the same bytes for the same arguments.

    `created` has a time zone; `identifier` is what tells this document from all others.

    :raises UnsafeDocument: see `fit_for_layout`; or something was asked for that is not in ASSETS.
    """
    from weasyprint import HTML
    from weasyprint.document import DocumentMetadata
    from weasyprint.urls import FatalURLFetchingError

    spelling.install()
    fit_for_layout(html)
    day = _w3c(created)
    try:
        with _complaints() as complaints:
            source = HTML(string=html, base_url=BASE, url_fetcher=_shelf())
            layout = source.render(pdf_variant=VARIANT)
            # What the HTML says of itself is replaced, files attached to it included.
            layout.metadata = DocumentMetadata(
                title=title, authors=[author], lang=language, created=day, modified=day
            )
            pdf = layout.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier.encode())
    except FatalURLFetchingError as error:  # a BaseException: uncaught, it would end the worker
        raise UnsafeDocument(str(error.__cause__)) from error
    _require(not complaints, "; ".join(complaints))
    _require_links(layout.pages)
    return Document(pdf, len(layout.pages), hashlib.sha256(pdf).hexdigest())


def _w3c(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.isoformat(timespec="seconds")


def _shelf() -> Any:
    """Return the fetcher for WeasyPrint: it hands out ASSETS from memory and nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Shelf(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no type information
        def fetch(self, url: str, *_headers: object) -> URLFetcherResponse:
            _require(url in ASSETS, f"not ours to fetch: {url[:200]}")
            return URLFetcherResponse(url, _asset(url), {"Content-Type": ASSETS[url][1]})

    return Shelf(fail_on_errors=True)


@cache
def _asset(url: str) -> bytes:
    return ASSETS[url][0].read_bytes()


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs as an error in this thread: each time, it left something out."""
    heard: list[str] = []
    thread = get_ident()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                heard.append(record.getMessage())

    listener, logger = Listener(logging.ERROR), logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield heard
    finally:
        logger.removeHandler(listener)


# ---- What can be laid out


def fit_for_layout(html: str) -> None:
    """Refuse HTML that would attach, embed or link what it should not, or take for ever to lay out.

    :raises UnsafeDocument: names the limit.
    """
    _require(len(html) <= MOST_CHARACTERS, f"more than {MOST_CHARACTERS} characters")
    _require_nesting(html)
    import tinyhtml5  # WeasyPrint's own parser: what we judge is what it will see

    for element in tinyhtml5.parse(html, namespace_html_elements=False).iter():
        _require_harmless(element)
        for text in (element.text, element.tail):
            _require_breakable(text or "")


def _require(fit: bool, otherwise: str) -> None:
    if not fit:
        raise UnsafeDocument(otherwise)


def _require_nesting(html: str) -> None:
    """Refuse what is not closed in order or too deep: 20,000 <div> take the parser 11 s."""
    opened: list[str] = []
    for count, (closes, name) in enumerate(_tags(html)):
        _require(count < 2 * MOST_ELEMENTS, f"more than {MOST_ELEMENTS} elements")
        if closes:
            _require(bool(opened) and opened.pop() == name, f"</{name}> out of order")
        else:
            opened.append(name)
            _require(len(opened) <= DEEPEST, f"nested deeper than {DEEPEST}")
    _require(not opened, "an element is not closed")


def _tags(html: str) -> Iterator[tuple[bool, str]]:
    for found in _TAG.finditer(html):
        if (name := found[2].lower()) not in _VOID:
            yield bool(found[1]), name


def _require_harmless(element: Element) -> None:
    _require(element.tag not in _FOREIGN, f"<{element.tag}> in a document")
    _require("attachment" not in element.get("rel", "").lower().split(), "a file attached by HTML")
    for name in _SPANS:
        span = element.get(name, "1")
        _require(span.isdecimal() and int(span) <= WIDEST_SPAN, f"{name} above {WIDEST_SPAN}")


def _require_links(pages: Iterable[Any]) -> None:
    """Refuse links to files, scripts and names without an address, whatever made them links."""
    for page in pages:
        for kind, target, *_ in page.links:
            on_the_web = _WEB.match(target) and not target.startswith(BASE)
            _require(kind == "internal" or bool(on_the_web), f"a link to {target[:200]}")


def _require_breakable(text: str) -> None:
    _require(len(text) <= LONGEST_TEXT, f"more than {LONGEST_TEXT} characters in one piece")
    _require(not _WORD.search(text), f"a word longer than {LONGEST_WORD} characters")
    for is_mark, run in groupby(text, lambda char: unicodedata.category(char)[0] == "M"):
        stacked = is_mark and len(list(run)) > MOST_MARKS
        _require(not stacked, f"more than {MOST_MARKS} marks on a letter")


# ---- What can be drawn


def missing_glyphs(text: str) -> set[str]:
    """Return what of a text no bundled face can draw: characters, and Han with a glyph selector.

    Asked before a document is built, so that a person decides instead of a square being printed.
    """
    single, selected = _coverage()
    missing = {char for char in text if char not in single and not _invisible(char)}
    return missing | (set(_SELECTED.findall(text)) - selected)


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} or bool(_SELECTOR.match(char))


@cache
def _coverage() -> tuple[frozenset[str], frozenset[str]]:
    """Return all characters, and all characters with a selector, that the faces have; read once."""
    from fontTools.ttLib import TTFont

    single: set[str] = set()
    selected: set[str] = set()
    for face in (*FACES[::2], *FALLBACKS):  # heavier weights have the same characters
        with TTFont(STATIC / "fonts" / face, lazy=True) as font:
            single.update(map(chr, font.getBestCmap()))
            variants = font["cmap"].getcmap(0, 5)
            for selector, pairs in variants.uvsDict.items() if variants else ():
                selected.update(chr(base) + chr(selector) for base, _ in pairs)
    return frozenset(single), frozenset(selected)
