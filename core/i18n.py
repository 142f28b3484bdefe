"""Two languages. Public pages carry theirs first in the URL; staff pages follow the person."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, has_request_context, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from werkzeug.routing import BaseConverter

from core.access import public

LANGUAGES = ("ja", "en")


class LanguageConverter(BaseConverter):
    """`<lang:lang>` in a rule: one of our languages, else the rule does not match (404)."""

    regex = "|".join(LANGUAGES)


def language() -> str:
    """Return the language of this page: the URL's, the person's, else the browser's best."""
    if not has_request_context():
        return str(g.get("lang", LANGUAGES[0]))
    if "lang" not in g:
        g.lang = _language_of_request()
    return str(g.lang)


def in_language(text_ja: str, text_en: str) -> str:
    """Return the text in the page's language, the other where that one was left empty."""
    return (text_en or text_ja) if language() == "en" else (text_ja or text_en)


def language_of(text_ja: str, text_en: str) -> str:
    """Return the language of what `in_language` returns: the page's, or that of the only text."""
    if language() == "en":
        return "en" if text_en or not text_ja else "ja"
    return "ja" if text_ja or not text_en else "en"


def alternate(lang: str) -> str:
    """Return the address of this page in another language; the home page where it has none."""
    if request.path.startswith("/staff"):
        return f"{request.path}?lang={lang}"
    if request.url_rule is not None and "GET" not in (request.url_rule.methods or ()):
        # An address that only takes a form belongs to the page above it.
        return f"/{lang}/{request.path.strip('/').partition('/')[2].rpartition('/')[0]}"
    if request.url_rule is None:
        return f"/{lang}/"
    # `endpoint` is a name that `url_for` has for itself.
    values = {
        name: value for name, value in request.args.items() if name.isalpha() and name != "endpoint"
    }
    return url_for(
        request.url_rule.endpoint, **{**values, **(request.view_args or {}), "lang": lang}
    )


def canonical() -> str:
    """Return the one address of this page in its language: without what only narrows it down."""
    return alternate(language()).partition("?")[0]


def init_app(app: Flask) -> None:
    app.url_map.converters["lang"] = LanguageConverter
    Babel(app, default_locale="ja", default_timezone="Asia/Tokyo", locale_selector=language)
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_give_language)
    app.add_url_rule("/", "front", public(front))
    app.jinja_env.globals.update(alternate=alternate, canonical=canonical, in_language=in_language)
    app.context_processor(lambda: {"lang": language()})


def front() -> ResponseReturnValue:
    """Send a visitor without a language to the home page in theirs."""
    response = redirect(f"/{language()}/", 302)
    response.vary.add("Accept-Language")
    return response


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and "lang" in values:
        g.lang = values.pop("lang")


def _give_language(endpoint: str, values: dict[str, Any]) -> None:
    if "lang" not in values and _speaks(endpoint):
        values["lang"] = language()


def _speaks(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "lang")


def _language_of_request() -> str:
    first = request.path.split("/", 2)[1] if "/" in request.path else ""
    if first in LANGUAGES:
        return first
    if first == "staff":
        asked = request.args.get("lang", "")
        if asked in LANGUAGES:
            session["lang"] = asked
        if session.get("lang") in LANGUAGES:
            return str(session["lang"])
        if g.get("person") is not None:
            return str(g.person.language)
    return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0]) or LANGUAGES[0]
