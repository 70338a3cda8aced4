"""Units of measure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from luoshi.figures.units import (
    are_units_comparable,
    canonical_unit,
    convert_unit,
    measure_unit_names,
    split_unit_size,
    unit_family,
)


@pytest.mark.parametrize(
    ("written", "name"), [("㎡", "平方米"), ("km", "公里"), ("块钱", "元"), ("％", "%"), ("家", "家")]
)
def test_a_unit_has_one_name_however_it_is_written(written: str, name: str) -> None:
    assert canonical_unit(written) == name


@pytest.mark.parametrize(
    ("value", "unit", "to", "wanted"),
    [
        (3, "公顷", "亩", 45),
        (15, "亩", "公顷", 1),
        (1, "平方公里", "亩", 1500),
        (Decimal("2.5"), "吨", "公斤", 2500),
        (1, "斤", "公斤", Fraction(1, 2)),
        (1, "年", "个月", 12),
        (5, "‰", "%", Fraction(1, 2)),
        (7, "家", "户", 7),
        (80_000, "元", "万元", 8),
        (Decimal("1.2"), "亿元", "万元", 12_000),
        (3, "万亩", "公顷", 2_000),
        (2, "千克", "克", 2_000),
    ],
)
def test_conversion_inside_a_family_is_exact(value: Decimal | int, unit: str, to: str, wanted: Fraction | int) -> None:
    assert convert_unit(value, unit, to) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [("亩", "元"), ("%", "百分点"), ("人", "人次"), ("场", "家"), ("美元", "元"), ("万元", "万人"), ("家", None)],
)
def test_what_is_not_of_one_family_is_not_compared(one: str, other: str | None) -> None:
    assert not are_units_comparable(one, other)
    if other:
        with pytest.raises(ValueError, match="not units of one family"):
            convert_unit(1, one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("家", "户"), ("家", "个"), ("场", "期"), ("场", "次"), ("人", "名"), ("亩", "㎡"), ("元", "元")]
)
def test_words_for_the_same_things_are_compared(one: str, other: str) -> None:
    assert are_units_comparable(one, other)


@pytest.mark.parametrize(
    ("unit", "word", "base"),
    [
        ("万元", "万", "元"),
        ("百万千瓦", "百万", "千瓦"),
        ("千克", "", "千克"),
        ("千人", "千", "人"),
        ("百分点", "", "百分点"),
        ("百", "百", ""),
        ("千张", "", "千张"),
        ("亿", "亿", ""),
        ("万粒", "万", "粒"),
        ("", "", ""),
    ],
)
def test_a_size_stands_before_a_unit(unit: str, word: str, base: str) -> None:
    assert split_unit_size(unit) == (word, base)


def test_every_measure_of_a_family_converts_to_itself_and_back() -> None:
    for unit in sorted(measure_unit_names()):
        if unit_family(unit):
            assert convert_unit(7, unit, unit) == 7
