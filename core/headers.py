"""Headers of every answer: what a page may load, who may frame it, how long it may be kept."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, request

P = ParamSpec("P")
R = TypeVar("R")

SHARED = "public, max-age=5, stale-while-revalidate=30, stale-if-error=300"
#: For what names signers or members: a name that was taken off is not shown once more meanwhile.
NAMING = "public, max-age=5, stale-if-error=300"
PRIVATE = "no-store"
#: What a cache may keep of a shared view: its content, or where it leads to.
KEPT = {200, 302}

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    # Browsers send `Origin: null` with a form under no-referrer, so only pages whose address is a
    # secret have it.
    "Referrer-Policy": "same-origin",
}
#: The same for what other sites may show within their pages.
LENT = {name: value for name, value in FIXED.items() if name != "X-Frame-Options"} | {
    "Cross-Origin-Resource-Policy": "cross-origin"
}
#: Headers of the API's answers that scripts of other sites may read.
TOLD_TO_SCRIPTS = "ETag, Allow, Deprecation, Link, Retry-After, Sunset, X-Request-Id"


def shared(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose GET a cache may keep for five seconds: the same bytes for every visitor."""
    view.__dict__["shared"] = True
    return view


def naming(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a shared view that names organisations or people by their choice, which may change."""
    view.__dict__["naming"] = True
    return shared(view)


def secret_address(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose address holds a token: no page it leads to may learn the address."""
    view.__dict__["secret_address"] = True
    return view


def isolated(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page handles a secret key: its scripts may send nothing anywhere."""
    view.__dict__["isolated"] = True
    return view


def abroad(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that any other site may show within its pages: in a frame, or as a picture."""
    view.__dict__["abroad"] = True
    return view


def csp_nonce() -> str:
    """Return this answer's nonce; a script without it does not run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(csp_nonce=csp_nonce)
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    # An error is a page of ours, whatever was asked for.
    lent = getattr(view, "abroad", False) and response.status_code == 200
    for name, value in (LENT if lent else FIXED).items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/"):
        _open_to_scripts(response)
    if getattr(view, "secret_address", False):
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if response.mimetype == "text/html":
        response.headers.setdefault(
            "Content-Security-Policy",
            policy(getattr(view, "isolated", False), "*" if lent else "'none'"),
        )
    # Only our own files may say for themselves how long they keep: a document that is sent may not.
    if request.endpoint != "static" or "Cache-Control" not in response.headers:
        response.headers.pop("Expires", None)
        keep = getattr(view, "shared", False) and request.method in {"GET", "HEAD"}
        lasting = NAMING if getattr(view, "naming", False) else SHARED
        response.headers["Cache-Control"] = (
            lasting if keep and response.status_code in KEPT else PRIVATE
        )
        if keep and response.status_code == 200:
            response.add_etag()
            response.make_conditional(request)
    return response


def _open_to_scripts(response: Response) -> None:
    """Let scripts of any site read an answer of the API: it is the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    else:
        response.headers["Access-Control-Expose-Headers"] = TOLD_TO_SCRIPTS


def policy(isolated: bool = False, frames: str = "'none'") -> str:
    """Return a page's Content-Security-Policy: own files, nothing inline, in nobody's frame."""
    scripts = f"'nonce-{g.csp_nonce}'" if "csp_nonce" in g else "'none'"
    connections = "'none'; require-trusted-types-for 'script'" if isolated else "'self'"
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"connect-src {connections}; script-src {scripts}; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {frames}"
    )
