"""Japanese conventions: era dates, the clock in Tokyo, legal forms, kana and 五十音順."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
WEEKDAYS = "月火水木金土日"

#: First day and name of each era (元号), newest first.
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)
#: 明治6年1月1日: until the day before, Japan kept a lunar calendar (太政官布告第337号).
GREGORIAN_SINCE = date(1873, 1, 1)


def wareki(day: date, *, kanji: bool = False) -> str:
    """Return a date in its era: 令和8年11月25日, or 令和八年十一月二十五日 for vertical writing.

    :raises ValueError: before 1873 Japan kept a lunar calendar.
    """
    if day < GREGORIAN_SINCE:
        raise ValueError("before 1873 Japan kept a lunar calendar")
    first, era = next((first, era) for first, era in ERAS if day >= first)
    written = _kanji_number if kanji else str
    year = day.year - first.year + 1
    return (
        f"{era}{'元' if year == 1 else written(year)}年{written(day.month)}月{written(day.day)}日"
    )


def _kanji_number(number: int) -> str:
    """Return a number from 1 to 99 as it is read: 八, 十, 二十五."""
    digits = " 一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones]}".strip()


def weekday(day: date, language: str) -> str:
    """Return 水, or Wed."""
    return WEEKDAYS[day.weekday()] if language == "ja" else f"{day:%a}"


def in_tokyo(moment: datetime) -> datetime:
    """Return the same moment on a clock in Tokyo.

    :raises ValueError: the moment has no time zone, so that nobody can know which moment it is.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(TOKYO)


def deadline(moment: datetime, language: str) -> str:
    """Return 12月10日（木）18時, or Thu 10 December, 18:00, in Tokyo; 18時30分 off the hour."""
    local = in_tokyo(moment)
    if language == "ja":
        minutes = f"{local.minute}分" if local.minute else ""
        return f"{day(local, 'ja', year=False)}{local.hour}時{minutes}"
    return f"{day(local, language, year=False)}, {local:%H:%M}"


def day(when: date, language: str, *, year: bool = True) -> str:
    """Return 令和8年11月4日（水） or 4 November 2026; of a moment, its day in Tokyo.

    Without the year it is 11月4日（水） or Wed 4 November.
    """
    there = in_tokyo(when).date() if isinstance(when, datetime) else when
    if language == "ja":
        shown = wareki(there) if year else f"{there.month}月{there.day}日"
        return f"{shown}（{weekday(there, 'ja')}）"
    if year:
        return f"{there.day} {there:%B} {there.year}"
    return f"{weekday(there, language)} {there.day} {there:%B}"


def span(begins: datetime, ends: datetime, language: str) -> str:
    """Return 令和8年12月10日（木）18:30～20:00; in English it says besides whose time that is."""
    first, last = in_tokyo(begins), in_tokyo(ends)
    same = first.date() == last.date()
    if language == "ja":
        until = "" if same else day(last, "ja", year=first.year != last.year)
        return f"{day(first, 'ja')}{first:%H:%M}～{until}{last:%H:%M}"
    until = "" if same else f"{day(last, language, year=False)} {last.year}, "
    begun = f"{day(first, language, year=False)} {first.year}, {first:%H:%M}"
    return f"{begun}{'–' if same else ' – '}{until}{last:%H:%M} (Japan time)"


def days_left(now: datetime, closes_at: datetime) -> int:
    """Return how many midnights in Tokyo lie between: 0 on the last day, negative after it."""
    return (in_tokyo(closes_at).date() - in_tokyo(now).date()).days


# ---- Legal forms of organisations (法人格)


@dataclass(frozen=True)
class LegalForm:
    """A legal form (法人格) by its usual name, and all that may stand for it."""

    name: str
    readings: tuple[str, ...]
    spellings: tuple[str, ...] = ()
    short: tuple[str, ...] = ()  # a form only in brackets: （特活）


#: Only forms that stand before or after a name: 組合 and 実行委員会 are part of the name itself.
LEGAL_FORMS = (
    LegalForm(
        "特例認定NPO法人",
        (
            "とくれいにんていとくていひえいりかつどうほうじん",
            "とくれいにんていえぬぴーおーほうじん",
        ),
        ("特例認定特定非営利活動法人",),
        ("特例認定NPO",),
    ),
    LegalForm(
        "認定NPO法人",
        ("にんていとくていひえいりかつどうほうじん", "にんていえぬぴーおーほうじん"),
        ("認定特定非営利活動法人",),
        ("認定NPO", "認定特活", "認定特非"),
    ),
    LegalForm(
        "特定非営利活動法人",
        ("とくていひえいりかつどうほうじん", "えぬぴーおーほうじん"),
        ("NPO法人",),
        ("特活", "特非", "NPO"),
    ),
    LegalForm("一般社団法人", ("いっぱんしゃだんほうじん",), short=("一社",)),
    LegalForm("一般財団法人", ("いっぱんざいだんほうじん",), short=("一財",)),
    LegalForm("公益社団法人", ("こうえきしゃだんほうじん",), short=("公社",)),
    LegalForm("公益財団法人", ("こうえきざいだんほうじん",), short=("公財",)),
    LegalForm("社団法人", ("しゃだんほうじん",), short=("社",)),
    LegalForm("財団法人", ("ざいだんほうじん",), short=("財",)),
    LegalForm("社会福祉法人", ("しゃかいふくしほうじん",), short=("社福", "福")),
    LegalForm("学校法人", ("がっこうほうじん",), short=("学",)),
    LegalForm("宗教法人", ("しゅうきょうほうじん",), short=("宗",)),
    LegalForm("医療法人社団", ("いりょうほうじんしゃだん",)),
    LegalForm("医療法人財団", ("いりょうほうじんざいだん",)),
    LegalForm("社会医療法人", ("しゃかいいりょうほうじん",)),
    LegalForm("医療法人", ("いりょうほうじん",), short=("医",)),
    LegalForm("更生保護法人", ("こうせいほごほうじん",)),
    LegalForm("国立大学法人", ("こくりつだいがくほうじん",)),
    LegalForm("公立大学法人", ("こうりつだいがくほうじん",)),
    LegalForm("独立行政法人", ("どくりつぎょうせいほうじん",), short=("独",)),
    LegalForm("弁護士法人", ("べんごしほうじん",), short=("弁",)),
    LegalForm("株式会社", ("かぶしきがいしゃ", "かぶしきかいしゃ"), short=("株",)),
    LegalForm("有限会社", ("ゆうげんがいしゃ", "ゆうげんかいしゃ"), short=("有",)),
    LegalForm("合同会社", ("ごうどうがいしゃ", "ごうどうかいしゃ"), short=("合同", "同")),
    LegalForm("合資会社", ("ごうしがいしゃ", "ごうしかいしゃ"), short=("合資", "資")),
    LegalForm("合名会社", ("ごうめいがいしゃ", "ごうめいかいしゃ"), short=("合名", "名")),
)
_FORM_OF = {
    spelling: form.name
    for form in LEGAL_FORMS
    for spelling in (form.name, *form.spellings, *form.short)
}


def _any_of(words: set[str]) -> str:
    """Return a pattern for the words, longest first, with NPO in either width, spaced or not."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(longest_first).replace("NPO", r"\s?[NＮ][PＰ][OＯ]\s?")


_FULL = _any_of({spelling for form in LEGAL_FORMS for spelling in (form.name, *form.spellings)})
# At most one space at each place: `\s*` would take hours over a name of a thousand spaces.
_FORM = rf"(?P<form>{_FULL}|[（(]\s?(?:{_any_of(set(_FORM_OF))})\s?[）)]|[㈱㈲㈳㈶㈻㍿])"
_BEFORE = re.compile(rf"\A{_FORM}(?P<bare>.+)", re.IGNORECASE | re.DOTALL)
_AFTER = re.compile(rf"(?P<bare>.+?){_FORM}\Z", re.IGNORECASE | re.DOTALL)

Position = Literal["before", "after", ""]


def legal_form(name: str) -> tuple[str, Position, str]:
    """Return the legal form that a name shows, where it stands, and the bare name.

    A suggestion for people to correct: NPO法人会計基準協議会 begins with the word and has no form.
    """
    places: tuple[tuple[Position, re.Pattern[str]], ...] = (("before", _BEFORE), ("after", _AFTER))
    for position, pattern in places:
        if found := pattern.match(name.strip()):
            written = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", found["form"]))
            return _FORM_OF[written.upper()], position, found["bare"].strip()
    return "", "", name


# ---- Kana and 五十音順

_KANA_LETTER = re.compile("[ぁ-ゖァ-ヺㇰ-ㇿ]")
_KANA_SIGNS = "ーゝゞヽヾ"
_SMALL = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎゕゖㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    "あいうえおつやゆよわかけくしすとぬはひふへほむらりるれろ",
)
_HIRAGANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
_VOWEL_OF = {
    kana: vowel
    for vowel, column in (
        ("あ", "あかさたなはまやらわ"),
        ("い", "いきしちにひみりゐ"),
        ("う", "うくすつぬふむゆる"),
        ("え", "えけせてねへめれゑ"),
        ("お", "おこそとのほもよろを"),
        ("ん", "ん"),
    )
    for kana in column
}
_ROWS = "あかさたなはまやらわ"
_VOICED, _HALF_VOICED = "\u3099", "\u309a"


def hiragana(text: str) -> str:
    """Return the text with hiragana for katakana."""
    return text.translate(_HIRAGANA)


def is_kana(text: str) -> bool:
    """Tell whether a text is a reading: kana, with Latin letters, digits and signs at most."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(_KANA_LETTER.search(plain)) and all(
        _KANA_LETTER.match(letter)
        or letter in _KANA_SIGNS
        or unicodedata.name(letter, "").startswith("LATIN")
        for letter in plain
        if unicodedata.category(letter)[0] == "L"
    )


class _Letter(NamedTuple):
    """One letter as JIS X 4061 compares it: all bases first, then voicings, sizes, scripts."""

    base: str  # a plain big hiragana letter, or another letter or digit in lower case
    voicing: str = "0"  # 清音 0, 濁音 1, 半濁音 2
    size: str = "3"  # 長音 0, 小文字 1, 繰返し 2, 大文字 3
    script: str = "0"  # ひらがな 0, カタカナ 1


def _letters(text: str) -> list[_Letter]:
    """Return the letters and digits of a text; spaces, ・ and other signs are no letters."""
    letters: list[_Letter] = []
    # The marks of が, ぱ and é become characters of their own here, after the letter they stand on.
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()):
        last = letters[-1] if letters else None
        if char in (_VOICED, _HALF_VOICED):
            if last:
                letters[-1] = last._replace(voicing="1" if char == _VOICED else "2")
        elif char == "ー":
            if last and last.base in _VOWEL_OF:
                letters.append(_Letter(_VOWEL_OF[last.base], size="0"))
        elif char in "ゝヽ":
            if last:
                letters.append(_Letter(last.base, size="2", script=str(int(char == "ヽ"))))
        elif char.isalnum():
            letters.append(_letter(char))
    return letters


def _letter(char: str) -> _Letter:
    kana = hiragana(char)
    base = kana.translate(_SMALL)
    katakana = kana != char or "ㇰ" <= char <= "ㇿ"
    return _Letter(base, size="3" if base == kana else "1", script=str(int(katakana)))


def _bases(letters: list[_Letter]) -> str:
    return "".join(letter.base for letter in letters)


_FORM_READINGS = sorted(
    {_bases(_letters(reading)) for form in LEGAL_FORMS for reading in form.readings},
    key=lambda reading: (-len(reading), reading),
)


def _without_form(letters: list[_Letter]) -> list[_Letter]:
    """Return a reading without a legal form's at its start or end, if anything else is left."""
    bases = _bases(letters)
    for form in _FORM_READINGS:
        if len(form) < len(bases):
            if bases.startswith(form):
                return letters[len(form) :]
            if bases.endswith(form):
                return letters[: -len(form)]
    return letters


def _reading(kana: str, name: str) -> list[_Letter]:
    return _without_form(_letters(kana)) or _letters(legal_form(name)[2])


def _is_kana(letters: list[_Letter]) -> bool:
    return bool(letters) and letters[0].base in _VOWEL_OF


@lru_cache(maxsize=20_000)
def gojuon_key(kana: str, name: str = "") -> tuple[str, ...]:
    """Return the sort key for 五十音順: of the reading, of the name where none is given.

    After JIS X 4061:1996 (日本語文字列照合順番): small kana count as big ones and ー as the vowel
    before it; voicing, size and script break ties, in this order; signs are ignored; digits come
    before Latin letters, these before kana, these before Han. Two departures, for lists of
    organisations: readings of legal forms are ignored, and all that does not begin with kana is
    one group after わ. Joined with spaces, the key sorts alike in a column with COLLATE "C".
    """
    letters = _reading(kana, name)
    levels = ("".join(level) for level in zip(*letters, strict=True)) if letters else ("",) * 4
    return ("0" if _is_kana(letters) else "1", *levels, _bases(_letters(name)), name)


@lru_cache(maxsize=20_000)
def gyo(kana: str, name: str = "") -> str:
    """Return the row, one of あかさたなはまやらわ, that `gojuon_key` sorts into; "" after わ."""
    letters = _reading(kana, name)
    return _ROWS[bisect_right(_ROWS, letters[0].base) - 1] if _is_kana(letters) else ""


#: The Hepburn initials of each letter: plain, voiced, half-voiced.
_INITIALS = {
    kana: initials
    for row, initials in (
        ("あ", "A"),
        ("いゐ", "I"),
        ("う", "UV"),
        ("えゑ", "E"),
        ("おを", "O"),
        ("かきくけこ", "KG"),
        ("さすせそ", "SZ"),
        ("し", "SJ"),
        ("たてと", "TD"),
        ("ち", "CJ"),
        ("つ", "TZ"),
        ("なにぬねのん", "N"),
        ("はひへほ", "HBP"),
        ("ふ", "FBP"),
        ("まみむめも", "M"),
        ("やゆよ", "Y"),
        ("らりるれろ", "R"),
        ("わ", "W"),
    )
    for kana in row
}


def roman_initial(kana: str) -> str:
    """Return the first letter in Hepburn romanisation: チエ → C, ふじ → F; "" if it is no kana."""
    letters = _letters(kana)
    if not _is_kana(letters):
        return ""
    first, second = (*letters, _Letter(""))[:2]
    if first.base in "いう" and first.voicing == "0" and second.size == "1":
        return "Y" if first.base == "い" else "W"  # イェ, ウィ
    choices = _INITIALS[first.base]
    return choices[min(int(first.voicing), len(choices) - 1)]
