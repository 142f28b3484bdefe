"""A device that keeps passkeys, made of keys alone: what a browser and its authenticator answer."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, RECOGNISED, HOLDS_KEY = 0x01, 0x04, 0x40


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def content(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One key pair at one origin. `recognises` tells whether it has seen its owner's finger."""

    origin: str = "http://localhost"
    recognises: bool = True
    uses: int = 0
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, options: str) -> str:
        """Return the answer to the options of a registration."""
        asked = json.loads(options)
        self.owner = content(asked["user"]["id"])
        held = (
            bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + self._public()
        )
        data = self._data(asked["rp"]["id"], HOLDS_KEY) + held
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return self._credential(clientDataJSON=client, attestationObject=made)

    def answer(self, options: str, **changes: Any) -> str:
        """Return the answer to the options of a sign-in."""
        asked = json.loads(options)
        self.uses += 1
        data = self._data(changes.get("rp_id", asked["rpId"]))
        client = self._client(
            changes.get("kind", "webauthn.get"), changes.get("challenge", asked["challenge"])
        )
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            clientDataJSON=client,
            authenticatorData=data,
            signature=changes.get("signature", signed),
            userHandle=changes.get("owner", self.owner),
        )

    def _data(self, host: str, more: int = 0) -> bytes:
        flags = PRESENT | more | (RECOGNISED if self.recognises else 0)
        return (
            hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")
        )

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _credential(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": text(self.credential),
                "rawId": text(self.credential),
                "type": "public-key",
                "response": {name: text(value) for name, value in response.items()},
            }
        )
