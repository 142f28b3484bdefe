"""What the network says: drafting, approving, opening, and the public's first pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns import motions, staff, views
from campaigns.staff import desk as desk_pages
from campaigns.staff import review as review_pages
from campaigns.staff import work as work_pages
from core.access import Permission
from core.offers import offer
from core.pages import NavEntry
from core.tasks import Tasks


def init_app(app: Flask) -> None:
    for blueprint in (views.bp, staff.bp, work_pages.bp, desk_pages.bp, review_pages.bp):
        app.register_blueprint(blueprint)
    offer(
        app,
        NavEntry(10, lambda: _("Calls"), "campaigns.home"),
        NavEntry(
            15,
            lambda: _("Campaigns"),
            "campaigns_work.campaigns",
            staff=True,
            permission=Permission.WRITE,
        ),
        Tasks(review_pages.tasks),
        motions.PUBLISHING,
    )
