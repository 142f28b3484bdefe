"""The handbook walked in Chromium: for each chapter, the ways that its numbered steps describe."""

from __future__ import annotations

from tests.browser.handbook import (
    campaigns,
    custodians,
    deciding,
    electing,
    register,
    secretariat,
    statements,
)
from tests.browser.handbook.walking import Way

#: Chapter → its ways, in the order of the text. Each gives its name to its pictures.
CHAPTERS: dict[str, tuple[Way, ...]] = {
    "campaigns": campaigns.WAYS,
    "custodians": custodians.WAYS,
    "deciding": deciding.WAYS,
    "electing": electing.WAYS,
    "secretariat": secretariat.WAYS,
    "register": register.WAYS,
    "statements": statements.WAYS,
}
