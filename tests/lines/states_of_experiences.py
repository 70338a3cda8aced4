"""Experiences in each state: one is replaced by a newer edition once that is verified."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from office import NOW
from states import Records, builds, moved, opened

WRITTEN = {"procedure": "一村一图", "result": "整村推进", "replaces": ""}
WAYS = {
    "reported": "",
    "verified": "verify",
    "recommended": "verify recommend",
    "adopted": "verify recommend adopt",
    "superseded": "verify",
    "dropped": "drop",
}


@builds("experiences")
def experiences(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """Each by its way of steps."""
    found: Records = {}
    for state, way in WAYS.items():
        record = opened(kind, cast, opener, at, **WRITTEN)
        for step in way.split():
            record = moved(kind, cast, record, step, at)
        found[state] = record
    newer = opened(kind, cast, opener, at, **{**WRITTEN, "replaces": found["superseded"].number})
    moved(kind, cast, newer, "verify", at)
    found["superseded"] = type(newer).objects.get(pk=found["superseded"].pk)
    return found
