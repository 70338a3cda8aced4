"""The current holders of records by name: the person who must act next, for many records at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q

from luoshi.base.rights.rules.rights import Relation, Role, UnitPlace
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.org.actors.models import Tenure
from luoshi.org.actors.queries import ancestor_unit_ids, list_seats
from luoshi.org.people.queries.people import tenures_in_force

# In a unit, the people who do the work come before those who answer for it.
IN_UNIT = (Role.CLERK, Role.COLLECTOR, Role.HEAD, Role.SUPERVISOR)


def responsible_tenures(records: Sequence[Record], day: date) -> dict[int, Tenure]:
    """Return the current holder of each record: of its owning post, or of the post that takes the awaited step.

    A deputy comes before the regular holder. A record whose unit has no known holder is left out. Three queries at
    most, however many records.
    """
    posts, roles = {record.owner_id for record in records}, {role for record in records for role in _over(record)}
    units = {record.unit_id for record in records}
    asked = Q(post__in=posts - {None}) | Q(post__unit__in=units, post__role__in=IN_UNIT) | Q(post__role__in=roles)
    rows = tenures_in_force(day).filter(asked).select_related("person", "post__unit").order_by("-deputy", "post", "pk")
    of_post: dict[int, Tenure] = {}
    of_unit: dict[tuple[int, str], Tenure] = {}
    for row in rows:
        of_post.setdefault(row.post_id, row)
        of_unit.setdefault((row.post.unit_id, row.post.role), row)
    over = (
        list_seats([(tenure.post, "own") for tenure in of_post.values() if tenure.post.role in roles], day)
        if roles
        else ()
    )
    ways = ancestor_unit_ids(units, day) if roles else {}
    found: dict[int, Tenure] = {}
    for record in records:
        asks, way = _over(record), ways.get(record.unit_id, frozenset())
        theirs = [of_post[seat.post] for seat in over if seat.role in asks and seat.charges & way]
        named = [of_post[record.owner_id]] if record.owner_id in of_post else []
        near = [of_unit[key] for role in IN_UNIT if (key := (record.unit_id, role)) in of_unit]
        if first := next(iter([*theirs, *named, *near]), None):
            found[record.pk] = first
    return found


def _over(record: Record) -> set[Role]:
    """Return the roles above the unit if only they can take the awaited step; empty if the unit can continue."""
    relations = list(_waited(record))
    if any(
        relation.owner or relation.party or any(place is UnitPlace.OWN for _role, place in relation.reaches)
        for relation in relations
    ):
        return set()
    return {role for relation in relations for role, place in relation.reaches if place is UnitPlace.UNDER}


def _waited(record: Record) -> Iterator[Relation]:
    declared = kind_of(record)
    for step in declared.cycle.steps:
        if step.tone == "main" and record.state in step.before:
            yield from (declared.rights.by_name[name] for name in step.who)
