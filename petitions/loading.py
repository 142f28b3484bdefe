"""Statements from elsewhere: a JSON file, through the same activities as everything else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from flask_babel import lazy_gettext as _l

from campaigns import drafting
from campaigns.drafting import Draft, SlugTaken, UnfitDraft
from campaigns.models import Kind, Signers, Statement
from core.text import WORDS, clean, unfit
from petitions import archiving, rounds
from petitions.archiving import Past, PastSignatory

KEYS = (
    "slug", "kind", "title", "body", "demands", "addressees", "calling", "signers", "rounds",
    "run_by", "archive",
)  # fmt: skip
LANGUAGES = ("ja", "en")
ARCHIVE_KEYS = ("published_on", "closed_on", "signatories", "unnamed")
SIGNATORY_KEYS = ("name", "name_en", "kana")
MOST_UNNAMED = 10_000
TEXTS = ("title_ja", "title_en", "body_ja", "body_en")


def load(given: object, *, opened: bool, by: str) -> Statement:
    """Keep one statement of the interface's shape, and open it where asked; the caller commits.

    :raises UnfitDraft: something is missing, unknown or not fit; `field` names it.
    :raises SlugTaken: the address is in use.
    :raises UnknownOffice: an addressee is not among our offices.
    """
    entry = _object(given, "statement", KEYS)
    closings, past = _closings(entry), _past(entry)
    statement = drafting.draft(_draft(entry))
    rounds.plan(statement, closings)
    if past is not None:
        archiving.keep(statement, past, by=by)
    elif opened:
        open_(statement, by=by)
    return statement


def present(given: object) -> Statement | None:
    """Return the statement that the same entry, loaded before, has become; None if there is none.

    :raises UnfitDraft: as `load`.
    :raises SlugTaken: another statement, or another text, has this address.
    """
    new = _draft(_object(given, "statement", KEYS))
    found = drafting.find(new.slug)
    if found is not None and not _is_same(new, found):
        raise SlugTaken(_l("Another statement has this address already."), field="slug")
    return found


def open_(statement: Statement, *, by: str) -> None:
    """Approve a statement and open it for signing, unless it has been; the caller commits."""
    if statement.opened_at is None:
        drafting.approve(statement, by=by)
        drafting.open_for_signing(statement)


def _is_same(new: Draft, found: Statement) -> bool:
    version = found.version
    return (
        all(getattr(new, name) == getattr(version, name) for name in TEXTS)
        and (list(new.demands_ja), list(new.demands_en)) == (version.demands_ja, version.demands_en)
        and (new.kind, new.signers) == (found.kind, found.signers)
        and list(new.addressees) == [office.code for office in found.offices]
    )


def _draft(given: Mapping[str, Any]) -> Draft:
    title, body = _both(given, "title", lines=False), _both(given, "body")
    demands = _object(given.get("demands", {}), "demands", LANGUAGES)
    return Draft(
        slug=_text(given.get("slug"), "slug", lines=False),
        kind=_choice(Kind, given.get("kind", Kind.STATEMENT), "kind"),
        title_ja=title["ja"],
        title_en=title["en"],
        body_ja=body["ja"],
        body_en=body["en"],
        demands_ja=_texts(demands.get("ja"), "demands"),
        demands_en=_texts(demands.get("en"), "demands"),
        addressees=_different(_texts(given.get("addressees"), "addressees"), "addressees"),
        calling=_texts(given.get("calling"), "calling"),
        signers=_choice(Signers, given.get("signers", Signers.BOTH), "signers"),
        run_by=_text(given.get("run_by", ""), "run_by", lines=False),
    )


def _object(value: object, field: str, keys: Collection[str]) -> Mapping[str, Any]:
    """Return a JSON object. An unknown key is refused: what stands under a misspelt one is lost."""
    words = ", ".join(keys)
    if not isinstance(value, Mapping):
        raise UnfitDraft(_l("Expected an object with: %(words)s.", words=words), field=field)
    unknown = ", ".join(sorted(value.keys() - keys))
    if unknown:
        raise UnfitDraft(
            _l("Unknown: %(unknown)s. There are: %(words)s.", unknown=unknown, words=words),
            field=field,
        )
    return value


def _both(given: Mapping[str, Any], field: str, *, lines: bool = True) -> dict[str, str]:
    value = _object(given.get(field), field, LANGUAGES)
    texts = {lang: value.get(lang) for lang in LANGUAGES}
    return {
        lang: "" if text is None else _text(text, field, lines=lines)
        for lang, text in texts.items()
    }


def _text(value: Any, field: str, *, lines: bool = True) -> str:
    if not isinstance(value, str):
        raise UnfitDraft(_l("Expected a text."), field=field)
    text = clean(value)
    if text and (problem := unfit(text, lines=lines)):
        raise UnfitDraft(WORDS[problem], field=field)
    return text


def _texts(value: object, field: str) -> tuple[str, ...]:
    texts = tuple(_text(one, field) for one in _list(value, field))
    if not all(texts):
        raise UnfitDraft(_l("One of these is empty."), field=field)
    return texts


def _different(texts: tuple[str, ...], field: str) -> tuple[str, ...]:
    if len(set(texts)) < len(texts):
        raise UnfitDraft(_l("One of these is named twice."), field=field)
    return texts


def _list(value: object, field: str) -> Sequence[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise UnfitDraft(_l("Expected a list."), field=field)
    return value


def _choice(kinds: Any, value: Any, field: str) -> Any:
    try:
        return kinds(value)
    except ValueError:
        words = ", ".join(kinds)
        raise UnfitDraft(_l("Expected one of: %(words)s.", words=words), field=field) from None


def _closings(given: Mapping[str, Any]) -> list[datetime]:
    closings = [_moment(one) for one in _list(given.get("rounds"), "rounds")]
    if any(later <= sooner for sooner, later in pairwise(closings)):
        raise UnfitDraft(_l("Each round must close after the one before it."), field="rounds")
    return closings


def _past(given: Mapping[str, Any]) -> Past | None:
    """Return what an entry of the past says of its dates and its list; None for any other."""
    if given.get("archive") is None:
        return None
    if given.get("rounds"):
        raise UnfitDraft(_l("A statement of the past has no rounds to come."), field="rounds")
    entry = _object(given["archive"], "archive", ARCHIVE_KEYS)
    published, closed = _day(entry.get("published_on")), _day(entry.get("closed_on"))
    unnamed = entry.get("unnamed", 0)
    if not isinstance(unnamed, int) or not 0 <= unnamed <= MOST_UNNAMED:
        raise UnfitDraft(_l("Expected a number of organisations."), field="archive")
    if closed < published:
        raise UnfitDraft(_l("It cannot have closed before it was published."), field="archive")
    signatories = tuple(_signatory(one) for one in _list(entry.get("signatories"), "archive"))
    return Past(published, closed, signatories, unnamed)


def _signatory(value: object) -> PastSignatory:
    given = _object(value, "archive", SIGNATORY_KEYS)
    texts = {key: _text(given.get(key, ""), "archive", lines=False) for key in SIGNATORY_KEYS}
    if not (texts["name"] or texts["name_en"]):
        raise UnfitDraft(_l("A signatory has a name in one of the languages."), field="archive")
    return PastSignatory(**texts)


def _day(value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise UnfitDraft(_l("Expected a day, as 2014-12-10."), field="archive") from None


def _moment(given: object) -> datetime:
    closes_at = _object(given, "rounds", ("closes_at",)).get("closes_at")
    try:
        moment = datetime.fromisoformat(closes_at or "")
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UnfitDraft(_l("Expected a date and time with its zone."), field="rounds")
    return moment
