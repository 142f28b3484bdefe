"""The PostgreSQL that comes as a wheel, run for as long as somebody uses it.

For trial, tests and a small network on one machine. All of it lies in `instance/postgres`: the
cluster in `data/`, `server.log`, the `socket/` it listens on, and three lock files. The locks are
`flock`s, which the kernel frees in whatever way a process ends:

- `users.lock` is held shared by each process that uses the server, and by what it forks, until it
  ends.
- `guard.lock` is held by the guard (guard.py), the parent of `postgres`, which starts it again when
  it dies. Once the guard can take `users.lock` exclusively nobody is left: it stops the server,
  frees `guard.lock`, then `users.lock`.
- `start.lock` is held while one user arrives, so users arrive one at a time.

Who arrives takes `users.lock` first, waiting while a guard is stopping, and then tries
`guard.lock`. Where it is taken, its guard cannot leave before this user does; where it is free, it
is handed, locked, to a new guard. So there are never two guards, and no user relies on one that is
leaving. If the guard itself is killed, the kernel stops its server, and the next `hold` starts both
again.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.embedded import guard
from core.embedded.accounts import EmbeddedError, environment, run, say
from core.embedded.binaries import Binaries, find_binaries
from core.embedded.cluster import OWNER, ROLE, ensure_data
from core.embedded.places import Place, find_place, own

#: Seconds without any answer. A server that recovers after a crash says so, and gets longer.
PATIENCE = 20.0

_held: dict[Path, int] = {}


@dataclass(frozen=True)
class Server:
    """A server that answers: how to reach it, and where its things lie."""

    url: str  # as the application, which may only do what migrations grant it
    owner_url: str  # as PostgreSQL's superuser, for migrations and dumps
    data: Path
    socket: Path
    log: Path
    binaries: Path  # the folder of psql, pg_dump and the others
    moved: bool  # the data lie outside the instance folder


def hold(instance: Path) -> Server:
    """Return the instance's server, started where it was not up, for as long as we live.

    Calling it again is cheap and mends: it also replaces a guard that was killed.

    :raises EmbeddedError: the server cannot be had.
    """
    users, server = _arrive(instance)
    if _held.setdefault(server.data, users) != users:
        os.close(users)
    return server


@contextmanager
def running(instance: Path) -> Iterator[Server]:
    """Give the instance's server, started where it was not up, for the length of a block.

    After the last user's block the server stops by itself, in well under a second.

    :raises EmbeddedError: the server cannot be had.
    """
    users, server = _arrive(instance)
    try:
        yield server
    finally:
        os.close(users)


def _arrive(instance: Path) -> tuple[int, Server]:
    """Return the descriptor of our shared lock, and the server that this lock keeps up."""
    place = find_place(instance)
    with ExitStack() as arriving, ExitStack() as failing:
        arriving.callback(os.close, _lock(place.base / "start.lock", fcntl.LOCK_EX))
        users = _lock(place.base / "users.lock", fcntl.LOCK_SH)
        failing.callback(os.close, users)
        server = _start(place)
        failing.pop_all()
    return users, server


def _start(place: Place) -> Server:
    binaries = find_binaries(place.data, place.account)
    ensure_data(place, binaries)
    own(place.socket, place.account, 0o700)
    _wait(place, binaries)
    at = f"hiroba?host={place.socket}&port={guard.PORT}"
    return Server(
        url=f"postgresql://{ROLE}@/{at}",
        owner_url=f"postgresql://{OWNER}@/{at}",
        data=place.data,
        socket=place.socket,
        log=place.log,
        binaries=binaries.ours,
        moved=place.moved,
    )


def _wait(place: Place, binaries: Binaries) -> None:
    """Return once a guard stands by and the server answers.

    :raises EmbeddedError: it does not answer; the message ends with the last lines of its log.
    """
    ask = str(binaries.ours / "pg_isready"), "--quiet", f"--username={ROLE}", "--dbname=hiroba"
    where = f"--host={place.socket}", f"--port={guard.PORT}"
    deadline = time.monotonic() + PATIENCE
    while True:
        _ensure_guard(place, binaries)
        answer = run(None, *ask, *where).returncode
        if answer == 0:
            return
        if answer == 1:
            deadline = time.monotonic() + PATIENCE
        elif time.monotonic() > deadline:
            tail = place.log.read_text(errors="replace").splitlines()[-5:]
            raise EmbeddedError("\n  ".join(["The database does not start. Its log ends:", *tail]))
        time.sleep(0.03)


def _ensure_guard(place: Place, binaries: Binaries) -> None:
    """Start a guard where there is none; it inherits the lock that tells there is one."""
    try:
        lock = _lock(place.base / "guard.lock", fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if place.moved:
        say(f"The database lies in {place.base}: its system user cannot reach the instance folder.")
    log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    account = place.account
    told = (place.base, place.socket, binaries.server, account.uid, account.gid, lock)
    try:
        # Isolated and without site-packages it is up in some 50 ms; it forks, so we wait no longer.
        subprocess.run(  # noqa: S603  our own file, and words that we made
            [sys.executable, "-I", "-S", guard.__file__, *map(str, told)],
            check=True,
            pass_fds=(lock,),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=environment(),
        )
    finally:
        os.close(log)
        os.close(lock)


def _lock(path: Path, how: int) -> int:
    """Return a descriptor that holds the lock until closed; programs we start do not inherit it."""
    with ExitStack() as failing:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        failing.callback(os.close, descriptor)
        fcntl.flock(descriptor, how)
        failing.pop_all()
    return descriptor


__all__ = ["EmbeddedError", "Server", "hold", "running"]
