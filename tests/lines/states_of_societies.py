"""Societies in each state; for steps that only some sorts know, one of that sort."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.lines.societies.models import Society
from office import NOW
from states import Records, builds, in_every_state

OF_A_SORT = {"farm": ("carded", "goods", "cooperate"), "village": ("means",)}  # steps that no society has


@builds("societies")
def of_each_sort(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, and besides one for the steps of its sort alone."""
    found = in_every_state(kind, cast, opener, at)
    for sort, steps in OF_A_SORT.items():
        for state, value in in_every_state(kind, cast, opener, at).items():
            Society.objects.filter(pk=value.pk).update(sort=sort)
            found |= {f"{state}/{step}": Society.objects.get(pk=value.pk) for step in steps if not value.closed}
    return found
