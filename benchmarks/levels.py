"""Whether the time of an answer tells the level that an organisation chose.

Yardstick: how far two halves of one level's times lie apart by chance. The web process is a real
one; whoever measures sits beside it, which is nearer than anybody on the network comes.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from benchmarks.figures import Figure
from benchmarks.signing import csrf_token
from benchmarks.stage import HOST, STATEMENT, Stage
from core import tokens

ROUNDS = 100
#: Not counted: each thread of the server, and of the database, loads what it needs at first.
WARMING = 10
SHUFFLES = 2000
LEVELS = {
    "sign": ("public", "addressee", "undisclosed"),
    "confirm": ("public", "addressee", "undisclosed"),
    "join": ("public", "undisclosed"),
}
NAME = "特定非営利活動法人 霜月水路"
TYPED = {
    "kana": "しもつきすいろ",
    "representative_title": "代表理事",
    "representative_name": "早瀬 湊",
    "contact_name": "浅葱 ゆう",
    "authority": "y",
}

Times = dict[str, dict[str, list[float]]]


def measure(stage: Stage) -> list[Figure]:
    """Return, for each step, the difference between its levels beside that of two halves."""
    times: Times = {step: {level: [] for level in levels} for step, levels in LEVELS.items()}
    with served(stage) as line:
        for number in range(-WARMING, ROUNDS):
            found = once(stage, line, number)
            for (step, level), seconds in found.items():
                if number >= 0:
                    times[step][level].append(seconds)
    return [
        figure(step, level, times[step]) for step, levels in LEVELS.items() for level in levels[1:]
    ]


def once(stage: Stage, line: HTTPConnection, number: int) -> dict[tuple[str, str], float]:
    """Do each step at each level, in an order that is drawn; return what each took."""
    found = {}
    for level in random.sample(LEVELS["sign"], 3):
        who, once_only = f"{level}{number}", tokens.fresh()
        typed = {**TYPED, "organisation": f"{NAME}{who}", "email": f"{who}@mail.example"}
        form = {**typed, "board": "agreed", "disclosure": level, "once": once_only}
        found["sign", level] = sent(line, f"{STATEMENT}/sign/organisation", form)
        with stage.app.app_context():
            link = f"/ja/confirm/{tokens.derived('organisation', once_only)}"
        found["confirm", level] = sent(line, link, {})
    for level in random.sample(LEVELS["join"], 2):
        who = f"{level}{number}"
        typed = {**TYPED, "name_ja": f"{NAME}{who}", "email": f"{who}@mail.example"}
        found["join", level] = sent(line, "/ja/join", {**typed, "disclosure": level})
    return found


def sent(line: HTTPConnection, path: str, form: dict[str, str]) -> float:
    """Open a page, send its form, and return the seconds until the answer to that was whole."""
    line.request("GET", path)
    form = {**form, "csrf_token": csrf_token(line.getresponse().read().decode())}
    body, kind = urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"}
    start = time.perf_counter()
    line.request("POST", path, body, kind)
    answer = line.getresponse()
    answer.read()
    took = time.perf_counter() - start
    if answer.status != 303:
        raise RuntimeError(f"answered with {answer.status}")
    return took


def figure(step: str, level: str, times: dict[str, list[float]]) -> Figure:
    one, other = times["public"], times[level]
    apart = statistics.median(other) - statistics.median(one)
    by_chance = chance(one, other, abs(apart))
    return Figure(
        f"{step}: {level} beside public, {len(one)} of each",
        f"{statistics.median(one) * 1000:.1f} ms {apart * 1000:+.2f} ms, p = {by_chance:.2f}",
        abs(apart) / halves(one),
        "the difference of two halves of public",
        "p ≥ 0.05",
        by_chance >= 0.05,
    )


def chance(one: list[float], other: list[float], apart: float) -> float:
    """Return how often medians lie as far apart when the times are dealt out anew."""
    both, often = [*one, *other], 0
    for _ in range(SHUFFLES):
        random.shuffle(both)
        mine, theirs = both[: len(one)], both[len(one) :]
        often += abs(statistics.median(theirs) - statistics.median(mine)) >= apart
    return often / SHUFFLES


def halves(times: list[float]) -> float:
    """Return how far the medians of two halves of one level lie apart, as a rule."""
    found = []
    for _ in range(SHUFFLES):
        dealt = random.sample(times, len(times))
        middle = len(dealt) // 2
        found.append(abs(statistics.median(dealt[:middle]) - statistics.median(dealt[middle:])))
    return statistics.median(found)


@contextmanager
def served(stage: Stage) -> Iterator[HTTPConnection]:
    """Give a connection to a web process over the stage, with the same key as the stage."""
    key = str(stage.app.config["SECRET_KEY"])
    port = urlsplit(HOST).port or 80
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--threads=2", f"--bind=127.0.0.1:{port}",
         "--no-control-socket", "wsgi:create_app()"],
        env={**stage.environment, "SECRET_KEY": key},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        _wait(line)
        yield line
    finally:
        line.close()
        process.terminate()
        process.wait(30)


def _wait(line: HTTPConnection) -> None:
    for _ in range(300):
        try:
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            line.close()
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web process does not answer")
