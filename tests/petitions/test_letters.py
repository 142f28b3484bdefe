"""The letter to a ministry: its parts and its words in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from markupsafe import Markup

from campaigns.models import Kind
from petitions.letters import (
    Addressee,
    Contact,
    Letter,
    NamedOrganisation,
    Representative,
    Sender,
    count_sentence,
    title_lines,
)
from tests.petitions.letters import ENGLISH, JAPANESE, built, html_of, lines


def test_a_letter_in_japanese_has_its_parts_in_the_order_ministries_expect() -> None:
    assert lines(JAPANESE) == [
        "NANCiS 第2026-017号",
        "令和8年12月14日",
        "外務大臣　水無瀬　拓人　殿",
        "財務省　御中",
        "市民社会スペースNGOアクションネットワーク（NANCiS）",
        "共同代表　霜月　あかり",
        "共同代表　𠮷野　渉",
        "〒169-0051 東京都新宿区西早稲田2-3-18",
        "市民社会スペースの保障を求める要請書",
        "私たちは貴職に対し、下記の事項を要請します。",
        "本要請には、令和8年12月10日現在、19団体および14名が賛同しています。"
        "令和9年1月15日までに、文書によるご回答をくださるようお願いいたします。",
        "記",
        "理由を文書で示すこと。",
        "協議の場を設けること。",
        "以上",
        "呼びかけ団体 2団体",
        "北海道NGOネットワーク協議会",
        "横浜NGOネットワーク",
        "賛同団体 19団体（令和8年12月10日現在、五十音順）",
        "特定非営利活動法人 朝霧",
        "わたすげの会",
        "ほか17団体（団体名非公表）",
        "個人賛同者 14名",
        "日比野 悟",
        "M. U.",
        "ほか12名（氏名非公表）",
        "連絡先",
        "同事務局　担当　白川　千枝",
        "電話　03-0000-0000　　電子メール　nancis@hiroba.example",
        "本書の電子署名と名簿の数は、https://hiroba.example/ja/verify で確かめられます。",
    ]


def test_a_letter_in_english_is_a_formal_english_letter() -> None:
    assert lines(ENGLISH) == [
        "NANCiS 2026-017",
        "14 December 2026",
        "To",
        "Mr Minase Takuto, Minister for Foreign Affairs",
        "Ministry of Finance",
        "From",
        "Japan NGO Action Network for Civic Space (NANCiS)",
        "Akari Shimotsuki, Co-Representative",
        "2-3-18 Nishi-Waseda, Tokyo 169-0051, Japan",
        "Request for the Protection of Civic Space",
        "We request the following.",
        "As of 10 December 2026, 19 organisations and 14 people support this request. "
        "We ask for your reply in writing by 15 January 2027.",
        "Requests",
        "That reasons be given in writing.",
        "That civil society be consulted.",
        "Calling organisations 2 organisations",
        "Hokkaido NGO Network Council",
        "Yokohama NGO Network",
        "Supporting organisations 19 organisations (as of 10 December 2026, in alphabetical order)",
        "Asagiri Waterworks",
        "Watasuge Society",
        "and 17 organisations that do not give their names",
        "Individual supporters 14 people",
        "日比野 悟",
        "M. U.",
        "and 12 people who do not give their names",
        "Contact",
        "The Secretariat",
        "Chie Shirakawa",
        "Telephone 03-0000-0000, Email nancis@hiroba.example",
        "The digital signature and the numbers in this letter can be checked at "
        "https://hiroba.example/en/verify.",
    ]


def test_a_statement_without_demands_has_neither_ki_nor_ijo() -> None:
    told = lines(replace(JAPANESE, kind="statement", demands=()))

    assert not {"記", "以上"} & set(told)


def test_what_is_not_there_leaves_no_heading() -> None:
    bare = replace(
        JAPANESE,
        number=None,
        demands=(),
        calling=(),
        organisations=(),
        unnamed=0,
        people=(),
        people_total=0,
        reply_by=None,
        verify_url=None,
        contact=Contact("同事務局"),
    )

    assert lines(bare)[0] == "令和8年12月14日"
    assert lines(bare)[-3:] == [
        "私たちは貴職に対し、下記の事項を要請します。",
        "連絡先",
        "同事務局",
    ]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("letter", [JAPANESE, ENGLISH], ids=["ja", "en"])
def test_every_kind_of_statement_can_be_a_letter(kind: Kind, letter: Letter) -> None:
    assert count_sentence(replace(letter, kind=kind)) in lines(replace(letter, kind=kind))


@pytest.mark.parametrize(
    ("kind", "ja", "en"),
    [
        ("statement", "本声明", "this statement."),
        ("request", "本要請", "this request."),
        ("appeal", "本要望", "this appeal."),
        ("question", "本質問", "these questions."),
        ("protest", "本抗議", "this protest."),
        ("petition", "本請願", "this petition."),
    ],
)
def test_the_count_sentence_says_what_kind_of_letter_it_is(kind: str, ja: str, en: str) -> None:
    assert count_sentence(replace(JAPANESE, kind=kind)).startswith(f"{ja}には、")
    assert en in count_sentence(replace(ENGLISH, kind=kind))


@pytest.mark.parametrize(
    ("named", "unnamed", "people", "ja", "en"),
    [
        (1, 0, 0, "1団体が賛同しています。", "1 organisation supports this request."),
        (0, 1, 0, "1団体が賛同しています。", "1 organisation supports this request."),
        (0, 0, 1, "1名が賛同しています。", "1 person supports this request."),
        (1, 0, 1, "1団体および1名が", "1 organisation and 1 person support this request."),
        (1, 2, 9280, "3団体および9,280名が", "3 organisations and 9,280 people support this"),
    ],
)
def test_the_count_sentence_counts_the_named_and_the_unnamed(
    named: int, unnamed: int, people: int, ja: str, en: str
) -> None:
    changes: dict[str, Any] = {
        "organisations": JAPANESE.organisations[:named],
        "unnamed": unnamed,
        "people": (),
        "people_total": people,
    }

    assert ja in count_sentence(replace(JAPANESE, **changes))
    assert en in count_sentence(replace(ENGLISH, **changes))


@pytest.mark.parametrize(
    ("named", "unnamed", "ja", "en"),
    [
        (2, 17, "ほか17団体（団体名非公表）", "and 17 organisations that do not give their names"),
        (2, 1, "ほか1団体（団体名非公表）", "and 1 organisation that does not give its name"),
        (0, 17, "17団体（すべて団体名非公表）", "17 organisations that do not give their names"),
        (0, 1, "1団体（団体名非公表）", "1 organisation that does not give its name"),
    ],
)
def test_the_unnamed_stand_last_as_one_number(named: int, unnamed: int, ja: str, en: str) -> None:
    for letter, said in ((JAPANESE, ja), (ENGLISH, en)):
        told = lines(replace(letter, organisations=letter.organisations[:named], unnamed=unnamed))

        before, after = told.index(said) - 1, told.index(said) + 1
        assert told[before].startswith(("賛同団体", "Supporting", "わたすげ", "Watasuge"))
        assert told[after].startswith(("個人賛同者", "Individual"))


def test_where_all_are_named_no_line_speaks_of_others() -> None:
    told = lines(replace(JAPANESE, unnamed=0, people_total=2))

    assert not [line for line in told if line.startswith("ほか")]


def test_a_single_name_is_in_no_order() -> None:
    told = lines(replace(JAPANESE, organisations=JAPANESE.organisations[:1], unnamed=0))

    assert "賛同団体 1団体（令和8年12月10日現在）" in told


def test_people_on_an_annexed_roll_are_counted_and_referred_to() -> None:
    many: dict[str, Any] = {"people": (), "people_total": 9280, "people_in_annex": True}

    assert "別紙「賛同者名簿」のとおり" in lines(replace(JAPANESE, **many))
    assert not [line for line in lines(replace(JAPANESE, **many)) if "氏名非公表" in line]
    assert "As listed in the annex “Roll of supporters”" in lines(replace(ENGLISH, **many))


def test_organisations_stand_in_gojuon_order_whatever_their_legal_form() -> None:
    shuffled = (
        NamedOrganisation("Casa Maré Alta"),
        NamedOrganisation("認定NPO法人 みちしるべ", "みちしるべ"),
        NamedOrganisation("きつつき", "キツツキ"),
        NamedOrganisation("がじゅまる（特活）", "がじゅまる"),
        NamedOrganisation("一般社団法人 かなりあ", "いっぱんしゃだんほうじんかなりあ"),
    )

    told = lines(replace(JAPANESE, organisations=shuffled))

    start = told.index("がじゅまる（特活）")
    assert told[start : start + 5] == [
        "がじゅまる（特活）",
        "一般社団法人 かなりあ",
        "きつつき",
        "認定NPO法人 みちしるべ",
        "Casa Maré Alta",
    ]


def test_in_english_accents_and_quotation_marks_do_not_change_the_order() -> None:
    shuffled = tuple(
        map(
            NamedOrganisation,
            ("山鳩平和学習ネット", "Zebra", "“Echo” Group", "École", "eagle", "3R"),
        )
    )

    told = lines(replace(ENGLISH, organisations=shuffled))

    start = told.index("3R")
    assert told[start : start + 6] == [
        "3R",
        "eagle",
        "“Echo” Group",
        "École",
        "Zebra",
        "山鳩平和学習ネット",
    ]


def test_an_organisations_representative_stands_under_its_name() -> None:
    signed = NamedOrganisation("わたすげの会", "わたすげのかい", "代表　飯田　空")

    assert '<li>わたすげの会<span class="by">代表　飯田　空</span></li>' in html_of(
        replace(JAPANESE, organisations=(signed,))
    )


def test_html_in_anything_but_the_text_is_printed_as_it_was_typed() -> None:
    evil = '<img src="file:///etc/hostname">&amp;'
    letter = replace(
        JAPANESE,
        number=evil,
        addressees=(Addressee(evil, evil, evil),),
        sender=Sender(evil, (Representative(evil, evil),), (evil,)),
        title=evil,
        demands=(evil,),
        calling=(evil,),
        organisations=(NamedOrganisation(evil, evil, evil),),
        people=(evil,),
        contact=Contact(evil, evil, evil, evil),
        verify_url=evil,
    )

    assert "<img" not in html_of(letter)
    assert built(letter).pages == 2


def test_a_first_line_indented_by_hand_is_not_indented_twice() -> None:
    typed = replace(JAPANESE, body_html=Markup("<p>　近年、</p><p>　　しかし、　と</p>"))

    assert "<p>近年、</p><p>しかし、　と</p>" in html_of(typed)


@pytest.mark.parametrize(
    "impossible", [{"unnamed": -1}, {"people_total": 1}, {"kind": "invoice"}], ids=str
)
def test_a_letter_that_cannot_be_is_never_made(impossible: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="letter"):
        replace(JAPANESE, **impossible)


@pytest.mark.parametrize(
    "broken",
    [
        "市民社会スペースの保障を求める要請書",
        "NGOへの委託事業における政府批判を|理由とした契約打ち切りに抗議する声明",
        "NGOへの委託事業における政府批判を理由とした|契約打ち切りの撤回と再発防止を求める抗議声明",
        "漢" * 30,
        "Request for the Protection of Civic Space",
        "Protest against the Cancellation of |Contracts for Criticism of Government",
        "",
    ],
)
def test_a_long_title_is_broken_into_like_lines_after_a_phrase(broken: str) -> None:
    assert "|".join(title_lines(broken.replace("|", ""))) == broken
