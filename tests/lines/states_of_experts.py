"""Services by an expert of the pool, and events and clearances of a person of the register, in every state."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from examples import mover
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW
from states import Records, builds, in_every_state, opened


def _person(cast: Cast, at: datetime) -> Record:
    kind = get_kind("persons")
    return opened(kind, cast, mover(kind, "open"), at)


@builds("guidances")
def by_an_expert_of_the_pool(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, after somebody entered the pool: nobody else is asked."""
    experts = get_kind("experts")
    given = {"unit": cast.unit("own").pk, "person": _person(cast, at).number, "consent": at.date(), "branches": []}
    one = begin(experts, cast.actor(mover(experts, "open")), given, at=at).record
    take(one, "accept", cast.actor(mover(experts, "accept")), {"from_day": at.date()}, at=at)
    return in_every_state(kind, cast, opener, at)


@builds("integrity")
@builds("clearances")
def of_a_person(kind: CompiledKind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, of a person who is there before."""
    _person(cast, at)
    return in_every_state(kind, cast, opener, at)
