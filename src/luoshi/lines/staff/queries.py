"""How many are on their posts, where an office says how many there must be."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words_now
from luoshi.kernel.code_lists.queries import code_word
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.lines.staff.models import LISTS, StaffMember

_ = words_now(__name__)

FLOOR = office(__name__).values["staff.floor"]


def staff_alarms(actor: Actor, day: date) -> list[tuple[str, str]]:
    """List the units with too few staff, and their protected posts that everybody has left, by whatever step."""
    return [*_floor_alarms(actor, day), *_empty_posts(actor, day)]


def _empty_posts(actor: Actor, day: date) -> list[tuple[str, str]]:
    """List the protected posts on which somebody was and nobody is on the day. One query, and the words of posts."""
    readable = readable_records(get_kind("staff"), actor, day).values("pk")
    rows = StaffMember.objects.filter(pk__in=readable, protected="yes", from_day__lte=day)
    posts = rows.values_list("unit", "unit__name", "post")
    there = Count("pk", filter=Q(to_day=None) | Q(to_day__gte=day))
    counted = list(posts.annotate(n=there).order_by("unit", "post"))
    return [
        (_("Alarm: protected post empty"), _("%(unit)s: %(post)s") % {
            "unit": name, "post": code_word(LISTS["staff.posts"], post, unit, day)})
        for unit, name, post, n in counted
        if n == 0
    ]  # fmt: skip


def _floor_alarms(actor: Actor, day: date) -> list[tuple[str, str]]:
    """List the units with fewer staff on the day than they must have, of those whose staff the actor may read.

    Somebody on two posts counts once. Three queries. A unit for which nobody set a number has none.
    """
    readable = readable_records(get_kind("staff"), actor, day).values("pk")
    there = Q(from_day__lte=day) & (Q(to_day=None) | Q(to_day__gte=day))
    rows = StaffMember.objects.filter(pk__in=readable).values_list("unit", "unit__name")
    counted = list(rows.annotate(n=Count("person", distinct=True, filter=there)).order_by("unit"))
    floors = parameter_values(FLOOR, [unit for unit, _name, _n in counted], day)
    return [
        (_("Alarm: too few staff"), _("%(unit)s: %(n)d, and %(floor)s are wanted") % {
            "unit": name, "n": n, "floor": floors[unit]})
        for unit, name, n in counted
        if unit in floors and not floors[unit].is_met(n)
    ]  # fmt: skip
