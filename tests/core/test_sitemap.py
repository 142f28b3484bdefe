"""What search engines are told."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func

from campaigns.models import TakenDown
from core.db import db
from tests import factories

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def listed(client: FlaskClient) -> dict[str, dict[str, str]]:
    """Every address that is listed, with its alternates by language."""
    answer = client.get("/sitemap.xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    root = ElementTree.fromstring(answer.data)
    assert root.tag == f"{SITEMAP}urlset"
    return {
        url.findtext(f"{SITEMAP}loc") or "": {
            link.attrib["hreflang"]: link.attrib["href"] for link in url.findall(f"{XHTML}link")
        }
        for url in root
    }


def test_each_page_that_is_listed_is_there_and_says_the_same_of_itself(
    client: FlaskClient,
) -> None:
    factories.make_statement()

    pages = listed(client)

    assert "http://localhost/en/statements/civic-space" in pages
    assert "http://localhost/ja/campaigns/civic-space" in pages
    for address, alternates in pages.items():
        answer = client.get(urlsplit(address).path)
        assert answer.status_code == 200, address
        assert f'<link rel="canonical" href="{address}">' in answer.text
        for lang, href in alternates.items():
            assert f'<link rel="alternate" hreflang="{lang}" href="{href}">' in answer.text


def test_each_page_is_listed_in_both_languages_and_each_leads_to_the_other(
    client: FlaskClient,
) -> None:
    factories.make_statement()

    pages = listed(client)

    assert {len(alternates) for alternates in pages.values()} == {3}
    for address, alternates in pages.items():
        assert address in alternates.values()
        assert pages[alternates["ja"]] == pages[alternates["en"]] == alternates
        assert alternates["x-default"] == alternates["ja"]


def test_what_is_not_public_is_not_listed(client: FlaskClient) -> None:
    factories.make_statement(slug="draft", opened=False)
    gone = factories.make_statement(slug="gone")
    gone.taken_down_at, gone.taken_down_for = func.now(), TakenDown.NOT_TRUE
    db.session.commit()

    assert [one for one in listed(client) if "draft" in one or "gone" in one] == []


@pytest.mark.parametrize("secret", ["/confirm/", "/my/", "/calling/", "/staff", "/library/"])
def test_no_address_that_is_somebodys_own_is_listed(client: FlaskClient, secret: str) -> None:
    factories.make_statement()

    assert [one for one in listed(client) if secret in one] == []


def test_robots_are_led_to_the_list_and_kept_from_the_staff(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    assert "Disallow: /staff/\n" in answer.text
    assert answer.text.endswith("\nSitemap: http://localhost/sitemap.xml\n")
    assert answer.headers["ETag"]
