"""What people type, in any script: cleaned, refused where it cannot be kept, measured, matched."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from itertools import groupby

from flask_babel import lazy_gettext as _l

from core import japanese

_HAN = "々-〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff"
_COMPATIBLE_HAN = "\uf900-\ufaff\U0002f800-\U0002fa1f"
_SELECTORS = "\ufe00-\ufe0f"
_HAN_SELECTORS = "\U000e0100-\U000e01ef"
_LINE_END = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_SELECTOR = re.compile(f"[{_SELECTORS}{_HAN_SELECTORS}]")


def clean(text: str) -> str:
    """Return the text in NFC, with newlines for line ends and no outer spaces; all else as typed.

    NFC would replace the CJK compatibility ideographs, which people have in their names (U+FA19
    by U+795E, U+FA10 by U+585A), so these are left as they were typed.
    """
    parts = re.split(f"([{_COMPATIBLE_HAN}])", _LINE_END.sub("\n", text).strip())
    composed = (
        part if index % 2 else unicodedata.normalize("NFC", part)
        for index, part in enumerate(parts)
    )
    return "".join(composed)


class Problem(StrEnum):
    """Why a text cannot be kept as it is."""

    CONTROL = "control"  # control characters; line ends and tabs where one line is asked for
    BROKEN = "broken"  # lone surrogates, noncharacters, U+FFFD, private use (外字)
    DIRECTION = "direction"  # embeddings, overrides and isolates: a name could be shown reversed
    HIDDEN = "hidden"  # characters that show nothing, or that sit where they do nothing
    STACKED = "stacked"  # more marks on one letter than any script has
    EMPTY = "empty"  # something was typed, but no letter, digit or picture


WORDS = {
    Problem.CONTROL: _l("A character here cannot be shown, or a line ends where it cannot."),
    Problem.BROKEN: _l("Some of these characters cannot be shown on other devices. Replace them."),
    Problem.DIRECTION: _l(
        "There are hidden marks here that turn the text around. Type it instead of pasting it."
    ),
    Problem.HIDDEN: _l("There are invisible characters here. Type the text instead of pasting it."),
    Problem.STACKED: _l("There are too many marks on one letter."),
    Problem.EMPTY: _l("Use at least one letter or digit."),
}

MOST_MARKS = 8
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NONCHARACTERS = "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(15)
)
_BROKEN = re.compile(
    f"[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffd{_NONCHARACTERS}\U000f0000-\U0010ffff]"
)
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_DIRECTION_MARK = re.compile("[\u061c\u200e\u200f]")
_JOINING = "\u0600-\u0dff\u0f00-\u109f\u1780-\u18af\U00010d00-\U00010d3f\U0001e900-\U0001e95f"
_PICTURE = "\u00a9\u00ae\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_HIDDEN = re.compile(
    "|".join(
        (
            # Default ignorable code points (Unicode, DerivedCoreProperties) and blank letters.
            "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff]",
            "[\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]",
            "[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]",
            # Selectors of a glyph, where there is none to select.
            f"(?<![{_HAN}])[{_HAN_SELECTORS}]",
            f"(?:^|(?<=[\\s{_SELECTORS}{_HAN_SELECTORS}]))[{_SELECTORS}]",
            "(?<![\u1820-\u18aa])[\u180b-\u180d\u180f]",
            # Joiners, but inside words of scripts whose letters join, and between emoji.
            f"(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])",
            f"(?<![{_JOINING}{_PICTURE}\ufe0f])\u200d",
            f"(?<=[{_PICTURE}\ufe0f])\u200d(?![{_PICTURE}])",
        )
    )
)


def unfit(text: str, *, lines: bool = False) -> Problem | None:
    """Return why a clean text cannot be kept, or None: any script, any letter, emoji are welcome.

    An empty text is fit: whether a field may be left empty is the form's to say.
    """
    if (_CONTROL_IN_LINES if lines else _CONTROL).search(text):
        return Problem.CONTROL
    if _BROKEN.search(text):
        return Problem.BROKEN
    if _DIRECTION.search(text):
        return Problem.DIRECTION
    if _HIDDEN.search(text) or (_DIRECTION_MARK.search(text) and not _RIGHT_TO_LEFT.search(text)):
        return Problem.HIDDEN
    if any(mark and len(list(run)) > MOST_MARKS for mark, run in groupby(text, _is_mark)):
        return Problem.STACKED
    if text and not any(_says_something(char) for char in text):
        return Problem.EMPTY
    return None


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def _says_something(char: str) -> bool:
    category = unicodedata.category(char)
    # So and Cn: emoji, also those newer than this Python. The blank Braille pattern is one of So.
    return (category[0] in "LN" or category in ("So", "Cn")) and char != "\u2800"


def length(text: str) -> int:
    """Return how many code points a text has, not counting the selectors of glyph variants."""
    return len(_SELECTOR.sub("", text))


# ---- Matching


def fold(text: str) -> str:
    """Return what two spellings of a name or a word have in common, to search and compare by.

    Width, case, hiragana or katakana, glyph variants, spaces and all signs are ignored; so is ー,
    which people type for a hyphen and the other way round.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (char for char in plain if char != "ー" and unicodedata.category(char)[0] in "LMN")
    return japanese.hiragana(_SELECTOR.sub("", unicodedata.normalize("NFC", "".join(kept))))


def bigrams(text: str) -> list[str]:
    """Return each pair of neighbours in the folded text; a single letter alone."""
    folded = fold(text)
    pairs = [folded[start : start + 2] for start in range(len(folded) - 1)]
    return pairs or [folded] * len(folded)


def name_key(name: str) -> str:
    """Return what is the same in one person's name: width, case, spaces and glyphs set aside.

    髙 and 高 stay apart: that they may be one person is for people to decide.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", _SELECTOR.sub("", re.sub(r"\s", "", plain)))


# ---- Initials

_BETWEEN_PARTS = re.compile(r"[\s.,・=\-‐‑–—]+")
UNTOLD = "○"
_WHOLE_WORDS = ("CJK", "HANGUL", "IDEOGRAPHIC")  # scripts, by the names of their characters


def initials(name: str, kana: str = "") -> str:
    """Return a name as initials, in its own order: T. T. for 高山 たか子, read タカヤマ タカコ.

    In Japan initials are Latin letters; they come from the name where it has letters, else from
    the reading. A part without a known reading is ○: its first Han character or Hangul syllable
    is often the whole surname, and more than a signer agreed to who chose initials. For the same
    reason a part of one letter is ○, and no length is shown.
    """
    letters = _initials(name)
    if UNTOLD in letters and japanese.is_kana(kana):
        letters = _initials(kana)
    return " ".join(letters) or UNTOLD


def _initials(name: str) -> list[str]:
    parts = _BETWEEN_PARTS.split(unicodedata.normalize("NFKC", name))
    return [_initial(part) for part in parts if any(char.isalnum() for char in part)]


def _initial(part: str) -> str:
    letters = [char for char in part if char.isalnum()]
    if letter := japanese.roman_initial(part):
        return f"{letter}."
    if len(letters) == 1 or unicodedata.name(letters[0], "CJK").startswith(_WHOLE_WORDS):
        return UNTOLD
    return f"{letters[0].upper()[0]}."
