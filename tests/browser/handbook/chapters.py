"""The handbook's chapters as text: their numbered steps, what each names, and the picture of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import ROOT

HANDBOOK = ROOT / "docs" / "handbook"
PICTURES = ROOT / "docs" / "pictures" / "handbook"
LANGUAGES = ("ja", "en")

HEADING = re.compile(r"#{2,3} (.+)")
STEP = re.compile(r"(\d+)\. (.+)")
PICTURE = re.compile(r" {3}!\[([^]]*)\]\(([^)]+)\)")
#: How each language quotes a word of the pages.
QUOTED = {"ja": re.compile("「([^」]+)」"), "en": re.compile("“([^”]+)”")}


@dataclass(frozen=True)
class Picture:
    """A picture that a chapter shows, and what is said of it to who cannot see it."""

    file: Path
    told: str


@dataclass(frozen=True)
class Step:
    """A numbered step, with the pictures that stand beneath it."""

    heading: str
    number: int
    text: str
    lang: str
    pictures: tuple[Picture, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the words of the pages that the step quotes, in its order."""
        return tuple(QUOTED[self.lang].findall(self.text))


@dataclass(frozen=True)
class Chapter:
    """A chapter in one language."""

    name: str
    lang: str

    @property
    def file(self) -> Path:
        return HANDBOOK / self.lang / f"{self.name}.md"

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    def steps(self) -> list[Step]:
        """Return the numbered steps, in their order."""
        return list(_steps(self))

    def picture(self, way: str, number: int) -> Path:
        """Return where the picture of a step lies, by the name of the way that leads to it."""
        return PICTURES / self.lang / f"{self.name}-{way}-{number}.png"

    def steps_of(self, way: str) -> list[Step]:
        """Return the steps of one way: those that show its pictures."""
        ours = re.compile(rf"{self.name}-{way}-\d+\.png")
        return [
            step
            for step in self.steps()
            if any(ours.fullmatch(one.file.name) for one in step.pictures)
        ]


def _steps(chapter: Chapter) -> Iterator[Step]:
    heading, step = "", None
    for line in chapter.text.splitlines():
        if found := HEADING.fullmatch(line) or STEP.fullmatch(line):
            if step:
                yield step
            step = None
        if found and found.re is HEADING:
            heading = found[1]
        elif found:
            step = Step(heading, int(found[1]), found[2], chapter.lang)
        elif step and line and not line.startswith(" "):
            yield step
            step = None
        elif step and line:
            step = _with(step, line, chapter.file.parent)
    if step:
        yield step


def _with(step: Step, line: str, folder: Path) -> Step:
    """Return a step with one more of its lines."""
    if shown := PICTURE.fullmatch(line):
        picture = Picture((folder / shown[2]).resolve(), shown[1])
        return Step(step.heading, step.number, step.text, step.lang, (*step.pictures, picture))
    joint = "" if step.lang == "ja" else " "
    text = f"{step.text}{joint}{line.strip()}"
    return Step(step.heading, step.number, text, step.lang, step.pictures)
