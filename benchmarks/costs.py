"""Seconds, processor time and memory: of a command, and of many calls in several threads."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

Act = Callable[[], object]


@dataclass(frozen=True)
class CommandCost:
    """What a command took: seconds, and the most memory it held at once, in bytes."""

    wall: float
    cpu: float
    peak: int

    def __str__(self) -> str:
        return f"{self.wall:.2f} s, {self.cpu:.2f} s CPU, {self.peak / 1e6:.0f} MB"


def of_command(*command: str, environment: Mapping[str, str]) -> CommandCost:
    """Run a command, its output thrown away, and return what it took.

    :raises RuntimeError: it failed.
    """
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{' '.join(command)} failed: {said.read()}")
    return CommandCost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


@dataclass(frozen=True)
class Cost:
    """What calls took together: seconds in all, of our processor time and the database's."""

    times: Sequence[float]
    wall: float
    cpu: float
    database_cpu: float

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.times) / self.wall

    @property
    def each(self) -> float:
        """Milliseconds of processor time a call, the database's included."""
        return (self.cpu + self.database_cpu) / len(self.times) * 1000

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 calls of 100 were answered."""
        return statistics.quantiles(self.times, n=100)[98] * 1000

    def __str__(self) -> str:
        return f"{self.rate:,.0f}/s, {self.each:.2f} ms CPU each"


def of_calls(acts: Sequence[Act], *, threads: int, server: Path) -> Cost:
    """Call everything once, in so many threads, and return what it took.

    :raises RuntimeError: a call failed; its thread has told how.
    """
    times: list[float] = []
    hands = [Thread(target=_work, args=(acts[first::threads], times)) for first in range(threads)]
    ours, theirs, start = time.process_time(), database_cpu(server), time.perf_counter()
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    wall = time.perf_counter() - start
    if len(times) < len(acts):
        raise RuntimeError(f"{len(acts) - len(times)} of {len(acts)} calls failed")
    return Cost(times, wall, time.process_time() - ours, database_cpu(server) - theirs)


def _work(acts: Sequence[Act], times: list[float]) -> None:
    for act in acts:
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)


def database_cpu(data: Path) -> float:
    """Return the seconds that a PostgreSQL has computed for its clients, as Linux tells.

    What it does for itself meanwhile, such as a VACUUM, belongs to no call.
    """
    postmaster = (data / "postmaster.pid").read_text().partition("\n")[0]
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            title = (process / "cmdline").read_text()
        except OSError:  # it has just ended
            continue
        if fields[1] == postmaster and "[local]" in title:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
