"""A message with all that there is in messages, in both languages: as its author would write it."""

from __future__ import annotations

#: With BASE_URL for the site's own address.
TEXTS = {
    "ja": """外務大臣と財務大臣に、要請書を手渡しました。
受け取ったのは、民間援助連携室です。

  賛同団体：60団体（うち団体名非公表17団体）
  個人：9,280人

提出した文書を見る
BASE_URL/ja/statements/civic-space

文書による回答を、1月15日までにと求めています。
お手元の受付番号で、含まれていることを確かめられます。
確認のページ
BASE_URL/ja/my/example#receipt

--
このメールは、お知らせを希望された方にお送りしています。
受け取りをやめる
BASE_URL/ja/my/example

市民社会スペースNGOアクションネットワーク（NANCiS）
東京都新宿区西早稲田2-3-18
nancis@hiroba.example
""",
    "en": """We handed the request to the Minister for Foreign Affairs
and to the Minister of Finance.

  Organisations: 60 (17 of them not named)
  People: 9,280

See what was handed over
BASE_URL/en/statements/civic-space

We have asked for an answer in writing by 15 January.
With your receipt you can check that you are counted.
Check a receipt
BASE_URL/en/my/example#receipt

--
You get this because you asked for news.
Leave
BASE_URL/en/my/example

Japan NGO Action Network for Civic Space (NANCiS)
2-3-18 Nishi-Waseda, Shinjuku-ku, Tokyo
nancis@hiroba.example
""",
}

SUBJECTS = {"ja": "外務大臣に提出しました", "en": "Handed over to the Minister"}


def text_in(lang: str, base_url: str) -> str:
    """Return the text of the message."""
    return TEXTS[lang].replace("BASE_URL", base_url)
