"""The unit in which a figure was written: 2200万元 is 2200 of 万元, whatever unit the value is kept in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from luoshi.figures.style import decimal_text
from luoshi.figures.units import SIZES, are_units_comparable, canonical_unit, split_unit_size, unit_aliases, unit_scale

_SIZE = r"(?P<size>万亿|千万|百万|亿|万)"
_DIGIT = r"[\d０-９零〇一二三四五六七八九十百千两]"
_MORE = r"[余多来]?"
# A number as typed: 2,200 · 2200.5 · 0.22亿元.
_TYPED = re.compile(r"(?P<number>[+-]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)?(?:\.\d+)?)\s*(?P<unit>\D*)")
LONGEST = 60  # characters of a typed figure


@dataclass(frozen=True, slots=True)
class Own:
    """A unit with its size: 万元 is 10,000 of 元.

    Attributes:
        base: the unit in which values are kept.
        other: another unit of the same family: 万元 for values kept in 亿元, or 亩 for 公顷; "": none.
    """

    base: str = ""
    word: str = ""
    other: str = ""

    @property
    def unit(self) -> str:
        """Return the unit as written after a number: ``万元``; "" for a bare number."""
        return self.other or f"{self.word}{self.base}"

    @property
    def size(self) -> Fraction:
        """Return how many of the base unit one of this unit is."""
        return unit_scale(self.other) / unit_scale(self.base) if self.other else Fraction(SIZES[self.word])

    def figure(self, value: Decimal | Fraction | int) -> str:
        """Return a base value in this unit: 22000000 → ``2200万元``; in the base unit if it does not terminate here."""
        number = self._terminating_decimal(value)
        return f"{decimal_text(Fraction(value))}{self.base}" if number is None else f"{number}{self.unit}"

    def number(self, value: Decimal | Fraction | int) -> str:
        """Return the number alone: 22000000 → ``2200``; with the base unit if it does not terminate (1 亩 in 公顷)."""
        number = self._terminating_decimal(value)
        return self.figure(value) if number is None else number

    def _terminating_decimal(self, value: Decimal | Fraction | int) -> str | None:
        try:
            return decimal_text(Fraction(value) / self.size)
        except ValueError:
            return None


def asked_in(kept: str, unit: str) -> Own:
    """Return the unit for writing values kept in ``kept``: any unit of its family, in any size.

    Args:
        unit: as written in a head; "": the unit in which they are kept.

    Raises:
        ValueError: ``unit``: it is unknown, or of another family.
    """
    written = unit.strip()
    if not written or canonical_unit(written) == canonical_unit(kept):
        return Own(kept)
    if written.endswith(kept) and (word := written.removesuffix(kept)) in SIZES and not split_unit_size(kept).word:
        return Own(kept, word)
    found = split_unit_size(written)
    if not found.base and not split_unit_size(kept).word:  # a size alone: 万 for values kept in 人
        return Own(kept, found.word)
    if not are_units_comparable(written, kept):
        raise ValueError("unit")
    return Own(kept, other=written)


def own_unit(quote: str, unit: str) -> Own:
    """Return the unit of a figure as written in the paper.

    Args:
        quote: the words of the figure in the paper: ``2200万元``, ``超过10000亿元``, ``1.5万户``.
        unit: the base unit in which its value is kept: ``元``.
    """
    names = "|".join(map(re.escape, sorted(_names(unit), key=len, reverse=True)))
    found = re.search(
        rf"{_DIGIT}\s*{_MORE}{_SIZE}{_MORE}\s*(?:{names})" if names else rf"{_DIGIT}{_MORE}{_SIZE}", quote
    )
    return Own(unit, found["size"] if found else "")


def parse_typed_figure(text: str, own: Own) -> Decimal:
    """Return a typed figure as a value of the base unit.

    A bare number is in the figure's own unit (2200 → 22000000 元 for a target in 万元). A number with a whole unit is
    in that unit (0.22亿元, 500千克 for a target in 吨). A size alone counts where the own unit has none (1.2万 of 元).

    Raises:
        ValueError: no number; ``unit`` as its text: the unit is not comparable; ``both``: number and own unit both have
            a size (1.2亿 for 亿元); ``ends``: no finite decimal in the base unit.
    """
    number, unit = _split(text)
    if not unit:
        return Decimal(_exact(number * own.size))
    said, asked = split_unit_size(unit), split_unit_size(own.unit)
    if said.base or unit == own.unit:
        return Decimal(_exact(number * asked_in(own.base, unit).size))
    if asked.word and asked.base:
        raise ValueError("both")
    return Decimal(_exact(number * said.size * (1 if asked.word else own.size)))


def with_unit(text: str, unit: str) -> str:
    """Append the unit of the column head or row to a number; a number with its own whole unit is unchanged.

    Raises:
        ValueError: ``both``: one size follows the number and another is in the head.
    """
    try:
        _number, own = _split(text)
    except ValueError:
        return text  # not a number: the caller reports it, or knows the sign
    if not unit or not own:
        return f"{text.strip()}{unit}"
    head, said = split_unit_size(unit), split_unit_size(own)
    if not said.base and head.base:
        if head.word:
            raise ValueError("both")
        return f"{text.strip()}{unit}"
    return text


def _split(text: str) -> tuple[Fraction, str]:
    """Split a typed text into a number and what follows it.

    Raises:
        ValueError: ``number``: there is none.
    """
    found = _TYPED.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if found is None or not any(letter.isdigit() for letter in found["number"]):
        raise ValueError("number")
    try:
        return Fraction(Decimal(re.sub(r"[,，]", "", found["number"]))), found["unit"].strip()
    except InvalidOperation:
        raise ValueError("number") from None


def _exact(value: Fraction) -> str:
    try:
        return decimal_text(value)
    except ValueError:
        raise ValueError("ends") from None


def _names(unit: str) -> list[str]:
    """Return the spellings of a unit in a paper: its name and its aliases."""
    if not unit:
        return []
    return [unit, *(alias for alias, name in unit_aliases().items() if name == canonical_unit(unit))]
