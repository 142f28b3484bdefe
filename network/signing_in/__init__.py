"""Signing in: a passkey, or a mailed link and a second factor; and the sessions that this opens.

Sessions are rows, which can be looked at and ended. What is typed or answered is checked by
py_webauthn and cryptography; docs/decisions/0021 says why not by Flask-Security.
"""

from __future__ import annotations

from network.signing_in.links import LinkUsed, invite, link_for, links_allowed
from network.signing_in.sessions import Opened, end, signed_in_by
from network.signing_in.ways_in import sign_in

__all__ = [
    "LinkUsed",
    "Opened",
    "end",
    "invite",
    "link_for",
    "links_allowed",
    "sign_in",
    "signed_in_by",
]
