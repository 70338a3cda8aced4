"""Read permissions on figures."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.rights.rules.rights import STAFF, Actor, Role
from luoshi.org.actors.queries import ancestor_unit_ids, descendant_unit_ids
from luoshi.org.tree.models import Unit, own_order
from luoshi.org.tree.queries import placements_on
from luoshi.org.units.queries import standing_on


def may_view_figures(actor: Actor) -> bool:
    """Whether the actor may read the figures of any unit. No query."""
    return bool(actor.roles & {*STAFF, Role.AUDITOR})


def open_units(actor: Actor, day: date) -> QuerySet[Unit]:
    """Select the units whose figures the actor may read: those under the actor's posts, with their subtrees."""
    if Role.AUDITOR in actor.roles:
        return standing_on(day)
    over = actor.over(STAFF)
    return Unit.objects.filter(pk__in=descendant_unit_ids(over, day)) if over else Unit.objects.none()


def highest_readable_unit(actor: Actor, day: date) -> Unit | None:
    """Return the topmost unit whose figures the actor may read, the first in order.

    At most two queries, once in a request that only reads.
    """
    return keep_answer((highest_readable_unit, actor, day), lambda: _ask_for_highest(actor, day))


def _ask_for_highest(actor: Actor, day: date) -> Unit | None:
    if Role.AUDITOR in actor.roles:
        heads = placements_on(day).filter(depth__gt=0).values("unit")
        return standing_on(day).exclude(pk__in=heads).order_by(*own_order()).first()
    over = ancestor_unit_ids(actor.over(STAFF), day)
    if not over:
        return None
    return Unit.objects.filter(pk=min(over, key=lambda one: (len(over[one]), one))).first()
