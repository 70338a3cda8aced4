"""Funds in each state; for the steps of a budget one with a year that is over, for receipts one with a receipt."""

from __future__ import annotations

from datetime import datetime, timedelta

from cast import Cast
from examples import mover
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.funds.models import BUDGET, Fund
from office import NOW
from states import Records, builds, fits, in_every_state, opened


@builds("funds")
def of_each_way(declared: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, and besides one for each step that only some funds know."""
    found = in_every_state(declared, cast, opener, at)
    desk = cast.actor(mover(declared, "receive"))
    came = opened(declared, cast, opener, at)
    take(came, "receive", desk, {"sum": "10", "received": at.date().isoformat(), "source": "捐款"}, at=at)
    found["open/take_back"] = Fund.objects.get(pk=came.pk)
    budget = opened(declared, cast, opener, at)
    Fund.objects.filter(pk=budget.pk).update(way=BUDGET, from_day=f"{at.year - 1}-01-01")
    for year in (at.year - 1, at.year):
        line = {"year": str(year), "sum": "10", "basis": "批复"}
        take(Fund.objects.get(pk=budget.pk), "allot", desk, line, at=at)
    return found | {f"open/{step}": Fund.objects.get(pk=budget.pk) for step in ("allot", "close_year")}


@fits("funds")
def with_money(cast: Cast, at: datetime = NOW) -> Fund:
    """A fund from which something can be paid."""
    declared = get_kind("funds")
    desk = mover(declared, "receive")
    one = opened(declared, cast, desk, at)
    came = {"sum": "1000000", "received": (at.date() - timedelta(days=30)).isoformat(), "source": "捐款"}
    return Fund.objects.get(pk=take(one, "receive", cast.actor(desk), came, at=at).record.pk)
