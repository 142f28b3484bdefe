"""A statement is passed on: by a signer, by a partner's site, on paper; one figure everywhere."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from werkzeug.test import TestResponse

from network.models import Person
from petitions.sharing.places import SERVICES
from tests.conftest import Visit
from tests.journeys.conftest import Square

SITE = "http://localhost"


def path(address: str) -> str:
    """Where on this site a full address leads."""
    assert address.startswith(f"{SITE}/"), address
    return address.removeprefix(SITE)


def links(page: TestResponse) -> list[tuple[str, str]]:
    """The attributes of each link of a page, and where it leads."""
    found = re.findall(r'<a ([^>]*)href="([^"]+)"([^>]*)>', page.text)
    return [(before + after, unescape(href)) for before, href, after in found]


def words_for(service: str, page: TestResponse) -> str:
    """What a service's form is given by the link on a page."""
    (form,) = (form for name, form in SERVICES if name == service)
    (href,) = (href for _, href in links(page) if href.startswith(form))
    return unquote(href.removeprefix(form))


def test_who_has_signed_finds_what_to_pass_on(square: Square) -> None:
    link = square.person_joins()

    page = square.client.get(f"{link}/thanks")

    for name, form in SERVICES:
        words = words_for(name, page)
        assert words.endswith(f"{SITE}/ja/statements/civic-space")
        assert link.rsplit("/", 1)[1] not in words
        assert "市民社会スペース" in words
        assert re.search(r"\d+月\d+日（[月火水木金土日]）\d+時", words)
        (attributes,) = (one for one, href in links(page) if href.startswith(form))
        assert "noopener" in attributes


def test_the_text_for_mailing_lists_is_there_in_both_languages(square: Square) -> None:
    page = square.client.get(square.address)

    texts = re.findall(r'<p class="copy"[^>]*>([^<]*)</p>', page.text)

    assert len(texts) == 2
    assert f"{SITE}/ja/statements/civic-space" in texts[0]
    assert f"{SITE}/en/statements/civic-space" in texts[1]
    assert all(re.search(r"18|\d+:\d\d|\d+時", text) for text in texts)
    (mail,) = (href for _, href in links(page) if href.startswith("mailto:?"))
    assert parse_qs(urlsplit(mail).query)["body"] == [unescape(texts[0])]


def test_no_way_to_pass_it_on_loads_anything_from_elsewhere(square: Square) -> None:
    page = square.client.get(square.address)

    loaded = re.findall(r'<(?:script|img|iframe|link)[^>]*?(?:src|href)="([^"]+)"', page.text)

    assert all(one.startswith(("/", SITE)) for one in loaded)


def test_a_partner_shows_it_on_its_own_site(square: Square, visit: Visit, chie: Person) -> None:
    staff = visit(chie).get("/staff/statements/civic-space?lang=en")
    lines = re.findall(r'<p class="copy">(&lt;iframe.*?)</p>', staff.text)
    frames = [unescape(unescape(line)) for line in lines]
    shown = [re.search(r'src="([^"]+)"', frame) for frame in frames]
    addresses = [path(one[1]) for one in shown if one]
    assert addresses == ["/embed/civic-space?lang=en", "/embed/civic-space?lang=ja"]

    card = square.client.get(addresses[0])

    assert card.status_code == 200
    ((attributes, href),) = links(card)
    assert 'target="_blank"' in attributes
    assert square.client.get(path(href)).status_code == 200


def test_what_was_printed_leads_to_the_statement(square: Square) -> None:
    page = square.client.get(square.address)
    (code,) = (href for _, href in links(page) if href.endswith(".svg"))
    drawn = square.client.get(path(code))
    printed = re.search(r"<title>([^<]+)</title>", drawn.text)
    assert printed

    led = square.client.get(path(printed[1]), headers={"Accept-Language": "en"})

    assert led.headers["Location"] == "/en/statements/civic-space"


def test_one_figure_stands_everywhere(square: Square) -> None:
    square.many_join("public", 2)
    square.many_join("undisclosed", 4, begin=10)
    square.person_joins()
    square.work()

    page = square.client.get("/en/statements/civic-space").text
    api = square.client.get("/api/v1/statements/civic-space/counts").get_json()
    osdi = square.client.get("/api/v1/osdi/petitions/civic-space").get_json()
    told = re.search(r'og:image:alt" content="([^"]+)"', page)
    assert told

    assert api == osdi["hiroba:counts"]
    assert in_words(api) in told[1]
    card = re.sub(r"<[^>]+>|\s+", " ", square.client.get("/embed/civic-space?lang=en").text)
    named, unnamed = (api["organisations"][one] for one in ("named", "undisclosed"))
    assert re.search(rf"\b{named} +named +and +{unnamed} +not named", card)


def in_words(counts: dict[str, Any]) -> str:
    organisations, people = counts["organisations"], counts["people"]["total"]
    return (
        f"{organisations['named']} organisations named"
        f" / {organisations['undisclosed']} organisations not named / {people} person signed"
    )
