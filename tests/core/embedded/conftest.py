"""Instances whose server is down, and processes that use one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.embedded import running
from tests.core.embedded.servers import (
    User,
    Users,
    execute,
    memory,
    open_folder,
    processes,
    wait_until,
)

PROJECT = Path(__file__).parents[3]

#: A user of the server: holds it, says so, and does it again for each line it is given. The frame
#: around core.embedded takes a second to import and is left out: nothing of it is needed.
USER = """
import os, sys, time, types
sys.modules["core"] = core = types.ModuleType("core")
core.__path__ = ["core"]
from pathlib import Path
from core.embedded import hold
print(hold(Path(sys.argv[1])).url, flush=True)
if "fork" in sys.argv and (fork := os.fork()):
    print(fork, flush=True)
for line in sys.stdin:
    print(hold(Path(sys.argv[1])).url, flush=True)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    path = open_folder(memory())
    yield path
    wait_until(lambda: not processes(path))
    shutil.rmtree(path)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    path = open_folder(memory())
    with running(path / "instance") as server:
        execute(server.owner_url, "CREATE TABLE word (word text UNIQUE)")
        execute(server.owner_url, "GRANT SELECT, INSERT ON word TO hiroba")
    yield path / "instance"
    wait_until(lambda: not processes(path))
    shutil.rmtree(path)


@pytest.fixture
def instance(made_once: Path) -> Iterator[Path]:
    """An instance whose server is down and whose database holds the table `word`."""
    wait_until(lambda: not processes(made_once))
    yield made_once
    wait_until(lambda: not processes(made_once))


@pytest.fixture
def spoilt(instance: Path, folder: Path) -> Path:
    """A copy of the instance, for a test that leaves it unusable."""
    subprocess.run(["cp", "-a", instance, folder / "instance"], check=True)
    return folder / "instance"


@pytest.fixture
def users(folder: Path, made_once: Path) -> Iterator[Users]:
    """Start a process that holds the server; all that are left are killed at the end."""
    started: list[User] = []

    def start(instance: Path, *how: str) -> User:
        words = [sys.executable, "-c", USER, str(instance), *how]
        pipe = subprocess.PIPE
        user = subprocess.Popen(words, cwd=PROJECT, stdin=pipe, stdout=pipe, text=True)
        started.append(user)
        return user

    yield start
    for user in started:
        user.kill()
        user.communicate()
