"""The minutes of a motion: what they hold, and how they are worded in each language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from flask import render_template

from core.japanese import day as day_in
from core.japanese import in_tokyo
from network.models import Choice, Electorate, Majority, Reason, Result, VoidReason


@dataclass(frozen=True)
class Line:
    """A vote as the minutes print it: whose, what, and who cast it in whose place."""

    name: str
    of: str
    choice: Choice | None
    by: str = ""


@dataclass(frozen=True)
class Conflict:
    name: str
    text: str


@dataclass(frozen=True)
class Revision:
    """A version of the text, and when who wrote it."""

    number: int
    at: datetime
    by: str


@dataclass(frozen=True)
class Record:
    """All that is printed of a motion that has ended.

    `lines` are empty for a secret motion. Where a motion was voided there is no result and no
    figure.
    """

    language: Literal["ja", "en"]
    network: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    text_hash: str
    proposer: str
    opened_at: datetime
    deadline: datetime
    ended_at: datetime
    secret: bool
    urgent: bool
    electorate: Electorate
    quorum: int
    majority: Majority
    counts_abstentions: bool
    entitled: int
    votes_for: int
    votes_against: int
    abstained: int
    result: Result | None
    reason: Reason | None
    void_reason: VoidReason | None
    lines: tuple[Line, ...]
    conflicts: tuple[Conflict, ...]
    revisions: tuple[Revision, ...]

    @property
    def cast(self) -> int:
        return self.votes_for + self.votes_against + self.abstained


def html(record: Record) -> str:
    """Return the minutes as HTML for `core.documents.render`; needs an application context."""
    return render_template(
        "network/documents/minutes.html", record=record, say=PHRASES[record.language]
    )


class Japanese:
    """議決記録, in the words of Japanese associations."""

    heading = "議決記録"
    text = "議案の本文"
    votes = "投票の内訳"
    figures = "投票の結果"
    conflicts = "利益相反の申告"
    revisions = "改訂の経過"
    columns = ("議決権者", "所属・世話人", "投票", "代理")
    not_voted = "投票なし"
    ending = "以上"
    hash = "本文のSHA-256"
    kinds: ClassVar[dict[str, str]] = {
        "admit organisation": "団体の加入",
        "publish statement": "声明等の公表",
        "change statement": "声明等の変更",
        "withdraw statement": "声明等の撤回",
        "hand over": "宛先への提出",
        "send to all": "一斉送信",
        "elect": "選挙の実施",
        "open a text": "その他の議決",
    }
    choices: ClassVar[dict[Choice, str]] = {
        Choice.FOR: "賛成",
        Choice.AGAINST: "反対",
        Choice.ABSTAIN: "棄権",
    }
    majorities: ClassVar[dict[Majority, str]] = {
        Majority.SIMPLE: "賛成が反対を上回ること",
        Majority.TWO_THIRDS: "賛成が投票の3分の2以上であること",
        Majority.UNANIMITY: "投票のすべてが賛成であること",
    }
    results: ClassVar[dict[Result, str]] = {Result.CARRIED: "可決", Result.REJECTED: "否決"}
    reasons: ClassVar[dict[Reason, str]] = {
        Reason.ENOUGH: "要件を満たした",
        Reason.TOO_FEW: "賛成が要件に達しなかった",
        Reason.TIE: "可否同数",
        Reason.NO_QUORUM: "定足数に達しなかった",
    }
    voids: ClassVar[dict[VoidReason, str]] = {
        VoidReason.TEXT_CHANGED: "採決に付したのち、本文が変更されたため",
        VoidReason.MATTER_GONE: "議決の対象がなくなったため",
        VoidReason.WITHDRAWN: "提案が取り下げられたため",
    }

    def moment(self, when: datetime) -> str:
        local = in_tokyo(when)
        return f"{day_in(local, 'ja')}{local.hour}時{local.minute:02}分"

    def number(self, votes: int) -> str:
        return f"{votes}票"

    def facts(self, record: Record) -> list[tuple[str, str]]:
        shared = record.electorate is Electorate.ORGANISATIONS
        counted = "算入する" if record.counts_abstentions else "算入しない"
        quorum = f"議決権の{record.quorum}％以上の投票" if record.quorum else "1票以上の投票"
        opened, closed = self.moment(record.opened_at), self.moment(record.deadline)
        return [
            ("種別", self.kinds.get(record.kind, record.kind)),
            ("提案者", record.proposer),
            ("方法", f"{'無記名' if record.secret else '記名'}による電磁的方法の投票"),
            ("期間", f"{opened}から{closed}まで{'（緊急）' if record.urgent else ''}"),
            ("議決権", "構成団体1団体につき1票" if shared else "世話人1人につき1票"),
            ("定足数", quorum),
            ("可決の要件", f"{self.majorities[record.majority]}（棄権は{counted}）"),
        ]

    def outcome(self, record: Record) -> list[tuple[str, str]]:
        ended = self.moment(record.ended_at)
        if record.result is None or record.reason is None:
            why = self.voids[record.void_reason] if record.void_reason else ""
            return [("結果", f"無効（{why}）"), ("確定", ended)]
        return [
            ("議決権の総数", self.number(record.entitled)),
            ("投票", self.number(record.cast)),
            ("賛成", self.number(record.votes_for)),
            ("反対", self.number(record.votes_against)),
            ("棄権", self.number(record.abstained)),
            ("結果", f"{self.results[record.result]}（{self.reasons[record.reason]}）"),
            ("確定", ended),
        ]

    def revision(self, one: Revision) -> str:
        wrote = "提案" if one.number == 1 else "改訂。それまでの投票は無効とした"
        return f"第{one.number}版　{self.moment(one.at)}　{one.by}（{wrote}）"


class English:
    """The same minutes for readers of English."""

    heading = "Minutes of a decision"
    text = "The text"
    votes = "The votes"
    figures = "The outcome"
    conflicts = "Declared conflicts of interest"
    revisions = "Versions"
    columns = ("Vote of", "Network or facilitators", "Voted", "Cast by proxy")
    not_voted = "not cast"
    ending = ""
    hash = "SHA-256 of the text"
    kinds: ClassVar[dict[str, str]] = {
        "admit organisation": "Admission of an organisation",
        "publish statement": "Publication of a statement",
        "change statement": "Change of a statement",
        "withdraw statement": "Withdrawal of a statement",
        "hand over": "Handing over to the addressees",
        "send to all": "A message to all",
        "elect": "Holding an election",
        "open a text": "Other decision",
    }
    choices: ClassVar[dict[Choice, str]] = {
        Choice.FOR: "for",
        Choice.AGAINST: "against",
        Choice.ABSTAIN: "abstained",
    }
    majorities: ClassVar[dict[Majority, str]] = {
        Majority.SIMPLE: "more votes for than against",
        Majority.TWO_THIRDS: "at least two thirds of the votes for",
        Majority.UNANIMITY: "all votes for",
    }
    results: ClassVar[dict[Result, str]] = {Result.CARRIED: "Carried", Result.REJECTED: "Rejected"}
    reasons: ClassVar[dict[Reason, str]] = {
        Reason.ENOUGH: "the majority was reached",
        Reason.TOO_FEW: "too few votes for it",
        Reason.TIE: "a tie",
        Reason.NO_QUORUM: "no quorum",
    }
    voids: ClassVar[dict[VoidReason, str]] = {
        VoidReason.TEXT_CHANGED: "the text was changed after it had been put to the vote",
        VoidReason.MATTER_GONE: "what it was about could not be decided any more",
        VoidReason.WITHDRAWN: "it was taken back",
    }

    def moment(self, when: datetime) -> str:
        local = in_tokyo(when)
        return f"{day_in(local, 'en')}, {local:%H:%M} (Tokyo)"

    def number(self, votes: int) -> str:
        return "1 vote" if votes == 1 else f"{votes} votes"

    def facts(self, record: Record) -> list[tuple[str, str]]:
        shared = record.electorate is Electorate.ORGANISATIONS
        counted = "count" if record.counts_abstentions else "do not count"
        quorum = f"{record.quorum} % of the votes cast" if record.quorum else "one vote cast"
        opened, closed = self.moment(record.opened_at), self.moment(record.deadline)
        each = "each constituent organisation" if shared else "each facilitator"
        return [
            ("Kind", self.kinds.get(record.kind, record.kind)),
            ("Proposed by", record.proposer),
            ("Manner", f"{'secret' if record.secret else 'named'} ballot, online"),
            ("Time", f"{opened} to {closed}{', urgent' if record.urgent else ''}"),
            ("Electorate", f"one vote for {each}"),
            ("Quorum", quorum),
            ("Majority", f"{self.majorities[record.majority]} (abstentions {counted})"),
        ]

    def outcome(self, record: Record) -> list[tuple[str, str]]:
        ended = self.moment(record.ended_at)
        if record.result is None or record.reason is None:
            why = self.voids[record.void_reason] if record.void_reason else ""
            return [("Result", f"Void: {why}"), ("Ended", ended)]
        return [
            ("Entitled", self.number(record.entitled)),
            ("Cast", self.number(record.cast)),
            ("For", self.number(record.votes_for)),
            ("Against", self.number(record.votes_against)),
            ("Abstained", self.number(record.abstained)),
            ("Result", f"{self.results[record.result]}: {self.reasons[record.reason]}"),
            ("Closed", ended),
        ]

    def revision(self, one: Revision) -> str:
        wrote = "proposed" if one.number == 1 else "edited; earlier votes became void"
        return f"Version {one.number}, {self.moment(one.at)}, {one.by} ({wrote})"


PHRASES: dict[str, Japanese | English] = {"ja": Japanese(), "en": English()}
