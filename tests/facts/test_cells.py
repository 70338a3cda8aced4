"""What may stand in a cell, and a block that was pasted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.facts.base.rules.cells import BELOW, NIL, NOT_APPLICABLE, CellValue, parse_cell
from luoshi.figures.written_units import Own

WAN, PIECES = Own("元", "万"), Own("件")


@pytest.mark.parametrize(
    ("text", "own", "value"),
    [
        ("１２３", PIECES, 123),
        ("1,234", PIECES, 1234),
        ("１，２３４．５", WAN, 12_345_000),
        ("1.2万", PIECES, 12_000),
        ("1.2 万", PIECES, 12_000),
        ("120万元", WAN, 1_200_000),
        ("0.012亿元", WAN, 1_200_000),
        ("-3", PIECES, -3),
        ("−3", PIECES, -3),
        ("0", PIECES, 0),
        ("　12　", PIECES, 12),
    ],
)
def test_numbers_are_read_as_people_type_them(text, own, value):
    assert parse_cell(text, own) == CellValue(Decimal(value))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("-", NIL),
        ("—", NIL),
        ("无", NIL),
        ("／", NOT_APPLICABLE),
        ("不适用", NOT_APPLICABLE),
        ("n/a", NOT_APPLICABLE),
        ("…", BELOW),
        ("......", BELOW),
    ],
)
def test_why_there_is_none_is_no_zero(text, state):
    assert parse_cell(text, PIECES) == CellValue(None, state)
    assert parse_cell("  ", PIECES) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "number"),
        ("1,23", "number"),
        ("5公斤", "unit"),
        ("3万粒", "unit"),
        ("999999999999999", "large"),
        ("0.00001", "fine"),
        ("1.2.3", "number"),
        ("9" * 80, "number"),
    ],
)
def test_what_is_no_value_says_why(text, why):
    with pytest.raises(ValueError, match=f"^{why}$"):
        parse_cell(text, PIECES)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_cell_or_says_why_not(text):
    try:
        parse_cell(text, PIECES)
    except ValueError as error:
        assert str(error) in ("number", "unit", "both", "ends", "large", "fine")
