"""Words to search by, as regular expressions of PostgreSQL that find them however they are spelt.

Not the text is brought into one form but the word into all of its forms: normalising five thousand
statements takes PostgreSQL four seconds, looking for every spelling in them a tenth of one.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache

from core import japanese

#: More words than these are typed by machines.
MOST_WORDS = 8
#: The end of the planes in which characters have more than one spelling.
LAST = 0x2FFFF


def patterns(typed: str) -> list[str]:
    """Return a pattern for each word that was typed: all of them are to be found.

    Width, case and hiragana or katakana make no difference, nor whether a sign is one character or
    two (ｶﾞ, ガ). A word may be of one character.
    """
    words = _plain(typed).split()[:MOST_WORDS]
    return ["".join(_spelt(letter) for letter in word) for word in words]


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return japanese.hiragana(unicodedata.normalize("NFKC", plain))


def _spelt(letter: str) -> str:
    """Return the pattern of one character: any of its spellings, or of its parts one by one."""
    parts = unicodedata.normalize("NFD", letter)
    if len(parts) == 1:
        return _any_of(letter)
    return f"(?:{_any_of(letter)}|{''.join(_any_of(part) for part in parts)})"


def _any_of(letter: str) -> str:
    # Numbers, so that no character means something to the pattern.
    numbers = (rf"\U{ord(one):08x}" for one in _spellings().get(letter, letter))
    return f"[{''.join(numbers)}]"


@cache
def _spellings() -> dict[str, str]:
    """Return, by a character that has more than one spelling, all of them."""
    found: defaultdict[str, str] = defaultdict(str)
    for one in map(chr, range(LAST + 1)):
        plain = _plain(one)
        if len(plain) == 1 and not plain.isspace():
            found[plain] += one
    return {letter: spelt for letter, spelt in found.items() if spelt != letter}
