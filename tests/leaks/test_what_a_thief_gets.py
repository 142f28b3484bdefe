"""Who takes disk, database, environment and logs finds nobody that is not disclosed.

Beside the undisclosed stand others that are named, or a word that was planted: each container is
first seen to give these away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from core.db import db
from network import joining, signing_in
from network.models import Application, Level
from tests import factories
from tests.journeys import pages
from tests.journeys.conftest import Square
from tests.leaks.guessing import Candidate, Digest, Marks, digests, register
from tests.leaks.installed import Installation, installed
from tests.leaks.planting import HIDDEN, OPEN, join, traces, whole
from tests.leaks.stealing import (
    Needles,
    database_files,
    dumped,
    instance_files,
    job_table,
    of_processes,
)

#: Came on paper, was typed by staff, and is named to nobody.
PAPER = {
    "name_ja": "任意団体 蓑虫秘録工房",
    "kana": "みのむしひろくこうぼう",
    "name_en": "Bagworm Thatchers Atelier",
    "url": "https://minomushi-sealed.example/koubou",
    "representative_title": "蓑虫頭取",
    "representative_name": "葦原 鬼灯丸",
    "contact_name": "柿渋 巻絵",
    "email": "makie.kakishibu@minomushi-sealed.example",
    "phone": "0883-629-7714",
    "postal_address": "美馬市蓑虫谷88-41",
    "message": "紙でお送りしたとおりです。\n蓑虫より。",
}
#: As long as names may be, where HIDDEN's are like most.
LONG = {
    "organisation": "蟋蟀秘匿" * 50,
    "kana": "こおろぎ" * 50,
    "organisation_en": "Cricketry " * 19,
    "representative_title": "蟋蟀総裁" * 25,
    "representative_name": "鈴虫 " + "轟" * 197,
    "contact_name": "松虫 " + "囁" * 197,
    "email": f"{'k' * 60}@korogi-sealed.example",
    "postal_address": "蟋蟀谷" * 100,
    "comment": "名を出せません。" * 125,
}
#: Came on paper as well, and is named.
SHOWN_PAPER = {
    "name_ja": "公開刺繍会",
    "kana": "こうかいししゅうかい",
    "representative_name": "刺繍 糸子",
}
#: What stands in the paper itself, and in one of an organisation that is named.
SCANNED, SHOWN = "scanned bagworm facsimile 5583", "scanned arborist facsimile 9021"
#: Stands where nothing that is typed ever goes: in the environment, a command, a job, a log.
PLANTED = "planted-needle-kumade-6642"

#: In the register of those who are guessed at; of this one, marks were planted in the database.
MARKED = Candidate(
    "公益財団法人 目印の塔",
    "めじるしのとう",
    "to@mejirushi-marked.example",
    "https://mejirushi-marked.example/",
    "塔ノ町9-9",
)

SECRETS = {"SECRET_KEY": "a key that the thief has, too: 40 letters", "METRICS_TOKEN": "m" * 40}
SECRET = [*traces(HIDDEN), *traces(LONG), *traces(PAPER), SCANNED]
NAMED = [OPEN["organisation"], OPEN["kana"], OPEN["contact_name"], OPEN["email"]]


@dataclass
class Stolen:
    """What was taken, by where it lay."""

    environment: dict[str, str]
    dump: bytes = b""
    jobs: bytes = b""
    #: The sealed records of those who signed and of those who applied.
    sealed: list[bytes] = field(default_factory=list)
    metrics: bytes = b""
    page: bytes = b""
    processes: dict[str, bytes] = field(default_factory=dict)
    logs: dict[str, bytes] = field(default_factory=dict)
    database: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def everything(self) -> dict[str, bytes]:
        single = {name: getattr(self, name) for name in ("dump", "jobs", "metrics", "page")}
        return single | self.processes | self.logs | self.database | self.files


@pytest.fixture(scope="module")
def stolen() -> Iterator[Stolen]:
    with installed(PLANTED, **SECRETS) as installation:
        found = Stolen(installation.environment)
        live(installation, found)
        plant_marks(installation)
        authorized = {"Authorization": f"Bearer {SECRETS['METRICS_TOKEN']}"}
        visitor = installation.visitor()
        found.metrics = whole(visitor.get("/metrics", headers=authorized))
        found.page = whole(visitor.get("/ja/statements/civic-space"))
        found.processes = of_processes(installation)
        found.dump = dumped(installation)
        found.sealed = sealed_records(installation)
        installation.stop()
        found.logs = {name: installation.log(name).read_bytes() for name in ("web", "worker")}
        found.database = database_files(installation)
        found.files = instance_files(installation)
        yield found


def live(installation: Installation, found: Stolen) -> None:
    """Have the undisclosed and the named sign and join, some of it failing, and work it all off."""
    with installation.app.app_context():
        factories.make_custodians()
        factories.make_statement()
        link = signing_in.link_for(factories.make_person("chie", "staff").email)
        db.session.commit()
    square = Square(installation.visitor(), installation.mailbox, installation.wait_for_jobs)
    go_wrong(square, installation)
    for level, values in (("undisclosed", HIDDEN), ("undisclosed", LONG), ("public", OPEN)):
        square.organisation_joins(level, **values)
        join(square, level, values)
    desk = installation.visitor()
    pages.press(desk, f"/staff/link/{link}")
    type_in(desk, "undisclosed", PAPER, SCANNED)
    type_in(desk, "public", SHOWN_PAPER, SHOWN)
    admit_all(installation)
    found.jobs = jobs_with_one_planted(installation)
    installation.start_worker()
    installation.wait_for_jobs()


def go_wrong(square: Square, installation: Installation) -> None:
    """Send the undisclosed organisation's form so that it is unfit, and so that its mail fails."""
    typed = {**HIDDEN, "email": f"{HIDDEN['email']} or so"}
    assert square.sign_for_organisation("undisclosed", **typed).status_code == 422
    installation.mail_answers["RCPT"] = "450 come back later"
    assert square.sign_for_organisation("undisclosed", **HIDDEN).status_code == 422
    del installation.mail_answers["RCPT"]


def type_in(desk: FlaskClient, level: str, values: dict[str, str], scanned: str) -> None:
    """Type an application from paper, the paper itself sent along."""
    page = desk.get("/staff/applications/new")
    form = pages.form_with(page, "disclosure")
    paper = (BytesIO(f"%PDF-1.7\n{scanned}\n".encode()), f"{scanned}.pdf")
    answer = pages.send(
        desk, page, form, **values, disclosure=level, source="fax", authority="y", file=paper
    )
    assert answer.status_code == 200, [pages.wrong(answer, name) for name in form.fields]


def admit_all(installation: Installation) -> None:
    with installation.app.app_context():
        waiting = joining.waiting()
        assert len(waiting) == 5
        for application in waiting:
            factories.admit(application)
        levels = db.session.scalars(db.select(Application.disclosure)).all()
        assert levels.count(Level.UNDISCLOSED) == 3
        db.session.remove()


def sealed_records(installation: Installation) -> list[bytes]:
    tables = " UNION ALL ".join(
        f"SELECT sealed FROM {name}" for name in ("signature", "application")
    )
    return [one for (one,) in installation.query(tables) if one is not None]


def ways(environment: dict[str, str]) -> dict[str, Digest]:
    """Return every way to make a mark of a name with what stands in the environment."""
    return digests(["", *environment.values()], SECRETS.values())


def plant_marks(installation: Installation) -> None:
    """Keep marks of one candidate's name, made in every way and written in each of four."""
    installation.query("CREATE TABLE planted (whole bytea, part bytea, hex text, letters text)")
    writings = "%s, substr(%s::bytea, 1, 16), encode(%s::bytea, 'hex'), encode(%s::bytea, 'base64')"
    for number, digest in enumerate(ways(installation.environment).values()):
        mark = digest(MARKED.name.encode())
        only = [mark if number % 4 == place else None for place in range(4)]
        installation.query(f"INSERT INTO planted VALUES ({writings})", *only)


def jobs_with_one_planted(installation: Installation) -> bytes:
    """Return the queue with a job of nobody's in it, which is taken out again."""
    installation.query(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " VALUES ('nobody', 'planted', jsonb_build_object('name', %s::text))",
        PLANTED,
    )
    jobs = job_table(installation)
    installation.query("DELETE FROM procrastinate_jobs WHERE queue_name = 'nobody'")
    return jobs


Told = dict[str, set[str]]


@pytest.fixture(scope="module")
def told(stolen: Stolen) -> Told:
    """All that is found of anybody, by where it lay: which text, and in which form."""
    needles = Needles([*SECRET, *NAMED, PLANTED, SHOWN])
    return {place: needles.within(content) for place, content in stolen.everything().items()}


def plainly(*texts: str) -> set[str]:
    return {f"{text} (UTF-8, as it is)" for text in texts}


# ---- What is found of others


@pytest.mark.parametrize("place", ["dump", "tables", "pg_wal"])
def test_the_named_ones_are_found_in_what_the_database_keeps(told: Told, place: str) -> None:
    assert told[place] >= plainly(*NAMED)


def test_a_planted_word_is_found_in_jobs_environments_commands_and_logs(
    told: Told, stolen: Stolen
) -> None:
    places = ["jobs", *stolen.logs, *stolen.processes]

    assert len(stolen.processes) >= 2 * len(["web", "a process of web's", "worker"])
    assert [place for place in places if not told[place] >= plainly(PLANTED)] == []


def test_the_paper_of_a_named_one_is_found_among_the_files(told: Told, stolen: Stolen) -> None:
    papers = [told[name] for name in stolen.files if name.startswith("files/evidence/")]

    assert len(papers) == 2
    assert plainly(SHOWN) in papers


def test_figures_are_told_and_a_page_names_who_is_named(told: Told, stolen: Stolen) -> None:
    assert b"oldest_due_delivery_seconds" in stolen.metrics
    assert told["page"] >= plainly(OPEN["organisation"])


def test_logs_are_at_their_most_talkative(stolen: Stolen) -> None:
    assert b"[DEBUG] Arbiter booted" in stolen.logs["web"]
    assert b'"rule": "/<lang:lang>/join", "status": 303' in stolen.logs["web"]
    assert b'"event": "confirmation not sent"' in stolen.logs["web"]


# ---- What is found of the undisclosed


def test_nothing_of_the_undisclosed_is_in_any_of_it(told: Told) -> None:
    others = (*NAMED, PLANTED, SHOWN)
    assert {
        place: mine
        for place, found in told.items()
        if (mine := [one for one in found if not one.startswith(others)])
    } == {}


# ---- What can be guessed


def as_candidate(values: dict[str, str], name: str = "organisation") -> Candidate:
    return Candidate(
        values[name],
        values["kana"],
        values["email"],
        values.get("url", ""),
        values["postal_address"],
    )


def test_nobody_undisclosed_is_recognised_by_guessing(stolen: Stolen) -> None:
    undisclosed = [as_candidate(HIDDEN), as_candidate(LONG), as_candidate(PAPER, "name_ja")]
    candidates = register(2_000, *undisclosed, MARKED)
    assert len({one.name for one in candidates}) == 2_000
    made = ways(stolen.environment)

    found = set(Marks(stolen.dump, stolen.jobs, *stolen.files.values()).betray(candidates, made))

    assert found == {(MARKED.name, MARKED.name, way) for way in made}


def test_a_long_name_is_sealed_in_as_many_bytes_as_a_short_one(stolen: Stolen) -> None:
    assert len(stolen.sealed) == 5
    # A header of random length precedes the content: age adds a recipient that is none.
    assert len({len(one.partition(b"\n--- ")[2].partition(b"\n")[2]) for one in stolen.sealed}) == 1
