"""What ten thousand more signatures make dearer. Yardstick: the same before they came."""

from __future__ import annotations

from benchmarks import signing
from benchmarks.figures import Figure
from benchmarks.importing import ROWS, write
from benchmarks.stage import STATEMENT, Stage, request
from petitions.demo import SLUG

CALLS = 300
MOST = 1.25


def measure(stage: Stage) -> list[Figure]:
    """Return what a page, a signature and a confirmation cost with many signatures there."""
    before = costs_now(stage, "few")
    file = write(stage.instance / "many.csv", ROWS, "many")
    stage.run("signatures", "import", SLUG, str(file))
    after = costs_now(stage, "much")
    return [
        Figure(
            f"{what} with {ROWS:,} more signatures",
            f"{after[what]:.2f} ms CPU",
            after[what] / before[what],
            "the CPU before",
            f"≤ {MOST} ×",
            after[what] / before[what] <= MOST,
        )
        for what in before
    ]


def costs_now(stage: Stage, who: str) -> dict[str, float]:
    """Return milliseconds of processor time a call, the database's included."""
    page = stage.time(stage.app, [request(STATEMENT) for _ in range(CALLS)])
    sign = signing.sign(stage, who, CALLS)
    return {"page": page.each, "sign": sign.each, "confirm": signing.confirm(stage).each}
