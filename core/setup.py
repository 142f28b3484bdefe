"""From settings to Flask's configuration, and to a database that answers."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

from core import embedded
from core.db import db
from core.proxies import TrustedProxies
from core.settings import Settings

#: What a form may weigh. Uploads, where there are any, raise it for their own route.
FORM_BYTES = 256 * 1024
#: The largest number that a row can have: PostgreSQL's `integer`.
LARGEST_NUMBER = 2**31 - 1


class RowNumber(IntegerConverter):
    """`<int:number>` in a rule: one that a row may have, else the rule does not match (404)."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_NUMBER)


def init_app(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    as_application, as_owner = database_urls(settings)
    app.config.update(
        DEVELOPMENT=settings.development,
        SECRET_KEY=secret_key(settings),
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=as_application,
        DATABASE_OWNER_URL=as_owner,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_pre_ping": True,
            "hide_parameters": True,
            "connect_args": {"connect_timeout": 5},  # seconds; a silent network would take minutes
        },
        TRUSTED_HOSTS=list(settings.hosts),
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=100,
        SESSION_COOKIE_NAME="staff",
        SESSION_COOKIE_PATH="/staff",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=urlsplit(settings.base_url).scheme == "https",
        SEND_FILE_MAX_AGE_DEFAULT=31536000,
        BABEL_TRANSLATION_DIRECTORIES=str(Path(app.root_path) / "translations"),
        CUSTODIAN_MINIMUM=settings.custodian_minimum,
        STORAGE_FOLDER=storage_folder(settings),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]  # as above: the interface has its order
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.converters["int"] = RowNumber
    db.init_app(app)
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]  # how Flask wants middleware put on


def database_urls(settings: Settings) -> tuple[str, str]:
    """Return the database's addresses, as the application and as the schema's owner.

    They are the settings', else those of the embedded server, which is started if need be.
    """
    if settings.database_url is not None:
        return settings.database_url, settings.database_owner_url or settings.database_url
    server = embedded.hold(settings.instance_path)
    return server.url, server.owner_url


def keep_database(app: Flask) -> None:
    """See that the embedded server is up, also after its guard was killed; cheap while it is."""
    settings: Settings = app.config["SETTINGS"]
    if settings.database_url is None:
        embedded.hold(settings.instance_path)


def secret_key(settings: Settings) -> str:
    """Return SECRET_KEY; in development one is made once and kept in the instance folder."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    kept = settings.instance_path / "secret_key"
    if not kept.exists():
        settings.instance_path.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f".{secrets.token_hex(8)}.part")
        part.touch(mode=0o600)
        part.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was first, and its key holds
            kept.hardlink_to(part)
        part.unlink()
    return kept.read_text()


def storage_folder(settings: Settings) -> str:
    """Return the folder of STORAGE_URL (`file:…`), by default one in the instance folder."""
    if settings.storage_url is None:
        return str(settings.instance_path.resolve() / "files")
    return urlsplit(settings.storage_url).path
