"""Programmes in each state: classes on the way of classes, programmes on that of programmes."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from examples import values
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.steps.actions.steps import begin
from office import NOW
from states import Records, builds, moved

CLASSES = {"needed": "", "planned": "schedule", "open": "schedule open", "held": "schedule open hold",
           "finished": "schedule open hold finish", "stopped": "stop"}  # fmt: skip
PROGRAMMES = {"applied": "", "approved": "approve", "refused": "refuse"}
DEGREES = {"applied/license": ""}
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
        for state, way in ways.items():
            given = {**values(kind, step, cast, at), "sort": sort}  # opened by somebody who is no cell: it is apart
            record = begin(kind, cast.actor(opener), given, at=at, step=by).record
            for name in way.split():
                record = moved(kind, cast, record, name, at)
                if name == "open":  # somebody who can withdraw
                    record = moved(kind, cast, record, "enrol", at)
                    if state in ("held", "finished"):
                        record = moved(kind, cast, record, "withdraw", at)
            found[state] = record
    return found
