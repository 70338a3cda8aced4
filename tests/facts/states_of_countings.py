"""A counting in each state, of which a month was kept: there is something to count once more."""

from __future__ import annotations

from datetime import date, datetime

from cast import Cast
from luoshi.facts.countings.models import Counting
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from states import Records, builds, in_every_state


@builds("countings")
def countings(kind: CompiledKind, cast: Cast, opener: str, at: datetime) -> Records:
    """One in each state."""
    found = in_every_state(kind, cast, opener, at)
    kept = date(at.year - 1, 12, 31)
    Counting.objects.filter(pk__in=[record.pk for record in found.values()]).update(
        since=kept.replace(month=1, day=1), done=kept
    )
    return {state: Counting.objects.get(pk=value.pk) for state, value in found.items()}
