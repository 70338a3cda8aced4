"""Societies with organisations in which none is founded yet, and what is linked to a society with one that works."""

from __future__ import annotations

from datetime import datetime

from cast import Cast
from examples import mover
from luoshi.lines.societies.models import Society
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.registry import kind as kind_of
from office import NOW
from states import Records, builds, in_every_state, moved, opened

MANY = 48  # organisations: one for each society that is tried
OF_A_SORT = {"farm": ("carded", "goods", "cooperate"), "village": ("means",)}  # steps that no society has


def entered(cast: Cast, name: str, at: datetime, count: int = 1) -> None:
    for _number in range(count):
        opened(kind_of(name), cast, mover(kind_of(name), "open"), at)


@builds("societies")
def in_organisations(kind: Kind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, each in an organisation of its own, with a member who may leave."""
    entered(cast, "organisations", at, MANY)
    entered(cast, "persons", at)
    found = in_every_state(kind, cast, opener, at)
    for sort, steps in OF_A_SORT.items():
        for state, one in [*in_every_state(kind, cast, opener, at).items()]:
            Society.objects.filter(pk=one.pk).update(sort=sort)
            found |= {f"{state}/{step}": Society.objects.get(pk=one.pk) for step in steps if not one.closed}
    found = {
        name: one if one.closed or "/" in name else moved(kind, cast, one, "join", at) for name, one in found.items()
    }
    entered(cast, "persons", at)  # who has not joined yet
    return found


@builds("inspections")
@builds("functions")
@builds("appointments")
def of_a_society(kind: Kind, cast: Cast, opener: str, at: datetime = NOW) -> Records:
    """One in each state, of a society."""
    entered(cast, "organisations", at, 2)
    entered(cast, "persons", at)
    entered(cast, "societies", at)
    return in_every_state(kind, cast, opener, at)
