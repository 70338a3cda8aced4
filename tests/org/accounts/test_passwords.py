"""What a password must be: each rule both ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.org.accounts.rules.passwords import (
    LONGEST,
    Policy,
    Weakness,
    count_character_classes,
    is_password_expired,
    password_weaknesses,
)

POLICY = Policy(length=10, classes=3)
OWN = ("guanli01", "管小理", "guanxiaoli", "13912345678", "12345678", "", "ab")
NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "reasons"),
    [
        ("Qingshi-72", []),
        ("Qingshi-7", [Weakness("short", 10)]),
        ("Qs-7tea!" * 16, []),
        ("Qs-7tea!" * 16 + "x", [Weakness("long", LONGEST)]),
        ("qingshi-72", []),
        ("qingshi723", [Weakness("plain", 3)]),
        ("QINGSHI723", [Weakness("plain", 3)]),
        ("Qingshi723", []),
        ("青石镇qingshi7", []),
        ("青石镇的茶叶好喝得很呢", [Weakness("plain", 3)]),
        ("GuanLi01-Tea", [Weakness("own", "guanli01")]),
        ("Tea-管小理-2026", [Weakness("own", "管小理")]),
        ("Tea-管 小 理-2026", [Weakness("own", "管小理")]),
        ("GuanXiaoLi@26", [Weakness("own", "guanxiaoli")]),
        ("Tea-Ys-13912345678", [Weakness("own", "13912345678")]),
        ("Tea-Ys-12345678x", [Weakness("own", "12345678")]),
        ("aaaaaaaaaa1!", [Weakness("runs", 10), Weakness("few", 6)]),
        ("1234567890aB", [Weakness("runs", 10), Weakness("own", "12345678")]),
        ("Qwertyuiop1!", [Weakness("runs", 10)]),
        ("1qaz2wsx!QAZ", [Weakness("runs", 10)]),
        ("0987654321Zy", [Weakness("runs", 10)]),
        ("Admin12345!", [Weakness("runs", 10)]),
        ("Qq1!Qq1!Qq1!", [Weakness("few", 6)]),
        ("aB1!aB1!ccdd", []),
        ("Tea-1235-7689", []),
        ("Chenluyun#2468", []),
        ("Qingshi-72-cha-aaaa", []),  # long enough without
        ("Cab-Tea-2026", []),  # "ab" is too short to say anything
        ("short", [Weakness("short", 10), Weakness("plain", 3)]),
        ("", [Weakness("short", 10), Weakness("plain", 3)]),
    ],
)
def test_a_password_is_refused_for_every_reason_there_is(password: str, reasons: list[Weakness]) -> None:
    assert password_weaknesses(password, OWN, POLICY) == reasons


def test_an_office_may_ask_for_more() -> None:
    assert password_weaknesses("Qingshi723", (), Policy(12, 4)) == [Weakness("short", 12), Weakness("plain", 4)]


@given(st.text(max_size=30))
def test_the_classes_are_between_none_and_four(password: str) -> None:
    assert bool(password) <= count_character_classes(password) <= min(4, len(password))


@given(st.text(st.characters(min_codepoint=33, max_codepoint=0x9FFF), max_size=20), st.text(max_size=5))
def test_a_word_of_ones_own_is_found_wherever_it_stands(before: str, after: str) -> None:
    found = password_weaknesses(before + "GuanXiaoLi" + after, ["guanxiaoli"], POLICY)
    assert Weakness("own", "guanxiaoli") in found


@pytest.mark.parametrize(
    ("age", "over"),
    [(None, True), (timedelta(0), False), (timedelta(days=90), False), (timedelta(days=90, seconds=1), True)],
)
def test_a_password_holds_for_ninety_days_and_one_from_another_not_at_all(age: timedelta | None, over: bool) -> None:
    assert is_password_expired(None if age is None else NOW - age, NOW, 90) is over
