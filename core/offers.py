"""What rooms on the left offer to rooms on the right.

A room declares a frozen dataclass for what it needs ("how to reach a statement's page"); a room to
its left hands over an instance in its `init_app`. So nobody imports, or names an endpoint, to their
left.
"""

from __future__ import annotations

from typing import TypeVar

from flask import Flask, current_app

T = TypeVar("T")


def offer(app: Flask, *offered: object) -> None:
    """Hand over instances; each is found by its own type."""
    shelf: dict[type, list[object]] = app.extensions.setdefault("offers", {})
    for one in offered:
        shelf.setdefault(type(one), []).append(one)


def offers(kind: type[T]) -> list[T]:
    """Return all that was offered of this kind, in the order of the rooms."""
    shelf: dict[type, list[T]] = current_app.extensions.get("offers", {})
    return shelf.get(kind, [])


def only(kind: type[T]) -> T:
    """Return the one offer of a kind that exactly one room makes.

    :raises LookupError: no room, or more than one, offers it: a mistake in wsgi.PACKAGES.
    """
    found = offers(kind)
    if len(found) != 1:
        raise LookupError(f"{len(found)} offers of {kind.__name__}, expected one")
    return found[0]
