"""Plants organisations with names unlike all others, through the forms, and looks everywhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from campaigns import reading
from core import embedded
from core.db import db
from core.settings import Settings
from network import signing_in
from network.models import Person
from petitions.sharing import cards
from tests import factories, routes
from tests.access import TABLE
from tests.conftest import Outbox, work
from tests.journeys import pages
from tests.journeys.conftest import TANPOPO, Square
from tests.journeys.visitor import Visitor

#: Named to nobody. Of each field, a part that cannot stand anywhere by chance.
HIDDEN = {
    "organisation": "特定非営利活動法人 蜻蛉玉秘匿検体",
    "kana": "とんぼだまひとくけんたい",
    "organisation_en": "Veiled Dragonfly Beads Trust",
    "url": "https://tombodama-veiled.example/warera",
    "corporate_number": "7418529630741",
    "representative_title": "筆頭蜻蛉守",
    "representative_name": "鵺野 朔太郎左衛門",
    "contact_name": "逆巻 灯里子",
    "email": "akariko.sakamaki@tombodama-veiled.example",
    "phone": "0829-471-5538",
    "postcode": "739-0588",
    "postal_address": "廿日市市鵺町1162-18 蜻蛉荘",
    "via": "hiroshima-tombo",
    "comment": "名を出せば会場を失います。\n蜻蛉荘にて。",
}
#: Named on the addressee's list, and nowhere in public.
HALF = {
    "organisation": "一般社団法人 半月螺旋堂",
    "kana": "はんげつらせんどう",
    "organisation_en": "Halfmoon Spiral Hall",
    "url": "https://rasendo-half.example/",
    "representative_title": "螺旋堂主",
    "representative_name": "三日月 螺子",
    "contact_name": "渦潮 捩子",
    "email": "nejiko.uzushio@rasendo-half.example",
    "phone": "0957-338-1246",
    "postal_address": "雲仙市螺旋台7-7-1",
    "comment": "宛先の方だけに申し上げます。",
}
#: Named everywhere: where it is not found, the search is at fault.
OPEN = {
    "organisation": "公開樹木医協議会",
    "kana": "こうかいじゅもくいきょうぎかい",
    "organisation_en": "Open Arborists Council",
    "representative_name": "樹木 開",
    "contact_name": "幹野 連絡子",
    "email": "renrakuko@jumokui-open.example",
    "comment": "だれが読んでもよい言葉です。",
    "comment_public": "y",
}
#: Named everywhere at first, until it changed its mind: from then on, to nobody.
CHANGED = {
    "organisation": "翻意硝子細工連絡会",
    "kana": "ほんいがらすざいくれんらくかい",
    "organisation_en": "Mindchange Glassworkers Liaison",
    "url": "https://hon-i-garasu.example/mado",
    "representative_name": "硝子 翻",
    "contact_name": "窓辺 玻璃子",
    "email": "hariko.madobe@hon-i-garasu.example",
    "phone": "0475-882-9931",
    "postal_address": "茂原市硝子台3-3-9",
    "comment": "はじめは名を出していました。",
    "comment_public": "y",
}
#: What of these is no secret of an organisation that is named: the rest is never shown.
SHOWN = ("organisation", "kana", "organisation_en", "comment", "comment_public")
#: What the form of the register calls otherwise.
JOINING = {"organisation": "name_ja", "organisation_en": "name_en", "comment": "message"}
#: Pages about whoever opens them.
OWN = ("/staff/account", "/staff/prove")
#: Parts of these values that stand on every page.
COMMON = {"https:", "特定非営利活動法人", "一般社団法人"}


def traces(planted: dict[str, str], *, but: tuple[str, ...] = ()) -> list[str]:
    """Return what tells of a planted organisation: every value, and each of its longer parts."""
    values = [value for name, value in planted.items() if name not in but and len(value) > 1]
    parts = [part for value in values for part in re.split(r"[\s@/、。]+", value)]
    told = [part for part in [*values, *parts] if len(part) >= 4 and part not in COMMON]
    return list(dict.fromkeys(told))


@dataclass
class Harvest:
    """All that comes out of an installation: what is planted must not be in what is not for it."""

    public: dict[str, bytes] = field(default_factory=dict)
    staff: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    mails: dict[str, bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    #: The statement's page while the one that changed its mind was named on it.
    before: bytes = b""


def square_of(app: Flask, settings: Settings) -> Square:
    """A public square in the present application context."""
    client = Visitor(app, app.response_class)
    outbox = Outbox(settings.instance_path / "outbox")
    return Square(client, outbox, work)


def plant(
    square: Square, hidden: dict[str, str] = HIDDEN, changed: dict[str, str] = CHANGED
) -> Harvest:
    """Have all sign through the forms; the hidden one twice, and once more unconfirmed."""
    factories.make_custodians()
    title = f"{OPEN['organisation']}等との協議を求める要請書"
    factories.make_statement(title_ja=title, title_en=f"Consult the {OPEN['organisation_en']}")
    harvest = Harvest()
    for name, disclosure, values in (
        ("open", "public", OPEN),
        ("changed", "public", changed),
        ("half", "addressee", HALF),
        ("hidden", "undisclosed", hidden),
        ("hidden again", "undisclosed", hidden),
    ):
        harvest.links[name] = square.organisation_joins(disclosure, **values)
    square.sign_for_organisation("undisclosed", **hidden)
    harvest.links["waiting"] = square.outbox.link()
    harvest.links["member"] = join(square, "undisclosed", hidden)
    join(square, "public", OPEN)
    square.person_joins(name="霜月 あかり")
    square.work()
    harvest.before = whole(square.client.get("/ja/statements/civic-space"))
    change_mind(square, harvest.links["changed"])
    square.work()
    return harvest


def join(square: Square, level: str, values: dict[str, str]) -> str:
    """Have an organisation apply to the register and confirm; return the link's path."""
    about = {JOINING.get(name, name): value for name, value in values.items()}
    page = square.client.get("/ja/join")
    form = pages.form_with(page, "once")
    typed = {**TANPOPO, **about, "disclosure": level}
    assert pages.send(square.client, page, form, **typed).status_code == 303
    link = square.outbox.link()
    assert pages.press(square.client, link, action="confirm").status_code == 303
    return link


def change_mind(square: Square, link: str) -> None:
    """Have an organisation lock its name, on the page behind its link."""
    page = square.client.get(link.replace("/confirm/", "/my/"))
    form = pages.form_with(page, "disclosure")
    answer = pages.send(square.client, page, form, action="disclosure", disclosure="undisclosed")
    assert answer.status_code == 303


def whole(answer: TestResponse) -> bytes:
    """Return an answer with its headers."""
    content: bytes = answer.data
    return str(answer.headers).encode() + content


def crawl(square: Square, harvest: Harvest) -> dict[str, bytes]:
    """Open every public address in both languages, and some that are none."""
    client = square.client
    found = {address: whole(client.get(address)) for address in addresses(harvest)}
    for name, answer in (
        ("a search", client.get("/ja/campaigns/?q=外務")),
        ("a page of the list", client.get("/api/v1/statements/civic-space/signatories?limit=1")),
        ("a list by status", client.get("/api/v1/statements?status=open&kind=request")),
        ("the petition in English", client.get("/api/v1/osdi/petitions/civic-space?lang=en")),
        ("the card in English", client.get("/embed/civic-space?lang=en")),
        ("the picture in English", client.get("/og/civic-space.png?lang=en")),
        ("oEmbed", client.get("/oembed?url=http://localhost/ja/statements/civic-space")),
        ("404", client.get("/ja/statements/nowhere")),
        ("400", client.get("/api/v1/statements?limit=x")),
        ("303", client.get("/staff/statements/civic-space")),
        ("403", client.post("/staff/statements/civic-space/submissions")),
        ("405", client.post("/en/statements/civic-space")),
        ("413", client.post("/ja/statements/civic-space/sign", data={"name": "x" * 300_000})),
        ("422", client.post("/en/statements/civic-space/sign/organisation", data={})),
    ):
        found[name] = whole(answer)
    etag = client.get("/ja/statements/civic-space").headers["ETag"]
    asked = client.get("/ja/statements/civic-space", headers={"If-None-Match": etag})
    found["304"] = whole(asked)
    for lang in ("ja", "en"):
        found[f"what is drawn in {lang}"] = drawn_in(lang, client.application)
    return found


def drawn_in(lang: str, app: Flask) -> bytes:
    """Return all that the picture of the statement is drawn from: its pixels cannot be searched."""
    with app.test_request_context():
        g.lang = lang
        statement = reading.published("civic-space")
        assert statement is not None
        call = reading.calls([statement])[0]
        return repr(cards.card_of(call, call.counts)).encode()


def addresses(harvest: Harvest) -> Iterator[str]:
    """Yield every address of PUBLIC_ROUTES, with the links of the hidden organisation filled in.

    The outbox of a development installation is the mailbox itself, and looked into as such.
    """
    tokens = {
        routes.ATTEMPT: harvest.links["waiting"].rsplit("/", 1)[1],
        routes.SIGNED: harvest.links["hidden"].rsplit("/", 1)[1],
        routes.MEMBER: harvest.links["member"].rsplit("/", 1)[1],
        routes.HIDDEN_MEMBER: harvest.links["member"].rsplit("/", 1)[1],
        routes.LOCKED: harvest.links["changed"].rsplit("/", 1)[1],
    }
    for rule in routes.PUBLIC_ROUTES:
        for lang in ("ja", "en") if "<lang:lang>" in rule else ("",):
            address = routes.address(rule, lang)
            for example, token in tokens.items():
                address = address.replace(example, token)
            if rule not in {"/dev/outbox", "/static/<path:filename>"}:
                yield address


def desk_of(square: Square, person: Person) -> FlaskClient:
    """Sign a person in and return their browser."""
    token = signing_in.link_for(person.email)
    db.session.commit()
    desk = Visitor(square.client.application, square.client.application.response_class)
    pages.press(desk, f"/staff/link/{token}")
    return desk


def hand_over(
    square: Square, desk: FlaskClient, settle: Callable[[], None] = lambda: None
) -> Iterator[tuple[str, bytes]]:
    """Have letters made in both languages and open them; `settle` is done before they are made."""
    for lang in ("ja", "en"):
        page = desk.get("/staff/statements/civic-space")
        form = pages.form_with(page, "addressees")
        asked = pages.send(desk, page, form, joint="joint", language=lang)
        settle()
        square.work()
        made = desk.get(asked.headers["Location"])
        link = re.search(r'href="(/staff/documents/[^"]*\.pdf)"', made.text)
        assert link, made.text
        yield lang, desk.get(link.group(1)).data


def look_in(square: Square) -> dict[str, bytes]:
    """Open every staff page as each of those who have a role, but for one's own account."""
    everybody = {
        "chie": factories.make_person("chie", "staff"),
        "aki": factories.make_person("aki", "facilitator", of="hokkaido"),
        "emi": factories.make_person("emi", "administrator"),
        "kei": factories.make_custodian("kei")[0],
    }
    found = {}
    for who, person in everybody.items():
        desk = desk_of(square, person)
        for rule in routes.STAFF_ROUTES:
            if ("GET", rule) in TABLE and not rule.startswith(OWN):
                address = routes.address(rule)
                found[f"{address} as {who}"] = whole(desk.get(address, buffered=True))
    return found


def dump(server: embedded.Server, owner_url: str, *options: str) -> bytes:
    """Return what pg_dump makes of this database."""
    command = [str(server.binaries / "pg_dump"), f"--dbname={owner_url}", *options]
    return subprocess.run(command, check=True, capture_output=True).stdout


def restored(server: embedded.Server, dumped: bytes) -> bytes:
    """Return a dump in PostgreSQL's own format as SQL."""
    command = [str(server.binaries / "pg_restore"), "--file=-"]
    return subprocess.run(command, input=dumped, check=True, capture_output=True).stdout


def files_of(server: embedded.Server, owner_url: str) -> Iterator[Path]:
    """Yield the server's own files, all changes written to them: tables, indexes, WAL, log."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    yield from (path for path in server.data.rglob("*") if path.is_file())
    yield server.log
