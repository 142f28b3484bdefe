"""The demonstration, as a newcomer runs it: in processes of its own, with its own server."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.core.embedded.servers import memory, open_folder, processes, wait_until

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60.0


def demo(instance: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST")
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "demo", *arguments],
        cwd=ROOT,
        env={**environment, "INSTANCE_PATH": str(instance)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def once(instance: Path, *arguments: str) -> str:
    process = demo(instance, "--once", *arguments)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output
    return output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(instance: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    process = demo(instance, "--port", str(port))
    try:
        until(lambda: page(port, "/") is not None)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def page(port: int, path: str) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return str(error.read().decode())
    except OSError:
        return None


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


def processes_of(instance: Path) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(instance).encode() in environment + command:
            found.append(command.decode())
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that is gone afterwards, with all that ran in it."""
    path = open_folder(memory())
    yield path
    wait_until(lambda: not processes(path))
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def instance() -> Iterator[Path]:
    """A demonstration that several tests start again, one after the other."""
    path = open_folder(memory())
    yield path / "instance"
    wait_until(lambda: not processes(path))
    shutil.rmtree(path)


def test_it_loads_sixty_organisations_and_prints_the_letters_path_alone_on_a_line(
    instance: Path,
) -> None:
    output = once(instance)

    letter = next(Path(line) for line in output.splitlines() if line.endswith(".pdf"))
    assert letter.read_bytes().startswith(b"%PDF-")
    assert len(re.findall(r"AGE-SECRET-KEY-1\w+", output)) == 2
    assert "/staff/link/" in output


def test_a_custodians_secret_key_is_nowhere_in_the_instance_folder(folder: Path) -> None:
    output = once(folder / "instance")

    secrets = re.findall(r"AGE-SECRET-KEY-1\w+", output)
    held = b"".join(
        path.read_bytes() for path in (folder / "instance").rglob("*") if path.is_file()
    )
    assert secrets
    assert not any(secret.encode() in held for secret in secrets)


def test_a_second_start_keeps_the_data_of_the_first(instance: Path) -> None:
    again = once(instance)

    assert "Loading" not in again


def test_fresh_begins_anew(instance: Path) -> None:
    assert "Loading" in once(instance, "--fresh")


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop_and_leaves_no_process_behind(
    instance: Path, asked: signal.Signals
) -> None:
    port = free_port()

    with served(instance, port) as process:
        assert "civic-space" in (page(port, "/ja/") or "")
        process.send_signal(asked)
        process.communicate(timeout=30)

    assert process.returncode == 0
    until(lambda: processes_of(instance) == [])


def test_a_web_process_that_is_killed_is_started_again(instance: Path) -> None:
    port = free_port()

    with served(instance, port) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 2, "web and worker"
        for child in children:
            os.killpg(int(child), signal.SIGKILL)
        until(lambda: "civic-space" in (page(port, "/ja/") or ""))

        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def test_a_port_in_use_is_said_so(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        process = demo(instance, "--port", str(port))
        output, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert f"port {port} is in use" in output
