"""Numerals into numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.numerals import Numeral, parse_arabic_number, parse_chinese_numeral


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("6520", 6520),
        ("6,520", 6520),
        ("６，５２０", 6520),
        ("12 500", 12500),
        ("0.5", Decimal("0.5")),
        ("１．５", Decimal("1.5")),
    ],
)
def test_digits_of_either_width_with_or_without_groups_are_one_number(written: str, value: Decimal | int) -> None:
    assert parse_arabic_number(written) == value


def test_a_code_of_thirty_digits_is_no_number() -> None:
    assert parse_arabic_number("1" * 30) is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10), ("两", 2), ("廿", 20), ("廿五", 25), ("一百二十", 120), ("一百零五", 105), ("一百二", 120),
        ("三千五", 3500),
        ("一万二", 12000), ("两万五千", 25000), ("一千零五十万", 10500000), ("一亿三千万", 130000000),
        ("一万亿", 10**12),
        ("三点五", Decimal("3.5")), ("九十五点五", Decimal("95.5")), ("一点二亿", 120000000), ("壹仟", 1000),
    ],
)  # fmt: skip
def test_chinese_numerals_write_a_number(written: str, value: Decimal | int) -> None:
    assert parse_chinese_numeral(written) == Numeral(Decimal(value))


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("三五", 3, 5),
        ("两三", 2, 3),
        ("十一二万", 110000, 120000),
        ("四十五六", 45, 46),
        ("三四十", 30, 40),
        ("两三百", 200, 300),
    ],
)
def test_two_digits_side_by_side_are_a_guess_between_them(written: str, low: int, high: int) -> None:
    assert parse_chinese_numeral(written) == Numeral(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("written", "value"), [("十几", 10), ("几十", 10), ("数百", 100), ("二十几", 20), ("数千万", 10**7)]
)
def test_a_vague_number_keeps_its_lower_end_and_says_so(written: str, value: int) -> None:
    assert parse_chinese_numeral(written) == Numeral(Decimal(value), None, vague=True)


@pytest.mark.parametrize("written", ["二〇一二", "一九九八", "五一", "一二三", "十百", "二十三十", "一" * 30])
def test_years_codes_and_wrong_orders_are_no_number(written: str) -> None:
    assert parse_chinese_numeral(written) is None


@given(st.integers(min_value=1, max_value=10**12))
def test_every_number_comes_back_from_its_numerals(value: int) -> None:
    assert parse_chinese_numeral(_spell(value)) == Numeral(Decimal(value))


def _spell(value: int) -> str:
    """Numerals as a clerk writes them: 100500 → 十万零五百."""
    parts: list[str] = []
    for size, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"), (1, "")):
        section, value = divmod(value, size)
        if section:
            parts.append(("零" if parts and section < 1000 else "") + _section(section) + name)
    return "".join(parts)


def _section(value: int) -> str:
    out, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            out += ("零" if zero and out else "") + "零一二三四五六七八九"[digit] + name
        zero = not digit
    return out
