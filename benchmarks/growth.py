"""What ten thousand more signatures make dearer. Yardstick: the same before they came."""

from __future__ import annotations

from benchmarks import pages, signing
from benchmarks.figures import Figure
from benchmarks.importing import ROWS, write
from benchmarks.stage import STATEMENT, Stage, request
from petitions.demo import SLUG

CALLS = 200
MOST = 1.25


def measure(stage: Stage) -> list[Figure]:
    """Return how much a page, a signature and a confirmation cost with many signatures there."""
    before = costs_now(stage, "few")
    file = write(stage.instance / "many.csv", ROWS, "many")
    stage.run("signatures", "import", SLUG, str(file))
    after = costs_now(stage, "much")
    return [
        Figure(
            f"{what} with {ROWS:,} more signatures",
            f"{after[what]:,.0f} bare pages' CPU",
            after[what] / before[what],
            "that before",
            f"≤ {MOST} ×",
            after[what] / before[what] <= MOST,
        )
        for what in before
    ]


def costs_now(stage: Stage, who: str) -> dict[str, float]:
    """Return what each costs in processor time, the database's included.

    It is told in bare pages of the same moment: a busy machine computes slower.
    """
    hello = pages.bare()
    simple = stage.time(hello, [request("/") for _ in range(pages.BARE)])
    with pages.making_each(stage.app):
        page = stage.time(stage.app, [request(STATEMENT) for _ in range(CALLS)])
    sign = signing.sign(stage, who, CALLS, threads=1)
    confirm = signing.confirm(stage, threads=1)
    costs = {"page": page, "sign": sign, "confirm": confirm}
    return {what: cost.each / simple.each for what, cost in costs.items()}
