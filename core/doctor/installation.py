"""What the settings say, and what this machine makes of them: secrets, addresses, folders, disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.sansio.utils import host_is_trusted

from core import storage
from core.doctor.findings import Check, Finding, fault, ok, warning
from core.settings import Settings

LEAST_KEY = 32
#: A key drawn at random has many different characters; one typed by hand or repeated has few.
LEAST_DIFFERENT = 8
NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"

GIGABYTE = 1_000_000_000
LEAST_SHARE = 0.05


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def secret_key() -> Finding:
    """Look whether the key that signs links can be guessed, or read by others on this machine."""
    key = str(current_app.config["SECRET_KEY"])
    if len(key) < LEAST_KEY or len(set(key)) < LEAST_DIFFERENT:
        return fault("SECRET_KEY is short or easy to guess", f"SECRET_KEY=$({NEW_KEY})")
    kept = os.environ.get("SECRET_KEY_FILE")
    if kept and Path(kept).stat().st_mode & 0o007:
        return fault(f"every user of this machine can read {kept}", f"chmod 640 {kept}")
    return ok(f"{len(key)} characters")


def addresses() -> Finding:
    """Look whether links in mail will be answered, encrypted, and visitors told apart."""
    told = settings()
    parts = urlsplit(told.base_url)
    if not host_is_trusted(parts.hostname, told.hosts):
        return fault(
            f"links in mail lead to {parts.hostname}, which TRUSTED_HOSTS leaves out",
            f"TRUSTED_HOSTS={','.join([*told.trusted_hosts, str(parts.hostname)])}",
        )
    if told.development:
        return ok(f"{told.base_url}, on this machine only")
    if parts.scheme != "https":
        return fault(
            "links in mail are not encrypted: whoever is on the way can use them",
            f"BASE_URL=https://{parts.netloc}",
        )
    if any(network.prefixlen == 0 for network in told.trusted_proxies):
        return fault("everybody may say to be somebody else", "TRUSTED_PROXIES=127.0.0.1")
    if not told.trusted_proxies:
        return warning(
            "no proxy is trusted: behind one, pages do not know that they travel encrypted",
            "TRUSTED_PROXIES=127.0.0.1",
        )
    return ok(told.base_url)


def stored_files() -> Finding:
    """Look whether documents can be kept, by keeping one for a moment."""
    key = f".doctor-{os.getpid()}"
    try:
        storage.put(key, b"")
        storage.path(key).unlink()
    except OSError as error:
        folder = current_app.config["STORAGE_FOLDER"]
        return fault(f"nothing can be written to {folder}: {error.strerror}", _owned(folder))
    return ok(f"{storage.folder()} can be written to")


def disk() -> Finding:
    """Look whether there is room on the disks of the instance and of stored files."""
    folders = (settings().instance_path.resolve(), storage.folder())
    usage = {folder: shutil.disk_usage(_nearest(folder)) for folder in folders}
    folder, tightest = min(usage.items(), key=lambda one: one[1].free)
    share = tightest.free / tightest.total
    said = f"{tightest.free / GIGABYTE:.1f} GB free ({share:.0%}) where {folder} lies"
    fix = f"du -xh --max-depth=2 {folder} | sort -h | tail"
    if tightest.free < GIGABYTE:
        return fault(said, fix)
    return warning(said, fix) if share < LEAST_SHARE else ok(said)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that exists."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _owned(folder: str) -> str:
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}install -d -m 700 -o $(id -un) {folder}"


CHECKS = (
    Check("secret key", secret_key),
    Check("addresses", addresses),
    Check("files", stored_files),
    Check("disk", disk),
)
