"""Registrations in every state: nobody in the office takes the first step, so the public page's action does."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from cast import Cast
from examples import mover
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.registrations.actions import SignUpValues, sign_up
from office import NOW
from states import Records, builds, fits, moved, ways

_NUMBERS = count(1)


@fits("activities")
def with_seats(cast: Cast, at: datetime) -> Record:
    """A planned one of the own unit, for which people may sign up."""
    activities = get_kind("activities")
    planned = {
        "sort": "lecture",
        "place": f"示例社区{next(_NUMBERS)}",
        "unit": cast.unit("own").pk,
        "planned": timezone.localdate(at),
        "seats": 90,
    }
    return begin(activities, cast.actor(mover(activities, "plan")), planned, at=at, step="plan").record


@builds("registrations")
def registrations_in_each_state(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One for an activity of the own unit in each state."""
    activity: Any = with_seats(cast, at)
    found: Records = {}
    for state, way in ways(kind).items():
        number = next(_NUMBERS)
        given: SignUpValues = {
            "name": "幻某",
            "contact": f"139{number:08}",
            "minor": True,
            "guardian": "幻监护",
            "key": f"{number:032x}",
        }
        record: Record = sign_up(activity, "告知", given, source=f"192.0.2.{number % 250}", at=at)
        for step in way[1:]:
            record = moved(kind, cast, record, step.name, at)
        found[state] = record
    return found
