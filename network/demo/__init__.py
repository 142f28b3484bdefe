"""The demonstration's network: organisations, offices, custodians, and people, who are invented."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from core.db import db, today
from network import keeping_keys, people
from network.demo import elections, members, motions
from network.models import Holder, Office, Organisation, Role

DATA = Path(__file__).parent / "network.json"
#: The member of the secretariat whom the demonstration signs in.
STAFF = "chie@hiroba.example"


def load() -> dict[str, str]:
    """Add the network, return the custodians' secret keys by name, told once; commits nothing."""
    given = json.loads(DATA.read_text(encoding="utf-8"))
    since = today() - timedelta(days=365)
    db.session.add_all(_organisation(one, since) for one in given["constituents"])
    db.session.add_all(_office(position, one) for position, one in enumerate(given["offices"]))
    db.session.flush()
    for one in given["people"]:
        for role in one["roles"]:
            people.appoint(
                one["email"],
                Role(role),
                name_ja=one["name_ja"],
                name_en=one["name_en"],
                of=people.organisation(one["organisation"]) if one["organisation"] else None,
                since=since,
            )
    members.load(given["members"], checked_by=STAFF)
    motions.load()
    secrets = {one["name_ja"]: _custodian(one, since) for one in given["custodians"]}
    elections.load()
    return secrets


def _custodian(given: dict[str, Any], since: date) -> str:
    """Add a custodian with their key, proved while its secret half is in hand; return that half."""
    person = people.appoint(
        given["email"],
        Role.CUSTODIAN,
        name_ja=given["name_ja"],
        name_en=given["name_en"],
        since=since,
    )
    secret = keeping_keys.create(person.name_ja, person_id=person.id)
    keeping_keys.prove_with(secret)
    return secret


def _organisation(given: dict[str, Any], since: date) -> Organisation:
    return Organisation(
        code=given["code"],
        name_ja=given["name_ja"],
        name_en=given["name_en"],
        kana=given["kana"],
        constituent_since=since,
    )


def _office(position: int, given: dict[str, Any]) -> Office:
    return Office(
        code=given["code"],
        title_ja=given["title_ja"],
        title_en=given["title_en"],
        ministry_ja=given["ministry_ja"],
        ministry_en=given["ministry_en"],
        honorific=given["honorific"],
        position=position,
        holders=[
            Holder(
                name_ja=one["name_ja"],
                name_en=one["name_en"],
                starts_on=date.fromisoformat(one["valid_from"]),
            )
            for one in given["holders"]
        ],
    )
