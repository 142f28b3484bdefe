"""Where an instance's server lives. No permission is changed but those of folders made here."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from core.embedded.accounts import SYSTEM_USER, Account, EmbeddedError, ourselves, server_account

#: Where the data lie, as root, if the system user cannot reach the instance folder.
AWAY = Path("/var/lib/hiroba")

#: What a socket's folder may be called. The system allows 107 bytes in all; and a comma, colon or
#: percent sign means something else to one or another reader of the URL it stands in.
PLAIN = re.compile(r"[A-Za-z0-9_./+-]{1,85}")


@dataclass(frozen=True)
class Place:
    """One instance's folder, which is ours, and whose its `data` and `socket` are."""

    base: Path
    account: Account
    moved: bool

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    @property
    def socket(self) -> Path:
        inside = self.base / "socket"
        if PLAIN.fullmatch(str(inside)):
            return inside
        # Not TMPDIR: all users of a server must come to the same name. `own` makes and checks it.
        return Path("/tmp", f"hiroba-{_mark(self.base)}")  # noqa: S108  see above


def find_place(instance: Path) -> Place:
    """Return where the server of this instance lives or is to live, in a folder that is there.

    :raises EmbeddedError: the folder is not ours; the server's account cannot be made, or cannot
        reach its data.
    """
    instance = instance.resolve()
    instance.mkdir(parents=True, exist_ok=True)
    account = server_account()
    home = Place(instance / "postgres", account, moved=False)
    if account == ourselves():
        own(home.base, account, 0o700)
        return home
    place = _within_reach(instance, home)
    for folder in (AWAY, place.base) if place.moved else (place.base,):
        own(folder, ourselves(), 0o711)  # The server's account passes through to what is its own.
    return place


def _within_reach(instance: Path, home: Place) -> Place:
    """Return the place that a system user can reach. Data stay where they were once made."""
    away = Place(AWAY / _mark(instance), home.account, moved=True)
    if away.data.exists():
        return away
    if home.account.reaches(instance):
        return home
    if home.data.exists():
        raise EmbeddedError(
            f"The database lies in {home.base}, where the system user {SYSTEM_USER} can no longer "
            "reach it. Let it pass through the folders above, or set DATABASE_URL."
        )
    return away


def own(folder: Path, account: Account, mode: int) -> None:
    """Make a folder of this account, or make sure that it is one, which nobody else could fill.

    :raises EmbeddedError: we may not make it; it is another user's, or others may write in it.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except (PermissionError, FileExistsError) as error:
        raise EmbeddedError(f"{folder} cannot be made ({error.strerror}).") from error
    found = folder.lstat()
    ours = found.st_uid in {account.uid, os.geteuid()}
    if not (ours and stat.S_ISDIR(found.st_mode)) or found.st_mode & 0o022:
        raise EmbeddedError(
            f"{folder} is another user's (uid {found.st_uid}), open for others to write in, or no "
            "folder. Remove it, or let INSTANCE_PATH name a folder of your own."
        )
    if found.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != mode:
        folder.chmod(mode)


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
