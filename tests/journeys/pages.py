"""Reads our pages as a visitor does: their forms, what is wrong with a field, what is counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

ANSWERS_ALIKE = ("Content-Type", "Location", "Cache-Control", "Referrer-Policy", "Set-Cookie")
#: What differs from one rendering of a page to the next, whoever asks: marks of forms, one-time
#: tokens, links to confirm, receipts.
CHANGING = (
    re.compile(r"\b\d{6}\.[0-9a-f]{32}\b"),
    re.compile(r"(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])"),
    re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b"),
)


@dataclass
class WebForm:
    """A form as the page holds it; `fields` is what a browser would send untouched."""

    action: str = ""
    method: str = "get"
    fields: dict[str, Any] = field(default_factory=dict)
    #: Every value that a choice offers, by the name of its field.
    offered: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    #: The names of the controls that are to be seen, of lists among them, and of what takes a file.
    shown: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    #: What a device is asked for, as JSON.
    options: str = ""


class _Forms(HTMLParser):
    """Collects the forms of a page with the values that stand in them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[WebForm] = []
        self._inside: WebForm | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._unseen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "p" and "hidden" in found:
            self._unseen = tag
        if tag == "form":
            self._inside = WebForm(
                found.get("action", ""),
                found.get("method", "get").lower(),
                options=found.get("data-options", ""),
            )
            self.forms.append(self._inside)
        elif self._inside is not None:
            self._control(self._inside, tag, found)

    def _control(self, form: WebForm, tag: str, found: dict[str, str]) -> None:
        name = found.get("name", "")
        seen = found.get("type") != "hidden" and self._unseen is None
        if tag in {"input", "select", "textarea"} and seen:
            form.shown.add(name)
        if tag == "select":
            self._select = name
            form.lists.add(name)
        elif tag == "option" and self._select is not None:
            form.offered.setdefault(self._select, []).append(found.get("value", ""))
            if "selected" in found or self._select not in form.fields:
                form.fields[self._select] = found.get("value", "")
        elif tag == "textarea":
            self._area = name
            form.fields[name] = ""
        elif tag == "button":
            form.buttons.append((name, found.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, found)

    def _input(self, form: WebForm, name: str, found: dict[str, str]) -> None:
        kind, value = found.get("type", "text"), found.get("value", "")
        if kind == "file":
            form.files.add(name)
        if kind not in {"radio", "checkbox"}:
            form.fields[name] = value
            return
        form.offered.setdefault(name, []).append(value)
        if "checked" in found and kind == "radio":
            form.fields[name] = value
        elif "checked" in found:
            form.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self._inside is not None and self._area is not None:
            self._inside.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = None
        if tag == "form":
            self._inside = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def forms(response: TestResponse) -> list[WebForm]:
    """Return the forms of a page, in its order."""
    parser = _Forms()
    parser.feed(response.text)
    return parser.forms


def form_with(response: TestResponse, name: str) -> WebForm:
    """Return the page's form that has a field, or a button, of this name."""
    found = [
        form
        for form in forms(response)
        if name in {*form.fields, *form.offered, *(button for button, _value in form.buttons)}
    ]
    assert found, f"no form with {name} in:\n{response.text}"
    return found[0]


def posted(response: TestResponse) -> WebForm:
    """Return the page's form that is sent by POST."""
    return next(form for form in forms(response) if form.method == "post")


def send(client: FlaskClient, page: TestResponse, form: WebForm, **typed: Any) -> TestResponse:
    """Send a form found on a page as a browser does, with what is typed into it."""
    return client.post(form.action or page.request.path, data={**form.fields, **typed})


def press(client: FlaskClient, address: str, **button: str) -> TestResponse:
    """Open a page and press the button of its form."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code, page.text)
    form = form_with(page, next(iter(button))) if button else posted(page)
    return send(client, page, form, **button)


def wrong(response: TestResponse, name: str) -> str:
    """Return what a page says is wrong with a field, "" where nothing is."""
    found = re.search(rf'id="{name}-error"[^>]*>(.*?)</p>', response.text, re.DOTALL)
    return unescape(found.group(1)) if found else ""


def text_of(html: str) -> str:
    """Return what a reader sees, tags left out."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def receipt(response: TestResponse) -> str:
    """Return the receipt that a page shows."""
    found = re.search(r'<code class="receipt">([^<]*)</code>', response.text)
    assert found, f"no receipt in:\n{response.text}"
    return found.group(1)


def alike(response: TestResponse) -> tuple[int, dict[str, str | None], str]:
    """Return an answer without what differs between any two: comparable with another."""
    headers = {name: response.headers.get(name) for name in ANSWERS_ALIKE}
    return (
        response.status_code,
        {name: value and plain(value) for name, value in headers.items()},
        plain(response.text),
    )


def plain(text: str) -> str:
    """Return a text with what changes from one rendering to the next set aside."""
    for pattern in CHANGING:
        text = pattern.sub("…", text)
    return text


@dataclass(frozen=True)
class Figures:
    """What is published of a statement's support in one place."""

    named: int
    undisclosed: int
    people: int

    @property
    def organisations(self) -> int:
        return self.named + self.undisclosed


def published(client: FlaskClient, slug: str = "civic-space") -> Figures:
    """Return the figures of a statement, after seeing that page, card and API agree on them."""
    from_page = figures_of_page(client.get(f"/ja/statements/{slug}").text)
    assert figures_of_page(client.get(f"/en/statements/{slug}").text) == from_page
    from_api = figures_of_api(client.get(f"/api/v1/statements/{slug}").get_json())
    listed = client.get("/api/v1/statements").get_json()["items"]
    from_list = figures_of_api(next(item for item in listed if item["slug"] == slug))
    assert from_page == from_api == from_list
    for lang in ("ja", "en"):
        for address in (f"/{lang}/", f"/{lang}/campaigns/", f"/{lang}/campaigns/{slug}"):
            assert on_card(client.get(address).text, slug) == as_on_card(from_page), address
    return from_page


def figures_of_page(html: str) -> Figures:
    """Return the figures of the first block of counts."""
    block = re.search(r'<dl class="counts">(.*?)</dl>', html, re.DOTALL)
    assert block, html
    parts = [_numbers(part) for part in block.group(1).split("<dt>")[1:]]
    organisations, people = parts[0], parts[1] if len(parts) > 1 else [0]
    return Figures(organisations[0], organisations[1] if len(organisations) > 1 else 0, people[0])


def _numbers(html: str) -> list[int]:
    return [int(one.replace(",", "")) for one in re.findall(r'class="num">([\d,]+)<', html)]


def figures_of_api(item: Mapping[str, Any]) -> Figures:
    counts = item["counts"]
    organisations = counts["organisations"]
    found = Figures(organisations["named"], organisations["undisclosed"], counts["people"]["total"])
    assert organisations["total"] == found.organisations
    return found


def on_card(html: str, slug: str) -> list[int]:
    """Return every number in the sum of a statement's entry in a list, in order."""
    entry = next(
        part for part in html.split('<ol class="calls">')[1].split("<li>") if f"/{slug}" in part
    )
    sums = text_of(entry.split('class="sum">')[1].split("</li>")[0])
    return [int(one.replace(",", "")) for one in re.findall(r"[\d,]+", sums)]


def as_on_card(figures: Figures) -> list[int]:
    """Return the numbers that an entry of a list has to show for these figures."""
    organisations = [figures.organisations] if figures.organisations or not figures.people else []
    others = [one for one in (figures.undisclosed, figures.people) if one]
    return organisations + others
