"""The demonstration's own house: its register, a letter that waits, meetings and the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from core import tokens
from core.db import db, now
from core.japanese import in_tokyo
from network import convening, corresponding, joining, keeping_library, registering
from network.convening import NewMeeting
from network.corresponding import NewLetter
from network.joining import Applying
from network.keeping_library import NewItem
from network.models import Level, Presence, StandingKind, Topic
from network.registering import Decision, Described, Reached

MEMBERS = (
    Described(
        "特定非営利活動法人 海辺の学び舎", "Seaside School", "うみべのまなびや", prefecture="高知県"
    ),
    Described(
        "一般社団法人 北国移住者支援会",
        "Northern Newcomers’ Support",
        "きたぐにいじゅうしゃしえんかい",
        prefecture="北海道",
    ),
    Described("みなと人権フォーラム", "Minato Human Rights Forum", "みなとじんけんふぉーらむ"),
    Described("公益財団法人 山河記録財団", "Sanga Records Foundation", "さんがきろくざいだん"),
)
#: A member that the secretariat can name, and nobody reads of on this site.
QUIET = Described("宵待ち岬の移住者相談会", "Yoimachi Cape Advice", "よいまちみさきのそうだんかい")
PARTNER = Described("報道の自由を考える記者の会", "Reporters for Press Freedom", "ほうどうのじゆう")
WAITING = Described("認定特定非営利活動法人 こども広場", "Children’s Square", "こどもひろば")
REACHED = Reached("代表理事", "早瀬 湊", "浅葱 ゆう", "office@members.example")
#: Members who are named to nobody: from three up their number is shown. The first two are one
#: organisation, as a custodian finds who compares them.
UNDISCLOSED = {
    "yoru@members.example": Described("特定非営利活動法人 夜の灯", kana="よるのひ"),
    "hi@members.example": Described("（特活）よるのひ", kana="よるのひ"),
    "mado@members.example": Described("北の窓の会", kana="きたのまどのかい"),
}

LETTER = """自治体の会場を借りようとしたところ、「政治的な集まりには貸せない」と断られました。

同じようなことは、ほかの団体にも起きているでしょうか。相談できる窓口があれば教えてください。"""
MINUTES = """# 要請書の文案

文案を**承認**した。宛先は2大臣とする。

# 賛同の呼びかけ

- 構成団体がそれぞれの会員団体に知らせる
- 非公表での賛同ができることを、はっきり伝える"""
AGENDA = ("前回議事録の確認", "要請書の文案", "賛同の呼びかけ", "次回の日程")


def load(*, staff: int, custodian: int, facilitators: list[int]) -> None:
    """Add what the house holds, dealt with by these people; commits nothing."""
    decided = Decision(committee_on=in_tokyo(now()).date() - timedelta(days=90))
    for about in MEMBERS:
        _admit(Applying(Level.PUBLIC, about, REACHED), decided, by=staff)
    _admit(Applying(Level.ADDRESSEE, QUIET, REACHED), decided, by=staff)
    for email, hidden in UNDISCLOSED.items():
        reached = replace(REACHED, email=email)
        _admit(Applying(Level.UNDISCLOSED, hidden, reached), decided, by=custodian)
    joining.publish_unnamed()
    _apply(Applying(Level.PUBLIC, WAITING, REACHED))
    partner = registering.add(PARTNER)
    registering.begin(partner, StandingKind.PARTNER, registering.today(), decided)
    corresponding.receive(
        NewLetter(text=LETTER, topic=Topic.OTHER, name="花岡 りん", email="rin@mail.example")
    )
    _meet(staff, facilitators)
    said = NewItem("学習会「集会の自由と公の施設」資料", "Freedom of assembly: materials", "10月")
    keeping_library.add_link(said, "https://hiroba.example/assembly", staff)
    db.session.flush()


def _apply(new: Applying) -> str:
    token = tokens.fresh()
    joining.apply(new, token=token)
    joining.confirm(joining.behind(token))
    return token


def _admit(new: Applying, decided: Decision, *, by: int) -> None:
    application = joining.behind(_apply(new))
    joining.check(application, by=by)
    joining.admit(application, decided)


def _meet(staff: int, facilitators: list[int]) -> None:
    """A meeting of last week with approved minutes, and the next one, called."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    held, coming = (
        NewMeeting(
            title=f"第{number}回 世話人会",
            starts_at=hour + timedelta(days=days),
            ends_at=hour + timedelta(days=days, hours=2),
            place="アバコビル5階会議室",
            agenda=AGENDA,
        )
        for number, days in ((3, -7), (4, 21))
    )
    meeting = convening.call(held)
    meeting.public_id = uuid5(NAMESPACE_URL, "hiroba demonstration, meeting")
    convening.note(meeting, dict.fromkeys(facilitators[:5], Presence.PRESENT), ("通訳 1名",))
    draft = convening.write(meeting, MINUTES.rpartition("\n")[0], after=0, by=staff)
    minutes = convening.write(meeting, MINUTES, after=draft.number, by=staff)
    convening.approve(meeting, minutes.number, by=facilitators[0])
    convening.call(coming)
