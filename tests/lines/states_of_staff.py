"""Staff in each state: whoever asks for a move does not approve it."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from office import NOW
from states import Records, builds, moved, opened

WAYS = {
    "post": "",
    "asked": "ask",
    "asked_leader": "ask approve_desk",
    "approved": "ask approve_desk approve_leader",
    "moved": "move",
    "left": "leave",
}


@builds("staff")
def staff(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each by its way; the unit's clerk does what is not approved."""
    clerk, found = cast.at(Role.CLERK, "own"), Records()
    for state, way in WAYS.items():
        record = opened(kind, cast, opener, at)
        for step in way.split():
            record = moved(kind, cast, record, step, at, by="" if step.startswith("approve") else clerk)
        found[state] = record
    return found
