"""Programmes in each state: classes on the way of classes, programmes on that of programmes."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from cast import Cast
from examples import mover, values
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW
from states import Records, builds, fits, in_every_state, moved, opened
from states_of_norms import ISSUED, norm

_NUMBERS = count(1)

CLASSES = {"needed": "", "planned": "schedule", "open": "schedule open", "held": "schedule open hold",
           "finished": "schedule open hold finish", "stopped": "stop"}  # fmt: skip
PROGRAMMES = {"applied": "", "approved": "approve", "refused": "refuse"}
DEGREES = {"applied/license": ""}
ROLES = {"needed", "planned", "open", "held", "applied", "approved"}  # in which somebody's role may end
OFFERED = {"open/end": "approve offer"}


@builds("programmes")
def programmes(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; what is for programmes of the other sort has one of its own."""
    found: Records = {}
    for ways, by, sort in (
        (CLASSES, "need", "class"),
        (PROGRAMMES | OFFERED, "apply", "nondegree"),
        (DEGREES, "apply", "degree"),
    ):
        step = kind.cycle.begin(by)
        ends = {f"{state}/end_role": way for state, way in ways.items() if state in ROLES}
        for state, way in (ways | ends).items():
            given = {**values(kind, step, cast, at), "sort": sort}  # opened by somebody who is no cell: it is apart
            record = begin(kind, cast.actor(opener), given, at=at, step=by).record
            if state.endswith("end_role"):
                record = moved(kind, cast, record, "name_role", at)
            for name in way.split():
                record = moved(kind, cast, record, name, at)
                if name == "open":  # somebody who can withdraw
                    record = moved(kind, cast, record, "enrol", at)
                    if state in ("held", "finished"):
                        record = moved(kind, cast, record, "withdraw", at)
            found[state] = record
    return found


@fits("programmes")
def to_enrol_in(cast: Cast, at: datetime) -> Any:
    """A class of the own unit that is open, with many places."""
    kind = get_kind("programmes")
    given = {"title": f"示例班{next(_NUMBERS)}", "sort": "class", "theme": "farming", "unit": cast.unit("own").pk}
    days = {"from_day": at.date(), "to_day": at.date(), "seats": 90}
    given |= days | {"sessions": [{"day": at.date().isoformat()}]}
    record = begin(kind, cast.actor(mover(kind, "plan")), given, at=at, step="plan").record
    return take(record, "open", cast.actor(mover(kind, "open")), days, at=at).record


@builds("learners")
def learners(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, each tied to a provider."""
    ways = {"known": "", "active": "join", "paused": "join pause", "left": "leave"}
    found: Records = {}
    for state, way in ways.items():
        for key in (state, f"{state}/untie") if state != "left" else (state,):
            record = opened(kind, cast, opener, at)
            for name in ("tie", *way.split()) if key != state else way.split():
                record = moved(kind, cast, record, name, at)
            found[key] = record
    return found


@builds("enrolments")
def enrolments(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, without attendance: what is needed of it is for the office to say."""
    ways = {"enrolled": "", "studying": "start", "paused": "pause", "finished": "start finish",
            "certified": "start finish certify", "left": "drop"}  # fmt: skip
    found: Records = {}
    for state, way in ways.items():
        record = opened(kind, cast, opener, at)
        for name in way.split():
            record = moved(kind, cast, record, name, at)
        found[state] = record
    return found


@builds("communities")
def communities(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, of a community with a guideline in force."""
    places, norms = get_kind("places"), get_kind("norms")
    place = opened(places, cast, mover(places, "open"), at, sort="community")
    norm(norms, cast, cast.at(Role.CLERK, "own"), ISSUED, at, replaces="", sort="guideline", about=place.number)
    return in_every_state(kind, cast, opener, at)
