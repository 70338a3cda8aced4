"""The targets of a plan's commitments with the values reported by their units and by the units below these."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.lights.rules.attainment import WHOLE, attained_share, is_rate
from luoshi.commitments.lights.rules.measures import expected_progress
from luoshi.dates.period_codes import decode_period
from luoshi.dates.periods import Period, month_end, to_date
from luoshi.dates.workdays import shift_calendar_days
from luoshi.facts.base.models.fact import TOTAL
from luoshi.facts.base.models.target import Target
from luoshi.facts.figure_views.queries.visibility import open_units
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.rollup.queries.rollups import indicator_formula_code, resolve_rollup_inputs, roll_up_units
from luoshi.facts.rollup.rules.tree_aggregation import Rolled
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.states import CANCELLED, MERGED, WITHDRAWN
from luoshi.plans.values.queries import TargetValue, latest_target_values

MET, SHORT, UNTOLD = "met", "short", "untold"


@dataclass(frozen=True)
class Promise:
    """A target and its state.

    Attributes:
        told: the last value from its commitment's unit; None: nothing.
        share: the share reached, ``ahead`` the share expected by the months elapsed, both in hundredths of a per cent;
            None if not computable, as for a target that is either met or not.
        definition: of its indicator; beneath: its total over all units beneath, for those who may see them.
    """

    target: Target
    commitment: Commitment
    told: TargetValue | None = None
    share: int | None = None
    ahead: int | None = None
    definition: Definition | None = None
    beneath: Rolled | None = None

    @property
    def state(self) -> str:
        """Whether the target is met, short, or unreported."""
        return UNTOLD if self.told is None else MET if self.share is not None and self.share >= WHOLE else SHORT


def plan_promises(plan: Plan, actor: Actor, day: date) -> list[Promise]:
    """List every target of the plan's commitments that the actor may read, in plan order. Seven queries at most."""
    rows: Any = readable_records(get_kind("commitments"), actor, day)
    rows = rows.filter(plan=plan.pk).exclude(state__in=(WITHDRAWN, CANCELLED, MERGED))
    promised = Target.objects.filter(record__in=rows.order_by().values("pk"), ended=None).select_related("indicator")
    targets = list(promised.order_by("place", "pk"))
    rows = rows.filter(pk__in={target.record_id for target in targets}).select_related("unit")
    by_pk: dict[int, Commitment] = {row.pk: row for row in rows.order_by("place", "pk")}
    order = {pk: at for at, pk in enumerate(by_pk)}
    targets = sorted((target for target in targets if target.record_id in by_pk), key=lambda one: order[one.record_id])
    told = latest_target_values(targets, {pk: commitment.unit_id for pk, commitment in by_pk.items()})
    return [_promise(target, by_pk[target.record_id], told.get(target.pk), day) for target in targets]


def _promise(target: Target, commitment: Commitment, told: TargetValue | None, day: date) -> Promise:
    share = attained_share(target.bound, target.aspect, target.value, told.value) if told else None
    ahead: int | None = WHOLE
    if not is_rate(target.aspect, target.unit):
        months = commitment.begins, commitment.ends
        ahead = (
            expected_progress(months[0], months[1], day) if months[0] is not None and months[1] is not None else None
        )
    return Promise(target, commitment, told, share, ahead)


def span_of(plan: Plan, some: Collection[Promise], day: date) -> Period:
    """Return the year to the end of the last month reported on, else of the last whole month."""
    periods = [promise.told.period for promise in some if promise.told]
    if periods:
        return decode_period(max(periods))
    last = shift_calendar_days(date(day.year, day.month, 1), -1)
    end = min(max(last, month_end(plan.year, 1)), date(plan.year, 12, 31))
    return to_date(end)


def with_units_beneath(some: Sequence[Promise], span: Period, actor: Actor, day: date) -> list[Promise]:
    """Add the indicators and their totals over the units beneath. Six queries at most."""
    rows = Definition.objects.filter(indicator__in={promise.target.indicator_id for promise in some}, state__in=THERE)
    of = {row.indicator_id: row for row in rows}
    units = {promise.commitment.unit_id for promise in some}
    may = list(open_units(actor, day).filter(pk__in=units).values_list("pk", flat=True)) if of else []
    found = roll_up_units(resolve_rollup_inputs(of.values()), may, span, day) if may else {}
    made = []
    for promise in some:
        definition = of.get(promise.target.indicator_id)
        unit = promise.commitment.unit_id
        beneath = found.get(unit, {}).get(indicator_formula_code(definition)) if definition is not None else None
        made.append(
            replace(promise, definition=definition, beneath=beneath if promise.target.breakdown == TOTAL else None)
        )
    return made
