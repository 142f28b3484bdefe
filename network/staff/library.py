"""The library as staff and the committee see it: reading, adding, taking out, and its links."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from core import audit, uploads
from core.access import Permission, requires
from core.db import db
from core.errors import DomainError
from core.i18n import language
from network import keeping_library
from network.forms.library import ItemForm, LibraryButton
from network.models import LibraryItem
from network.views import library as shelves

bp = Blueprint("network_shelves", __name__, url_prefix="/staff")


@bp.get("/library")
@requires(Permission.READ_MEETINGS)
def library() -> ResponseReturnValue:
    """Show what there is."""
    return render_template(
        "network/staff/library/library.html",
        rows=[
            shelves.row(one, url_for(".item", public_id=one.public_id))
            for one in keeping_library.items()
        ],
        keeps=g.person.may(Permission.KEEP_REGISTER),
        form=LibraryButton(formdata=None),
    )


@bp.get("/library/<uuid:public_id>")
@requires(Permission.READ_MEETINGS)
def item(public_id: UUID) -> ResponseReturnValue:
    """Send a file."""
    return shelves.sent(found(public_id))


@bp.route("/library/new", methods=["GET", "POST"])
@requires(Permission.KEEP_REGISTER)
def add() -> ResponseReturnValue:
    """Add a file or an address. A file may weigh more than a form otherwise."""
    uploads.in_memory(request, keeping_library.FORM_WITH_FILE)
    try:
        form = ItemForm()
        if form.validate_on_submit() and (kept := added(form)) is not None:
            audit.record(g.person.id, "add to library", kept)
            db.session.commit()
            return redirect(url_for(".library"), 303)
    except RequestEntityTooLarge:
        # Nothing of it was read, so there is nothing to put back into the fields.
        form = ItemForm(formdata=None)
        form.file.errors = [_("The file is too large: up to 20 MB can be kept.")]
        return render_template("network/staff/library/add.html", form=form), 413
    page = render_template("network/staff/library/add.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/library/<uuid:public_id>/remove")
@requires(Permission.KEEP_REGISTER)
def remove(public_id: UUID) -> ResponseReturnValue:
    """Take something out of the library, its file included."""
    one = found(public_id)
    if LibraryButton().validate_on_submit():
        audit.record(g.person.id, "remove from library", one)
        keeping_library.remove(one)
        db.session.commit()
    return redirect(url_for(".library"), 303)


@bp.get("/library/links")
@requires(Permission.KEEP_REGISTER)
def links() -> ResponseReturnValue:
    """List the links into the library, by number alone."""
    return links_page()


@bp.post("/library/links")
@requires(Permission.KEEP_REGISTER)
def make_link() -> ResponseReturnValue:
    """Make a link; it is shown on this page alone, once."""
    if not LibraryButton().validate_on_submit():
        return links_page(), 422
    link, token = keeping_library.make_link()
    audit.record(g.person.id, "make library link", link)
    db.session.commit()
    base = current_app.config["SETTINGS"].base_url
    return links_page(number=link.id, address=f"{base}/{language()}/library/{token}")


@bp.post("/library/links/<int:number>/revoke")
@requires(Permission.KEEP_REGISTER)
def revoke(number: int) -> ResponseReturnValue:
    """Let a link lead nowhere from now on."""
    link = next((one for one in keeping_library.links() if one.id == number), None) or abort(404)
    if LibraryButton().validate_on_submit():
        keeping_library.revoke(link)
        audit.record(g.person.id, "revoke library link", link)
        db.session.commit()
    return redirect(url_for(".links"), 303)


def added(form: ItemForm) -> LibraryItem | None:
    """Return what the form adds, or None where its file is not fit, which it then says."""
    if form.sent is None:
        return keeping_library.add_link(form.value(), form.url.data, g.person.id)
    try:
        return keeping_library.add_file(form.value(), form.sent, g.person.id)
    except DomainError as refused:
        form.file.errors = [refused.message]
        return None


def links_page(number: int = 0, address: str = "") -> str:
    return render_template(
        "network/staff/library/links.html",
        links=keeping_library.links(),
        number=number,
        address=address,
        form=LibraryButton(formdata=None),
    )


def found(public_id: UUID) -> LibraryItem:
    return keeping_library.find(public_id) or abort(404)
