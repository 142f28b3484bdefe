"""Corporate numbers (法人番号): thirteen digits, of which the first proves the other twelve.

The rule is the National Tax Agency's (検査用数字の計算): with the twelve
digits counted from the last one, the check digit is 9 − ((Σ Pₙ × Qₙ) mod 9), where Qₙ is 1 for an
odd n and 2 for an even one.
"""

from __future__ import annotations

import re
import unicodedata

LENGTH = 13
_BETWEEN = re.compile(r"[\s‐‑‒–—―−ーｰ-]")


class UnfitNumber(ValueError):
    """What was typed is no corporate number."""


def check_digit(twelve: str) -> int:
    """Return the digit that stands before these twelve."""
    weighed = (int(digit) * (1 + n % 2) for n, digit in enumerate(reversed(twelve)))
    return 9 - sum(weighed) % 9


def checked(typed: str) -> str:
    """Return the thirteen digits of a number, typed in any width, with hyphens or without.

    The T of a number for invoices (T + 13 digits) is left out.

    :raises UnfitNumber: there are not thirteen digits, or the first does not fit the others.
    """
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed)).upper().removeprefix("T")
    if not re.fullmatch(r"[0-9]{13}", digits):
        raise UnfitNumber("a corporate number has thirteen digits")
    if int(digits[0]) != check_digit(digits[1:]):
        raise UnfitNumber("the check digit does not fit")
    return digits
