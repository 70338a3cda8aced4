"""Who goes on in the place of a unit that is no more, and which posts, as the orders say that closed it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from luoshi.org.actors.models import Post, Tenure
from luoshi.org.orders.rules import line_of_heirs
from luoshi.org.tree.models import Succession
from luoshi.org.tree.queries import exists_on


def surviving_unit_id(unit: int, day: date) -> int | None:
    """The unit, or the first in the line of its heirs that stands on a day; None where nobody goes on.

    One query for a unit that stands, else two and one for each heir that is tried.
    """
    if exists_on(unit, day):
        return unit
    rows = Succession.objects.filter(day__lte=day).order_by("day", "pk")
    known = dict(rows.values_list("unit_id", "heir_id"))
    return next((heir for heir in line_of_heirs(known, unit) if exists_on(heir, day)), None)


def going_on(posts: Collection[int], day: date) -> list[tuple[Post, list[str]]]:
    """These posts, each with the names of who holds it from a day on. Two queries."""
    names: dict[int, list[str]] = {}
    rows = Tenure.objects.filter(post__in=posts, start__lte=day, until__gt=day).order_by("deputy", "start", "pk")
    for post, name in rows.values_list("post_id", "person__name"):
        names.setdefault(post, []).append(name)
    found = Post.objects.filter(pk__in=posts).select_related("unit").order_by("pk")
    return [(post, list(dict.fromkeys(names.get(post.pk, [])))) for post in found]
