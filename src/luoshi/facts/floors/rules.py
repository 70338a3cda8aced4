"""Floors of budgets: what an area must put into its budget of a year, and whether it did. Pure.

Source: requirements L14, S002-33 and S002-34: the larger of so much a head and the year before with its growth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

Way = Literal["both", "heads", "growth"]
Basis = Literal["", "budget", "actual"]
HEADS, GROWTH = "heads", "growth"
# Without these a floor cannot be computed.
PER_HEAD, POPULATION, RATE, BASIS, ACTUAL, BEFORE = "per_head", "population", "growth", "basis", "actual", "before"


class FloorTerms(NamedTuple):
    """What holds from a year on; None: the source leaves it blank, and nobody has supplied it.

    Attributes:
        per_head: yuan a head; growth: per cent a year; basis: on which value of the year before it grows.
    """

    from_year: int
    per_head: Decimal | None = None
    growth: Decimal | None = None
    basis: Basis = ""


class AreaValues(NamedTuple):
    """What an area told of a year; None: nothing."""

    population: Decimal | None = None
    budget: Decimal | None = None
    actual: Decimal | None = None


@dataclass(frozen=True)
class AreaFloor:
    """What an area must put into its budget of a year.

    Attributes:
        value: exact, in yuan; None: not computable, ``lacks`` says for want of what.
        by: from which of the two it comes, ``heads`` or ``growth``.
        heads: what so much a head comes to; grown: what the year before comes to with its growth.
        previous: the value that grew, and ``basis``: of what.
    """

    value: Fraction | None = None
    by: str = ""
    heads: Fraction | None = None
    grown: Fraction | None = None
    previous: Fraction | None = None
    basis: str = ""
    lacks: tuple[str, ...] = ()

    def met(self, budget: Decimal | None) -> bool | None:
        """Whether a budget reaches it; None: one of the two is not known."""
        return None if self.value is None or budget is None else Fraction(budget) >= self.value

    def off(self, budget: Decimal) -> Fraction:
        """By how much a budget misses it; 0 where it is reached."""
        assert self.value is not None
        return max(self.value - Fraction(budget), Fraction(0))


def terms_of(year: int, every: Sequence[FloorTerms]) -> FloorTerms:
    """What holds in a year: each value the newest that was supplied by then."""
    found = FloorTerms(year)
    for terms in sorted(every, key=lambda one: one.from_year):
        if terms.from_year <= year:
            found = FloorTerms(
                terms.from_year,
                found.per_head if terms.per_head is None else terms.per_head,
                found.growth if terms.growth is None else terms.growth,
                terms.basis or found.basis,
            )
    return found


def compute_yearly_floors(
    way: Way, first: int, last: int, every: Sequence[FloorTerms], told: Mapping[int, AreaValues]
) -> dict[int, AreaFloor]:
    """The floor of each year from the first to the last, both included.

    It grows from the second year on, from the floor of the year before, or from what that year's budget or actual
    spending was where this was more: who stayed below a floor has none that is lower the year after.
    """
    found: dict[int, AreaFloor] = {}
    for year in range(first, last + 1):
        terms, lacks = terms_of(year, every), []
        heads = grown = previous = None
        basis = ""
        if way != GROWTH:
            heads, missing = _by_heads(terms, told.get(year, AreaValues()))
            lacks += missing
        if way != HEADS and (year > first or way == GROWTH):
            previous, basis, missing = _previous(terms, found.get(year - 1), told.get(year - 1, AreaValues()))
            lacks += missing
            if terms.growth is None:
                lacks.append(RATE)
            elif previous is not None:
                grown = previous * (1 + Fraction(terms.growth) / 100)
        parts = [(value, name) for value, name in ((heads, HEADS), (grown, GROWTH)) if value is not None]
        value, by = (None, "") if lacks or not parts else max(parts, key=lambda one: one[0])
        found[year] = AreaFloor(value, by, heads, grown, previous, basis, tuple(dict.fromkeys(lacks)))
    return found


def _by_heads(terms: FloorTerms, told: AreaValues) -> tuple[Fraction | None, list[str]]:
    lacks = [PER_HEAD] if terms.per_head is None else []
    lacks += [POPULATION] if told.population is None else []
    if terms.per_head is None or told.population is None:
        return None, lacks
    return Fraction(terms.per_head) * Fraction(told.population), lacks


def _previous(terms: FloorTerms, before: AreaFloor | None, told: AreaValues) -> tuple[Fraction | None, str, list[str]]:
    """The value of the year before that grows, of what it is, and what is lacking."""
    if not terms.basis:
        return None, "", [BASIS]
    own = told.actual if terms.basis == "actual" else told.budget
    if own is None and terms.basis == "actual":
        return None, "", [ACTUAL]
    floor = before.value if before is not None else None
    if own is not None and (floor is None or Fraction(own) > floor):
        return Fraction(own), terms.basis, []
    return floor, "floor", [] if floor is not None else [BEFORE]
