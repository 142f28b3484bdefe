"""Files we keep: a folder, written whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from io import BytesIO
from pathlib import Path
from typing import IO

from flask import current_app


def folder() -> Path:
    """Return the folder of stored files, made with access for its owner alone."""
    path = Path(current_app.config["STORAGE_FOLDER"])
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def put(key: str, content: bytes) -> None:
    """Keep a file: readers see the old one or the whole new one; it survives a power cut."""
    put_from(key, BytesIO(content))


def put_from(key: str, source: IO[bytes]) -> None:
    """Keep what is read from an open file, as `put` does, without holding it in memory."""
    target = _path(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    with part.open("xb") as file:
        shutil.copyfileobj(source, file)
        file.flush()
        os.fsync(file.fileno())
    part.rename(target)


def get(key: str) -> bytes:
    """Return a kept file.

    :raises FileNotFoundError: nothing is kept under this key.
    """
    return _path(key).read_bytes()


def delete(key: str) -> None:
    """Erase a kept file; nothing where there is none."""
    _path(key).unlink(missing_ok=True)


def path(key: str) -> Path:
    """Return where a kept file lies, for telling an operator, or for sending it piece by piece."""
    return _path(key).resolve()


def _path(key: str) -> Path:
    root = folder()
    found = root / key
    if not found.resolve().is_relative_to(root.resolve()):
        raise ValueError("a key names a file inside the folder")
    return found
