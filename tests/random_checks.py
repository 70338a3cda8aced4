"""Draws of commitments that are checked at random."""

from __future__ import annotations

from datetime import date
from typing import Any

from assigned import act, at, finished, issued, running, verified
from luoshi.commitments.draws.models import Draw
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.plans.base.models.commitment import Commitment
from office import Office
from plans import published

BASE, CLUB, TRAINING = "科普示范基地", "联席会议", "培训"
GIVEN = {"of": "both", "plan": "", "size": "2", "sources": "双色球第2026120期；纪检掷骰子", "by": "2026-11-30"}
NUMBERS = {"numbers": "5 3 11 8\n6 1", "witness": "纪检组 何"}


def furnished(office: Office) -> list[Commitment]:
    """Three that can be drawn: one closed, one checked, one reported done; and others that cannot."""
    plan = published(office)
    closed = verified(office, finished(office, running(office, plan, BASE), at(9, 20)), at(9, 21))
    act(office, closed, "close_it", "leader", at(9, 22), mark="A")
    checked = verified(office, finished(office, running(office, plan, CLUB), at(9, 20)), at(9, 21))
    reported = finished(office, running(office, plan, TRAINING, who="stranger"), at(9, 20), "stranger")
    issued(office, plan, "宣传报道")
    return [Commitment.objects.get(pk=record.pk) for record in (closed, checked, reported)]


def set_up(office: Office, who: str = "supervisor", **given: Any) -> Draw:
    asked = {**GIVEN, "unit": office.units["desk"].pk, **given}
    return begin(get_kind("draws"), office.actor(who, date(2026, 10, 12)), asked, at=at(10, 12)).record  # type: ignore[return-value]


def drawn(office: Office, **given: Any) -> Draw:
    draw = set_up(office, **given)
    take(draw, "draw", office.actor("supervisor", date(2026, 10, 13)), NUMBERS, at=at(10, 13))
    return Draw.objects.get(pk=draw.pk)
