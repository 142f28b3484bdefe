"""Statements from elsewhere."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaigns import drafting
from campaigns.drafting import SlugTaken, UnfitDraft
from campaigns.models import Kind, Signers
from core.db import db
from core.japanese import TOKYO
from network import leaving, registering
from network.addressing import UnknownOffice
from network.models import Level
from network.registering import Described
from petitions import loading, rounds
from petitions.loading import load
from tests import factories

ENTRY: dict[str, Any] = {
    "slug": "free-assembly",
    "kind": "request",
    "title": {"ja": "集会の自由を求める要請書", "en": "Keep assemblies free"},
    "body": {"ja": "私たちは**要請**します。", "en": "We *request*."},
    "demands": {"ja": ["理由を示すこと。"], "en": ["Give reasons."]},
    "addressees": ["mof", "mofa"],
    "calling": ["北海道NGOネットワーク協議会"],
    "signers": "organisations",
    "rounds": [
        {"closes_at": "2126-12-10T18:00:00+09:00"},
        {"closes_at": "2126-12-20T18:00:00+09:00"},
    ],
}


@pytest.fixture(autouse=True)
def offices(app: Flask) -> None:
    factories.make_offices()


def without(*keys: str, **changes: object) -> dict[str, Any]:
    return {key: value for key, value in ENTRY.items() if key not in keys} | changes


def test_everything_in_an_entry_is_kept() -> None:
    statement = load(ENTRY, opened=True, by="operator")

    assert (statement.kind, statement.signers) == (Kind.REQUEST, Signers.ORGANISATIONS)
    assert [office.code for office in statement.offices] == ["mof", "mofa"]
    assert [one.name for one in statement.calling] == ["北海道NGOネットワーク協議会"]
    assert statement.version.title_en == "Keep assemblies free"
    assert statement.version.demands_ja == ["理由を示すこと。"]
    closings = [datetime(2126, 12, day, 18, tzinfo=TOKYO) for day in (10, 20)]
    assert [one.closes_at for one in rounds.of(statement.id)] == closings
    assert statement.closes_at == closings[0]


def test_a_text_in_one_language_is_enough() -> None:
    bare = {"slug": "bare", "title": {"en": "Free"}, "body": {"en": "We ask."}}

    statement = load(bare, opened=True, by="operator")

    assert statement.version.title_ja == ""
    assert statement.signers == Signers.BOTH
    assert [one.closes_at for one in rounds.of(statement.id)] == [None]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ("a text", "statement"),
        (None, "statement"),
        (without("slug"), "slug"),
        (without(slug="Free Assembly"), "slug"),
        (without(slug=7), "slug"),
        (without(kind="letter"), "kind"),
        (without(signers="everybody"), "signers"),
        (without("title"), "title"),
        (without(title={"ja": "", "en": ""}), "title"),
        (without(title={"ja": "一行目\n二行目"}), "title"),
        (without(title="Free"), "title"),
        (without("body"), "body"),
        (without(body={"ja": ""}), "body"),
        (without(body={"ja": "a\u202eb"}), "body"),
        (without(demands=["one"]), "demands"),
        (without(demands={"ja": "one"}), "demands"),
        (without(demands={"ja": [""]}), "demands"),
        (without(addressees="mof"), "addressees"),
        (without(addressees=["mof", "mof"]), "addressees"),
        (without(calling=[""]), "calling"),
        (without(rounds={}), "rounds"),
        (without(rounds=["2126-12-10"]), "rounds"),
        (without(rounds=[{"closes_at": "2126-12-10T18:00:00"}]), "rounds"),
        (without(rounds=[{"closes_at": 7}]), "rounds"),
        (without(rounds=[*reversed(ENTRY["rounds"])]), "rounds"),
    ],
)
def test_what_is_unfit_is_told_by_its_field(entry: object, field: str) -> None:
    with pytest.raises(UnfitDraft) as refused:
        load(entry, opened=False, by="operator")

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (without(adressees=["mof"]), "statement"),
        (without(title={"jp": "自由"}), "title"),
        (without(demands={"ja": [], "fr": ["oui"]}), "demands"),
        (without(rounds=[{"closes": "2126-12-10T18:00:00+09:00"}]), "rounds"),
    ],
)
def test_a_misspelt_key_is_refused_and_named(entry: dict[str, Any], field: str) -> None:
    with pytest.raises(UnfitDraft) as refused:
        load(entry, opened=False, by="operator")

    assert refused.value.field == field
    assert re.search("adressees|jp|fr|closes", str(refused.value.message))


@pytest.mark.parametrize("left", [False, True])
def test_a_member_that_is_not_named_in_public_is_no_caller(left: bool) -> None:
    member = factories.admit(factories.apply(level=Level.ADDRESSEE, name_ja="草の根の会"))
    if left:
        leaving.leave(member)

    with pytest.raises(UnfitDraft) as refused:
        load(without(calling=["草の根の会"]), opened=False, by="operator")

    assert refused.value.field == "calling"


def test_a_caller_who_is_known_by_a_signature_alone_is_one_from_outside() -> None:
    registering.add(Described(name_ja="署名の会"))

    statement = load(without(calling=["署名の会"]), opened=False, by="operator")

    assert statement.calling[0].organisation_id is None
    assert statement.calling[0].name == "署名の会"


def test_a_member_by_name_may_call() -> None:
    member = factories.admit(factories.apply(level=Level.PUBLIC, name_ja="草の根の会"))

    statement = load(without(calling=["草の根の会"]), opened=False, by="operator")

    assert statement.calling[0].organisation is member.organisation


def test_an_addressee_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownOffice):
        load(without(addressees=["moon"]), opened=False, by="operator")


def test_an_address_in_use_is_refused() -> None:
    load(ENTRY, opened=False, by="operator")

    with pytest.raises(SlugTaken):
        load(ENTRY, opened=False, by="operator")


def test_an_entry_that_was_loaded_before_is_found_again() -> None:
    statement = load(ENTRY, opened=True, by="operator")

    assert loading.present(ENTRY) is statement


def test_an_entry_that_was_never_loaded_is_not_there() -> None:
    assert loading.present(ENTRY) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {"ja": "別の題名"}},
        {"demands": {}},
        {"addressees": ["mof"]},
        {"kind": "protest"},
        {"signers": "both"},
    ],
)
def test_an_entry_that_differs_from_what_is_there_is_refused(changes: dict[str, Any]) -> None:
    load(ENTRY, opened=False, by="operator")

    with pytest.raises(SlugTaken):
        loading.present(ENTRY | changes)


def test_a_round_that_was_extended_since_makes_no_other_statement() -> None:
    statement = load(ENTRY, opened=False, by="operator")
    rounds.of(statement.id)[0].closes_at = None
    db.session.flush()

    assert loading.present(ENTRY) is statement


def test_opening_again_leaves_the_first_approval() -> None:
    statement = load(ENTRY, opened=True, by="committee")

    loading.open_(statement, by="operator")

    assert statement.approved_by == "committee"


# ---- Texts as they are


def adapted(entry: dict[str, str]) -> dict[str, Any]:
    """Return a text of the shared collection, which is in English alone, in our shape."""
    return {
        "slug": entry["id"][:80].strip("-"),
        "kind": "statement",
        "title": {"ja": "", "en": entry["title"]},
        "body": {"ja": "", "en": entry["text"]},
        "signers": "both",
    }


@pytest.mark.shared
def test_real_texts_are_loaded_whole_and_each_page_opens_in_both_languages(
    client: FlaskClient, shared_data: Path
) -> None:
    given = json.loads((shared_data / "statements_iff_ccby.json").read_text(encoding="utf-8"))
    entries = [adapted(entry) for entry in given]

    for entry in entries:
        load(entry, opened=True, by="operator")
    db.session.commit()

    assert len(entries) == 81
    for entry in entries:
        kept = drafting.find(entry["slug"])
        assert kept is not None
        assert len(kept.version.body_en) == len(entry["body"]["en"].strip())
        for lang in ("ja", "en"):
            assert client.get(f"/{lang}/statements/{entry['slug']}").status_code == 200
