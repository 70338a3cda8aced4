"""Successors of closed units and of their posts, as recorded by the closing orders."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from luoshi.org.actors.models import Post, Tenure
from luoshi.org.orders.rules import line_of_heirs
from luoshi.org.tree.models import Succession
from luoshi.org.tree.queries import exists_on


def surviving_unit_id(unit: int, day: date) -> int | None:
    """Return the unit itself, or the first in its line of heirs that exists on a day; None if there is none.

    One query for a unit that exists, else two and one for each heir that is tried.
    """
    if exists_on(unit, day):
        return unit
    rows = Succession.objects.filter(day__lte=day).order_by("day", "pk")
    known = dict(rows.values_list("unit_id", "heir_id"))
    return next((heir for heir in line_of_heirs(known, unit) if exists_on(heir, day)), None)


def going_on(posts: Collection[int], day: date) -> list[tuple[Post, list[str]]]:
    """Return these posts, each with the names of its holders from a day on. Two queries."""
    names: dict[int, list[str]] = {}
    rows = Tenure.objects.filter(post__in=posts, start__lte=day, until__gt=day).order_by("deputy", "start", "pk")
    for post, name in rows.values_list("post_id", "person__name"):
        names.setdefault(post, []).append(name)
    found = Post.objects.filter(pk__in=posts).select_related("unit").order_by("pk")
    return [(post, list(dict.fromkeys(names.get(post.pk, [])))) for post in found]
