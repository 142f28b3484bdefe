"""All that could reach a log, and what must not be found in it."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

ADDRESS = "203.0.113.77"
BROWSER = {
    "X-Forwarded-For": ADDRESS,
    "User-Agent": "Kumonosu-Browser/9",
    "Referer": "http://localhost/ja/confirm/the-referring-token",
}
PERSON = {
    "name": "椿原 しおり",
    "kana": "つばきはら しおり",
    "email": "shiori@tsubakihara.example",
    "postcode": "979-1234",
    "postal_address": "椿町九丁目",
    "comment": "椿の花が散る前に",
    "display": "public",
}
ORGANISATION = {
    "organisation": "認定NPO法人 朝霧の橋",
    "kana": "あさぎりのはし",
    "representative_title": "理事長",
    "representative_name": "楠木 わたる",
    "contact_name": "榎並 かや",
    "email": "kaya@asagiri.example",
    "phone": "090-5555-1212",
    "comment": "橋を架けたい",
    "authority": "y",
    "board": "agreed",
}
#: What somebody types, sends along or holds. Values that are words of forms are left out.
TYPED = {*PERSON.values(), *ORGANISATION.values()} - {"public", "y", "agreed", "理事長"}


@dataclass
class Captured:
    """All that was written, by where it was written."""

    lines: io.StringIO
    records: io.StringIO
    streams: Callable[[], str]
    warned: list[warnings.WarningMessage]
    secrets: set[str] = field(default_factory=lambda: {*TYPED, ADDRESS, *BROWSER.values()})

    def everything(self) -> dict[str, str]:
        return {
            "our lines": self.lines.getvalue(),
            "records": self.records.getvalue(),
            "streams": self.streams(),
            "warnings": "\n".join(str(one.message) for one in self.warned),
        }

    def leaks(self) -> list[str]:
        """Return each secret that was written somewhere, as it is or as a URL or JSON has it."""
        return [
            f"{secret} in {place}"
            for place, text in self.everything().items()
            for secret in self.secrets
            if any(form in text for form in forms(secret))
        ]


def forms(secret: str) -> set[str]:
    percent = "".join(f"%{byte:02X}" if byte > 127 else chr(byte) for byte in secret.encode())
    escaped = secret.encode("unicode_escape").decode()
    return {secret, percent, percent.lower(), escaped, secret.replace("@", "%40")}
