"""Running web and worker side by side, as the demonstration does: one that dies is started again.

Both are forked from this process, which has everything loaded, so they are up in a moment.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from itertools import count
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from types import FrameType

import click
from flask import Flask

from core import jobs, logs, setup
from core.db import db

#: Seconds that a process gets to end by itself.
PATIENCE = 25
#: Seconds between two looks at the processes; how many go by before one at the database.
TICK, TICKS_TO_DATABASE = 0.3, 10
#: Seconds before a process that died is started again.
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


def serve(app: Flask, port: int) -> None:
    """Serve on 127.0.0.1 and run jobs until SIGTERM or Ctrl-C; then stop both and return."""
    db.session.remove()
    db.engine.dispose()
    parts: dict[str, Callable[[], None]] = {
        "web": lambda: web(app, port),
        "worker": lambda: worker(app),
    }
    for asked in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(asked, _stop)
    running = {name: _start(run) for name, run in parts.items()}
    try:
        for tick in count(1):
            time.sleep(TICK)
            if tick % TICKS_TO_DATABASE == 0:
                setup.keep_database(app)
            for name, process in running.items():
                if not process.is_alive():
                    click.echo(f"The {name} ended with {process.exitcode}; starting it again.")
                    time.sleep(BREATH)
                    running[name] = _start(parts[name])
    except Stopped:
        click.echo("Stopping.")
    finally:
        _end(list(running.values()))


def web(app: Flask, port: int) -> None:
    """Serve the application by gunicorn, as a server of one's own would."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no type information
        def load_config(self) -> None:
            choices = {
                "bind": f"127.0.0.1:{port}",
                "workers": 2,
                "threads": 8,
                "worker_class": "gthread",
                "loglevel": "warning",
                "control_socket_disable": True,
            }
            for name, value in choices.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            logs.hold_libraries()  # in the process that answers, after gunicorn set up its own log
            return app

    Server().run()


def worker(app: Flask) -> None:
    """Run jobs."""
    with app.app_context():
        jobs.work()


def _start(run: Callable[[], None]) -> BaseProcess:
    process = get_context("fork").Process(target=_apart, args=(run,))
    process.start()
    return process


def _apart(run: Callable[[], None]) -> None:
    # In a session of its own: Ctrl-C reaches the parent alone, which tells the others in order.
    os.setsid()
    for asked in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(asked, signal.SIG_DFL)
    run()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _end(processes: list[BaseProcess]) -> None:
    for asked in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(asked, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in processes:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
