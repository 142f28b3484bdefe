"""Addresses: what can be sent to, and which of them are one mailbox."""

import csv
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import PROVIDERS, WORDS, Fault, UnfitAddress, canonical, check
from core.text import name_key

SIGNATURES = Path(__file__).parents[3] / "shared/data/petition_online_10000.csv"


@pytest.mark.parametrize(
    ("typed", "sent_to"),
    [
        ("aki@example.jp", "aki@example.jp"),
        ("\u3000Aki.Mori+ngo@Example.JP \n", "Aki.Mori+ngo@example.jp"),
        ("ａｋｉ＠ｅｘａｍｐｌｅ．ｊｐ", "aki@example.jp"),
        ("aki @ example。jp", "aki@example.jp"),
        ("aki−mori@example‐net.jp", "aki-mori@example-net.jp"),
        ("\u202aaki@example.jp\u202c\u200b", "aki@example.jp"),
        ("aki@日本語.jp", "aki@xn--wgv71a119e.jp"),
        ("contact01@org01.example", "contact01@org01.example"),
        ("aki@mail.test", "aki@mail.test"),
    ],
)
def test_an_address_is_sent_to_as_it_was_meant(typed: str, sent_to: str) -> None:
    assert check(typed) == sent_to


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        (" \u3000", Fault.EMPTY),
        ("aki.example.jp", Fault.NO_AT),
        ("aki@example.jp, ben@example.jp", Fault.SEVERAL),
        ("@example.jp", Fault.NO_NAME),
        ("aki@", Fault.NO_DOMAIN),
        ("aki mori@example.jp", Fault.SPACE),
        ("aki..mori@example.jp", Fault.DOTS),
        ("aki.@example.jp", Fault.DOTS),
        ("aki@example.jp.", Fault.DOTS),
        ("秋@example.jp", Fault.CHARACTERS),
        ("Aki <aki@example.jp>", Fault.SPACE),
        ("<aki@example.jp>", Fault.CHARACTERS),
        ('"aki"@example.jp', Fault.CHARACTERS),
        ("a" * 65 + "@example.jp", Fault.TOO_LONG),
        ("aki@" + "a." * 130 + "jp", Fault.TOO_LONG),
        ("aki@example", Fault.DOMAIN),
        ("aki@localhost", Fault.DOMAIN),
        ("aki@printer.local", Fault.DOMAIN),
        ("aki@[127.0.0.1]", Fault.DOMAIN),
        ("aki@exa_mple!.jp", Fault.DOMAIN),
        ("aki@\ud800.jp", Fault.DOMAIN),
    ],
)
def test_a_fault_is_named_so_that_a_person_can_mend_it(typed: str, fault: Fault) -> None:
    with pytest.raises(UnfitAddress) as refused:
        check(typed)

    assert refused.value.reason is fault


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x00", "\x0b", "\u2028"])
def test_no_address_can_add_a_header(end: str) -> None:
    with pytest.raises(UnfitAddress) as refused:
        check(f"aki@example.jp{end}Bcc:ben@example.jp")

    assert refused.value.reason is Fault.CHARACTERS


@pytest.mark.parametrize("piece", ["x", "x ", " ", "@", "x@", ".", "ａ。", "\u200b"])
def test_an_endless_address_is_refused_at_once(piece: str) -> None:
    started = process_time()
    with pytest.raises(UnfitAddress):
        check(piece * 20_000 + "y")

    assert process_time() - started < 1


def test_a_refusal_does_not_repeat_the_address() -> None:
    with pytest.raises(UnfitAddress) as refused:
        check("aki.mori@printer.local")

    assert "aki" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_each_fault_has_words_for_a_person() -> None:
    assert set(WORDS) == set(Fault)


@given(st.text(st.characters(codec=None)))
def test_any_text_is_an_address_or_an_unfit_one(typed: str) -> None:
    try:
        address = check(typed)
    except UnfitAddress:
        return

    assert check(address) == address
    assert address.isascii()
    assert address.isprintable()


# ---- One mailbox


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("SIGNER04082@EXAMPLE.COM ", "signer04082@example.com"),
        ("A.Ki+news@googlemail.com", "aki@gmail.com"),
        ("aki+a@outlook.jp", "aki@outlook.jp"),
        ("a.ki+a@hotmail.co.jp", "a.ki@hotmail.co.jp"),
        ("aki+a@me.com", "aki@icloud.com"),
        ("aki+a@fastmail.com", "aki@fastmail.com"),
        ("a.k-i_@pm.me", "aki@proton.me"),
        ("aki-shop@yahoo.co.jp", "aki-shop@yahoo.co.jp"),
        ("aki+a@example.jp", "aki+a@example.jp"),
        ("aki@日本語.JP", "aki@xn--wgv71a119e.jp"),
        ("+a@gmail.com", "+a@gmail.com"),
        ("-_@proton.me", "-_@proton.me"),
    ],
)
def test_spellings_of_one_mailbox_are_one(typed: str, mailbox: str) -> None:
    assert canonical(typed) == mailbox


def test_an_address_that_cannot_be_sent_to_has_no_mailbox() -> None:
    with pytest.raises(UnfitAddress):
        canonical("aki")


NAMES = st.text("aB1.+-_ ａ", min_size=1, max_size=8)


@given(NAMES, st.sampled_from(["example.jp", "Yahoo.co.jp", *PROVIDERS]))
def test_the_mailbox_of_a_mailbox_is_itself(name: str, domain: str) -> None:
    try:
        mailbox = canonical(f"{name}@{domain}")
    except UnfitAddress:
        return

    assert canonical(mailbox) == mailbox


@pytest.mark.shared
@pytest.mark.skipif(not SIGNATURES.exists(), reason="the shared data folder is not here")
def test_ten_thousand_signatures_come_from_9880_people() -> None:
    with SIGNATURES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    people = [
        (canonical(row["email"]), name_key(f"{row['family_name']} {row['given_name']}"))
        for row in rows
    ]
    confirmed = {who for who, row in zip(people, rows, strict=True) if row["confirmed_at"]}

    assert len({address for address, _ in people}) == len(set(people)) == 9880
    assert len({address for address, _ in confirmed}) == len(confirmed) == 9307
