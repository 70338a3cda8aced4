"""Financing in each state: loans with an overdue instalment and a pool that shares the loss; pledges, policies."""

from __future__ import annotations

from datetime import datetime, timedelta

from cast import Cast
from examples import mover
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW
from states import Records, builds, moved, opened

LOANS = {
    "demand": "",
    "recommended": "recommend",
    "approved": "recommend approve",
    "paid": "recommend approve pay",
    "overdue": "recommend approve pay lapse",
    "claimed": "recommend approve pay lapse claim",
    "checked": "recommend approve pay lapse claim check",
    "compensated": "recommend approve pay lapse claim check compensate",
    "recovered": "recommend approve pay lapse claim check compensate finish",
    "repaid": "recommend approve pay repay",
    "refused": "refuse",
}
OTHERS = (
    ("pledge", "approved/register", "recommend approve"),
    ("pledge", "paid/register", "recommend approve register pay"),
    ("insurance", "approved/insure", "recommend approve"),
    ("product", "paid/repay", "recommend approve pay instal"),
    ("product", "overdue/repay", "recommend approve pay lapse instal"),
    ("angel", "paid/end", "recommend approve pay"),
)


def _pool(cast: Cast, at: datetime) -> str:
    """The number of a pool with a million; the office gives half of a loss."""
    said = {"value": "50", "source": "云科发〔2026〕3号", "start": at.date() - timedelta(days=400)}
    Parameter.objects.get_or_create(name="finances.share", defaults=said)
    funds = get_kind("funds")
    who = cast.actor(mover(funds, "open"))
    given = {"title": "风险池", "sort": "risk", "way": "account", "from_day": "2026-01-01", "uses": [{"use": "losses"}]}
    fund = begin(funds, who, {**given, "unit": cast.unit("own").pk}, at=at).record
    take(fund, "receive", who, {"sum": "1000000", "received": "2026-01-02", "source": "财政拨入"}, at=at)
    return str(fund.number)


def _patent(cast: Cast, at: datetime) -> str:
    patents = get_kind("patents")
    return str(opened(patents, cast, mover(patents, patents.cycle.first.name), at).number)


@builds("finances")
def finances(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; what is for other sorts has one of that sort."""
    pool, on, found = _pool(cast, at), _patent(cast, at), Records()
    for sort, state, way in [*(("product", state, way) for state, way in LOANS.items()), *OTHERS]:
        record: Record = opened(kind, cast, opener, at, sort=sort, patents=[{"patent": on}])
        for step in way.split():
            overdue = {"due": (at - timedelta(days=9)).date().isoformat(), "amount": "1000"}
            paid = {"paid": at.date().isoformat()} if state == "repaid" or step == "instal" else {}
            rows = [overdue | paid]
            more = {
                "pay": {"amount": "100000", "instalments": rows if sort == "product" else []},
                "instal": {"instalments": rows},
                "claim": {"loss": "1000", "compensated": "500", "fund": pool},
            }
            by = cast.at(Role.CLERK, "own") if step == "claim" else ""  # whoever claims does not check
            record = moved(kind, cast, record, step, at, by, **more.get(step, {}))
        found[state] = record
    return found
