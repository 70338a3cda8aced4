"""Reports on training in each state: households that were trained and others were followed up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cast import Cast
from examples import mover
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.registry import get_kind
from office import NOW
from states import Records, builds, in_every_state, moved, opened


@builds("effects")
def effects(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, after a trained and an untrained household told of both incomes."""
    followups = get_kind("followups")
    for trained in ("yes", "no"):
        record: Any = opened(followups, cast, mover(followups, "open"), at, trained=trained, base_income="1000")
        moved(followups, cast, record, "follow", at, visits={"day": at.date().isoformat(), "income": "1200"})
    return in_every_state(kind, cast, opener, at)
