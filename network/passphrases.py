"""Passphrases made by us: six or more words that nobody chose, to lock a custodian's key file.

A word is three syllables, one of each row below: 16 · 16 · 8 = 2048 words of six letters, which are
read the same way by who knows Japanese and by who knows English. A word is worth 11 bits, six are
worth 66. The page in which a key is made has the same rows (static/custodian.js; a test compares).
"""

from __future__ import annotations

import re
import secrets
import unicodedata

ROWS = (
    "ka ki ko sa se so na ne no ma mi mo ha te to ta",
    "ka ki ko sa se so na ne no ma mi mo ra ri ru re",
    "ka ki ma mi na no ra to",
)
LEAST_WORDS = 6


def make(words: int = LEAST_WORDS) -> str:
    """Return a new passphrase, as kisomi-tanera-…: each word is as likely as any other."""
    return "-".join(_word() for _ in range(max(words, LEAST_WORDS)))


def canonical(typed: str) -> str:
    """Return a passphrase as it was made, whatever was typed between its words, in any width."""
    return "-".join(re.findall("[a-z]+", unicodedata.normalize("NFKC", typed).lower()))


def _word() -> str:
    return "".join(secrets.choice(row.split()) for row in ROWS)
