"""An organisation that asked to be named to nobody is found nowhere, in any form.

Beside it stands one that is named everywhere: each search first finds that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from core import embedded
from core.db import db
from core.settings import Settings
from petitions import signers, signing
from petitions.models import Disclosure
from petitions.signers import OrganisationSigning
from tests import factories, routes, scenery
from tests.journeys.conftest import Square
from tests.leaks.extracting import EXTRACTORS, squeezed
from tests.leaks.listening import listening
from tests.leaks.planting import (
    CHANGED,
    HALF,
    HIDDEN,
    OPEN,
    SHOWN,
    Harvest,
    crawl,
    desk_of,
    dump,
    files_of,
    hand_over,
    look_in,
    plant,
    restored,
    square_of,
    traces,
)
from tests.leaks.searching import derived, seen

#: What tells of the two that are not, or not only, for everybody.
SECRET, CONFIDENTIAL = traces(HIDDEN) + traces(CHANGED), traces(HALF)
#: What nobody may read of the others either: whom to reach, and how.
CONTACTS = traces(OPEN, but=SHOWN)
NAMED = [OPEN["organisation"], OPEN["organisation_en"]]


@dataclass
class Planted:
    """Everything that came out, and everything that was kept."""

    harvest: Harvest
    said: str = ""
    dumps: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)


@pytest.fixture(scope="module")
def planted(
    whole_app: Flask,
    emptied: Callable[[], None],
    settings: Settings,
    server: embedded.Server,
    owner_url: str,
) -> Iterator[Planted]:
    with whole_app.app_context(), listening() as said:
        square = square_of(whole_app, settings)
        found = Planted(plant(square))
        go_wrong(square)
        harvest_all(square, found.harvest)
        found.dumps["plain"] = dump(server, owner_url)
        found.dumps["custom"] = restored(server, dump(server, owner_url, "--format=custom"))
        found.kept = {str(file): file.read_bytes() for file in kept(settings)}
        found.said = said()
        yield found
        db.session.remove()
    emptied()
    for mail in (settings.instance_path / "outbox").glob("*.eml"):
        mail.unlink()


def harvest_all(square: Square, harvest: Harvest) -> None:
    harvest.public = crawl(square, harvest)
    scenery.make_motion()
    scenery.make_reveal()
    db.session.commit()
    harvest.staff = look_in(square)
    chie = desk_of(square, factories.make_person("chie", "staff"))
    harvest.documents = dict(hand_over(square, chie))
    for number, message in enumerate(square.outbox.messages):
        harvest.mails[f"{number} to {message['To']}"] = message.as_bytes()


def go_wrong(square: Square) -> None:
    """Send the hidden organisation's form in ways that fail: unfit, unsent, crashed, refused."""
    typed = {**HIDDEN, "email": "nobody at all"}
    assert square.sign_for_organisation("undisclosed", **typed).status_code == 422
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "sign_as_organisation", crash)
        assert square.sign_for_organisation("undisclosed", **HIDDEN).status_code == 500
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "organisation_columns", forget_to_seal)
        assert square.sign_for_organisation("undisclosed", **HIDDEN).status_code == 500


def crash(_statement: object, new: OrganisationSigning, **_rest: object) -> None:
    raise RuntimeError(f"what was typed is {vars(new)}")


def forget_to_seal(new: OrganisationSigning, public_id: object) -> dict[str, object]:
    """What a mistake in the code would write; the database refuses it and quotes the row."""
    clear = {name: getattr(new, name) for name in signers.ORGANISATION_IDENTITY}
    return {**clear, "public_id": public_id, "disclosure": Disclosure.UNDISCLOSED, "sealed": b"x"}


def kept(settings: Settings) -> Iterator[Path]:
    """Yield the files of the installation, but for the mailboxes of those who were written to."""
    for file in settings.instance_path.rglob("*"):
        if file.is_file() and "outbox" not in file.parts:
            yield file


# ---- What everybody may open


def test_the_search_finds_the_public_one_on_pages_and_in_json(planted: Planted) -> None:
    for address in (
        "/ja/statements/civic-space",
        "/en/statements/civic-space",
        "/ja/statements/civic-space/signatories",
        "/api/v1/statements/civic-space/signatories",
        "/api/v1/osdi/petitions",
        "/api/v1/campaigns/civic-space",
        "/embed/civic-space",
        "oEmbed",
        "what is drawn in ja",
        "what is drawn in en",
    ):
        assert seen(NAMED, planted.harvest.public[address]), address


def test_who_changed_their_mind_was_named_before(planted: Planted) -> None:
    assert seen([CHANGED["organisation"]], planted.harvest.before)


def test_no_public_answer_tells_of_the_undisclosed_one(planted: Planted) -> None:
    told = {
        address: found
        for address, answer in planted.harvest.public.items()
        if (found := seen(SECRET, answer))
    }

    assert told == {}


def test_no_public_answer_tells_of_the_one_that_is_for_the_addressee(planted: Planted) -> None:
    told = {
        address: found
        for address, answer in planted.harvest.public.items()
        if (found := seen(CONFIDENTIAL, answer))
    }

    assert told == {}


def test_no_public_answer_tells_how_to_reach_the_public_one(planted: Planted) -> None:
    told = {
        address: found
        for address, answer in planted.harvest.public.items()
        if (found := seen(CONTACTS, answer))
    }

    assert told == {}


# ---- What staff may open


def test_staff_read_the_one_that_is_for_the_addressee(planted: Planted) -> None:
    page = planted.harvest.staff["/staff/statements/civic-space as chie"]

    assert seen([HALF["organisation"]], page)
    assert seen(NAMED, page)


@pytest.mark.parametrize(
    ("who", "where", "what"),
    [
        ("kei", "reveals", f"/staff/reveals/{routes.REVEAL}/approve"),
        ("kei", "keys", "custodian 1"),
        ("emi", "people", "aki@hiroba.example"),
        ("aki", f"motions/{routes.MOTION}", "別の文言。"),
    ],
)
def test_the_pages_of_each_role_show_what_they_are_for(
    planted: Planted, who: str, where: str, what: str
) -> None:
    assert seen([what], planted.harvest.staff[f"/staff/{where} as {who}"])


def test_staff_do_not_read_the_undisclosed_one(planted: Planted) -> None:
    told = {page: found for page, text in planted.harvest.staff.items()
            if (found := seen(SECRET, text))}  # fmt: skip

    assert told == {}


def test_a_facilitator_reads_neither(planted: Planted) -> None:
    pages = [text for name, text in planted.harvest.staff.items() if name.endswith("as aki")]

    assert len(pages) > 20
    assert seen([*SECRET, *CONFIDENTIAL], *pages) == []


# ---- What is handed over


@pytest.fixture(scope="module", params=["ja", "en"])
def letter(
    request: pytest.FixtureRequest, planted: Planted, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    file = tmp_path_factory.mktemp("letters") / f"{request.param}.pdf"
    file.write_bytes(planted.harvest.documents[request.param])
    return file


@pytest.mark.parametrize("extractor", [name for name in EXTRACTORS if name != "attachments"])
def test_each_extractor_finds_the_public_one_in_the_letter(letter: Path, extractor: str) -> None:
    assert seen(["".join(name.split()) for name in NAMED], squeezed(EXTRACTORS[extractor](letter)))


@pytest.mark.parametrize("extractor", ["pdftotext", "pypdf", "pdfminer"])
def test_the_letter_names_the_one_that_is_for_its_addressee(letter: Path, extractor: str) -> None:
    name = HALF["organisation_en" if letter.stem == "en" else "organisation"]

    assert seen(["".join(name.split())], squeezed(EXTRACTORS[extractor](letter)))


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_no_extractor_finds_the_undisclosed_one_in_the_letter(letter: Path, extractor: str) -> None:
    assert seen(SECRET, squeezed(EXTRACTORS[extractor](letter))) == []


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_no_extractor_finds_how_to_reach_those_it_names(letter: Path, extractor: str) -> None:
    unsaid = [*traces(HALF, but=SHOWN), *CONTACTS]

    assert seen(unsaid, squeezed(EXTRACTORS[extractor](letter))) == []


def test_the_file_of_the_letter_holds_nothing_of_the_undisclosed_one(letter: Path) -> None:
    assert seen(SECRET, letter.read_bytes()) == []


# ---- What leaves by mail


def test_a_message_to_the_undisclosed_one_holds_its_address_alone(planted: Planted) -> None:
    own = [text for name, text in planted.harvest.mails.items() if HIDDEN["email"] in name]

    assert len(own) == 4
    for text in own:
        head, _, body = text.partition(b"\nTo: ")
        line, _, rest = body.partition(b"\n")
        assert line.decode().strip() == HIDDEN["email"]
        assert seen(SECRET, head, rest) == []


def test_messages_to_others_hold_nothing_of_it(planted: Planted) -> None:
    own = {HIDDEN["email"], CHANGED["email"]}
    mails = planted.harvest.mails.items()
    others = [text for name, text in mails if name.partition(" to ")[2] not in own]

    assert seen([OPEN["email"]], *others)
    assert seen(SECRET, *others) == []


# ---- What is kept


@pytest.mark.parametrize("form", ["plain", "custom"])
def test_a_backup_holds_nothing_of_the_undisclosed_one(planted: Planted, form: str) -> None:
    backup = planted.dumps[form]

    assert seen(NAMED, backup)
    assert seen(CONFIDENTIAL, backup)
    assert seen(SECRET, backup) == []


def test_a_backup_holds_nothing_derived_from_it(planted: Planted, settings: Settings) -> None:
    assert settings.secret_key is not None
    keys = [settings.secret_key.get_secret_value().encode(), b""]
    backup = planted.dumps["plain"]
    token = planted.harvest.links["open"].rsplit("/", 1)[1]

    assert derived([token], keys, backup), "the hash of a link is kept, and must be found"
    assert derived(SECRET, keys, backup) == []


def test_the_servers_own_files_hold_nothing_of_it(
    planted: Planted, server: embedded.Server, owner_url: str
) -> None:
    # They may hold for a while what has been deleted: of who changed their mind, too.
    values = [*HIDDEN.values(), *NAMED]
    found: set[str] = set()

    for file in files_of(server, owner_url):
        content = file.read_bytes()
        found |= {value for value in values if value.encode() in content}

    assert found == set(NAMED)


def test_the_installations_files_hold_nothing_of_it(planted: Planted) -> None:
    assert [name for name in planted.kept if name.endswith(".pdf")]
    assert {name: found for name, content in planted.kept.items()
            if (found := seen(SECRET, content))} == {}  # fmt: skip


# ---- What is said


def test_what_was_logged_tells_of_nobody(planted: Planted) -> None:
    assert '"status": 500' in planted.said
    assert "undisclosed_is_sealed" in planted.said
    assert seen([*SECRET, *CONFIDENTIAL, *CONTACTS, *NAMED, "霜月"], planted.said) == []
