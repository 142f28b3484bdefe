"""Japanese dates, readings, the order of the syllabary, legal forms."""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.japanese import (
    LEGAL_FORMS,
    TOKYO,
    LegalForm,
    day,
    days_left,
    deadline,
    gojuon_key,
    gyo,
    in_tokyo,
    is_kana,
    legal_form,
    roman_initial,
    wareki,
    weekday,
)

ORGANISATIONS = Path(__file__).parents[3] / "shared/data/statement_60_orgs.csv"


# ---- Dates


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (date(2026, 11, 25), "令和8年11月25日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1873, 1, 1), "明治6年1月1日"),
    ],
)
def test_a_date_is_written_in_the_era_of_its_day(when: date, written: str) -> None:
    assert wareki(when) == written


def test_a_date_of_the_lunar_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="lunar"):
        wareki(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (date(2026, 11, 25), "令和八年十一月二十五日"),
        (date(2019, 5, 10), "令和元年五月十日"),
        (date(2019, 4, 30), "平成三十一年四月三十日"),
        (date(1988, 12, 20), "昭和六十三年十二月二十日"),
    ],
)
def test_vertical_writing_takes_dates_in_kanji(when: date, written: str) -> None:
    assert wareki(when, kanji=True) == written


def test_a_week_has_its_names_in_both_languages() -> None:
    monday = date(2026, 11, 23)

    week = [monday + timedelta(days=number) for number in range(7)]

    assert "".join(weekday(each, "ja") for each in week) == "月火水木金土日"
    assert [weekday(each, "en") for each in week] == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2026, 12, 10, 18)  # noqa: DTZ001  # the naive moment is the point here

    with pytest.raises(ValueError, match="time zone"):
        in_tokyo(naive)


@given(st.datetimes(timezones=st.timezones()))
def test_tokyo_shows_another_clock_and_the_same_moment(moment: datetime) -> None:
    try:
        there = in_tokyo(moment)
    except OverflowError:  # the last hours of the year 9999
        return

    assert there.astimezone(UTC) == moment.astimezone(UTC)
    assert there.tzinfo is TOKYO


@pytest.mark.parametrize(
    ("moment", "japanese", "english"),
    [
        (datetime(2026, 12, 10, 9, tzinfo=UTC), "12月10日（木）18時", "Thu 10 December, 18:00"),
        (
            datetime(2026, 12, 10, 9, 30, tzinfo=UTC),
            "12月10日（木）18時30分",
            "Thu 10 December, 18:30",
        ),
        (
            datetime(2026, 12, 10, 15, 5, tzinfo=UTC),
            "12月11日（金）0時5分",
            "Fri 11 December, 00:05",
        ),
    ],
)
def test_a_deadline_names_weekday_and_hour_in_tokyo(
    moment: datetime, japanese: str, english: str
) -> None:
    assert deadline(moment, "ja") == japanese
    assert deadline(moment, "en") == english


def test_a_day_is_shown_as_each_language_writes_it() -> None:
    when = date(2026, 11, 4)

    assert day(when, "ja") == "令和8年11月4日（水）"
    assert day(when, "en") == "4 November 2026"
    assert day(when, "ja", year=False) == "11月4日（水）"
    assert day(when, "en", year=False) == "Wed 4 November"


def test_the_day_of_a_moment_is_its_day_in_tokyo() -> None:
    evening_in_london = datetime(2026, 11, 4, 20, tzinfo=UTC)

    assert day(evening_in_london, "en") == "5 November 2026"


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (datetime(2026, 12, 7, 0, 0, tzinfo=TOKYO), 3),
        (datetime(2026, 12, 9, 23, 59, tzinfo=TOKYO), 1),
        (datetime(2026, 12, 9, 23, 59, tzinfo=timezone(timedelta(hours=-8))), 0),
        (datetime(2026, 12, 11, 0, 0, tzinfo=TOKYO), -1),
    ],
)
def test_days_left_are_counted_by_the_calendar_in_tokyo(now: datetime, left: int) -> None:
    closes_at = datetime(2026, 12, 10, 18, tzinfo=TOKYO)

    assert days_left(now, closes_at) == left


# ---- Legal forms


@pytest.mark.parametrize(
    ("name", "form", "position", "bare"),
    [
        ("特定非営利活動法人みどりの会", "特定非営利活動法人", "before", "みどりの会"),
        ("（特活）みどりの会", "特定非営利活動法人", "before", "みどりの会"),
        ("(特非) みどりの会", "特定非営利活動法人", "before", "みどりの会"),
        ("ＮＰＯ法人　みどりの会", "特定非営利活動法人", "before", "みどりの会"),
        ("NPO 法人みどりの会", "特定非営利活動法人", "before", "みどりの会"),
        ("みどりの会（認定NPO）", "認定NPO法人", "after", "みどりの会"),
        ("認定特定非営利活動法人みどりの会", "認定NPO法人", "before", "みどりの会"),
        ("特例認定npo法人みどりの会", "特例認定NPO法人", "before", "みどりの会"),
        ("みどりの会（社会福祉法人）", "社会福祉法人", "after", "みどりの会"),
        ("みどり株式会社", "株式会社", "after", "みどり"),
        ("みどり㈱", "株式会社", "after", "みどり"),
        ("（株）みどり", "株式会社", "before", "みどり"),
        ("医療法人社団みどり会", "医療法人社団", "before", "みどり会"),
    ],
)
def test_a_legal_form_is_found_however_it_is_written(
    name: str, form: str, position: str, bare: str
) -> None:
    assert legal_form(name) == (form, position, bare)


@pytest.mark.parametrize(
    "name",
    [
        "「平和」を考える会事務局",
        "starharbor.asia.pte.ltd",
        "みどり労働組合",
        "株式会社",
        "特活の会",
        "",
    ],
)
def test_a_name_without_a_legal_form_stays_whole(name: str) -> None:
    assert legal_form(name) == ("", "", name)


def test_a_name_of_many_spaces_takes_no_time() -> None:
    name = "あ" + " NPO" * 5_000 + " " * 20_000 + "い"

    started = process_time()
    legal_form(name)

    assert process_time() - started < 1


@pytest.mark.parametrize("form", LEGAL_FORMS, ids=lambda form: form.name)
def test_each_spelling_of_a_form_leads_to_its_name(form: LegalForm) -> None:
    full = [form.name, *form.spellings]

    found = {legal_form(f"{written}かもめ")[0] for written in full}
    found |= {legal_form(f"かもめ（{written}）")[0] for written in [*full, *form.short]}

    assert found == {form.name}


# ---- Kana


@pytest.mark.parametrize(
    "text",
    [
        "たかやま たかこ",
        "ナナオシ…",
        "ｱｼﾞｱ･ｶﾌｪ",
        "NGOせんたー2000",
        "アイヌ・ㇷ゚リ",
        "ジャン＝リュック",
        "ヴぇ〜る！",
    ],
)
def test_a_reading_may_be_in_any_kana_with_latin_digits_and_signs(text: str) -> None:
    assert is_kana(text)


@pytest.mark.parametrize(
    "text", ["", "高山たかこ", "NGO", "2000", "ー", "々かさ", "김かな", "Анна な"]
)
def test_a_text_with_han_or_without_kana_is_no_reading(text: str) -> None:
    assert not is_kana(text)


@pytest.mark.shared
@pytest.mark.skipif(not ORGANISATIONS.exists(), reason="the shared data folder is not here")
def test_sixty_organisations_show_their_forms_and_readings() -> None:
    with ORGANISATIONS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    forms = {
        row["name_ja"]: row["legal_form"] for row in rows if row["legal_form"].endswith("法人")
    }

    assert len(rows) == 60
    assert {name: legal_form(name)[0] for name in forms} == forms
    assert [row["kana"] for row in rows if row["kana"] and not is_kana(row["kana"])] == []


# ---- 五十音順


def test_the_order_is_that_of_the_conformance_data_in_the_standard() -> None:
    # JIS X 4061:1996, 参考2.
    words = ["シャーレ", "シャイ", "シヤィ", "シャレ", "ちょこ", "ちよこ", "チョコレート"]
    words += ["てーた", "テータ", "テェタ", "てえた", "でーた", "データ", "デェタ", "でえた"]

    assert [sorted(pair, key=gojuon_key) for pair in permutations(words, 2)] == [
        sorted(pair, key=words.index) for pair in permutations(words, 2)
    ]


def test_voicing_only_breaks_ties() -> None:
    assert sorted(["ぱん", "はんだ", "ばん", "はん"], key=gojuon_key) == [
        "はん",
        "ばん",
        "ぱん",
        "はんだ",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("みどり の・かい", "みどりのかい"),
        ("ｶﾞｯｺｳ", "ガッコウ"),
        ("か\u3099っこう", "がっこう"),
        ("トクテイヒエイリカツドウホウジン ミドリ", "ミドリ"),
        ("ﾄｸﾃｲﾋｴｲﾘｶﾂﾄﾞｳﾎｳｼﾞﾝ ﾐﾄﾞﾘ", "ミドリ"),
        ("えぬぴーおーほうじんみどり", "みどり"),
        ("みどりかぶしきがいしゃ", "みどり"),
        ("にんていとくていひえいりかつどうほうじんみどり", "みどり"),
    ],
)
def test_signs_width_and_legal_forms_do_not_count(one: str, other: str) -> None:
    assert gojuon_key(one) == gojuon_key(other)


def test_a_name_that_is_only_a_legal_form_keeps_it() -> None:
    assert gyo("がっこうほうじん") == "か"


def test_names_without_kana_stand_after_wa_by_name() -> None:
    names = [
        ("ワールド", ""),
        ("", "beta Alliance"),
        ("", "Ähnlich"),
        ("", "Alliance"),
        ("んだ", ""),
    ]

    ordered = sorted(names, key=lambda each: gojuon_key(*each))

    assert [kana or name for kana, name in ordered] == [
        "ワールド",
        "んだ",
        "Ähnlich",
        "Alliance",
        "beta Alliance",
    ]


def test_a_japanese_name_in_kana_needs_no_reading() -> None:
    assert gyo("", "NPO法人みどりの会") == "ま"


@pytest.mark.parametrize(
    ("kana", "row"),
    [
        ("ヴェール", "あ"),
        ("がっこう", "か"),
        ("ｼﾞｬﾊﾟﾝ", "さ"),
        ("っつ", "た"),
        ("ん", "わ"),
        ("ヲトメ", "わ"),
        ("ゑ", "わ"),
        ("NGO", ""),
        ("", ""),
        ("24じかん", ""),
        ("かぶしきがいしゃやまと", "や"),
        ("ㇷ゚リ", "は"),
    ],
)
def test_a_reading_belongs_to_a_row(kana: str, row: str) -> None:
    assert gyo(kana) == row


KANA = st.text("ぁあいがぎゃっぱぴゔんーゝァアヴヷㇰｶﾞﾟ・ 　NGO2é漢", max_size=8)


@given(st.lists(KANA, max_size=12))
def test_each_row_is_one_run_in_the_list(readings: list[str]) -> None:
    ordered = sorted(readings, key=gojuon_key)

    rows = ["あかさたなはまやらわ".find(gyo(kana)) if gyo(kana) else 10 for kana in ordered]

    assert rows == sorted(rows)


@given(st.lists(st.tuples(KANA, st.text(max_size=6)), max_size=12))
def test_a_column_sorts_like_the_page(pairs: list[tuple[str, str]]) -> None:
    keys = [gojuon_key(*pair) for pair in pairs]

    # UTF-8 bytes are what PostgreSQL compares under COLLATE "C".
    as_bytes = sorted(keys, key=lambda key: " ".join(key).encode("utf-8", "surrogatepass"))

    assert as_bytes == sorted(keys)


@given(st.tuples(KANA, st.text(max_size=6)), st.tuples(KANA, st.text(max_size=6)))
def test_only_names_alike_share_a_place(one: tuple[str, str], other: tuple[str, str]) -> None:
    alike = gojuon_key(*one) == gojuon_key(*other)

    assert not alike or one[1] == other[1]


@pytest.mark.parametrize(
    ("kana", "initial"),
    [
        ("チエ", "C"),
        ("さとう", "S"),
        ("しの", "S"),
        ("じゅん", "J"),
        ("つだ", "T"),
        ("ふじ", "F"),
        ("ヴェラ", "V"),
        ("ウィリアム", "W"),
        ("うえだ", "U"),
        ("イェン", "Y"),
        ("いえだ", "I"),
        ("パク", "P"),
        ("ぢ", "J"),
        ("Ann", ""),
    ],
)
def test_a_reading_has_its_hepburn_initial(kana: str, initial: str) -> None:
    assert roman_initial(kana) == initial
