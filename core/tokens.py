"""Secrets that travel in links and forms, and what is kept of them: never the secret itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

from flask import current_app

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")

#: Crockford's base 32 without I, L, O, U: nothing in it is misread when copied by hand.
RECEIPT_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def fresh() -> str:
    """Return a new random token of 256 bits, 43 characters, safe in a URL."""
    return secrets.token_urlsafe(32)


def derived(purpose: str, about: str) -> str:
    """Return the token our secret key gives for a purpose and a thing: like `fresh`, never stored.

    So a mail can be written, and written again, without the token resting in a table until it
    leaves.
    """
    return _derived(str(current_app.config["SECRET_KEY"]), purpose, about)


def derived_matching(purpose: str, about: str, kept: bytes) -> str | None:
    """Return the derived token whose hash was kept, also under a key that has been rotated out."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    tokens = (_derived(str(key), purpose, about) for key in keys)
    return next((token for token in tokens if kept_of(token) == kept), None)


def kept_of(token: str) -> bytes:
    """Return what we keep of a token: its SHA-256. A token has 256 bits, so no salt is needed."""
    return hashlib.sha256(token.encode()).digest()


def well_formed(token: str) -> bool:
    return TOKEN.match(token) is not None


def receipt(token: str) -> str:
    """Return the receipt code that belongs to a confirmation link, as K7QM-4D2X-9HTA (60 bits).

    It follows from the link alone: pressing twice shows the same code, and we cannot tell it again
    without the link.
    """
    number = int.from_bytes(hashlib.sha256(b"receipt\0" + token.encode()).digest()[:8], "big")
    letters = "".join(RECEIPT_LETTERS[(number >> (5 * place)) & 31] for place in range(12))
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


def _derived(key: str, purpose: str, about: str) -> str:
    message = f"{purpose}\0{about}".encode()
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
