"""Units and people of a day for the API: search, parents, and posts held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.org.actors.models import Person, Tenure
from luoshi.org.actors.queries import current_placements, descendant_unit_ids
from luoshi.org.people.queries.people import View, tenures_in_force
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import search_units, standing_on


def directory_units(day: date, *, words: str = "", beneath: int | None = None) -> QuerySet[Unit]:
    """Return the units of a day by name; ``beneath`` limits them to the subtree of a unit."""
    rows = standing_on(day)
    if beneath is not None:
        rows = rows.filter(pk__in=descendant_unit_ids([beneath], day))
    return search_units(rows, words) if words else rows.order_by("name", "pk")


def parent_unit_ids(units: Collection[int], day: date) -> dict[int, int]:
    """Map each of these units to its parent on a day; roots are left out. One query."""
    rows = current_placements(day).filter(unit__in=sorted(units), depth=1)
    return dict(rows.values_list("unit_id", "ancestor_id"))


def directory_people(
    day: date, *, words: str = "", unit: int | None = None, view: View | None = None
) -> QuerySet[Person]:
    """Return the people who hold a post on a day, in any unit or in one, by name; ``view``: those who may be seen."""
    held = _seen(day, view).filter(person=OuterRef("pk"))
    rows = Person.objects.filter(Exists(held.filter(post__unit=unit) if unit is not None else held))
    if view is not None:
        rows = rows.filter(pk__in=view.people)
    if words:
        asked = Q(name__icontains=words)
        if words.isascii() and words.isalnum():
            asked |= Q(initials__contains=words.lower())
        rows = rows.filter(asked)
    return rows.order_by("name", "pk")


def tenures_by_person(people: Collection[int], day: date, view: View | None = None) -> dict[int, list[Tenure]]:
    """Map each of these people to the visible posts they hold on a day, with units. One query."""
    rows: dict[int, list[Tenure]] = {person: [] for person in people}
    for tenure in (
        _seen(day, view).filter(person__in=sorted(rows)).select_related("post__unit").order_by("deputy", "pk")
    ):
        rows[tenure.person_id].append(tenure)
    return rows


def _seen(day: date, view: View | None) -> QuerySet[Tenure]:
    return tenures_in_force(day) if view is None else tenures_in_force(day).filter(post__in=view.posts)
