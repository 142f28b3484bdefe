"""Making the data: one cluster, with the database and the role that the application uses."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from core.embedded.accounts import EmbeddedError, run
from core.embedded.binaries import Binaries
from core.embedded.places import Place

#: The application's role owns nothing: it can do what migrations grant, and no more.
ROLE = "hiroba"
OWNER = "postgres"
CONTENT = f"CREATE ROLE {ROLE} LOGIN;\nCREATE DATABASE hiroba;\n"

#: Sorting and letter case are PostgreSQL's own: alike on all machines, after every upgrade.
INITDB = (
    f"--username={OWNER}",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


def ensure_data(place: Place, binaries: Binaries) -> None:
    """Make the cluster where there is none, under another name until complete.

    So a kill spoils nothing. The caller holds start.lock: what lies about under such a name was
    left by a start cut short.

    :raises EmbeddedError: PostgreSQL could not make it; the message says why.
    """
    for left in place.base.glob("new-*"):
        shutil.rmtree(left, ignore_errors=True)  # If its initdb lives on for a moment: next time.
    if place.data.exists():
        return
    new = Path(tempfile.mkdtemp(prefix="new-", dir=place.base))
    os.chown(new, place.account.uid, place.account.gid)
    _run(place, str(binaries.server / "initdb"), *INITDB, str(new))
    single = ("--single", "-D", str(new), "-c", "exit_on_error=on", OWNER)
    _run(place, str(binaries.server / "postgres"), *single)
    new.rename(place.data)
    base = os.open(place.base, os.O_RDONLY)
    os.fsync(base)  # The new name, too, survives a power cut.
    os.close(base)


def _run(place: Place, *command: str) -> None:
    done = run(place.account, *command, stdin=CONTENT)
    if done.returncode != 0:
        raise EmbeddedError(f"The database could not be made: {done.stderr.strip()[-1000:]}")
