"""Finding rows that may be one organisation: keys to compare by, and a score with its reason.

Only organisations that may be named are compared; of an undisclosed one there is no key anywhere.
What is found alike is put before people; a machine joins rows only where nothing is left to decide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from unicodedata import normalize
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, event, func, or_
from sqlalchemy.dialects.postgresql import insert

from core import japanese
from core.db import db
from core.text import bigrams, fold
from network.models import Likeness, Organisation

#: Below this a pair is not put before anybody.
LEAST_SCORE = 80
#: A name shorter than this says too little to be compared by its parts.
SHORTEST_NAME = 3
#: Hosts that many organisations share: the same one says nothing.
SHARED_HOSTS = frozenset(
    {
        "facebook.com", "instagram.com", "x.com", "twitter.com", "note.com", "ameblo.jp",
        "sites.google.com", "peraichi.com", "youtube.com", "jimdofree.com", "wixsite.com",
    }
)  # fmt: skip

#: Variants of Han characters that NFKC keeps apart and people use for one another in names, each
#: with the one that stands for it in a key. For keys alone: a name is printed as it was written.
VARIANTS = {
    ord(variant): pair[-1]
    for pair in (
        "髙高", "﨑嵜碕崎", "邉邊辺", "邨村", "濵濱浜", "澤沢", "櫻桜", "國国", "齋齊斎斉",
        "嶋嶌島",

        "廣広", "德徳", "惠恵", "眞真", "桒桑", "冨富", "舘館", "藪薮", "槗𣘺橋", "黑黒",
        "淸清", "靑青", "瀨瀬", "賴頼", "內内", "會会", "學学", "實実", "關関", "縣県",
        "號号", "鐵鉄", "龍竜", "瀧滝", "曾曽", "圓円", "縱縦", "從従", "應応", "團団",
        "圖図", "萬万", "與与", "榮栄", "𠮷吉",
    )
    for variant in pair[:-1]
}  # fmt: skip


class Reason(StrEnum):
    """Why two rows were found alike, the strongest first."""

    NUMBER = "number"
    NAME = "name"
    READING = "reading"
    HOST = "host"
    SIMILAR = "similar"


@dataclass(frozen=True)
class Keys:
    """What is compared of an organisation."""

    match_key: str
    kana_key: str
    url_host: str
    grams: list[str]


@dataclass(frozen=True)
class Alike:
    """Another row that may be the same organisation, from 0 to 100, and why."""

    organisation_id: int
    score: int
    reason: Reason


def match_key(name: str) -> str:
    """Return what spellings of one name have in common.

    Legal forms in any spelling (（特活）, NPO法人, ㈱), width, case, spaces, signs and variant
    characters are set aside, and kana are one script.
    """
    bare = normalize("NFKC", name)
    for _ in range(2):  # 認定NPO法人 特定非営利活動法人 … is written
        bare = japanese.legal_form(bare)[2]
    return fold(bare.translate(VARIANTS)) or fold(name.translate(VARIANTS))


def kana_key(kana: str) -> str:
    """Return what spellings of one reading have in common: a legal form's own reading left out."""
    _group, letters, voicing, *_rest = japanese.gojuon_key(kana)
    return letters + voicing if letters else ""


def url_host(url: str) -> str:
    """Return the host that a web address shows for itself alone, "" for one that many share."""
    host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    shared = any(host == one or host.endswith(f".{one}") for one in SHARED_HOSTS)
    return "" if shared else host


def grams(*texts: str) -> list[str]:
    """Return the letters of some texts and their pairs, to be searched by."""
    found: set[str] = set()
    for text in texts:
        found |= {*fold(text.translate(VARIANTS)), *bigrams(text.translate(VARIANTS))}
    return sorted(found)


def searched(word: str) -> list[str]:
    """Return what a row must have among its grams to be found by a word."""
    return bigrams(word.translate(VARIANTS))


def keys(name_ja: str, name_en: str, kana: str, url: str) -> Keys:
    """Return all keys of an organisation."""
    return Keys(
        match_key=match_key(name_ja or name_en),
        kana_key=kana_key(kana),
        url_host=url_host(url),
        grams=grams(name_ja, name_en, kana),
    )


@event.listens_for(Organisation, "before_insert")
@event.listens_for(Organisation, "before_update")
def keep_keys(_mapper: Any, _connection: Any, one: Organisation) -> None:
    """Keep a row's keys those of its names, whoever writes them."""
    found = keys(one.name_ja or "", one.name_en or "", one.kana or "", one.url or "")
    for name in ("match_key", "kana_key", "url_host", "grams"):
        if getattr(one, name) != getattr(found, name):
            setattr(one, name, getattr(found, name))


def same(one: Organisation) -> Organisation | None:
    """Return the row that is the same organisation beyond doubt, or None.

    That is one with the same corporate number, or with the very same name, form included, of which
    something else agrees (reading, prefecture or host) and nothing disagrees.
    """
    for other in _block(one):
        if one.corporate_number and other.corporate_number == one.corporate_number:
            return other
        if _same_name(one, other) and _agrees(one, other):
            return other
    return None


def candidates(one: Organisation) -> list[Alike]:
    """Return the rows that may be the same organisation, the likeliest first."""
    # Here, since a page that compares nothing need not wait for it.
    from rapidfuzz import fuzz

    found = []
    for other in _block(one):
        closeness = round(fuzz.token_sort_ratio(one.match_key, other.match_key))
        score, reason = judged(one, other, closeness)
        if score >= LEAST_SCORE:
            found.append(Alike(other.id, score, reason))
    return sorted(found, key=lambda alike: -alike.score)


def judged(one: Organisation, other: Organisation, closeness: int) -> tuple[int, Reason]:
    """Return how alike two rows of one block are, and why; `closeness` is that of their names."""
    if one.corporate_number and one.corporate_number == other.corporate_number:
        return 100, Reason.NUMBER
    if one.corporate_number and other.corporate_number:
        return 0, Reason.NUMBER  # two numbers are two organisations
    if one.match_key == other.match_key:
        return 95 if _agrees(one, other) else 90, Reason.NAME
    if one.kana_key and one.kana_key == other.kana_key:
        return max(85, closeness), Reason.READING
    if one.url_host and one.url_host == other.url_host:
        return max(80, closeness), Reason.HOST
    return closeness, Reason.SIMILAR


def propose(one: Organisation) -> int:
    """Put what is like a row before people, but for what they have decided; return how many.

    The caller commits.
    """
    decided = _decided_apart(one)
    pairs = [
        {
            "a_id": min(one.id, alike.organisation_id),
            "b_id": max(one.id, alike.organisation_id),
            "score": alike.score,
            "reason": alike.reason,
        }
        for alike in candidates(one)
        if alike.organisation_id not in decided
    ]
    if not pairs:
        return 0
    asked = insert(Likeness).values(pairs).on_conflict_do_nothing(constraint="a_pair_is_asked_once")
    return len(db.session.scalars(asked.returning(Likeness.id)).all())


def absorbed(ids: Collection[int]) -> set[int]:
    """Return these rows and all that were merged into them, over any number of steps."""
    found, newest = set(ids), set(ids)
    while newest:
        into = db.select(Organisation.id).where(Organisation.merged_into_id.in_(newest))
        newest = set(db.session.scalars(into)) - found
        found |= newest
    return found


def _decided_apart(one: Organisation) -> set[int]:
    """Return the rows of which people said that this one, or one merged into it, is another."""
    own = absorbed([one.id])
    query = db.select(Likeness.a_id, Likeness.b_id).where(
        Likeness.same.is_(False), Likeness.a_id.in_(own) | Likeness.b_id.in_(own)
    )
    others = {number for pair in db.session.execute(query) for number in pair} - own
    roots = db.select(Organisation.merged_into_id).where(Organisation.id.in_(others))
    return others | {root for root in db.session.scalars(roots) if root is not None}


def _block(one: Organisation) -> Iterable[Organisation]:
    """Return the rows worth a comparison: those that share a key, or a beginning of one."""
    query = db.select(Organisation).where(
        Organisation.id != one.id, Organisation.merged_into_id.is_(None), or_(*_shared(one))
    )
    return db.session.scalars(query.order_by(Organisation.id)).all()


def _shared(one: Organisation) -> Iterator[ColumnElement[bool]]:
    yield Organisation.match_key == one.match_key
    if one.corporate_number:
        yield Organisation.corporate_number == one.corporate_number
    if one.kana_key:
        yield Organisation.kana_key == one.kana_key
    if one.url_host:
        yield Organisation.url_host == one.url_host
    if len(one.match_key) >= SHORTEST_NAME:
        # A slip leaves most pairs of letters as they are, and seldom stands at the beginning.
        pairs = bigrams(one.match_key)
        yield (
            Organisation.grams.bool_op("&&")(pairs)
            & (func.left(Organisation.match_key, 2) == one.match_key[:2])
        )


def _same_name(one: Organisation, other: Organisation) -> bool:
    return fold(one.name_ja or one.name_en) == fold(other.name_ja or other.name_en)


def _agrees(one: Organisation, other: Organisation) -> bool:
    """Tell whether something besides the name agrees, and nothing that both tell disagrees."""
    told = [
        (name, getattr(one, name) == getattr(other, name))
        for name in ("kana_key", "prefecture", "url_host", "legal_form", "country")
        if getattr(one, name) and getattr(other, name)
    ]
    telling = [name for name, _ in told if name in {"kana_key", "prefecture", "url_host"}]
    return bool(telling) and all(agrees for _, agrees in told)


def rows(ids: Collection[int]) -> dict[int, Organisation]:
    """Return organisations by their numbers."""
    query = db.select(Organisation).where(Organisation.id.in_(ids))
    return {one.id: one for one in db.session.scalars(query)}
