"""What a custodian has at hand in a browser, and what the tests see leave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import uuid4

import pyrage
from playwright.sync_api import BrowserContext, FilePayload, Page, Request

from core.db import db
from network import exporting, sealing, signing_in
from network.exporting import Kind, Parcel, Piece
from network.models import Role
from network.people import appoint
from network.sealing import Secret
from tests.browser.site import Site
from tests.factories import LONG_AGO

#: Milliseconds for a passphrase to open a file in a browser, on a machine that is busy.
UNLOCKING = 60_000


@dataclass
class Sent:
    """What left a browser: addresses, and what was in the requests."""

    addresses: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def note(self, request: Request) -> None:
        self.addresses.append(request.url)
        self.bodies.append(request.post_data_buffer or b"")


def listen(context: BrowserContext) -> Sent:
    sent = Sent()
    context.on("request", sent.note)
    return sent


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def sign_in(page: Page, site: Site, email: str) -> None:
    def link() -> str:
        token = signing_in.link_for(email)
        db.session.commit()
        return token

    page.goto(f"/staff/link/{site.run(link)}")
    page.locator("main form button").click()
    page.wait_for_url("**/staff/")


def make_person(site: Site, email: str) -> None:
    def make() -> None:
        appoint(email, Role.CUSTODIAN, name_ja="朝凪 透", since=LONG_AGO)
        db.session.commit()

    site.run(make)


def records(secret: str, *names: str) -> bytes:
    """A file of records with these names, sealed to one key."""
    key = str(pyrage.x25519.Identity.from_str(secret).to_public())
    pieces = []
    for name in names:
        number = uuid4()
        plain = sealing.padded(Secret({"organisation": name}), number, "signature")
        pieces.append(Piece(number, "signature", sealing.encrypted(plain, [key])))
    return exporting.written(Parcel(Kind.OPEN, tuple(pieces)))
