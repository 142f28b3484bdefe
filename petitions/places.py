"""Prefectures, countries and legal forms to choose from, in the page's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from core.i18n import language

#: Names as they are printed, in the order of the official codes (JIS X 0401), with their romanisation.
PREFECTURES: dict[str, str] = dict(
    zip(
        (
            "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 "
            "神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 "
            "大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 "
            "福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
        ).split(),
        (
            "Hokkaido Aomori Iwate Miyagi Akita Yamagata Fukushima Ibaraki Tochigi Gunma Saitama Chiba "
            "Tokyo Kanagawa Niigata Toyama Ishikawa Fukui Yamanashi Nagano Gifu Shizuoka Aichi Mie "
            "Shiga Kyoto Osaka Hyogo Nara Wakayama Tottori Shimane Okayama Hiroshima Yamaguchi "
            "Tokushima Kagawa Ehime Kochi Fukuoka Saga Nagasaki Kumamoto Oita Miyazaki Kagoshima Okinawa"
        ).split(),
        strict=True,
    )
)


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
