"""Guessing who it was: a register of candidates, and all that could have been made of each.

An HMAC takes a microsecond, so whoever holds the key tries every organisation of the country in
seconds: what is kept of a name must not let it be recognised, by whatever key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from core.addresses import canonical
from core.text import fold, name_key
from network.matching import kana_key, match_key, url_host

#: What tokens are derived for, and what a developer might derive a mark of a name for.
PURPOSES = (
    "confirm", "join", "organisation", "sign in", "form",
    "name", "name_key", "match_key", "email", "duplicate",
)  # fmt: skip
#: Bytes by which a mark is known again, also where a longer one was cut: no others fit by chance.
KNOWN_BY = 8

Digest = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Candidate:
    """What a public register says of an organisation."""

    name: str
    kana: str
    email: str
    url: str
    address: str

    def texts(self) -> set[str]:
        """Return what one would recognise it by, as it is written and as keys to compare by."""
        written = {self.name, self.kana, self.email, self.url, self.address}
        keys = {match_key(self.name), name_key(self.name), kana_key(self.kana)}
        keys |= {url_host(self.url), canonical(self.email), self.email.lower()}
        folded = {fold(text) for text in written}
        return (written | keys | folded) - {""}


STEMS = (
    "青空|あおぞら", "若葉|わかば", "陽だまり|ひだまり", "架け橋|かけはし", "希望|きぼう",
    "大地|だいち", "水源|すいげん", "里山|さとやま", "港町|みなとまち", "虹|にじ",
    "白樺|しらかば", "菜の花|なのはな", "星空|ほしぞら", "風車|かざぐるま", "潮騒|しおさい",
)  # fmt: skip
PLACES = (
    "札幌|さっぽろ", "仙台|せんだい", "新潟|にいがた", "横浜|よこはま", "金沢|かなざわ",
    "名古屋|なごや", "京都|きょうと", "大阪|おおさか", "広島|ひろしま", "高松|たかまつ",
    "福岡|ふくおか", "那覇|なは",
)  # fmt: skip
KINDS = (
    "の会|のかい", "ネット|ねっと", "基金|ききん", "センター|せんたー", "工房|こうぼう", "舎|しゃ",
)  # fmt: skip
FORMS = ("特定非営利活動法人 ", "一般社団法人")


def register(number: int, *among_others: Candidate) -> list[Candidate]:
    """Return so many candidates, these among them."""
    parts = (PLACES, STEMS, KINDS)
    spelled = ([word.split("|") for word in one] for one in product(*parts))
    named = (
        (form + "".join(name for name, _ in words), "".join(kana for _, kana in words))
        for words, form in product(spelled, FORMS)
    )
    made = (
        Candidate(
            name,
            kana,
            f"info@npo-{place}.example",
            f"https://www.npo-{place}.example/",
            f"中央{place}-{place % 7}",
        )
        for place, (name, kana) in enumerate(named)
    )
    return [*islice(made, number - len(among_others)), *among_others]


def digests(keys: Iterable[str], secrets: Iterable[str]) -> dict[str, Digest]:
    """Return every way to make a mark of a text, by its name.

    `keys` are tried as they are, `secrets` with the purposes for which tokens are derived, too.
    """
    made = {name: _plain(name) for name in ("md5", "sha1", "sha256", "blake2b")}
    for number, key in enumerate(keys):
        made[f"HMAC by key {number}"] = _hmac(key.encode())
    for number, secret in enumerate(secrets):
        made[f"salted by secret {number}"] = _salted(secret.encode())
        for purpose in PURPOSES:
            token = _hmac(secret.encode(), f"{purpose}\0".encode())
            made[f"HMAC by secret {number} for {purpose}"] = token
            made[f"kept of a token by secret {number} for {purpose}"] = _kept(token)
        for purpose in PURPOSES:
            derived = _in_letters(_hmac(secret.encode(), purpose.encode())(b"\0"))
            made[f"HMAC by a token of secret {number} for {purpose}"] = _hmac(derived)
    return made


def _plain(algorithm: str) -> Digest:
    return lambda text: hashlib.new(algorithm, text).digest()


def _salted(salt: bytes) -> Digest:
    return lambda text: hashlib.sha256(salt + text).digest()


def _hmac(key: bytes, before: bytes = b"") -> Digest:
    return lambda text: hmac.digest(key, before + text, "sha256")


def _kept(token: Digest) -> Digest:
    return lambda text: hashlib.sha256(_in_letters(token(text))).digest()


def _in_letters(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


class Marks:
    """Every run of bytes that may be a mark: as it lies there, or in hexadecimal or base64."""

    HEX = re.compile(rb"(?:[0-9a-f]{16,}|[0-9A-F]{16,})")
    LETTERS = re.compile(rb"[A-Za-z0-9+/_-]{11,}")

    def __init__(self, *wholes: bytes) -> None:
        self.runs: set[bytes] = set()
        for whole in wholes:
            self._add(whole)
            for found in self.HEX.findall(whole):
                for start in (0, 1):
                    self._add(
                        bytes.fromhex(found[start : start + (len(found) - start) // 2 * 2].decode())
                    )
            for found in self.LETTERS.findall(whole):
                for start in range(4):
                    cut = found[start:].translate(bytes.maketrans(b"-_", b"+/"))
                    self._add(b64decode(cut + b"A" * (-len(cut) % 4)))

    def _add(self, content: bytes) -> None:
        windows = range(len(content) - KNOWN_BY + 1)
        self.runs.update(content[start : start + KNOWN_BY] for start in windows)

    def betray(
        self, candidates: Collection[Candidate], made: dict[str, Digest]
    ) -> Iterator[tuple[str, str, str]]:
        """Yield who is recognised: the name, the text that was tried, and how the mark was made."""
        for candidate in candidates:
            for text in candidate.texts():
                raw = text.encode()
                for name, digest in made.items():
                    if digest(raw)[:KNOWN_BY] in self.runs:
                        yield candidate.name, text, name
