"""Errors a visitor may read, and the pages and JSON that tell them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    SecurityError,
    ServiceUnavailable,
)

from core import logs
from core.db import db


class DomainError(Exception):
    """Something the domain does not allow. A visitor may read its message, which names nobody."""

    status = 409

    def __init__(self, message: LazyString | str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


@dataclass(frozen=True)
class Page:
    """What an error page says: what happened, and what to do next."""

    title: LazyString | str
    text: LazyString | str


PAGES = {
    400: Page(
        _l("This request could not be read"),
        _l("The address or the form was incomplete. Go back, reload the page and try again."),
    ),
    403: Page(
        _l("You may not open this page"),
        _l("It is for staff whose role allows it. If yours should, ask the secretariat."),
    ),
    404: Page(
        _l("There is no page here"),
        _l("It may have moved, or the address was cut off when it was copied."),
    ),
    405: Page(
        _l("This address does not work that way"),
        _l("Open the page it belongs to and use the form there."),
    ),
    409: Page(
        _l("This cannot be done now"),
        _l("Something has changed in the meantime. Reload the page and look again."),
    ),
    413: Page(
        _l("That was too large"),
        _l("Nothing was saved. Go back, shorten the text and send it again."),
    ),
    429: Page(
        _l("Too many requests from your connection"),
        _l("Wait a few minutes and try again. What you typed stays in the form if you go back."),
    ),
    500: Page(
        _l("Something went wrong on our side"),
        _l("It has been recorded. Nothing you did is to blame; try again in a few minutes."),
    ),
    503: Page(
        _l("We cannot answer just now"),
        _l("Go back and send the form again in a minute: what you typed is still in it."),
    ),
}
#: Seconds after which to ask again, where the error itself tells none.
RETRY_AFTER = {429: 120, 503: 60}
#: Headers of an error that help whoever reads them; its other ones are those of Werkzeug's page.
TOLD = frozenset({"Allow", "Retry-After"})


def init_app(app: Flask) -> None:
    app.before_request(refuse_nul)
    app.register_error_handler(SecurityError, foreign_host)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(InterfaceError, database_away)
    app.register_error_handler(Exception, unforeseen)


def refuse_nul() -> None:
    """Answer 404 to a path with NUL in it: no name of ours has one, and no query can ask for it."""
    if "\0" in request.path:
        abort(404)


def foreign_host(_error: SecurityError) -> ResponseReturnValue:
    """Answer for a host that is not ours in bare words: the links of a page would lead there."""
    return Response(f"{PAGES[400].title}\n", 400, mimetype="text/plain")


def http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    code = error.code or 500
    headers = {"Retry-After": str(RETRY_AFTER[code])} if code in RETRY_AFTER else {}
    headers |= {name: value for name, value in error.get_headers() if name in TOLD}
    return answer(code, PAGES.get(code) or PAGES[400 if code < 500 else 500], headers)


def domain_error(error: DomainError) -> ResponseReturnValue:
    db.session.rollback()
    return answer(error.status, Page(PAGES[409].title, error.message), {})


def database_away(error: OperationalError | InterfaceError) -> ResponseReturnValue:
    logs.error("database away", kind=type(error.orig).__name__)
    return http_error(ServiceUnavailable(retry_after=5))


def unforeseen(error: Exception) -> ResponseReturnValue:
    logs.crash(error)
    db.session.rollback()
    return http_error(InternalServerError())


def answer(code: int, page: Page, headers: dict[str, str]) -> ResponseReturnValue:
    """Return an error as its reader expects it: a page, or problem+json (RFC 9457) under /api/."""
    if request.path.startswith("/api/"):
        response = jsonify(
            type="about:blank", title=str(page.title), status=code, detail=str(page.text)
        )
        response.mimetype = "application/problem+json"
        return response, code, headers
    html = render_template("errors/error.html", code=code, title=page.title, text=page.text)
    return html, code, headers
