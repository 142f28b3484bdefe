"""Measures every claim, prints the table and writes it into benchmarks/results.md: `make bench`."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path

from benchmarks import (
    exporting,
    growth,
    importing,
    letter,
    levels,
    pages,
    signing,
    stage,
    statements,
)
from benchmarks.figures import Figure, as_table

#: In this order: each finds the signatures that those before it have left.
CLAIMS = (letter, pages, statements, levels, signing, growth, importing, exporting)
RESULTS = Path(__file__).parent / "results.md"
#: What stands above this in the results is replaced; what they mean is written by hand below it.
MEANING = "## What they mean"


def main() -> None:
    start = time.monotonic()
    figures: list[Figure] = []
    with stage.demonstration() as ready:
        for claim in CLAIMS:
            sys.stderr.write(f"{claim.__name__.partition('.')[2]} …\n")
            figures += claim.measure(ready)
    table = as_table(figures)
    sys.stdout.write(f"{table}\n")
    facts = (
        f"{machine()}, {time.strftime('%Y-%m-%d')}, `make bench`, {time.monotonic() - start:.0f} s."
    )
    RESULTS.write_text(
        f"# What was measured\n\n{facts}\n\n{table}\n\n{meaning()}", encoding="utf-8"
    )


def machine() -> str:
    """Return what this machine is: processors, memory, system, Python, and how busy it was."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB, {platform.system()} "
        f"{platform.release().partition('-')[0]}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} at the end"
    )


def meaning() -> str:
    """Return what is written by hand below the table, as it stands."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    return text[text.index(MEANING) :] if MEANING in text else f"{MEANING}\n"


if __name__ == "__main__":
    main()
