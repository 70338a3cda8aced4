"""Bounds: a sign and a value with which numbers are compared, as an office types them (``≥36``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

_BOUND = re.compile(r"(>=|<=|≥|≤|>|<|＞|＜|=|＝)\s*(-?\d{1,18}(?:\.\d{1,4})?)")
_SIGNS = {">=": "≥", "<=": "≤", "＞": ">", "＜": "<", "＝": "="}
_MEETS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "≥": lambda value, than: value >= than,
    "≤": lambda value, than: value <= than,
    ">": lambda value, than: value > than,
    "<": lambda value, than: value < than,
    "=": lambda value, than: value == than,
}


class Bound(NamedTuple):
    """A target of a figure: a sign (≥ ≤ > < =) and a value."""

    sign: str
    value: Decimal

    def is_met(self, value: Decimal | Fraction | int) -> bool:
        """Return whether an exact value meets it: ≥ and ≤ include the value itself."""
        return _MEETS[self.sign](Fraction(value), Fraction(self.value))

    def off(self, value: Decimal | Fraction | int) -> Fraction:
        """Return by how much a value misses it; 0 if it is met, and if the value equals a bound that it must exceed."""
        return Fraction(0) if self.is_met(value) else abs(Fraction(self.value) - Fraction(value))

    def lacking_part(self, part: Fraction, whole: Fraction, *, counted: bool) -> Fraction:
        """Return by how much the part of a share misses it, in the part's own unit, with this whole; 0 if it is met.

        Args:
            counted: the part is a number of things: what is short is whole.
        """
        edge = Fraction(self.value) * whole / 100
        if self.is_met(100 * part / whole) if whole else True:
            return Fraction(0)
        if not counted or self.sign == "=":
            return abs(edge - part)
        floor, ceiling = Fraction(edge // 1), Fraction(-(-edge // 1))
        goals = {"≥": ceiling, ">": floor + 1, "≤": floor, "<": ceiling - 1}
        return abs(goals[self.sign] - part)

    def whole_range(self, scale: int) -> tuple[int | None, int | None]:
        """Return the least and the greatest whole number that meets it, in units of ``10**-scale``; None: no end.

        If none does, as of ``=2.5`` among whole numbers, the least is greater than the greatest.
        """
        exact = Fraction(self.value) * 10**scale
        floor, ceiling = exact.numerator // exact.denominator, -(-exact.numerator // exact.denominator)
        ranges: dict[str, tuple[int | None, int | None]] = {
            "≥": (ceiling, None),
            ">": (floor + 1, None),
            "≤": (None, floor),
            "<": (None, ceiling - 1),
            "=": (ceiling, floor),
        }
        return ranges[self.sign]

    def __str__(self) -> str:
        return f"{self.sign}{self.value:f}"


def parse_bound(text: str) -> Bound:
    """Parse a sign and a value as an office types them, ``≥36`` or ``> 1000000``: the ``read`` of a ``Parameter``.

    Raises:
        ValueError: There is no sign or no number: “36” does not say whether 36 itself is enough.
    """
    found = _BOUND.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no sign with a number, such as ≥36")
    return Bound(_SIGNS.get(found[1], found[1]), Decimal(found[2]))
