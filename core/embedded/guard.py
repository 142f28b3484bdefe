"""The guard: a small program, parent of the server, which restarts it and in the end stops it.

It is run by its file's name and imports nothing of ours, so it is up at once and stays small. It
does not end at SIGTERM: while there are users that would take their server away, and when there
are none it ends by itself.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

#: Only a part of the socket's name, but always given, because PGPORT would change it.
PORT = "5432"

SETTINGS = {
    "port": PORT,
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    # In the data folder: a killed server leaves nothing in /dev/shm, which is tiny in containers.
    "dynamic_shared_memory_type": "mmap",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log tells what the server does, and neither a statement nor a value. An error and its
    # detail quote rows, so they go to the client alone: on this scale `log` stands above `error`.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_checkpoints": "off",
}
if sys.platform == "linux":
    # A killed server is back in half a second, not in four, where others keep the disk busy.
    SETTINGS["recovery_init_sync_method"] = "syncfs"

PAUSE = 0.1  # seconds between two looks
LONGEST_PAUSE = 1.0  # before the next try with a server that dies at once, as on a full disk
SET_PDEATHSIG = 1  # prctl(2)


@dataclass(frozen=True)
class Charge:
    """What a guard watches over, in the order of its command line."""

    base: Path
    socket: Path
    binaries: Path
    uid: int
    gid: int

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, in a session of its own: no Ctrl-C and no signal to ours reaches it."""
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        return subprocess.Popen(  # noqa: S603  words from the process that started us
            [self.binaries / "postgres", "-D", self.base / "data", "-k", self.socket, *settings],
            user=self.uid,
            group=self.gid,
            extra_groups=[] if os.geteuid() == 0 else None,
            preexec_fn=stop_with_parent,
            start_new_session=True,
            env={**os.environ, "PG_GRANDPARENT_PID": self.last_pid()},
        )

    def last_pid(self) -> str:
        """Return the id of the server before, which no longer runs.

        PostgreSQL refuses to start where a process of that id lives, and after a reboot, or in a
        new container, it may be anybody's. Under this name in the environment it overlooks one id;
        that nothing else uses the data it still makes sure of by their shared memory.
        """
        try:
            return (self.base / "data" / "postmaster.pid").read_text().partition("\n")[0]
        except FileNotFoundError:
            return "0"


def stop_with_parent() -> None:
    """Have the kernel stop the server, in good order, if its guard is killed. Only Linux can."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(SET_PDEATHSIG, signal.SIGINT)


def watch(charge: Charge, users: int) -> None:
    """Keep the server up until nobody holds the lock `users`; then hold it, and stop the server.

    A look every 0.1 s keeps this simple: one thread, and no signal that could come too early.
    """
    server, started, pause = charge.start(), time.monotonic(), PAUSE
    while not alone(users):
        if server.poll() is not None:
            lived = time.monotonic() - started
            pause = PAUSE if lived > 1 else min(2 * pause, LONGEST_PAUSE)
            time.sleep(pause)
            server, started = charge.start(), time.monotonic()
        time.sleep(PAUSE)
    stop(server)
    shutil.rmtree(charge.socket, ignore_errors=True)


def alone(users: int) -> bool:
    """Tell whether nobody uses the server; if so, newcomers now wait until we have ended."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def stop(server: subprocess.Popen[bytes]) -> None:
    """End every connection and stop in good order; less politely where that takes too long."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(how)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            continue
        return


def main(base: str, socket: str, binaries: str, uid: str, gid: str, lock: str) -> None:
    if os.fork():  # Nobody's child: who started us need not reap us.
        return
    for ignored in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, lambda *_: None)  # Not SIG_IGN, which the server would inherit.
    users = os.open(Path(base) / "users.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    watch(Charge(Path(base), Path(socket), Path(binaries), int(uid), int(gid)), users)
    # Before `users`, which the process's end frees: no newcomer may find this one still taken.
    os.close(int(lock))


if __name__ == "__main__":
    main(*sys.argv[1:])
