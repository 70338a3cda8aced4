"""Demands and workstations in each state: a demand is signed, a workstation founded, once a contract names it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cast import Cast
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.contracts.models import Contract
from office import NOW
from states import Records, builds, moved, opened, ways


def _named(cast: Cast, at: datetime, **named: Any) -> None:
    """Let a signed contract with an expert name this record."""
    keeper = cast.actor(cast.at(Role.CLERK, "own"))
    given = {"title": "协议", "sort": "expert", "unit": str(cast.unit("own").pk)}
    contract = begin(get_kind("contracts"), keeper, given, at=at).record
    day = at.date()
    Contract.objects.filter(pk=contract.pk).update(state="signed", signed=day, from_day=day, **named)


def _led(kind: CompiledKind, cast: Cast, opener: str, way: list[Step], at: datetime, link: str, **more: Any) -> Record:
    record = opened(kind, cast, opener, at, way[0], **more)
    _named(cast, at, **{link: record.pk})
    for step in way[1:]:
        record = moved(kind, cast, record, step.name, at)
    return record


@builds("needs")
def needs(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """A demand in each state, and a request where only one is met without a contract."""
    found: Records = {}
    for state, way in ways(kind).items():
        sort = "request" if state == "met" else "demand"
        found[state] = _led(kind, cast, opener, way, at, "need", sort=sort)
    found["matched/meet"] = _led(kind, cast, opener, ways(kind)["matched"], at, "need", sort="request")
    return found


@builds("stations")
def stations(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each by its shortest way."""
    return {state: _led(kind, cast, opener, way, at, "station") for state, way in ways(kind).items()}
