"""Figures for a monitoring system, all read from the database when they are asked for.

They are therefore the same whichever process answers. Requests are not counted here: a process
knows only its own, so each of several would tell another number. They stand in the log, a line
each with rule, status and milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

#: The media type of what `exposition` returns.
TEXT = "text/plain; version=0.0.4"


@dataclass(frozen=True)
class Gauge:
    """Offered by a room: a number now, or one for each state.

    `read` returns the numbers by state, or one under "". A state is a word of ours, never a name,
    an address or a slug.
    """

    name: str
    help: str
    read: Callable[[], Mapping[str, float]]


def exposition(gauges: Iterable[Gauge]) -> str:
    """Return the gauges as Prometheus reads them (text format 0.0.4)."""
    return "".join(f"{line}\n" for gauge in gauges for line in _lines(gauge))


def _lines(gauge: Gauge) -> Iterator[str]:
    yield f"# HELP {gauge.name} {gauge.help}"
    yield f"# TYPE {gauge.name} gauge"
    for state, number in gauge.read().items():
        label = f'{{state="{state}"}}' if state else ""
        yield f"{gauge.name}{label} {number:.15g}"
