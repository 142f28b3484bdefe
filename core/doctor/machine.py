"""What a machine needs before there is an application: libraries, faces, catalogues."""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import sys
from pathlib import Path

from core import documents
from core.doctor.findings import Check, Finding, fault, ok, warning

ROOT = documents.STATIC.parent
#: What WeasyPrint loads, and where Debian keeps it. Without the last it works, but a page in
#: Japanese takes 55 times as long.
LIBRARIES = {
    "libpango-1.0": "libpango-1.0-0",
    "libpangoft2-1.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset": "libharfbuzz-subset0",
}
ENDINGS = (".so.0", ".0.dylib", ".dylib", "-0.dll")
#: Where Homebrew keeps libraries; the system looks there only when told to.
BREW = ("/opt/homebrew/lib", "/usr/local/lib")

#: Letters that names and places have and fonts often lack: outside the basic plane, variants that
#: people insist on, one chosen by a selector (U+E0100), and those of Polish, Turkish and Ukrainian.
SAMPLE = "𠮷 髙 﨑 葛\U000e0100 ł Ż ğ ő і"

#: A row of the faces' own list: | `file` … | `sha256` |
_LISTED = re.compile(r"^\| `(\S+)`.*`([0-9a-f]{64})` \|$", re.MULTILINE)


def native_libraries() -> Finding:
    """Look whether WeasyPrint's libraries load: where the system finds them does not matter."""
    missing = [name for name in LIBRARIES if not _loads(name)]
    if missing:
        return fault(f"documents cannot be made without {', '.join(missing)}", _install(missing))
    return ok("Pango and HarfBuzz load")


def fonts() -> Finding:
    """Look whether the faces are those we ship, to the byte, and draw what names need."""
    folder = documents.STATIC / "fonts"
    fix = f"git checkout -- {folder}"
    try:
        listed = dict(_LISTED.findall((folder / "README.md").read_text(encoding="utf-8")))
        changed = [
            face for face in documents.ALL_FACES if _sha256(folder / face) != listed.get(face)
        ]
    except FileNotFoundError as error:
        return fault(f"{error.filename} is missing", fix)
    if changed:
        return fault(f"not the files that were shipped: {', '.join(changed)}", fix)
    if undrawn := documents.missing_glyphs(SAMPLE):
        return fault(f"the faces cannot draw {' '.join(sorted(undrawn))}", fix)
    return ok(f"{len(documents.ALL_FACES)} faces as shipped; they draw {SAMPLE}")


def translations() -> Finding:
    """Look whether each catalogue was compiled after it last changed."""
    catalogues = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
    if not catalogues:
        return warning(
            "there is none: every page is in English", f"git checkout -- {ROOT / 'translations'}"
        )
    stale = [one.parent.parent.name for one in catalogues if not _is_compiled(one)]
    if stale:
        fix = f"{_beside_us('pybabel')} compile --directory {ROOT / 'translations'}"
        return fault(f"not compiled since it changed: {', '.join(stale)}", fix)
    return ok(f"compiled: {', '.join(one.parent.parent.name for one in catalogues)}")


def _loads(name: str) -> bool:
    for ending in ENDINGS:
        try:
            ctypes.CDLL(f"{name}{ending}")
        except OSError:
            continue
        return True
    return False


def _install(missing: list[str]) -> str:
    """Return the command that installs libraries on this kind of machine."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    names = " ".join(LIBRARIES[name] for name in missing)
    for folder in BREW:
        if Path(folder, f"{missing[0]}.dylib").exists():
            return f"export DYLD_FALLBACK_LIBRARY_PATH={folder}:/usr/lib"
    for tool, command in {
        "apt-get": f"{sudo}apt-get install --no-install-recommends {names}",
        "brew": "brew install pango",
        "dnf": f"{sudo}dnf install pango harfbuzz",
        "pacman": f"{sudo}pacman -S --needed pango harfbuzz",
    }.items():
        if shutil.which(tool):
            return command
    return f"install what Debian calls {names}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_compiled(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime


def _beside_us(tool: str) -> str:
    """Return a program of our own environment by its whole path."""
    return str(Path(sys.executable).with_name(tool))


CHECKS = (
    Check("libraries", native_libraries),
    Check("fonts", fonts),
    Check("translations", translations),
)
