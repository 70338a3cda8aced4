"""How numbers are printed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from luoshi.figures.style import decimal_text, format_figure_amount, format_figure_range, group_digits


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (833030000000, "元", "8330.3亿元"),
        (15000, "户", "1.5万户"),
        (6520, "个", "6520个"),
        (10000, "亩", "1万亩"),
        (123456789, "元", "12345.6789万元"),
        (Decimal("123456789.5"), "元", "123456789.5元"),
        (Decimal("46.50"), "%", "46.5%"),
        (-17000, "吨", "-1.7万吨"),
        (Decimal("5E+1"), "%", "50%"),
        (12000, None, "1.2万"),
    ],
)
def test_a_figure_is_printed_as_ledgers_print_it(value: Decimal | int, unit: str | None, wanted: str) -> None:
    assert format_figure_amount(value, unit) == wanted


@pytest.mark.parametrize(
    ("low", "high", "unit", "wanted"),
    [(900000000, 1600000000, "元", "9亿～16亿元"), (15, 30, "%", "15%～30%"), (3, 5, "名", "3～5名")],
)
def test_a_range_leaves_no_size_and_no_sign_out(low: int, high: int, unit: str, wanted: str) -> None:
    assert format_figure_range(low, high, unit) == wanted


def test_groups_of_three_begin_behind_four_digits() -> None:
    assert [group_digits(v) for v in (6520, 2748456, Decimal("-12500.25"))] == ["6520", "2,748,456", "-12,500.25"]


def test_a_fraction_prints_in_full_or_says_that_it_cannot() -> None:
    assert decimal_text(Fraction(3, 8)) == "0.375"
    assert decimal_text(Fraction(1, 3), 2) == "0.33"
    with pytest.raises(ValueError, match="no end"):
        decimal_text(Fraction(1, 3))
