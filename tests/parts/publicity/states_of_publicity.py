"""What stands in publicity in each state, its days over; and objections against a hardship that stands there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from examples import mover
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.publicity.models import Posting
from luoshi.parts.publicity.queries import running_postings
from luoshi.parts.publicity.windows import Window
from office import NOW, TODAY
from states import Records, along, builds, builds_with, finds, fits, in_every_state, moved, opened, ways


def _days(declared: CompiledKind) -> None:
    """Set for how long records of a kind stand in publicity."""
    (window,) = declared.every(Window)
    said = {"value": "5日", "source": "云科协发〔2026〕3号", "start": TODAY - timedelta(days=400)}
    Parameter.objects.get_or_create(name=window.days.name, defaults=said)


def _led(declared: CompiledKind, cast: Cast, opener: str, way: list[Any], at: datetime) -> Any:
    """A record that was led this way; once it was posted the days of its publicity are over."""
    _days(declared)
    record = opened(declared, cast, opener, at, way[0])
    for step in way[1:]:
        record = moved(declared, cast, record, step.name, at)
        Posting.objects.filter(record=record.pk, ended=None).update(until=at.date() - timedelta(days=1))
    return record


@builds_with(Window)
def in_each_state(
    declared: CompiledKind, cast: Cast, opener: str, at: datetime = NOW, besides: Collection[str] = ()
) -> Records:
    """One in each state, by the shortest way; ``besides``: states that are left out."""
    found = {state: way for state, way in ways(declared).items() if state not in besides}
    return {state: _led(declared, cast, opener, way, at) for state, way in found.items()}


@fits("hardships")
def approved(cast: Cast, at: datetime) -> Any:
    """One from which an aid may be asked."""
    declared = get_kind("hardships")
    return _led(declared, cast, mover(declared, "open"), ways(declared)["approved"], at)


def _posted(cast: Cast, at: datetime) -> str:
    """The number of a hardship of the own unit that stands in publicity; one is posted where none does."""
    if found := Posting.objects.filter(ended=None, until__gte=at.date()).select_related("record").first():
        return found.record.number
    declared = get_kind("hardships")
    _days(declared)
    return str(along(declared, cast, mover(declared, "open"), ways(declared)["published"], at).number)


@builds("objections")
def against_one(declared: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state."""
    _posted(cast, at)
    return in_every_state(declared, cast, opener, at)


@finds("objections")
def read_there(cast: Cast, who: str) -> bool:
    """Whether something stands in publicity for somebody."""
    return running_postings(cast.actor(who), TODAY).exists()
