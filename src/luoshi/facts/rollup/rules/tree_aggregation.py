"""Aggregates the database's sums of a subtree: over time, by formulas. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from luoshi.facts.base.rules.aggregation import SummedPart, months_of, over_time
from luoshi.facts.base.rules.formulas import worked_out
from luoshi.facts.base.rules.natures import NATURES
from luoshi.kernel.kinds.language.formulas import Formula

DOES_NOT_ADD = "does_not_add"  # scores, or persons of several units: only a register can tell
BEFORE = "before"  # some units lack the year-to-date total to subtract


@dataclass(frozen=True)
class FactSum:
    """The facts of one indicator for one period in a subtree.

    Attributes:
        told: number of facts, with or without a value; ``valued``: with a value; ``yes``: with a value other than 0.
        approved: number of facts approved by their recipient.
    """

    total: Fraction = Fraction(0)
    largest: Fraction | None = None
    told: int = 0
    valued: int = 0
    yes: int = 0
    approved: int = 0


@dataclass(frozen=True)
class Rolled:
    """A value of a subtree, with its coverage.

    Attributes:
        value: exact, of a rate in its unit (per cent); None: nothing was reported, or ``lacks`` gives the reason.
        told: number of reported values, of them ``approved``; ``expected``: number owed to forms, None: no form asks.
        periods: number of periods it is composed of; ``of_periods`` of them have reports.
        lacks: ``does_not_add``, ``before``, or the codes of missing inputs.
        zero: the divisor that is 0, in codes of indicators; "" if that is not the reason for a missing value.
    """

    value: Fraction | None = None
    told: int = 0
    approved: int = 0
    expected: int | None = None
    periods: int = 1
    of_periods: int = 0
    lacks: tuple[str, ...] = ()
    zero: str = ""

    @property
    def partial(self) -> bool:
        """Whether values owed are missing, or some of its periods have no reports (部分)."""
        owed = self.expected is not None and self.told < self.expected
        return owed or 0 < self.of_periods < self.periods


def aggregate_over_units(nature: str, one: FactSum) -> Fraction | None:
    """Aggregate the values of a period over units: the sum, the largest, or the share of yes.

    For other natures only the value of a single unit is returned.
    """
    way = NATURES[nature].units
    if not one.valued:
        return None
    if way == "sum":
        return one.total
    if way == "max":
        return one.largest
    if way == "share":
        return Fraction(100 * one.yes, one.valued)
    return one.total if one.valued == 1 else None


def aggregate_over_time(nature: str, sums: Sequence[FactSum], less: FactSum | None, expected: int | None) -> Rolled:
    """Aggregate what was reported in each period over time.

    Args:
        sums: one for each period of ``pieces``, in order; empty where nothing was reported.
        less: the year-to-date total to subtract, if any.
    """
    found = Rolled(
        told=sum(fact_sum.told for fact_sum in sums),
        approved=sum(fact_sum.approved for fact_sum in sums),
        expected=expected,
        periods=len(sums),
        of_periods=sum(fact_sum.told > 0 for fact_sum in sums),
    )
    values = [aggregate_over_units(nature, fact_sum) for fact_sum in sums]
    if any(fact_sum.valued and value is None for fact_sum, value in zip(sums, values, strict=True)):
        return replace(found, lacks=(DOES_NOT_ADD,))
    if less is not None:
        if less.valued != sums[-1].valued:  # some lack the total before: the units would differ
            return replace(found, lacks=(BEFORE,)) if found.told else found
        return replace(found, value=months_of([less.total, values[-1]])[1])
    if len(values) == 1:
        return replace(found, value=values[0])
    return replace(found, value=over_time(NATURES[nature].time, [SummedPart(value) for value in values]).value)


def adds_up(nature: str) -> bool:
    """Whether the results of two groups of units can be combined to that of both."""
    return NATURES[nature].units in ("sum", "max")


def is_summed(nature: str) -> bool:
    """Whether the value of several units is the sum of theirs: no rate, average, maximum or number of persons."""
    return nature in NATURES and NATURES[nature].units == "sum"


def combine_rollups(nature: str, one: Rolled, other: Rolled, expected: int | None) -> Rolled:
    """Combine the results of two groups of units that reported in different ways, for natures that ``adds_up``.

    Args:
        other: the group that reported the whole period at once.
    """
    if not one.told or not other.told:
        return replace(one if one.told else other, expected=expected)
    values = [each.value for each in (one, other) if each.value is not None]
    summed = NATURES[nature].units == "sum"
    value = (sum(values, Fraction(0)) if summed else max(values)) if values else None
    return replace(
        one,
        value=value,
        told=one.told + other.told,
        approved=one.approved + other.approved,
        expected=expected,
        lacks=(*one.lacks, *other.lacks),
    )


def roll_up_formula(made: Formula, unit: str, known: Mapping[str, Rolled], units: Mapping[str, str]) -> Rolled:
    """Compute a formula from its rolled-up inputs, never from rates; it is as complete as the least complete input.

    Args:
        unit: of the result; known: the inputs, by code; units: their units of measure."""
    inputs = [known[name] for name in made.names if name in known]
    lacks = tuple(name for name in made.names if name not in known or known[name].value is None)
    scarcest = min(inputs, key=_told, default=Rolled())
    briefest = min(inputs, key=lambda one: Fraction(one.of_periods, one.periods), default=Rolled())
    found = replace(
        scarcest,
        value=None,
        periods=briefest.periods,
        of_periods=briefest.of_periods,
        lacks=lacks if any(rollup.told for rollup in inputs) else (),
    )
    if lacks:
        return replace(found, zero=next((rollup.zero for rollup in inputs if rollup.zero), ""))
    outcome = worked_out(made, unit, {name: known[name].value for name in made.names}, units)
    return replace(found, value=outcome.value, zero=outcome.zero)


def _told(one: Rolled) -> tuple[bool, Fraction, int]:
    """Sort key by completeness; values that nobody owes come last."""
    return (one.expected is None, Fraction(one.told, one.expected) if one.expected else Fraction(0), one.told)


def topmost_tellers(tellers: Collection[int], above: Callable[[int], Collection[int]], top: int) -> list[int]:
    """List the units whose figure covers their subtree and that are not below another such unit.

    Args:
        above: returns the units above a unit, including itself.
        top: the root of the subtree to consider.
    """
    within = {teller for teller in tellers if top in above(teller)}
    return [teller for teller in within if not any(other != teller and other in within for other in above(teller))]
