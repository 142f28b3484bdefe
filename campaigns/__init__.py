"""What the network says: drafting, approving, opening, and the public's first pages."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _

from campaigns import motions, staff, views
from campaigns.views import feeds
from core.offers import offer
from core.pages import FeedEntry, NavEntry
from core.sitemap import Places


def init_app(app: Flask) -> None:
    app.register_blueprint(views.bp)
    app.register_blueprint(feeds.bp)
    app.register_blueprint(staff.bp)
    offer(
        app,
        NavEntry(10, lambda: _("Calls"), "campaigns.home"),
        FeedEntry(lambda: _("News of all campaigns"), "campaign_feeds.everything"),
        Places(feeds.places),
        motions.PUBLISHING,
    )
