"""Entries of the registers in every state, and one more in use: an entry is only ever merged into another."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.records.kinds.declaration import Kind
from office import NOW
from states import Records, builds, in_every_state, opened


@builds("places")
@builds("persons")
@builds("organisations")
def with_another(kind: Kind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, besides one that a double can be merged into."""
    opened(kind, cast, opener, at)
    return in_every_state(kind, cast, opener, at)
