"""Platforms in each state; those whose result is in publicity have a rank, and an honour that names them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from examples import mover
from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.platforms.models import Platform
from luoshi.parts.publicity.models import Posting
from office import NOW, TODAY
from states import Records, along, builds, moved, ways


def _set_days() -> None:
    """Set for how long results of platforms stand in publicity."""
    said = {"value": "5日", "source": "省园区评价暂行办法", "start": TODAY - timedelta(days=400)}
    Parameter.objects.get_or_create(name="platforms.publicity", defaults=said)


def _ranked(record: Any) -> Any:
    """The platform with the rank of a round whose result was confirmed."""
    Platform.objects.filter(pk=record.pk).update(rank=1, score="88")
    return Platform.objects.get(pk=record.pk)


def _shown(kind: CompiledKind, cast: Cast, opener: str, at: datetime, **more: Any) -> Any:
    """One whose result was in publicity long enough, with an honour."""
    _set_days()
    record = _ranked(along(kind, cast, opener, ways(kind)["running"], at, **more))
    record = moved(kind, cast, record, "show", at)
    Posting.objects.filter(record=record.pk, ended=None).update(until=at.date() - timedelta(days=1))
    honours = get_kind("honours")
    given = {"unit": record.unit_id, "outer": "省级先进园区", "platform": record.number, "level": "province"}
    who = cast.actor(mover(honours, "enter"))
    begin(honours, who, {**given, "year": at.year, "day": at.date()}, at=at, step="enter")
    return record


@builds("platforms")
def platforms(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; media for their issues, and one with a rank for the publicity."""
    found: Records = {
        state: along(kind, cast, opener, way, at) for state, way in ways(kind).items() if state != "shown"
    }
    found["shown"] = _shown(kind, cast, opener, at)
    _set_days()
    found["running/show"] = _ranked(along(kind, cast, opener, ways(kind)["running"], at))
    for state in ("planned", "running"):
        found[f"{state}/issues"] = along(kind, cast, opener, ways(kind)[state], at, sort="magazine")
    found["shown/issues"] = _shown(kind, cast, opener, at, sort="magazine")
    return found
