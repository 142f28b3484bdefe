"""What the network says: drafting, approving, opening, and the public's first pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns import motions, staff, views
from campaigns.staff import actions, events, news, papers, told
from campaigns.views import feeds
from campaigns.views import papers as public_papers
from campaigns.views import told as public_told
from core.offers import offer
from core.pages import FeedEntry, NavEntry
from core.sitemap import Places
from core.tasks import Tasks
from monitor.events import Setting


def init_app(app: Flask) -> None:
    for public in (views, feeds, public_told, public_papers):
        app.register_blueprint(public.bp)
    for desk in (staff, told, news, events, actions, papers):
        app.register_blueprint(desk.bp)
    offer(
        app,
        NavEntry(10, lambda: _("Calls"), "campaigns.home"),
        FeedEntry(lambda: _("News of all campaigns"), "campaign_feeds.everything"),
        Places(feeds.places),
        motions.PUBLISHING,
        Tasks(told.tasks),
        Setting(public_told.links),
    )
