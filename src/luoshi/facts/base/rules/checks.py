"""Checks on values before they are sent: balances, order, jumps, outliers. Pure, exact.

Source: domain sheet 03 §3.8. The office sets the borders; an unknown value fails no check.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import quantiles
from typing import Literal, NamedTuple

from luoshi.facts.base.rules.formulas import in_base
from luoshi.figures.rounding import Exact
from luoshi.kernel.kinds.language.formulas import Formula, parse_formula

Sign = Literal["=", "<=", ">=", "<", ">"]
_SIGN = re.compile(r"<=|>=|≤|≥|=|<|>|＝|＜|＞")
_PLAIN: dict[str, Sign] = {"≤": "<=", "≥": ">=", "＝": "=", "＜": "<", "＞": ">"}


class Comparison(NamedTuple):
    """Two formulas and the sign between them: ``kp_people = kp_full + kp_part``."""

    left: Formula
    sign: Sign
    right: Formula

    @property
    def names(self) -> tuple[str, ...]:
        """The codes in both formulas."""
        return tuple(dict.fromkeys((*self.left.names, *self.right.names)))


def parse_comparison(text: str) -> Comparison:
    """Parse a comparison of two formulas.

    Raises:
        ValueError: there is not exactly one sign, or a side is not a formula.
    """
    signs = _SIGN.findall(text)
    if len(signs) != 1:
        raise ValueError(f"{text!r} compares no two things")
    left, right = _SIGN.split(text)
    sign: Sign = _PLAIN.get(signs[0], signs[0])
    return Comparison(parse_formula(left), sign, parse_formula(right))


def comparison_gap(
    one: Comparison, known: Mapping[str, Exact | None], step: Exact = 0, *, units: Mapping[str, str] | None = None
) -> Fraction | None:
    """Return by how much a comparison fails, left minus right; None if it holds or a value is unknown.

    Args:
        units: the unit of each value, by its code; bare amounts of base units are compared.
        step: to which the values were rounded; 0 for counts. A sum of rounded parts may be off by half a step for each
            value in it.
    """
    bare = in_base(known, units or {})
    left, right = one.left.value(bare), one.right.value(bare)
    if left is None or right is None:
        return None
    difference, room = left - right, Fraction(step) / 2 * max(len(one.names) - 1, 1)
    holds = {
        "=": abs(difference) <= room,
        "<=": difference <= room,
        ">=": difference >= -room,
        "<": difference < 0,
        ">": difference > 0,
    }[one.sign]
    return None if holds else difference


def parts_off(total: Exact | None, parts: Sequence[Exact | None], step: Exact = 0) -> Fraction | None:
    """Return by how much parts miss their total, parts minus total; None if they match or one is unknown."""
    if total is None or not parts or any(part is None for part in parts):
        return None
    difference = sum((Fraction(part) for part in parts if part is not None), Fraction(0)) - Fraction(total)
    return None if abs(difference) <= Fraction(step) / 2 * len(parts) else difference


def percent_jump(now: Exact | None, before: Exact | None, border: Exact) -> Fraction | None:
    """Return the change in per cent if it exceeds the border, up or down; else, or without a base, None."""
    if now is None or before is None or before <= 0:
        return None
    change = (Fraction(now) - Fraction(before)) * 100 / Fraction(before)
    return change if abs(change) > Fraction(border) else None


def outlier_positions(values: Sequence[Exact | None], least: int = 5) -> list[int]:
    """List the positions of values outside Q1 − 1.5 IQR … Q3 + 1.5 IQR; none if fewer than ``least`` are known.

    If half of the values are equal, the IQR is 0 and the list is empty.
    """
    known = [value for value in values if value is not None]
    if len(known) < least:
        return []
    first, _median, third = quantiles([Fraction(value) for value in known], n=4, method="inclusive")  # as QUARTILE.INC
    room = (third - first) * 3 / 2
    if not room:
        return []
    return [at for at, value in enumerate(values) if value is not None and not first - room <= value <= third + room]
