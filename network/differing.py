"""What changed from one text to the next, so that people can see it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "removed", "added"]
#: Paragraphs less alike than this are shown as one removed and one added.
ALIKE = 0.5
#: Longer paragraphs are compared as a whole: letter by letter would take too long.
LONGEST_COMPARED = 2000

#: A word of Latin letters, a number, a run of spaces, or any one letter.
_PIECE = re.compile(r"[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL)


@dataclass(frozen=True)
class Change:
    """A run of text that stayed, went or came."""

    kind: Kind
    text: str


def differences(old: Sequence[str], new: Sequence[str]) -> list[list[Change]]:
    """Return the paragraphs of both texts in order, each as runs of what stayed, went and came."""
    found: list[list[Change]] = []
    for tag, *places in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        from_old, to_old, from_new, to_new = places
        removed, added = old[from_old:to_old], new[from_new:to_new]
        if tag == "equal":
            found += [[Change("same", paragraph)] for paragraph in removed]
        else:
            found += _paired(removed, added)
    return found


def _paired(removed: Sequence[str], added: Sequence[str]) -> Iterator[list[Change]]:
    """Yield what replaced what, as far as the paragraphs are alike one by one."""
    pairs = min(len(removed), len(added))
    for before, after in zip(removed[:pairs], added[:pairs], strict=True):
        yield from _within(before, after)
    for paragraph in removed[pairs:]:
        yield [Change("removed", paragraph)]
    for paragraph in added[pairs:]:
        yield [Change("added", paragraph)]


def _within(before: str, after: str) -> Iterator[list[Change]]:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if max(len(old), len(new)) <= LONGEST_COMPARED:
        matcher = SequenceMatcher(None, old, new, autojunk=False)
        if matcher.ratio() >= ALIKE:
            yield _runs(matcher, old, new)
            return
    yield [Change("removed", before)]
    yield [Change("added", after)]


def _runs(matcher: SequenceMatcher[str], old: list[str], new: list[str]) -> list[Change]:
    runs: list[Change] = []
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Change("same", "".join(old[from_old:to_old])))
            continue
        if to_old > from_old:
            runs.append(Change("removed", "".join(old[from_old:to_old])))
        if to_new > from_new:
            runs.append(Change("added", "".join(new[from_new:to_new])))
    return runs
