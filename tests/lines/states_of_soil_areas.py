"""Villages and fields in each state: a village has its numbers, and a field is a trial."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from office import NOW
from states import Records, builds, moved, opened, ways

NUMBERS = {"households": "80", "served": "80", "informed": "80", "sown": "1600", "covered": "1600"}


@builds("soilvillages")
def villages(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each with every household and mu served, and a demonstration household that can be ended."""
    found: Records = {}
    for state, way in ways(kind).items():
        record = opened(kind, cast, opener, at, way[0], **NUMBERS)
        for step in ("show", *(step.name for step in way[1:])):
            record = moved(kind, cast, record, step, at)
        found[state] = record
    return found


@builds("soilfields")
def fields(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Trials, which need no household."""
    found: Records = {}
    for state, way in ways(kind).items():
        record = opened(kind, cast, opener, at, way[0], sort="trial")
        for step in way[1:]:
            record = moved(kind, cast, record, step.name, at)
        found[state] = record
    return found
