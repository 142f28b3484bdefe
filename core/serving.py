"""Running web and worker side by side, as the demonstration does: a process that dies is started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click

#: Seconds that a process gets to end by itself.
PATIENCE = 25
#: A process that dies within this many seconds is not started again at once.
BREATH = 1.0


class Stopped(Exception):
    """We were asked to stop."""


def is_free(port: int) -> bool:
    """Tell whether we could listen on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def serve(port: int) -> None:
    """Serve on 127.0.0.1 and run jobs until SIGTERM or Ctrl-C; then stop both and return."""
    environment = {
        **os.environ,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PYTHONUNBUFFERED": "1",
    }
    commands = {
        "web": [
            sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2",
            "--threads", "8", "--worker-class", "gthread", "--no-control-socket", "--log-level", "warning",
            "--error-logfile", "-", "wsgi:create_app()",
        ],
        "worker": [sys.executable, "-m", "flask", "work"],
    }  # fmt: skip
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, _stop)
    running = {name: _start(command, environment) for name, command in commands.items()}
    try:
        while True:
            time.sleep(0.5)
            for name, process in running.items():
                if process.poll() is not None:
                    click.echo(f"The {name} ended with {process.returncode}; starting it again.")
                    time.sleep(BREATH)
                    running[name] = _start(commands[name], environment)
    except Stopped:
        click.echo("Stopping.")
    finally:
        _end(list(running.values()))


def _start(command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    # In a session of its own: Ctrl-C reaches us alone, and we tell the others in order.
    return subprocess.Popen(
        command, env=environment, stderr=subprocess.STDOUT, start_new_session=True
    )


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
