"""The frame every room stands on. It knows no word of the domain but the names of permissions."""

from __future__ import annotations

from flask import Flask

from core import (
    access,
    caching,
    cli,
    errors,
    headers,
    health,
    i18n,
    logs,
    migrating,
    pace,
    pages,
    setup,
    sitemap,
)


def init_app(app: Flask) -> None:
    setup.init_app(app)
    logs.init_app(app)
    pace.init_app(app)
    i18n.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    caching.init_app(app)
    errors.init_app(app)
    pages.init_app(app)
    migrating.init_app(app)
    health.init_app(app)
    sitemap.init_app(app)
    cli.init_app(app)
