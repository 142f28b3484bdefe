"""Breaking a title into lines: between phrases, by the rules of 禁則, and never within a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_HIRAGANA = "ぁ-ゖゝゞ"
_OPENING = "「『（〔［｛〈《【“‘(["
_CLOSING = (
    "、。，．・：；！？」』）〕］｝〉》】”’ー々ゝゞヽヾ…‥%,.:;!?)]"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
)
_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
#: Between letters of East Asia a line may break anywhere, and else after a space or a hyphen.
_PIECE = re.compile(rf"[{_WIDE}]|[^{_WIDE}\s-]+-*|-+|\s+")
#: A phrase ends where hiragana, which end words, meet what begins one; or after a sign that closes.
_PHRASE_ENDS = re.compile(rf"[{_HIRAGANA}、。，．：；！？」』）〕］｝〉》】]\Z")
_PHRASE_BEGINS = re.compile(rf"[^{_HIRAGANA}]")
#: お願い, ご協力: these belong to what follows them.
_HONORIFIC = re.compile(rf"(?<=[{_HIRAGANA}])[おご]\Z")

Measure = Callable[[str], float]


@dataclass(frozen=True)
class Setting:
    """A text in lines, and the size at which they fit."""

    size: int
    lines: tuple[str, ...]


def fitted(
    text: str, *, width: float, sizes: dict[int, int], measure: Callable[[int], Measure]
) -> Setting:
    """Return the text at the largest size at which it fits; nothing is cut.

    `sizes` tells, the largest first, on how many lines of each it may stand; of the smallest it
    takes as many as it needs. The lines are made alike in length.
    """
    for size, most in sizes.items():
        if len(wrapped(text, width, measure(size))) <= most:
            break
    return Setting(size, balanced(text, width, measure(size)))


def balanced(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Return as few lines as can be, the longest of them as short as it can be.

    None becomes so short that a phrase, which a whole line would have held, breaks within.
    """
    best = wrapped(text, width, measure)
    widest = max((measure(phrase.rstrip()) for phrase in phrases(text)), default=0)
    least, most = min(widest, width), width
    if len(wrapped(text, least, measure)) == len(best):
        return wrapped(text, least, measure)
    while most - least > width / 64:
        middle = (least + most) / 2
        narrower = wrapped(text, middle, measure)
        if len(narrower) > len(best):
            least = middle
        else:
            best, most = narrower, middle
    return best


def wrapped(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Return the text in lines of whole phrases; one wider than a line breaks between letters.

    A line is as wide as its pieces together: none is measured twice at one size.
    """
    lines = [""]
    room = width
    for phrase in phrases(text):
        whole = measure(phrase.rstrip()) <= width
        for part in [phrase] if whole else pieces(phrase):
            for bit in [part] if measure(part.rstrip()) <= width else part:
                if measure(bit.rstrip()) > room:
                    lines.append("")
                    room = width
                lines[-1] += bit
                room -= measure(bit)
    return tuple(line.strip() for line in lines if line.strip())


def phrases(text: str) -> list[str]:
    """Return a text in phrases (文節), told by its letters: no dictionary is asked."""
    found: list[str] = []
    for piece in pieces(text):
        if not found:
            found.append(piece)
        elif not _ends_before(found[-1], piece):
            found[-1] += piece
        elif _HONORIFIC.search(found[-1]):
            found[-1], honorific = found[-1][:-1], found[-1][-1]
            found.append(honorific + piece)
        else:
            found.append(piece)
    return found


def pieces(text: str) -> list[str]:
    """Return a text in the least pieces between which a line may break by the rules of 禁則."""
    found: list[str] = []
    for piece in _PIECE.findall(" ".join(text.split())):
        stays = found and (
            piece.isspace() or piece[0] in _CLOSING or found[-1].rstrip()[-1:] in set(_OPENING)
        )
        if stays:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def _ends_before(phrase: str, following: str) -> bool:
    if phrase[-1].isspace() or phrase[-1] == "-":
        return True
    ends = phrase not in {"お", "ご"} and _PHRASE_ENDS.search(phrase)
    return bool(ends) and bool(_PHRASE_BEGINS.match(following))
