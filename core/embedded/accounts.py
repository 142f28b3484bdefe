"""Whom the server runs as, and running programs as them."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

#: The system user that runs the server where we are root: PostgreSQL refuses to run as root.
SYSTEM_USER = "hiroba"


class EmbeddedError(Exception):
    """The embedded server cannot be had; the message tells an operator why and what to do."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Tell whether the account may enter this folder, or run this program, from the root on."""
        return run(self, "/bin/sh", "-c", 'test -x "$0"', str(path)).returncode == 0


def ourselves() -> Account:
    return Account(os.geteuid(), os.getegid())


def server_account() -> Account:
    """Return whom the server runs as: ourselves, or as root the system user, made where missing.

    :raises EmbeddedError: it cannot be made.
    """
    if os.geteuid() != 0:
        return ourselves()
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return Account(entry.pw_uid, entry.pw_gid)


def _make_system_user() -> pwd.struct_passwd:
    say(f"PostgreSQL does not run as root: making the system user {SYSTEM_USER} for it.")
    tool = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    why = "useradd is not installed"
    if tool is not None:
        how = ("--system", "--no-create-home", "--shell", "/usr/sbin/nologin")
        why = run(None, tool, *how, SYSTEM_USER).stderr.strip()
    try:
        return pwd.getpwnam(SYSTEM_USER)  # Also where another process made it at the same moment.
    except KeyError:
        raise EmbeddedError(
            f"The system user {SYSTEM_USER} could not be made ({why}). "
            "Make it, run as an ordinary user, or set DATABASE_URL."
        ) from None


def run(
    account: Account | None, *command: str, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, as an account or as ourselves, without the secrets around us."""
    lowered = account is not None and os.geteuid() == 0
    return subprocess.run(  # noqa: S603  the programs are named in this package
        command,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if lowered else None,
        input=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        cwd="/",
        env=environment(),
    )


def environment() -> dict[str, str]:
    """Return what programs need of our environment. PG* variables would mislead them."""
    needed = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**needed, "LC_ALL": "C"}


def say(text: str) -> None:
    """Tell the operator; standard output belongs to the command that runs."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
