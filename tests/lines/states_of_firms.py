"""Recognitions in each state; with a gate where one is taken back, and of a sort that the level above decides."""

from __future__ import annotations

from datetime import datetime

from states_of_publicity import in_each_state

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.lines.firms.models import Recognition, RecognitionGate
from office import NOW
from states import Records, builds


@builds("recognitions")
def recognitions(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state; where it takes one that has passed a gate, or that is decided above, another."""
    found, gated, above = (in_each_state(kind, cast, opener, at) for _set in range(3))
    for state in ("underway", "reviewed"):
        Recognition.objects.filter(pk=above[state].pk).update(sort="base863", level="national")
        found[f"{state}/approve"] = Recognition.objects.get(pk=above[state].pk)
        RecognitionGate.objects.create(record=gated[state], gate="intend", day=at.date(), place=1)
        found[f"{state}/take_back"] = Recognition.objects.get(pk=gated[state].pk)
    return found
