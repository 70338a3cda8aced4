"""Fill the reasons of an answer with all values of their sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from luoshi.figures.style import format_figure_amount
from luoshi.matching.demands import demand_of
from luoshi.matching.findings import TargetFinding
from luoshi.matching.likeness import ENOUGH, units_agree
from luoshi.matching.model import AnswerReason, QuotedPlace, TargetStatus
from luoshi.matching.months import Months
from luoshi.matching.reasons import fill_reason_values
from luoshi.matching.structured_figures import Thing
from luoshi.matching.table import MatchingTable

_NEAR_BY = frozenset({"stage", "level", "place", "past", "part", "whole"})  # refusals worth explaining


def explain_finding(
    open_: Iterable[AnswerReason], target: Thing, found: TargetFinding, status: TargetStatus, months: Months | None
) -> tuple[AnswerReason, ...]:
    """Return how the answer was found and what is open, with all values of the sentences."""
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
        "reached": format_figure_amount(found.reached, target.unit, 2),
        "sign": sign,
        "target": target.quote,
        "until": f"{months[1] % 12 + 1}月" if months else "",
    }
    return (fill_reason_values(found.reason, values), *(fill_reason_values(reason, values) for reason in open_))


def explain_near_figure(table: MatchingTable, at: int, actuals: Collection[QuotedPlace]) -> list[AnswerReason]:
    """Explain why the figure nearest to the answer is not one: 37家 are applied for, not recognised."""
    target = table.targets[at]
    for found in table.candidates[at]:
        figure = found.figure
        near = found.fit.refused in _NEAR_BY and found.fit.score >= ENOUGH and figure.kind == target.kind
        if near and units_agree(target, figure) and figure.figure.place not in actuals:
            return [fill_reason_values(AnswerReason(f"another_{found.fit.refused}"), {"actual": figure.quote})]
    return []
