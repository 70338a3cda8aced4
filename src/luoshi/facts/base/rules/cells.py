"""The content of a form's cell: a value, or why there is none. Pure, exact.

Nil, not applicable and below the threshold are not zero (domain sheet 03 §3.2), and an empty cell is none of them.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from luoshi.figures.rounding import Exact
from luoshi.figures.written_units import Own, parse_typed_figure

VALUE, NIL, NOT_APPLICABLE, BELOW = 0, 1, 2, 3
MARKS: dict[str, int] = {
    "-": NIL, "—": NIL, "–": NIL, "无": NIL, "零报告": NIL,
    "/": NOT_APPLICABLE, "不适用": NOT_APPLICABLE, "N/A": NOT_APPLICABLE,
    "…": BELOW, "...": BELOW, "......": BELOW, "……": BELOW,
}  # fmt: skip
LARGEST = Decimal(10) ** 14  # values are stored in ten-thousandths of their unit, as 64-bit integers


class CellValue(NamedTuple):
    """A value in the indicator's unit of measure, or the state that says why there is none."""

    value: Decimal | None
    state: int = VALUE


def parse_cell(text: str, own: Own) -> CellValue | None:
    """Parse what was typed into a cell; None for an empty cell.

    Digits and signs may be full-width, and thousands separated. A bare number is in the form's unit of entry, one with
    a size or unit (1.2万) in that unit.

    Raises:
        ValueError: a code of ``figures.own.typed``; ``large``: exceeds the storable range; ``fine``: more than four
            decimals.
    """
    plain = unicodedata.normalize("NFKC", text.replace("…", "\0")).replace("\0", "…").strip()
    if not plain:
        return None
    if (state := MARKS.get(plain.upper())) is not None:
        return CellValue(None, state)
    return CellValue(quantize_kept_value(parse_typed_figure(plain.replace("−", "-").replace(" ", ""), own)))


def quantize_kept_value(value: Exact) -> Decimal:
    """Convert a value to its stored precision, ten-thousandths.

    Raises:
        ValueError: ``large``: exceeds the storable range; ``fine``: more than four decimals.
    """
    whole = Fraction(value) * 10_000
    if abs(whole) >= LARGEST * 10_000:
        raise ValueError("large")
    if whole.denominator != 1:
        raise ValueError("fine")
    return Decimal(whole.numerator).scaleb(-4)


def cell_amount(cell: CellValue | None) -> Decimal | None:
    """Return what a cell adds to a sum: 0 for nil or not applicable; None if the amount is unknown."""
    if cell is None or cell.state == BELOW:
        return None
    return cell.value if cell.value is not None else Decimal(0)
