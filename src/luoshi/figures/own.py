"""The unit in which a figure was written: 2200万元 is 2200 of 万元, however it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from luoshi.figures.style import decimal_text
from luoshi.figures.units import aliases, canonical, convert

SIZES = {"": 1, "千": 1_000, "万": 10_000, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}
_SIZE = r"(?P<size>万亿|千万|百万|亿|万)"
_DIGIT = r"[\d０-９零〇一二三四五六七八九十百千两]"
_MORE = r"[余多来]?"
# A number as it is typed: 2,200 · 2200.5 · 0.22亿元.
_TYPED = re.compile(
    r"(?P<number>[+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)?(?:\.\d+)?)\s*(?P<size>万亿|千万|百万|亿|万|千)?\s*(?P<unit>\D*)"
)
LONGEST = 60  # characters of a typed figure


@dataclass(frozen=True, slots=True)
class Own:
    """A unit with its size: 万元 is 10,000 of 元."""

    base: str = ""
    word: str = ""

    @property
    def unit(self) -> str:
        """As it stands behind a number: ``万元``; "" for a bare number."""
        return f"{self.word}{self.base}"

    @property
    def size(self) -> int:
        """How many of the base unit it is."""
        return SIZES[self.word]

    def figure(self, value: Decimal | Fraction | int) -> str:
        """A value of the base unit in this one, exact: 22000000 → ``2200万元``."""
        return f"{self.number(value)}{self.unit}"

    def number(self, value: Decimal | Fraction | int) -> str:
        """The number alone: 22000000 → ``2200``. Sizes are powers of ten, so that it always ends."""
        return decimal_text(Fraction(value) / self.size)


def own_unit(quote: str, unit: str) -> Own:
    """The unit of a figure as the paper writes it.

    Args:
        quote: the figure's words in the paper: ``2200万元``, ``超过10000亿元``, ``1.5万户``.
        unit: the base unit under which its value is kept: ``元``.
    """
    names = "|".join(map(re.escape, sorted(_names(unit), key=len, reverse=True)))
    found = re.search(
        rf"{_DIGIT}\s*{_MORE}{_SIZE}{_MORE}\s*(?:{names})" if names else rf"{_DIGIT}{_MORE}{_SIZE}", quote
    )
    return Own(unit, found["size"] if found else "")


def typed(text: str, own: Own) -> Decimal:
    """What somebody typed for a figure, as a value of the base unit.

    A bare number is meant in the figure's own unit (2200 → 22000000 元 for a target in 万元); a number that brings a
    size or a unit is meant in those (0.22亿元, 500千克 for a target in 吨).

    Raises:
        ValueError: no number; ``unit`` as its text: a unit that cannot be compared; ``ends``: it has no end in the
            base unit.
    """
    found = _TYPED.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None or not any(letter.isdigit() for letter in found["number"]):
        raise ValueError("number")
    try:
        number = Fraction(Decimal(re.sub(r"[,，]", "", found["number"])))
    except InvalidOperation:
        raise ValueError("number") from None
    word, unit = found["size"] or "", found["unit"].strip()
    if not word and not unit:
        return Decimal(_exact(number * own.size))
    try:
        value = convert(number * SIZES[word], unit or own.base, own.base) if own.base or unit else number * SIZES[word]
    except ValueError:
        raise ValueError("unit") from None
    return Decimal(_exact(value))


def _exact(value: Fraction) -> str:
    try:
        return decimal_text(value)
    except ValueError:
        raise ValueError("ends") from None


def _names(unit: str) -> list[str]:
    """How a unit may stand in a paper: its name and what else it is called."""
    if not unit:
        return []
    return [unit, *(alias for alias, name in aliases().items() if name == canonical(unit))]
