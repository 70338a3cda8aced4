"""Queries for paired children."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.kernel.duties.queries.grid import DutyGrid
from luoshi.kernel.holders.queries import holder_names, holdings_by_record
from luoshi.kernel.holders.rules import of_period
from luoshi.kernel.kinds.language.holdings import Held
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.holders import record_ids_held_by
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.lines.care.models import Child, HomeVisit, Talk
from luoshi.parts.norms.models import EVER_STATES, Norm

MISSED = ("missed", "met_late")  # made up later still counts as missed


def paired_with(person: int, day: date) -> list[Record]:
    """List the files of children paired with a person on a day, by code. One query."""
    declared = get_kind("children")
    mine = record_ids_held_by(declared.rights.by_name["pair"], person, day)
    return list(Child.objects.filter(pk__in=mine, erased=None, closed=None).order_by("code", "pk"))


def readable_files(actor: Actor, day: date) -> QuerySet[Child]:
    """Select the files of children that the actor may read, by code."""
    rows: QuerySet[Any] = readable_records(get_kind("children"), actor, day).filter(erased=None)
    return rows.order_by("code", "pk")


def pairs_of_missed(shown: DutyGrid, actor: Actor, day: date) -> dict[tuple[int, date], str]:
    """Return who was paired at each missed date, by child and first day of the period; "" if nobody.

    Few queries, for any number of dates.
    """
    declared = get_kind("children")
    part = next(part for part in declared.every(Held) if part.name == "pairs")
    missed = [
        (pk, period)
        for pk, cells in shown.cells.items()
        for period, cell in zip(shown.periods, cells, strict=True)
        if cell.state in MISSED
    ]
    held = (
        holdings_by_record(declared, part, Child.objects.filter(pk__in=[pk for pk, _period in missed]))
        if missed
        else {}
    )
    names = (
        holder_names(declared, part, [holding for some in held.values() for holding in some], actor, day)
        if held
        else {}
    )
    found: dict[tuple[int, date], str] = {}
    for pk, period in missed:
        whose = of_period(held.get(pk, ()), period.first, period.last)
        named = names[whose.id, whose.who] if whose else None
        found[pk, period.first] = named[0] if named else ""
    return found


def care_rules(actor: Actor, day: date) -> list[tuple[Norm, bool]]:
    """List the versions of the rules of care, of each act the earliest first, and whether the actor may read it.

    Two queries.
    """
    rows = Norm.objects.filter(state__in=EVER_STATES.split(), erased=None, from_day__isnull=False).exclude(act="")
    found = list(rows.order_by("act", "from_day", "pk"))
    known = readable_records(get_kind("norms"), actor, day).filter(pk__in=[rule.pk for rule in found])
    readable = set(known.values_list("pk", flat=True))
    return [(rule, rule.pk in readable) for rule in found]


def days_of_acts(child: int) -> dict[str, list[date]]:
    """Return the days of the acts for a child by the code of what rules them. Two queries."""
    found = {"care_talk": [*Talk.objects.filter(record=child).values_list("day", flat=True)]}
    for sort, day in HomeVisit.objects.filter(record=child).values_list("sort", "day"):
        found.setdefault(sort, []).append(day)
    return found


def may_view_children(actor: Actor) -> bool:
    """Whether the actor might read a child's file: desk or unit staff, or named leaders."""
    return not actor.roles.isdisjoint((Role.SUPERVISOR, Role.LEADER, Role.HEAD, Role.CLERK))


def may_be_paired(actor: Actor) -> bool:
    """Whether the actor may be paired with a child: anyone with a post; the page shows whether they are."""
    return bool(actor.posts)
