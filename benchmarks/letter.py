"""The letter with 60 organisations and 100 people. Yardstick: one line of text by WeasyPrint."""

from __future__ import annotations

import os
import sys

from benchmarks import costs
from benchmarks.figures import Figure
from benchmarks.importing import write
from benchmarks.stage import Stage
from petitions.demo import SLUG

#: The demonstration has 60 people; a file brings the others.
MORE_PEOPLE = 40

ONE_LINE = "import weasyprint; weasyprint.HTML(string='<p lang=ja>広場').write_pdf('/dev/null')"


def measure(stage: Stage) -> list[Figure]:
    """Return what the command takes to make the letter, its start and imports included."""
    people = write(stage.instance / "more.csv", MORE_PEOPLE, "letter")
    stage.run("signatures", "import", SLUG, str(people))
    line = costs.of_command(sys.executable, "-c", ONE_LINE, environment=os.environ)
    letter = stage.run(
        "submission", "build", SLUG, "--addressee", "mofa", "--addressee", "mof",
        "--out", str(stage.instance / "letter.pdf"),
    )  # fmt: skip
    return [
        Figure("one line by WeasyPrint, in a process", str(line)),
        Figure("the application started, and nothing done", str(stage.start())),
        Figure(
            "letter to two ministers, 60 organisations, 100 people",
            str(letter),
            letter.wall / line.wall,
            "the one line",
            "≤ 1.5 s, ≤ 200 MB",
            letter.wall <= 1.5 and letter.peak <= 200e6,
        ),
    ]
