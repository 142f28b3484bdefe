"""Staff pages of what the network says: the organisations that issue a statement with us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, current_app, g, render_template
from flask.typing import ResponseReturnValue

from campaigns import co_owning, running
from campaigns.models import Statement
from core import audit
from core.access import Permission, requires
from core.db import db
from core.forms import Form
from core.i18n import language

bp = Blueprint("campaigns_staff", __name__, url_prefix="/staff")


@dataclass(frozen=True)
class CallerRow:
    """Who issues a statement; `agreed_at` is None while they have not agreed to this very text."""

    position: int
    name: str
    outside: bool
    linked: bool
    agreed_at: datetime | None


class InviteForm(Form):
    """A button, under a sentence that says what it does."""


def found(slug: str) -> Statement:
    """Return a statement that this person may see, or answer 404."""
    return running.find(slug, g.person) or abort(404)


@bp.get("/statements/<slug>/callers")
@requires(Permission.PREPARE_DECISION)
def callers(slug: str) -> ResponseReturnValue:
    """Show who issues a statement, and who from outside has agreed to its text."""
    return page(found(slug))


@bp.post("/statements/<slug>/callers/<int:position>/link")
@requires(Permission.PREPARE_DECISION)
def invite(slug: str, position: int) -> ResponseReturnValue:
    """Make a link for an outside organisation; it is shown on this page alone, once."""
    statement = found(slug)
    calling = next((one for one in statement.calling if one.position == position), None)
    if calling is None or not InviteForm().validate_on_submit():
        return (page(statement), 422) if calling is not None else abort(404)
    token = co_owning.invite(calling)
    audit.record(g.person.id, "invite caller", calling)
    db.session.commit()
    base = current_app.config["SETTINGS"].base_url
    return page(statement, name=calling.name, link=f"{base}/{language()}/calling/{token}")


def page(statement: Statement, *, name: str = "", link: str = "") -> str:
    return render_template(
        "campaigns/staff/callers.html",
        slug=statement.slug,
        title=statement.version.title,
        rows=[
            CallerRow(
                position=one.position,
                name=one.name,
                outside=one.organisation_id is None,
                linked=one.link is not None,
                agreed_at=one.agreed_at if co_owning.has_agreed(one, statement) else None,
            )
            for one in statement.calling
        ],
        form=InviteForm(formdata=None),
        name=name,
        link=link,
    )
