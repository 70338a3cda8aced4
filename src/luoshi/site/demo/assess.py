"""A demo assessment: a scheme for the county's task list, adopted, and scored as far as possible.

The units score themselves first, as proposed; but if late, they judge themselves better than the scheme does.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.commitments.progress.models import Progress
from luoshi.figures.style import decimal_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.assess import queries
from luoshi.lines.assess.models import Scheme, Score
from luoshi.plans.base.models.plan import Plan

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

DESK, DESKS = "YL-DC", ("ye", "du")
SET_UP, SELF_SCORED, SCORED = 13, 8, 3  # working days ago
BASIS = "云办发〔{year}〕5号《云岭县目标管理考核办法》"
SPECIAL = 4  # number of special items: the plan's last commitments
OWN_REASON, OWN_LATE = "按台账自评。", "虽逾期，但已全部完成，已书面说明原因。"
REASONS = {"done": "按台账和核查结论核定。", "late": "逾期完成，按方案计分。", "missed": "至今未办结，按方案计分。"}


def plan_assessment(making: Making) -> None:
    """Schedule when the scheme is set up and when its items are scored."""
    making.later(making.at(SET_UP), partial(_set_up, making))


def _set_up(making: Making, at: datetime) -> None:
    desk, day = making.units[DESK], timezone.localdate(at)
    plan = Plan.objects.filter(unit=desk.pk, edition__gt=0, origin="ledger").order_by("-pk").first()
    plan = plan or Plan.objects.filter(unit=desk.pk, edition__gt=0).order_by("-pk").first()
    if plan is None:
        return
    who = making.actor(DESKS[0], at)
    given = {"title": f"{plan.year}年度目标管理考核", "plan": plan.number, "late": "10", "own": "on"}
    given["basis"] = BASIS.format(year=day.year)
    scheme = begin(get_kind("schemes"), who, given, at=at).record
    free = list(queries.commitments_without_item(Scheme.objects.get(pk=scheme.pk)).values_list("number", flat=True))
    for line, marks, numbers in (("special", "3", free[-SPECIAL:]), ("normal", "10", free[:-SPECIAL])):
        if numbers:
            asked = {"line": line, "marks": marks, "numbers": " ".join(numbers)}
            scheme = take(scheme, "put_in", who, asked, at=at).record
    take(scheme, "adopt", who, {}, at=at)
    making.later(making.at(SELF_SCORED), partial(_score_oneself, making, scheme.pk))
    making.later(making.at(SCORED), partial(_score, making, scheme.pk))


def _score_oneself(making: Making, scheme: int, at: datetime) -> None:
    day = timezone.localdate(at)
    for score in queries.scheme_items(scheme):
        who = making.clerk_of(score.unit_id, at)
        if queries.commitment_outcome(score, day) == "late" and score.line == "normal":
            take(score, "score_oneself", who, {"own": decimal_text(score.marks / 2), "own_reason": OWN_LATE}, at=at)
        elif queries.proposed_score(score, day) is not None:
            take(score, "own_as_proposed", who, {"own_reason": OWN_REASON}, at=at)


def _score(making: Making, scheme: int, at: datetime) -> None:
    """Decide every item with a proposed score accordingly, by somebody who did not report on it."""
    day = timezone.localdate(at)
    for score in queries.scheme_items(scheme):
        if queries.proposed_score(score, day) is None:
            continue
        wrote = set(Progress.objects.filter(commitment=score.commitment_id).values_list("entry__person", flat=True))
        who = next((actor for name in DESKS if (actor := making.actor(name, at)).person not in wrote), None)
        if who and score.unit_id not in who.units:
            take(
                Score.objects.get(pk=score.pk),
                "agree",
                who,
                {"reason": REASONS[queries.commitment_outcome(score, day)]},
                at=at,
            )
