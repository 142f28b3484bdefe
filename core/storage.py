"""Files we keep: a folder, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO

from flask import current_app


def folder() -> Path:
    """Return the folder of stored files, made with access for its owner alone."""
    path = Path(current_app.config["STORAGE_FOLDER"])
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def put(key: str, content: bytes) -> None:
    """Keep a file under a key, in place of the one that was there, as `whole` writes it."""
    put_from(key, BytesIO(content))


def put_from(key: str, source: IO[bytes]) -> None:
    """Keep what is read from an open file, as `put` does, without holding it in memory."""
    target = _path(key)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with whole(target) as file:
        shutil.copyfileobj(source, file)


@contextmanager
def whole(target: Path) -> Iterator[BinaryIO]:
    """Give a file to write that its owner alone may read, and put it in its place at the end.

    Readers see the old one or the whole new one; it survives a power cut. What fails half way
    leaves nothing behind.
    """
    handle, part = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(target)
    except BaseException:
        Path(part).unlink()
        raise


def get(key: str) -> bytes:
    """Return a kept file.

    :raises FileNotFoundError: nothing is kept under this key.
    """
    return _path(key).read_bytes()


def delete(key: str) -> None:
    """Erase a kept file; nothing where there is none."""
    _path(key).unlink(missing_ok=True)


def delete_below(key: str) -> None:
    """Erase all that is kept below a key; nothing where there is none."""
    shutil.rmtree(_path(key), ignore_errors=True)


def path(key: str) -> Path:
    """Return where a kept file lies, for telling an operator, or for sending it piece by piece."""
    return _path(key).resolve()


def _path(key: str) -> Path:
    root = folder()
    found = root / key
    if not found.resolve().is_relative_to(root.resolve()):
        raise ValueError("a key names a file inside the folder")
    return found
