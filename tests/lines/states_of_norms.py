"""A norm in each state: whoever drafted it does not approve it, and only a newer version replaces one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cast import Cast
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from states import Records, builds, fits, moved, opened

DRAFTED, ARGUED = ("draft",), ("draft", "circulate", "argue")
APPROVED = (*ARGUED, "approve_desk", "approve_leader")
ISSUED = (*APPROVED, "issue")
WAYS = {
    "researched": (),
    "drafted": DRAFTED,
    "opinions": (*DRAFTED, "circulate"),
    "argued": ARGUED,
    "argued_leader": (*ARGUED, "approve_desk"),
    "approved": APPROVED,
    "issued": ISSUED,
    "checked": (*ISSUED, "check"),
    "evaluated": (*ISSUED, "evaluate"),
    "abolished": (*ISSUED, "abolish"),
    "dropped": ("drop",),
}
OTHERS = {"approve_desk", "approve_leader", "abolish"}


def norm(kind: CompiledKind, cast: Cast, opener: str, way: tuple[str, ...], at: datetime, **more: Any) -> Any:
    """A norm that was led this way; what is not approved is done by the unit's clerk."""
    clerk = cast.at(Role.CLERK, "own")
    record = opened(kind, cast, opener, at, **more)
    for step in way:
        record = moved(kind, cast, record, step, at, by="" if step in OTHERS else clerk)
    return record


@builds("norms")
def norms(kind: CompiledKind, cast: Cast, opener: str, at: datetime) -> Records:
    """Each by its way of steps."""
    found = {state: norm(kind, cast, opener, way, at, replaces="") for state, way in WAYS.items()}
    old = norm(kind, cast, opener, ISSUED, at, replaces="")
    new = norm(kind, cast, opener, APPROVED, at, replaces=old.number, reports=[{"name": "调研报告"}])
    later = (at.date() + timedelta(days=1)).isoformat()
    moved(kind, cast, new, "issue", at, by=cast.at(Role.CLERK, "own"), from_day=later, to_day="")
    return {**found, "revised": type(old).objects.get(pk=old.pk)}


@fits("norms")
def in_force(cast: Cast, at: datetime) -> Any:
    """One on which a decision may rest, and which a version may replace."""
    kind = get_kind("norms")
    return norm(kind, cast, cast.at(Role.CLERK, "own"), ISSUED, at, replaces="")
