"""The public page of the monitor."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.access import public
from core.headers import shared

bp = Blueprint("monitor", __name__)


@bp.get("/<lang:lang>/monitor")
@public
@shared
def overview() -> ResponseReturnValue:
    """Tell what is followed and how to tell us."""
    return render_template("monitor/monitor.html")
