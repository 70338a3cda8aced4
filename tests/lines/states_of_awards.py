"""Honours, divided bonuses with a fund that can pay them, and achievements with an honour, in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from states_of_publicity import in_each_state

from cast import Cast
from examples import mover
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY
from states import Records, builds, moved, opened

WAYS = {
    "proposed": (),
    "published": ("publish",),
    "agreed": ("publish", "agree"),
    "paid": ("publish", "agree", "pay"),
    "cancelled": ("cancel",),
}


def _person(cast: Cast, at: datetime) -> Any:
    kind = get_kind("persons")
    return opened(kind, cast, mover(kind, "open"), at)


@builds("honours")
def honours(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, proposed with money for a person who is there before."""
    _person(cast, at)
    ways = {"proposed": "", "decided": "decide", "paid": "decide pay", "refused": "refuse",
            "recalled": "decide pay recall", "revoked": "decide revoke"}  # fmt: skip
    found: Records = {}
    for state, way in ways.items():
        record = opened(kind, cast, opener, at)
        for step in way.split():
            record = moved(kind, cast, record, step, at)
        found[state] = record
    return found


@builds("examples")
def examples(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, about a person who is there before; the days of its publicity are over."""
    _person(cast, at)
    return in_each_state(kind, cast, opener, at)


@builds("splits")
def splits(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, paid from a fund with a million; the days of its publicity are over."""
    said = {"value": "5日", "source": "云科协发〔2026〕3号", "start": TODAY - timedelta(days=400)}
    Parameter.objects.get_or_create(name="splits.publicity", defaults=said)
    _person(cast, at)
    funds = get_kind("funds")
    who = cast.actor(mover(funds, "open"))
    given = {"title": "奖励资金", "sort": "award", "way": "account", "from_day": "2025-01-01", "uses": []}
    fund = begin(funds, who, {**given, "unit": cast.unit("own").pk}, at=at).record
    receipt = {"sum": "1000000", "received": at.date(), "source": "公司奖励"}
    take(fund, "receive", who, receipt, at=at)
    found: Records = {}
    for state, way in WAYS.items():
        record = opened(kind, cast, opener, at, fund=fund.number)
        for step in way:
            record = moved(kind, cast, record, step, at)
            Posting.objects.filter(record=record.pk, ended=None).update(until=at.date() - timedelta(days=1))
        found[state] = record
    return found


@builds("achievements")
def achievements(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; those appraised have an honour, without which none is honoured."""
    honours = get_kind("honours")
    _person(cast, at)
    found: Records = {}
    for state, way in {"registered": (), "appraised": ("appraise",), "awarded": ("appraise", "honour")}.items():
        record = opened(kind, cast, opener, at)
        for step in way:
            record = moved(kind, cast, record, step, at)
            if step == "appraise":
                by = honours.cycle.by_name.get("enter") or honours.cycle.begin("enter")
                opened(honours, cast, mover(honours, "enter"), at, by=by, achievement=record.number)
        found[state] = record
    found["withdrawn"] = moved(kind, cast, opened(kind, cast, opener, at), "withdraw", at)
    return found
