"""The public page of the network."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.access import public
from core.headers import shared
from network import people, sealing

bp = Blueprint("network", __name__)


@bp.get("/<lang:lang>/network")
@public
@shared
def overview() -> ResponseReturnValue:
    """Tell who the network is."""
    return render_template(
        "network/network.html",
        constituents=[organisation.name for organisation in people.constituents()],
        sealing_ready=sealing.ready(),
    )
