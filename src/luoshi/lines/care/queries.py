"""The children of whoever is paired with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.lines.care.models import Child
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.records.kinds.registry import kind
from luoshi.records.rights.queries.holders import held_by


def paired_with(person: int, day: date) -> list[Any]:
    """The files of the children with whom a person is paired on a day, by their code. One query."""
    declared = kind("children")
    mine = held_by(declared.rights.by_name["pair"], person, day)
    return list(Child.objects.filter(pk__in=mine, erased=None, closed=None).order_by("code", "pk"))


def may_look(actor: Actor) -> bool:
    """Whether some child's file could be the actor's to read as its desk or unit, or as the leader named for it."""
    return not actor.roles.isdisjoint((Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK))


def may_be_paired(actor: Actor) -> bool:
    """Whether the actor is one who may be paired with a child: whoever has a post; the page says whether they are."""
    return bool(actor.posts)
