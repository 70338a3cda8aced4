"""The reasons of an answer with all that their sentences hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from luoshi.figures.style import amount
from luoshi.matching.demands import demand_of
from luoshi.matching.found import Found
from luoshi.matching.likeness import ENOUGH, units_agree
from luoshi.matching.model import Place, Reason, TargetStatus
from luoshi.matching.months import Months
from luoshi.matching.reasons import filled
from luoshi.matching.table import Table
from luoshi.matching.things import Thing

_NEAR_BY = frozenset({"stage", "level", "place", "past", "part", "whole"})  # refusals worth a word


def explained(
    open_: Iterable[Reason], target: Thing, found: Found, status: TargetStatus, months: Months | None
) -> tuple[Reason, ...]:
    """How it was found and what is open, with all that the sentences hold."""
    cap = target.figure.bound in ("le", "lt") or demand_of(target).less
    above = found.reached > target.value
    sign = "=" if found.reached == target.value else "＞" if above and status == "not_met" and cap else ""
    if not sign and status == "met" and target.figure.bound == "approx" and not above:
        sign = "≈"
    if not sign:
        sign = {True: "≤" if cap and not target.fall else "≥", False: "＞" if cap else "＜"}[status != "not_met"]
    quotes = [thing.quote for thing in found.figures]
    values = {
        "actual": "、".join(quotes[:2]),
        "parts": "+".join(quotes),
        "reached": amount(found.reached, target.unit, 2),
        "sign": sign,
        "target": target.quote,
        "until": f"{months[1] % 12 + 1}月" if months else "",
    }
    return (filled(found.reason, values), *(filled(reason, values) for reason in open_))


def beside(table: Table, at: int, actuals: Collection[Place]) -> list[Reason]:
    """Why the figure that lies nearest to the answer is none: 37家 are applied for, not recognised."""
    target = table.targets[at]
    for found in table.candidates[at]:
        figure = found.figure
        near = found.fit.refused in _NEAR_BY and found.fit.score >= ENOUGH and figure.kind == target.kind
        if near and units_agree(target, figure) and figure.figure.place not in actuals:
            return [filled(Reason(f"another_{found.fit.refused}"), {"actual": figure.quote})]
    return []
