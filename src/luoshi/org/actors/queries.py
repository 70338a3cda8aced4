"""Build the actor, a frozen value, from the posts that a person holds on a day; query rights and the unit tree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cache, partial, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.base.rights.rules.rights import Actor, Basis, Role, Seat
from luoshi.org.actors.models import Charge, Mandate, Person, Post, Tenure
from luoshi.org.tree.models import ALWAYS, Placement, in_sight

NEVER = Q(pk__in=[])  # the condition that matches nothing; callers can skip the query


def actor_of(person: Person, day: date, *, scopes: frozenset[str] | None = None) -> Actor:
    """Return the person as an actor with the seats they hold or deputise for on a day; none if the account is stopped.

    Two queries.
    """
    rows = [(row.post, "deputy" if row.deputy else "own") for row in _HELD.rows(person=person.pk, day=day)]
    return Actor(person.pk, person.name, list_seats(rows, day), scopes=scopes)


_HELD = SqlStatement(
    lambda: (
        Tenure.objects.filter(
            **_lasts("", ValueSlot.day("day")),
            **_lasts("post__", ValueSlot.day("day")),
            person=ValueSlot.number("person"),
        )
        .exclude(person__user__is_active=False)
        .order_by("deputy", "pk")
    ),
    related=("post",),
)


def _lasts(what: str, day: date) -> dict[str, Any]:
    return {f"{what}start__lte": day, f"{what}until__gt": day}


def actor_under_mandate(actor: Actor, mandate: int, day: date) -> Actor | None:
    """Return the actor recording a leader's decision under a mandate in force on a day; None without such a mandate."""
    return next(
        (
            by_mandate(actor, usable_mandate, day)
            for usable_mandate in usable_mandates(actor, day)
            if usable_mandate.pk == mandate
        ),
        None,
    )


def by_mandate(actor: Actor, mandate: Mandate, day: date) -> Actor:
    """Return the actor under one of their ``usable_mandates`` of the day. One query."""
    return actor.with_seats(list_seats([(mandate.leader, "mandate")], day), mandate.pk)


def usable_mandates(actor: Actor, day: date) -> list[Mandate]:
    """List the mandates under which the actor may record leaders' decisions on a day.

    The leader's post must have a holder that day. Each mandate comes with the leader's post and its unit, ordered by
    id. One query for each of the actor's posts, once in a request that only reads.
    """
    found = (
        keep_answer((usable_mandates, post, day), partial(_MANDATES.rows, post=post, day=day)) for post in actor.posts
    )
    return sorted((mandate for rows in found for mandate in rows), key=lambda mandate: mandate.pk)


def _mandates() -> QuerySet[Mandate]:
    day = ValueSlot.day("day")
    held = Tenure.objects.filter(**_lasts("", day), post=OuterRef("leader"))
    lent = Mandate.objects.filter(Exists(held), **_lasts("", day), **_lasts("leader__", day))
    return lent.filter(secretary=ValueSlot.number("post"))


_MANDATES = SqlStatement(_mandates, related=("leader__unit",))


def mandate_signers(mandate: int, first: date, last: date) -> QuerySet[Tenure]:
    """List who held, or deputised in, the leader's post of a mandate on these days while the mandate was in force."""
    row = Mandate.objects.get(pk=mandate)
    first, last = max(first, row.start), min(last, row.until - timedelta(days=1))
    held = Tenure.objects.filter(post=row.leader_id, start__lte=last, until__gt=first)
    return held.select_related("person").order_by("deputy", "-start", "pk")


def list_seats(rows: Iterable[tuple[Post, str]], day: date) -> tuple[Seat, ...]:
    """Return the seats that these posts give on a day. One query, once in a request that only reads.

    A post that never had a charge answers for its own unit. A post whose charges have all ended answers for no unit:
    ending a charge must never widen the reach of a post.
    """
    posts = list(rows)
    charges: dict[int, set[int]] = {}
    asked = frozenset(post.pk for post, _ in posts)
    for charge in keep_answer((list_seats, asked), lambda: _charges_of(asked)):
        over = charges.setdefault(charge.post_id, set())
        if charge.start <= day < charge.until:
            over.add(charge.unit_id)
    found = []
    for post, basis in posts:
        kept: Basis = "own" if basis == "own" else "deputy" if basis == "deputy" else "mandate"
        over = charges.get(post.pk, {post.unit_id})
        found.append(Seat(post.pk, post.unit_id, Role(post.role), frozenset(over), kept))
    return tuple(found)


def _charges_of(posts: Collection[int]) -> list[Charge]:
    if len(posts) == 1:
        (post,) = posts
        return _CHARGES.rows(post=post)
    return list(Charge.objects.filter(post__in=posts))


_CHARGES = SqlStatement(lambda: Charge.objects.filter(post=ValueSlot.number("post")))


def current_placements(day: date) -> QuerySet[Placement]:
    """Return the placements of the tree as it is on a day, as believed now."""
    return Placement.objects.filter(in_sight(), known_to=ALWAYS, start__lte=day, until__gt=day)


FEW = 6  # up to this many units ``ancestor_unit_ids`` uses a statement of fixed shape: enough for one record


@cache
def _above(count: int) -> SqlStatement[tuple[int, int]]:
    units = [ValueSlot.number(f"unit{place}") for place in range(count)]
    return SqlStatement(
        lambda: (
            current_placements(ValueSlot.day("day"))
            .filter(reduce(or_, (Q(unit=unit) for unit in units)))
            .values_list("unit_id", "ancestor_id")
        )
    )


def descendant_unit_ids(units: Iterable[int], day: date) -> QuerySet[Placement, int]:
    """Return the ids of these units and all their descendants on a day, as a subquery, never a list."""
    return current_placements(day).filter(ancestor__in=sorted(units)).values_list("unit_id", flat=True)


def ancestor_unit_ids(units: Iterable[int], day: date) -> dict[int, frozenset[int]]:
    """Map each of these units to the ids of its ancestors on a day, itself included.

    One query, once in a request that only reads.
    """
    asked = frozenset(units)
    return dict(keep_answer((ancestor_unit_ids, asked, day), lambda: _ask_for_ancestors(asked, day)))


def _ask_for_ancestors(units: Collection[int], day: date) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {unit: set() for unit in units}
    if 0 < len(found) <= FEW:
        asked = {f"unit{place}": unit for place, unit in enumerate(found)}
        rows: Iterable[Any] = _above(len(found)).rows(day=day, **asked)
    else:
        rows = current_placements(day).filter(unit__in=sorted(found)).values_list("unit_id", "ancestor_id")
    for unit, ancestor in rows:
        found[unit].add(ancestor)
    return {unit: frozenset(ancestors) for unit, ancestors in found.items()}


def at_their_post(day: date) -> QuerySet[Tenure]:
    """List the tenures of a day whose holder's account is not stopped and whose post has no deputy that day."""
    held = Tenure.objects.filter(start__lte=day, until__gt=day, post__start__lte=day, post__until__gt=day)
    deputies = Tenure.objects.filter(post=OuterRef("post"), start__lte=day, until__gt=day, deputy=True)
    return held.filter(~Exists(deputies), deputy=False).exclude(person__user__is_active=False)
