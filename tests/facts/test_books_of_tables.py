"""Workbooks of the upper level: what is written into a cell, and whether it says the same when it is read back."""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from luoshi.facts.foreign_tables import books, rules


def test_a_cell_that_shows_percentages_gets_a_hundredth() -> None:
    book = Workbook()
    page: Any = book.active
    page["B2"].number_format = "0.0%"
    file = io.BytesIO()
    book.save(file)
    values = {("B", 2): Decimal("12.5"), ("C", 2): Decimal("12.5")}
    data, back = books.fill_workbook_cells(file.getvalue(), "", values, shares=set(values))
    again: Any = load_workbook(io.BytesIO(data)).active
    assert (again["B2"].value, again["C2"].value) == (0.125, 12.5) and back == values


@pytest.mark.parametrize(
    ("back", "unit", "agrees"),
    [
        ("8", "万元", True),
        ("8.0", "万元", True),
        ("80000", "万元", False),
        ("8.1", "万元", False),
        ("80000", "元", True),
    ],
)
def test_what_is_read_back_is_compared_with_what_was_meant(back: str, unit: str, agrees: bool) -> None:
    assert rules.is_rounding_match(Decimal(back), Fraction(80_000), unit, "元") is agrees
    assert not rules.is_rounding_match(None, Fraction(80_000), unit, "元")
