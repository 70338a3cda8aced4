"""How an actor comes to records: tests on what every record has, the same for all kinds.

A relation of a kind (``rights.Relation``) is spelled out for one actor as such tests. Two kinds that name their
relations differently yield equal tests, so that a query over a hundred kinds asks a handful of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from luoshi.base.rights.rules.rights import Actor, Relation, UnitPlace


class Through(StrEnum):
    """What of a record an access path tests; the cheapest first, since a database tests in turn until one is met."""

    ANYWHERE = "anywhere"  # nothing: each record passes
    UNIT = "unit"  # its unit is one of these
    OWNER = "owner"  # the post that owns it is one of these
    DECIDER = "decider"  # the post that it names for its decision is one of these
    OPENER = "opener"  # this person opened it
    BENEATH = "beneath"  # its unit is one of these or beneath one of them today
    FORMERLY = "formerly"  # its unit was beneath one of these while the record was open, and no longer is


_TURN = {through: place for place, through in enumerate(Through)}


@dataclass(frozen=True)
class AccessPath:
    """One way by which an actor comes to records.

    Attributes:
        ids: of units, of posts, or of the person, as ``through`` says; empty for ``ANYWHERE``.
        party: the name of the parties whose unit is tested instead of the record's own; "": the record's own.
        vacant: only while the post that the record names for its decision is unknown, vacant or deputised.
    """

    through: Through
    ids: frozenset[int] = frozenset()
    party: str = ""
    vacant: bool = False


ANYWHERE = AccessPath(Through.ANYWHERE)


def access_paths(relation: Relation, actor: Actor) -> list[AccessPath]:
    """List the ways by which an actor may have a relation: ``Relation.seat`` as tests on a record.

    Not by an entry of the person's (``Relation.by_entry``), nor by what a seal shuts: both are rows of one kind.
    """
    units: set[int] = set()
    charges: set[int] = set()
    found: list[AccessPath] = []
    for role, place in relation.reaches:
        seats = [seat for seat in actor.seats if seat.role == role]
        if seats and place is UnitPlace.ANYWHERE:
            found.append(ANYWHERE)
        elif place is UnitPlace.OWN:
            units.update(seat.unit for seat in seats)
        else:
            charges.update(unit for seat in seats for unit in seat.charges)
    if units:
        found.append(AccessPath(Through.UNIT, frozenset(units)))
    if charges:
        found.append(AccessPath(Through.BENEATH, frozenset(charges)))
    found = [ANYWHERE] if ANYWHERE in found else found
    found = [replace(path, party=relation.party, vacant=relation.stands_in) for path in found]
    if relation.owner and actor.posts:
        found.append(AccessPath(Through.OWNER, actor.posts))
    if relation.decides and actor.posts:
        found.append(AccessPath(Through.DECIDER, actor.posts))
    if relation.opener and actor.person:
        found.append(AccessPath(Through.OPENER, frozenset({actor.person})))
    return found


def former_paths(relation: Relation, actor: Actor) -> list[AccessPath]:
    """List the ways by which a former superior still reads what was open while its unit was beneath them."""
    roles = [role for role, place in relation.reaches if place is UnitPlace.UNDER and not relation.party]
    charges = actor.over(roles)
    return [AccessPath(Through.FORMERLY, charges)] if charges else []


def drop_covered(paths: Iterable[AccessPath]) -> list[AccessPath]:
    """Return the paths without those that another of them covers, in the order in which they are best tested."""
    every = sorted(set(paths), key=testing_order)
    if ANYWHERE in every:
        return [ANYWHERE]
    return [path for path in every if not any(_covers(other, path) for other in every if other != path)]


def testing_order(path: AccessPath) -> tuple[bool, bool, int, str, list[int]]:
    """Return the sort key of paths by what it costs to test them: parties and former units come last."""
    former = path.through is Through.FORMERLY
    return former, bool(path.party), _TURN[path.through], path.party, sorted(path.ids)


def _covers(wide: AccessPath, narrow: AccessPath) -> bool:
    return (
        wide.party == narrow.party
        and (not wide.vacant or narrow.vacant)
        and (wide.through is narrow.through and narrow.ids <= wide.ids)
    )
