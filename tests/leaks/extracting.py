"""Takes everything out of a PDF that a reader, a tool or a curious person could."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
from pdfminer.high_level import extract_text
from pypdf import PdfReader


def _run(*command: str | Path) -> bytes:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout


def pdftotext(file: Path) -> bytes:
    return _run("pdftotext", "-layout", file, "-") + _run("pdftotext", "-raw", file, "-")


def qpdf(file: Path) -> bytes:
    """Return the file with every stream laid open, and its objects as JSON."""
    options = ("--qdf", "--object-streams=disable", "--decode-level=all")
    return _run("qpdf", *options, file, "-") + _run("qpdf", "--json", file)


def exiftool(file: Path) -> bytes:
    return _run("exiftool", "-a", "-u", "-ee", "-G", "-j", file)


def pypdf(file: Path) -> bytes:
    reader = PdfReader(file)
    parts = [page.extract_text() for page in reader.pages]
    parts += [str(reader.metadata), str(reader.outline), str(reader.xmp_metadata)]
    return "\n".join(parts).encode()


def pdfminer(file: Path) -> bytes:
    return str(extract_text(file)).encode()


def attachments(file: Path) -> bytes:
    """Return the names and the content of the attached files."""
    with pikepdf.open(file) as pdf:
        parts = [
            name.encode() + b"\n" + spec.get_file().read_bytes()
            for name, spec in pdf.attachments.items()
        ]
    return b"\n".join(parts)


EXTRACTORS: dict[str, Callable[[Path], bytes]] = {
    "pdftotext": pdftotext,
    "qpdf": qpdf,
    "exiftool": exiftool,
    "pypdf": pypdf,
    "pdfminer": pdfminer,
    "attachments": attachments,
}


def squeezed(text: bytes) -> bytes:
    """Return a text without its spaces: a line may break anywhere in a name."""
    return b"".join(text.decode(errors="replace").encode().split()) + b"\n" + text


def with_attachment(pdf: bytes, name: str, content: bytes) -> bytes:
    """Return a PDF with a file attached, to see that one would be found."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.attachments[name] = pikepdf.AttachedFileSpec(opened, content)
        opened.save(made)
    return made.getvalue()
