"""What each kind of statement usually begins and ends with, in both languages: to begin from."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.models import Kind


@dataclass(frozen=True)
class Usual:
    """A text to write on: bodies in Markdown, demands one by one.

    What stands in … is to be replaced.
    """

    body_ja: str
    body_en: str
    demands_ja: tuple[str, ...] = ()
    demands_en: tuple[str, ...] = ()


USUAL: dict[Kind, Usual] = {
    Kind.STATEMENT: Usual(
        body_ja="""私たちは、…について、次のとおり声明します。

## 私たちの考え

…

## これまでの経緯

…

## 求めること

以上のことから、私たちは下記の事項を強く求めます。""",
        body_en="""We, the undersigned organisations, make this statement on ….

## What we hold

…

## What has happened

…

## What we call for

For these reasons we call for the following.""",
        demands_ja=("…すること。",),
        demands_en=("That ….",),
    ),
    Kind.REQUEST: Usual(
        body_ja="""日頃より…にご尽力いただき、感謝申し上げます。

私たちは、…を踏まえ、貴職に対し、下記の事項を要請します。

## 要請の趣旨

…

## 要請の理由

…""",
        body_en="""We write to you concerning …, and request that you take the steps set out below.

## What we request, in short

…

## Our reasons

…""",
        demands_ja=("…すること。",),
        demands_en=("That ….",),
    ),
    Kind.APPEAL: Usual(
        body_ja="""平素より市民社会の活動にご理解を賜り、厚く御礼申し上げます。

…につきまして、下記のとおり要望いたします。ご高配を賜りますようお願い申し上げます。

## 要望の背景

…""",
        body_en="""We appeal to you concerning …, and ask you to consider the points below.

## Background

…""",
        demands_ja=("…していただきたいこと。",),
        demands_en=("That ….",),
    ),
    Kind.QUESTION: Usual(
        body_ja="""私たちは、…について、下記のとおり公開で質問いたします。

## 質問の趣旨

…

ご回答は文書でお願いいたします。いただいたご回答は、回答の有無も含めて公開いたします。""",
        body_en="""We put the questions below to you in public, concerning ….

## Why we ask

…

Please answer in writing. We shall publish your answers, and the fact if there are none.""",
        demands_ja=("…について、どのようにお考えですか。",),
        demands_en=("What is your view of …?",),
    ),
    Kind.PROTEST: Usual(
        body_ja="""私たちは、…に対し、強く抗議します。

## 何があったか

…

## なぜ認められないか

…

私たちは、…の撤回とともに、下記の事項を求めます。""",
        body_en="""We strongly protest against ….

## What happened

…

## Why it cannot be accepted

…

We call for … to be withdrawn, and for the following.""",
        demands_ja=("…すること。",),
        demands_en=("That ….",),
    ),
    Kind.PETITION: Usual(
        body_ja="""## 請願の趣旨

…

## 請願の理由

…

以上のとおり、下記の事項を請願いたします。""",
        body_en="""## Purpose of the petition

…

## Reasons

…

We therefore petition for the following.""",
        demands_ja=("…すること。",),
        demands_en=("That ….",),
    ),
}
