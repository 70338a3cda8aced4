"""Who acts: a person's posts of the day, made into one frozen value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from luoshi.org.actors.models import Charge, Mandate, Person, Post, Tenure
from luoshi.org.base.statements import SqlStatement, ValueSlot
from luoshi.org.rights.rules.rights import Actor, Basis, Place, Relation, Role, Seat
from luoshi.org.tree.models import ALWAYS, Placement, in_sight

NEVER = Q(pk__in=[])  # the condition under which nothing is found; what is never so need not be asked


def actor_of(person: Person, day: date, *, scopes: frozenset[str] | None = None) -> Actor:
    """The person with the seats they hold or deputise for on that day; none while their account is stopped.

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


def _lasts(what: str, day: Any) -> dict[str, Any]:
    return {f"{what}start__lte": day, f"{what}until__gt": day}


def actor_under_mandate(actor: Actor, mandate: int, day: date) -> Actor | None:
    """The same person recording what a leader decided, by a mandate in force on that day; None without one."""
    return next(
        (
            by_mandate(actor, usable_mandate, day)
            for usable_mandate in usable_mandates(actor, day)
            if usable_mandate.pk == mandate
        ),
        None,
    )


def by_mandate(actor: Actor, mandate: Mandate, day: date) -> Actor:
    """The same by one of the actor's ``usable_mandates`` of that day. One query."""
    return actor.seated(list_seats([(mandate.leader, "mandate")], day), mandate.pk)


def usable_mandates(actor: Actor, day: date) -> list[Mandate]:
    """The mandates by which the actor may record leaders' decisions on that day: of posts that someone holds then.

    With the leader's post and its unit, in the order of their ids. One query for each of the actor's posts.
    """
    found = [row for post in actor.posts for row in _MANDATES.rows(post=post, day=day)]
    return sorted(found, key=lambda one: one.pk)


def _mandates() -> QuerySet[Mandate]:
    day = ValueSlot.day("day")
    held = Tenure.objects.filter(**_lasts("", day), post=OuterRef("leader"))
    lent = Mandate.objects.filter(Exists(held), **_lasts("", day), **_lasts("leader__", day))
    return lent.filter(secretary=ValueSlot.number("post"))


_MANDATES = SqlStatement(_mandates, related=("leader__unit",))


def mandate_signers(mandate: int, first: date, last: date) -> QuerySet[Tenure]:
    """Who held, or deputised in, the post of a mandate's leader on one of these days while the mandate was in force."""
    row = Mandate.objects.get(pk=mandate)
    first, last = max(first, row.start), min(last, row.until - timedelta(days=1))
    held = Tenure.objects.filter(post=row.leader_id, start__lte=last, until__gt=first)
    return held.select_related("person").order_by("deputy", "-start", "pk")


def list_seats(rows: Iterable[tuple[Post, str]], day: date) -> tuple[Seat, ...]:
    """These posts as one acts from them on a day. One query.

    A post that never had a charge answers for its own unit; one whose charges have ended answers for none, for the
    end of a charge must never reach further than the charge did.
    """
    posts = list(rows)
    charges: dict[int, set[int]] = {}
    asked = {post.pk for post, _ in posts}
    for charge in _CHARGES.rows(post=asked.pop()) if len(asked) == 1 else Charge.objects.filter(post__in=asked):
        over = charges.setdefault(charge.post_id, set())
        if charge.start <= day < charge.until:
            over.add(charge.unit_id)
    found = []
    for post, basis in posts:
        kept: Basis = "own" if basis == "own" else "deputy" if basis == "deputy" else "mandate"
        over = charges.get(post.pk, {post.unit_id})
        found.append(Seat(post.pk, post.unit_id, Role(post.role), frozenset(over), kept))
    return tuple(found)


_CHARGES = SqlStatement(lambda: Charge.objects.filter(post=ValueSlot.number("post")))


def current_placements(day: date) -> QuerySet[Placement]:
    """The rows of the tree as it stands on a day, as far as is known now."""
    return Placement.objects.filter(in_sight(), known_to=ALWAYS, start__lte=day, until__gt=day)


FEW = 6  # units of which ``ancestor_unit_ids`` asks by a statement of a fixed shape: those of one record


@cache
def _above(count: int) -> SqlStatement:
    units = [ValueSlot.number(f"unit{place}") for place in range(count)]
    return SqlStatement(
        lambda: (
            current_placements(ValueSlot.day("day"))
            .filter(reduce(or_, (Q(unit=unit) for unit in units)))
            .values_list("unit_id", "ancestor_id")
        )
    )


def descendant_unit_ids(units: Iterable[int], day: date) -> QuerySet[Placement, int]:
    """The ids of these units and of all that stand beneath them on a day: a subquery, never a list."""
    return current_placements(day).filter(ancestor__in=sorted(units)).values_list("unit_id", flat=True)


def ancestor_unit_ids(units: Iterable[int], day: date) -> dict[int, frozenset[int]]:
    """For each of these units the ids of all that stand above it on a day, itself among them. One query."""
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
    """Who holds a post on a day, with an account that is not stopped, while nobody deputises for them."""
    held = Tenure.objects.filter(start__lte=day, until__gt=day, post__start__lte=day, post__until__gt=day)
    deputies = Tenure.objects.filter(post=OuterRef("post"), start__lte=day, until__gt=day, deputy=True)
    return held.filter(~Exists(deputies), deputy=False).exclude(person__user__is_active=False)


def relation_condition(relation: Relation, actor: Actor, day: date) -> Q:
    """The condition on records under which the actor stands in this relation to them: ``Relation.seat`` as SQL."""
    found = NEVER
    for role, place in relation.reaches:
        seats = [seat for seat in actor.seats if seat.role == role]
        if seats and place is Place.ANYWHERE:
            return Q()
        if seats and place is Place.OWN:
            found |= Q(unit__in=sorted({seat.unit for seat in seats}))
        elif seats:
            found |= Q(unit__in=descendant_unit_ids({unit for seat in seats for unit in seat.charges}, day))
    if relation.stands_in:
        found &= Q(decider=None) | ~Q(Exists(at_their_post(day).filter(post=OuterRef("decider"))))
    if relation.owner and actor.seats:
        found |= Q(owner__in=sorted(actor.posts))
    if relation.decides and actor.seats:
        found |= Q(decider__in=sorted(actor.posts))
    if relation.opener and actor.person:
        found |= Q(opener=actor.person)
    return found
