"""Prefectures, countries and legal forms to choose from, in the page's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from core.i18n import language

#: Names as they are printed, in the order of the official codes (JIS X 0401), with romanisation.
PREFECTURES = {
    "北海道": "Hokkaido",
    "青森県": "Aomori",
    "岩手県": "Iwate",
    "宮城県": "Miyagi",
    "秋田県": "Akita",
    "山形県": "Yamagata",
    "福島県": "Fukushima",
    "茨城県": "Ibaraki",
    "栃木県": "Tochigi",
    "群馬県": "Gunma",
    "埼玉県": "Saitama",
    "千葉県": "Chiba",
    "東京都": "Tokyo",
    "神奈川県": "Kanagawa",
    "新潟県": "Niigata",
    "富山県": "Toyama",
    "石川県": "Ishikawa",
    "福井県": "Fukui",
    "山梨県": "Yamanashi",
    "長野県": "Nagano",
    "岐阜県": "Gifu",
    "静岡県": "Shizuoka",
    "愛知県": "Aichi",
    "三重県": "Mie",
    "滋賀県": "Shiga",
    "京都府": "Kyoto",
    "大阪府": "Osaka",
    "兵庫県": "Hyogo",
    "奈良県": "Nara",
    "和歌山県": "Wakayama",
    "鳥取県": "Tottori",
    "島根県": "Shimane",
    "岡山県": "Okayama",
    "広島県": "Hiroshima",
    "山口県": "Yamaguchi",
    "徳島県": "Tokushima",
    "香川県": "Kagawa",
    "愛媛県": "Ehime",
    "高知県": "Kochi",
    "福岡県": "Fukuoka",
    "佐賀県": "Saga",
    "長崎県": "Nagasaki",
    "熊本県": "Kumamoto",
    "大分県": "Oita",
    "宮崎県": "Miyazaki",
    "鹿児島県": "Kagoshima",
    "沖縄県": "Okinawa",
}

#: Legal forms (法人格) as they are printed, with what an English reader makes of them.
LEGAL_FORMS = {
    "任意団体": "Unincorporated group, network or committee",
    "特定非営利活動法人": "Specified non-profit corporation (NPO)",
    "認定特定非営利活動法人": "Certified NPO",
    "一般社団法人": "General incorporated association",
    "一般財団法人": "General incorporated foundation",
    "公益社団法人": "Public interest incorporated association",
    "公益財団法人": "Public interest incorporated foundation",
    "社会福祉法人": "Social welfare corporation",
    "学校法人": "School corporation",
    "宗教法人": "Religious corporation",
    "医療法人": "Medical corporation",
    "協同組合": "Cooperative",
    "労働組合": "Labour union",
    "株式会社": "Company",
    "海外の団体": "Organisation outside Japan",
    "そのほか": "Other",
}


def prefectures() -> list[tuple[str, str]]:
    """Return (value, label) of each prefecture."""
    return _labelled(PREFECTURES)


def legal_forms() -> list[tuple[str, str]]:
    """Return (value, label) of each legal form."""
    return _labelled(LEGAL_FORMS)


def countries() -> list[tuple[str, str]]:
    """Return (ISO 3166 code, name) of each country, Japan first."""
    return _countries(language())


@lru_cache(maxsize=2)
def _countries(lang: str) -> list[tuple[str, str]]:
    names = Locale.parse(lang).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    real = [(code, name) for code, name in found if code not in NOT_COUNTRIES]
    return sorted(real, key=lambda pair: (pair[0] != "JP", pair[1]))


def _labelled(words: dict[str, str]) -> list[tuple[str, str]]:
    english = language() == "en"
    return [(value, meaning if english else value) for value, meaning in words.items()]


#: Codes of CLDR that name no country or territory: unions, pseudo-locales, unknown.
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
