"""Searches bytes for a text in every form in which it may have got there."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from html import escape
from urllib.parse import quote, quote_plus

import jaconv

from core.text import fold, name_key

#: A shorter run of bytes stands in a few megabytes of ciphertext by chance.
SHORTEST = 6

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "NFKC": lambda text: unicodedata.normalize("NFKC", text),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "without spaces": lambda text: "".join(text.split()),
    "lower case": str.lower,
    "upper case": str.upper,
    "katakana": jaconv.hira2kata,
    "hiragana": jaconv.kata2hira,
    "half width": lambda text: jaconv.z2h(jaconv.hira2kata(text), digit=True, ascii=True),
    "full width": lambda text: jaconv.h2z(text, digit=True, ascii=True),
    "folded": fold,
    "key of a name": name_key,
}


def _utf_16_units(text: str) -> list[str]:
    raw = text.encode("utf-16-be")
    return [raw[start : start + 2].hex() for start in range(0, len(raw), 2)]


def _legacy(codec: str) -> Callable[[str], bytes]:
    return lambda text: text.encode(codec, errors="ignore")


def _base64(offset: int, signs: bytes = b"+/") -> Callable[[str], bytes]:
    """Return what base64 makes of a text that begins so many bytes after a group's beginning."""

    def encode(text: str) -> bytes:
        raw = text.encode()
        whole = base64.b64encode(b"\0" * offset + raw, signs)
        return whole[-(-offset * 8 // 6) : (offset + len(raw)) * 8 // 6]

    return encode


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16LE": lambda text: text.encode("utf-16-le"),
    "UTF-16BE": lambda text: text.encode("utf-16-be"),
    "CP932": _legacy("cp932"),
    "EUC-JP": _legacy("euc-jp"),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX": lambda text: text.encode().hex().upper().encode(),
    "hex of UTF-16": lambda text: text.encode("utf-16-be").hex().encode(),
    "HEX of UTF-16": lambda text: text.encode("utf-16-be").hex().upper().encode(),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()).encode(),
    "percent": lambda text: quote(text, safe="").encode(),
    "percent in small letters": lambda text: quote(text, safe="").lower().encode(),
    "form": lambda text: quote_plus(text).encode(),
    "quoted-printable": lambda text: "".join(f"={byte:02X}" for byte in text.encode()).encode(),
    "HTML": lambda text: escape(text).encode(),
    "decimal entities": lambda text: "".join(f"&#{ord(one)};" for one in text).encode(),
    "hex entities": lambda text: "".join(f"&#x{ord(one):x};" for one in text).encode(),
    "HEX entities": lambda text: "".join(f"&#x{ord(one):X};" for one in text).encode(),
    "\\u": lambda text: "".join(f"\\u{unit}" for unit in _utf_16_units(text)).encode(),
    "\\U": lambda text: "".join(f"\\u{unit.upper()}" for unit in _utf_16_units(text)).encode(),
    **{f"base64 at {offset}": _base64(offset) for offset in range(3)},
    **{f"base64url at {offset}": _base64(offset, b"-_") for offset in range(3)},
}


def forms(text: str) -> dict[str, bytes]:
    """Return every form of a text that is searched for, by its name; each run of bytes once."""
    found: dict[bytes, str] = {}
    for spelling, spell in SPELLINGS.items():
        for encoding, encode in ENCODINGS.items():
            found.setdefault(encode(spell(text)), f"{encoding}, {spelling}")
    return {name: run for run, name in found.items() if len(run) >= SHORTEST}


def seen(texts: Iterable[str], *wholes: bytes | str) -> list[str]:
    """Return where any of the texts is found: in the bytes themselves, or packed in them."""
    needles = {f"{text} ({name})": run for text in texts for name, run in forms(text).items()}
    haystacks = [(place, piece) for whole in wholes for place, piece in unpacked(_bytes(whole))]
    return [
        f"{name}{place}"
        for place, piece in haystacks
        for name, run in needles.items()
        if run in piece
    ]


def _bytes(whole: bytes | str) -> bytes:
    return whole.encode() if isinstance(whole, str) else whole


_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def unpacked(whole: bytes, place: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield bytes, and all that is packed in them: ZIP, gzip, the streams of a PDF."""
    yield place, whole
    if whole.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(whole)) as packed:
            for name in packed.namelist():
                yield from unpacked(packed.read(name), f"{place} in {name}")
    elif whole.startswith(b"\x1f\x8b"):
        yield from unpacked(gzip.decompress(whole), f"{place} in gzip")
    elif whole.startswith(b"%PDF"):
        for number, stream in enumerate(_STREAM.findall(whole)):
            plain = _inflated(stream)
            if plain is not None:
                yield from unpacked(plain, f"{place} in stream {number}")


def _inflated(stream: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return None


# ---- Derived values


def digests(text: str, keys: Iterable[bytes]) -> dict[str, bytes]:
    """Return the beginnings of what one would make of a text to recognise it by, in hexadecimal.

    Eight bytes are enough to know it again, and are found in a longer value too.
    """
    found: dict[str, bytes] = {}
    for spelling, spell in SPELLINGS.items():
        raw = spell(text).encode()
        for algorithm in (
            "md5",
            "sha1",
            "sha256",
            "sha384",
            "sha512",
            "sha3_256",
            "blake2b",
            "blake2s",
        ):
            found[f"{algorithm}, {spelling}"] = hashlib.new(algorithm, raw).digest()
        for number, key in enumerate(keys):
            for algorithm in ("md5", "sha1", "sha256", "sha512"):
                name = f"hmac {algorithm}, key {number}, {spelling}"
                found[name] = hmac.new(key, raw, algorithm).digest()
                found[f"{name}, salted"] = hashlib.new(algorithm, key + raw).digest()
                found[f"{name}, peppered"] = hashlib.new(algorithm, raw + key).digest()
    return {name: value[:8].hex().encode() for name, value in found.items()}


def derived(texts: Iterable[str], keys: Iterable[bytes], dump: bytes) -> list[str]:
    """Return which derived values of the texts stand in a dump, whose bytes are in hexadecimal."""
    keys = list(keys)
    return [
        f"{text} ({name})"
        for text in texts
        for name, value in digests(text, keys).items()
        if value in dump
    ]
