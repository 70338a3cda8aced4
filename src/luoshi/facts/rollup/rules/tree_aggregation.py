"""What values of a tree come to, once the database has counted them: over time, by formulas. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from luoshi.facts.base.rules.aggregation import SummedPart, months_of, over_time
from luoshi.facts.base.rules.formulas import worked_out
from luoshi.facts.base.rules.natures import NATURES
from luoshi.records.kinds.formulas import Formula

DOES_NOT_ADD = "does_not_add"  # scores and persons of several units: only a register can tell
BEFORE = "before"  # a total to date of which not all told the one that is taken off


@dataclass(frozen=True)
class FactSum:
    """What was told of one indicator for one period in a part of the tree.

    Attributes:
        told: how many values or reasons why there is none; ``valued``: of them values; ``yes``: of them not 0.
        approved: of them those that were accepted by who receives them.
    """

    total: Fraction = Fraction(0)
    largest: Fraction | None = None
    told: int = 0
    valued: int = 0
    yes: int = 0
    approved: int = 0


@dataclass(frozen=True)
class Rolled:
    """A value over a part of the tree, never a bare number.

    Attributes:
        value: exact, of a rate in its unit (per cent); None: nothing was told, or ``lacks`` says why not.
        told: of how many values it is made, ``approved`` of them accepted; ``expected``: how many are owed by forms,
            None: no form asks for it.
        periods: of so many periods it is put together; of ``of_periods`` of them something was told.
        lacks: ``does_not_add``, ``before``, or the codes of indicators without which it cannot be worked out.
        zero: what was told as 0 and is divided by, in codes of indicators; "" where that is not why there is no value.
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
        """Whether some that owe it have not told it, or of some of its periods nobody has (部分)."""
        owed = self.expected is not None and self.told < self.expected
        return owed or 0 < self.of_periods < self.periods


def aggregate_over_units(nature: str, one: FactSum) -> Fraction | None:
    """What the values of a period come to over units: a sum, the largest, the share that says yes.

    Of what does not add up only the value of one alone.
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
    """Over time what was told in each period, in their order.

    Args:
        sums: of each period of ``pieces``; one of which nothing was told is an empty one.
        less: of the total to date that is taken off, where there is one.
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
        if less.valued != sums[-1].valued:  # of some the total before is missing: the difference would be of others
            return replace(found, lacks=(BEFORE,)) if found.told else found
        return replace(found, value=months_of([less.total, values[-1]])[1])
    if len(values) == 1:
        return replace(found, value=values[0])
    return replace(found, value=over_time(NATURES[nature].time, [SummedPart(value) for value in values]).value)


def adds_up(nature: str) -> bool:
    """Whether what two groups of units come to gives what all of them do."""
    return NATURES[nature].units in ("sum", "max")


def combine_rollups(nature: str, one: Rolled, other: Rolled, expected: int | None) -> Rolled:
    """What two groups of units come to together that told in different ways, of what ``adds_up``.

    Args:
        other: that of units that told the whole period at once.
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
    """A rate from what its inputs come to, never from other rates; it is as complete as the least complete of them.

    Args:
        unit: in which it is given; known: what the inputs come to, by code; units: in which each of them is.
    """
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
    """How complete it is; what nobody owes comes last."""
    return (one.expected is None, Fraction(one.told, one.expected) if one.expected else Fraction(0), one.told)


def topmost_tellers(tellers: Collection[int], above: Callable[[int], Collection[int]], top: int) -> list[int]:
    """Of units that told what is of all beneath them those that speak for a part of the tree: none stands under one.

    Args:
        above: of a unit the units above it, itself among them.
        top: what stands at the top; only it and what is beneath it is looked at.
    """
    within = {teller for teller in tellers if top in above(teller)}
    return [teller for teller in within if not any(other != teller and other in within for other in above(teller))]
