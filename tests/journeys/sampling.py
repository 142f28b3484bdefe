"""Which of many values a form or an address meets: a share each, and all of them between them.

`THOROUGH=1 make test` lets each meet all, which takes four times as long.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

THOROUGH = bool(os.environ.get("THOROUGH"))


def share(values: Sequence[T], of: int, *whose: str) -> list[T]:
    """Return every so-many-th of some values, beginning where it is whose turn."""
    if THOROUGH:
        return list(values)
    return list(values[turn(*whose) % of :: of])


def turn(*whose: str) -> int:
    """Return a number that is always the same for the same ones, and spread over others."""
    return crc32(" ".join(whose).encode())
