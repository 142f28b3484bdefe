"""The composition root: which rooms there are, in which order, and how they become one application.

Servers use "wsgi:create_app()". Nothing is made at import.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask

from core import plain
from core.settings import Settings, load

#: A room imports only what stands to its right. tests/architecture holds the code to it.
PACKAGES = ("petitions", "campaigns", "monitor", "network", "mailing", "core")


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application, its rooms put together from right to left.

    :raises SettingsError: some settings of the environment cannot be used; all of them are named.
    """
    app = Flask("hiroba", root_path=str(Path(__file__).parent))
    with plain.in_commands():
        app.config["SETTINGS"] = settings or load()
        for package in reversed(PACKAGES):
            import_module(package).init_app(app)
    return app
