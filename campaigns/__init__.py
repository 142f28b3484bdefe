"""What the network says: drafting, approving, opening, and the public's first pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns import motions, staff, views
from campaigns.staff import actions, events, news, papers, review, told, work
from campaigns.staff import desk as desk_pages
from campaigns.views import feeds
from campaigns.views import papers as public_papers
from campaigns.views import told as public_told
from core.access import Permission
from core.offers import offer
from core.pages import FeedEntry, NavEntry
from core.sitemap import Places
from core.tasks import Tasks
from monitor.events import Setting


def init_app(app: Flask) -> None:
    for public in (views, feeds, public_told, public_papers):
        app.register_blueprint(public.bp)
    for edge in (staff, work, desk_pages, review, told, news, events, actions, papers):
        app.register_blueprint(edge.bp)
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
        FeedEntry(lambda: _("News of all campaigns"), "campaign_feeds.everything"),
        Places(feeds.places),
        motions.PUBLISHING,
        Tasks(review.tasks),
        Tasks(told.tasks),
        Setting(public_told.links),
    )
