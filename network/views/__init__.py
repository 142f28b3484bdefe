"""The public page of the network: what it is for, who it is, how it decides, how it is reached."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from core import japanese
from core.access import public
from core.db import now
from core.headers import naming, shared
from network import keeping_keys, people, registering, sealing
from network.forms.people import ROLES
from network.models import Role, Term

bp = Blueprint("network", __name__)


@dataclass(frozen=True)
class Named:
    """Somebody whom the page may name, with what they do."""

    name: str
    role: str


@dataclass(frozen=True)
class Constituent:
    """A constituent organisation, with those of its people who may be named."""

    name: str
    people: list[Named]


@bp.get("/<lang:lang>/network")
@public
@naming
def overview() -> ResponseReturnValue:
    """Tell who the network is."""
    terms = people.in_public(japanese.in_tokyo(now()).date())
    return render_template(
        "network/network.html",
        representatives=[term.person.name for term in terms if term.role == Role.CO_REPRESENTATIVE],
        constituents=[Constituent(one.name, named(terms, one.id)) for one in people.constituents()],
        of_the_whole=[(one.role, one.name) for one in named(terms, None)],
        custodians=len(keeping_keys.proved()),
        sealing_ready=sealing.ready(),
        supporting=registering.supporting(),
        partners=registering.partners(),
        join_url=url_for("network_joining.join"),
    )


@bp.get("/<lang:lang>/network/names")
@public
@shared
def names() -> ResponseReturnValue:
    """Tell how names are kept, at each level, and where that ends."""
    days = current_app.config["SETTINGS"].backup_days
    return render_template("network/names.html", backup_days=days)


def named(terms: list[Term], organisation_id: int | None) -> list[Named]:
    """Return who is named of an organisation, or of none, co-representatives left out."""
    return [
        Named(term.person.name, str(ROLES[Role(term.role)]))
        for term in terms
        if term.organisation_id == organisation_id and term.role != Role.CO_REPRESENTATIVE
    ]
