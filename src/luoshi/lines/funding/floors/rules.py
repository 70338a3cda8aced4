"""Budget floors: what an area must budget for a year, and whether it did. Pure.

Source: requirements L14, S002-33 and S002-34: the larger of an amount per head and the year before plus growth.
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
# Inputs without which a floor cannot be computed.
PER_HEAD, POPULATION, RATE, BASIS, ACTUAL, BEFORE = "per_head", "population", "growth", "basis", "actual", "before"


class FloorTerms(NamedTuple):
    """The terms from a year on; None: blank in the source.

    Attributes:
        per_head: yuan a head; growth: per cent a year; basis: the value of the year before to which growth applies.
    """

    from_year: int
    per_head: Decimal | None = None
    growth: Decimal | None = None
    basis: Basis = ""


class AreaValues(NamedTuple):
    """The values that an area reported for a year; None: not reported."""

    population: Decimal | None = None
    budget: Decimal | None = None
    actual: Decimal | None = None


@dataclass(frozen=True)
class AreaFloor:
    """The amount that an area must budget for a year.

    Attributes:
        value: exact, in yuan; None: not computable, because of ``lacks``.
        by: which of the two amounts it is, ``heads`` or ``growth``.
        heads: the amount per head times the population; grown: the value of the year before with growth.
        previous: the value to which growth was applied, and ``basis``: what it is.
    """

    value: Fraction | None = None
    by: str = ""
    heads: Fraction | None = None
    grown: Fraction | None = None
    previous: Fraction | None = None
    basis: str = ""
    lacks: tuple[str, ...] = ()

    def is_met(self, budget: Decimal | None) -> bool | None:
        """Whether a budget reaches the floor; None if either is unknown."""
        return None if self.value is None or budget is None else Fraction(budget) >= self.value

    def off(self, budget: Decimal) -> Fraction:
        """Return how far a budget is below the floor; 0 if it reaches it."""
        assert self.value is not None
        return max(self.value - Fraction(budget), Fraction(0))


def terms_of(year: int, every: Sequence[FloorTerms]) -> FloorTerms:
    """Return the terms of a year: for each value the newest that was set by then."""
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
    """Compute the floor of each year from the first to the last, both included.

    Growth applies from the second year on, to the floor of the year before, or to that year's budget or actual spending
    if higher: staying below a floor does not lower the next one.
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
    """Return the value of the year before to which growth applies, what it is, and what is missing."""
    if not terms.basis:
        return None, "", [BASIS]
    own = told.actual if terms.basis == "actual" else told.budget
    if own is None and terms.basis == "actual":
        return None, "", [ACTUAL]
    floor = before.value if before is not None else None
    if own is not None and (floor is None or Fraction(own) > floor):
        return Fraction(own), terms.basis, []
    return floor, "floor", [] if floor is not None else [BEFORE]
