"""The input and the result of a computation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from luoshi.figures.units import are_units_comparable
from luoshi.matching.likeness import ENOUGH, doubts_of_units, in_unit
from luoshi.matching.model import AnswerReason
from luoshi.matching.signs import Hedge
from luoshi.matching.structured_figures import Thing

LESS = 0.15  # how much worse the items of a list may fit than the best of them


@dataclass(frozen=True, slots=True)
class TargetFinding:
    """The value reached, in the target's unit, and the figures it was taken or computed from."""

    reached: Fraction
    figures: tuple[Thing, ...]
    reason: AnswerReason
    open: tuple[AnswerReason, ...] = ()
    hedge: Hedge | None = None

    def add_reason(self, reason: AnswerReason) -> TargetFinding:
        """Return the finding with one more open reason."""
        return replace(self, open=(*self.open, reason))


@dataclass(frozen=True, slots=True)
class TargetCase:
    """One target and the figures of one report for it."""

    target: Thing
    near: list[tuple[float, Thing, str | None]]  # score, figure, why it is refused as a direct answer
    rows: list[Thing]  # all figures of the report
    bases: list[tuple[float, Thing]]  # figures of the plan that are not targets

    def levels(self, *, past: bool) -> list[Thing]:
        """Return levels of the thing itself, of last year or the current one, most similar first."""
        refused = {None, "kind", "unit", "flow", "mean"} | ({"past", "period"} if past else set())
        return [
            thing
            for score, thing, why in self.near
            if score >= ENOUGH
            and why in refused
            and not thing.elsewhere
            and thing.kind in ("level", "share")
            and (thing.past or why == "period") == past
        ]


def same_measure(one: Thing, other: Thing) -> bool:
    """Check whether two figures are of one kind and have comparable units."""
    return one.kind == other.kind and (one.unit == other.unit or are_units_comparable(one.unit, other.unit))


def value_in_unit_of(figure: Thing, like: Thing) -> Fraction:
    """Return a figure's value in the unit of another."""
    return in_unit(figure.value, figure.unit, like.unit)


def sum_figures(target: Thing, rows: list[Thing]) -> TargetFinding:
    """Add up figures that answer only together, in the target's unit."""
    total = sum((value_in_unit_of(thing, target) for thing in rows), Fraction(0))
    counted = TargetFinding(total, tuple(rows), AnswerReason("parts_added"))
    for code in dict.fromkeys(code for thing in rows for code in doubts_of_units(target, thing)):
        counted = counted.add_reason(AnswerReason(code))
    return counted
