"""Statements from elsewhere: a JSON file, through the same activities as everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from campaigns import drafting
from campaigns.drafting import Draft, UnfitDraft
from campaigns.models import Kind, Signers, Statement
from core.text import clean, unfit
from petitions import rounds


def load(given: Mapping[str, Any], *, opened: bool, by: str) -> Statement:
    """Keep one statement of the interface's shape, and open it where asked; the caller commits.

    :raises UnfitDraft: something is missing or not fit; `field` names it.
    :raises SlugTaken: the address is in use.
    :raises UnknownOffice: an addressee is not among our offices.
    """
    closings = [_moment(one) for one in _list(given, "rounds")]
    statement = drafting.draft(_draft(given))
    rounds.plan(statement, closings)
    if opened:
        drafting.approve(statement, by=by)
        drafting.open_for_signing(statement)
    return statement


def _draft(given: Mapping[str, Any]) -> Draft:
    title, body = _both(given, "title"), _both(given, "body")
    demands = given.get("demands") or {}
    if not isinstance(demands, Mapping):
        raise UnfitDraft(_l("Expected an object with ja and en."), field="demands")
    return Draft(
        slug=_text(given.get("slug"), "slug"),
        kind=_choice(Kind, given.get("kind", Kind.STATEMENT), "kind"),
        title_ja=title["ja"],
        title_en=title["en"],
        body_ja=body["ja"],
        body_en=body["en"],
        demands_ja=tuple(_text(one, "demands") for one in _list(demands, "ja")),
        demands_en=tuple(_text(one, "demands") for one in _list(demands, "en")),
        addressees=tuple(_text(one, "addressees") for one in _list(given, "addressees")),
        calling=tuple(_text(one, "calling") for one in _list(given, "calling")),
        signers=_choice(Signers, given.get("signers", Signers.BOTH), "signers"),
    )


def _both(given: Mapping[str, Any], field: str) -> dict[str, str]:
    value = given.get(field)
    if not isinstance(value, Mapping):
        raise UnfitDraft(_l("Expected an object with ja and en."), field=field)
    return {lang: _text(value.get(lang) or "", field) for lang in ("ja", "en")}


def _text(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise UnfitDraft(_l("Expected a text."), field=field)
    text = clean(value)
    if text and unfit(text, lines=True) is not None:
        raise UnfitDraft(_l("The text holds characters that cannot be kept."), field=field)
    return text


def _list(given: Mapping[str, Any], field: str) -> Sequence[Any]:
    value = given.get(field) or []
    if not isinstance(value, list):
        raise UnfitDraft(_l("Expected a list."), field=field)
    return value


def _choice(kinds: Any, value: Any, field: str) -> Any:
    try:
        return kinds(value)
    except ValueError:
        words = ", ".join(kinds)
        raise UnfitDraft(_l("Expected one of: %(words)s.", words=words), field=field) from None


def _moment(given: Any) -> datetime:
    closes_at = given.get("closes_at") if isinstance(given, Mapping) else None
    try:
        moment = datetime.fromisoformat(closes_at or "")
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UnfitDraft(_l("Expected a date and time with its zone."), field="rounds")
    return moment
