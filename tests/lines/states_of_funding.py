"""A change of a budget, and an expense, in each state: only a budget with a line of the year has something to give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cast import Cast
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind as declared
from luoshi.kernel.steps.actions.steps import begin, take
from states import Records, builds, moved

WAYS = {
    "asked": (),
    "drafted": ("approve_back_head",),
    "asked_leader": ("approve_head",),
    "approved": ("approve_head", "approve_leader"),
    "made": ("approve_head", "approve_leader", "make"),
    "refused": ("refuse",),
}


def budget(cast: Cast, title: str, year: int, at: datetime) -> Any:
    """A budget of the own unit with a line of the year."""
    keeper = cast.actor(cast.at(Role.CLERK, "own"))
    given = {"title": title, "sort": "other", "way": "budget", "unit": cast.unit("own").pk}
    made = begin(declared("funds"), keeper, {**given, "from_day": f"{year - 1}-01-01"}, at=at).record
    line = {"year": year, "sum": "120000", "basis": "年初预算"}
    return take(made, "allot", keeper, line, at=at).record


@builds("budget_changes")
def changes(kind: CompiledKind, cast: Cast, opener: str, at: datetime) -> Records:
    """Each by its way of steps."""
    year = at.year
    gives, gets = budget(cast, "会议活动", year, at), budget(cast, "公务用车", year, at)
    found: Records = {}
    for state, way in WAYS.items():
        given = {
            "title": "调剂",
            "gives": gives.number,
            "gets": gets.number,
            "year": year,
            "amount": "100",
            "why": "维修",
        }
        record = begin(kind, cast.actor(opener), given, at=at).record
        for step in way:
            record = moved(kind, cast, record, step, at)
        found[state] = record
    return found
