"""Entries of the registers in every state, and one more in use: an entry is only ever merged into another."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from office import NOW
from states import Records, builds, in_every_state, moved, opened


@builds("persons")
def with_one_from_outside(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """The same, and besides one that somebody from outside signs in as, and one with a guardian's consent."""
    found = with_another(kind, cast, opener, at)
    for state, step in (("active", "shut_out"), ("active", "let_in"), ("ended", "shut_out")):
        one = moved(kind, cast, opened(kind, cast, opener, at), "invite", at)
        found[f"{state}/{step}"] = moved(kind, cast, one, "end", at) if state == "ended" else one
    for state in ("active", "ended"):
        one = moved(kind, cast, opened(kind, cast, opener, at), "consent", at)
        found[f"{state}/revoke"] = moved(kind, cast, one, "end", at) if state == "ended" else one
    return found


@builds("places")
@builds("organisations")
def with_another(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, besides one that a double can be merged into."""
    opened(kind, cast, opener, at)
    return in_every_state(kind, cast, opener, at)
