"""Projects in each state; the result of the level above is entered for those that were recommended."""

from __future__ import annotations

from datetime import datetime

from states_of_publicity import in_each_state

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.lines.projects.models import InspectedCriterion, Project, ProjectGate, SelfCheckedCriterion
from office import NOW
from states import Records, builds, moved, opened

GATES = ("declared", "selfcheck", "requested", "inspected", "announced")
ABOVE = ("filed", "examined", "contracted", "running")


@builds("projects")
def projects(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; where it takes one that was recommended, or has passed a gate, another."""
    found, other, gated = (in_each_state(kind, cast, opener, at, ("named",)) for _set in range(3))
    for state in ABOVE:
        Project.objects.filter(pk=other[state].pk).update(recommended_on=at.date(), admitted_on=None, why_not="")
        found |= dict.fromkeys((f"{state}/admit", f"{state}/not_admit"), Project.objects.get(pk=other[state].pk))
    for state in (*ABOVE, "summary"):
        ProjectGate.objects.create(record=gated[state], gate="reserve", day=at.date(), place=1)
        found[f"{state}/take_back"] = Project.objects.get(pk=gated[state].pk)
    return found | _campaigns(kind, cast, opener, at)


def _campaigns(kind: CompiledKind, cast: Cast, opener: str, at: datetime) -> Records:
    """Campaigns, for the steps that only what is built up has; one that may be named, and one that was."""
    found: Records = {}
    for state in ("filed", "examined", "named"):
        record = opened(kind, cast, opener, at, sort="campaign")
        if state != "filed":
            record = moved(kind, cast, record, "examine", at)
        SelfCheckedCriterion.objects.create(record=record, item="group", met="yes", place=1)
        InspectedCriterion.objects.create(record=record, item="group", met="yes", place=1)
        for place, gate in enumerate(GATES, 1):
            ProjectGate.objects.create(record=record, gate=gate, day=at.date(), place=place)
        if state == "named":
            record = moved(kind, cast, record, "name", at)
        found |= {f"{state}/{step}": record for step in ("self_check", "inspect", "back", "name")}
    return found | {"named": found["named/back"]}
