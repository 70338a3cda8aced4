"""Queries for publicity: what is posted, for whom, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from luoshi.base.rights.rules.rights import STAFF, Actor, Relation, Role, UnitPlace, everyone_inside
from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.language.conditions import Beside
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, list_kinds
from luoshi.kernel.rights.queries.access import record_relation_condition
from luoshi.org.actors.queries import NEVER, ancestor_unit_ids
from luoshi.parts.publicity.models import Objection, Posting
from luoshi.parts.publicity.rules import Stop
from luoshi.parts.publicity.windows import Window

ABOVE = Relation("above", "", tuple((role, UnitPlace.UNDER) for role in (Role.SUPERVISOR, Role.LEADER, Role.HEAD)))
OFFICE = everyone_inside("")


def running_on(day: date) -> QuerySet[Posting]:
    """Select the postings running on a day, including the day of posting. No query yet."""
    return Posting.objects.filter(Q(until=None) | Q(until__gte=day), ended=None, on__lte=day)


# What outsiders may read of a record in publicity, Public(where=RUNS), ends with its last day.
RUNS = Beside("publicity that runs", running_on)
UPHELD = Beside(
    "publicity in which an objection was upheld", lambda day: Posting.objects.filter(ended=None, upheld=True)
)
OVER = Beside("publicity that is over", lambda day: Posting.objects.filter(ended=None, upheld=False, until__lt=day))


def publicity_windows() -> dict[str, Window]:
    """Return the publicity part of each kind that has one, by the kind's name."""
    return {kind.name: part for kind in list_kinds() for part in kind.every(Window)}


def running_postings(actor: Actor, day: date) -> QuerySet[Posting]:
    """Select the postings shown to an actor on a day, latest first, with record and unit. One query so far."""
    there = NEVER
    for reads, asked in (("unit", _of_its_unit(actor, day)), ("office", record_relation_condition(OFFICE, actor, day))):
        names = [name for name, window in publicity_windows().items() if window.reads == reads]
        if names and asked != NEVER:
            there |= Q(record__in=Record.objects.filter(asked, kind__in=names, erased=None))
    return running_on(day).filter(there).select_related("record__unit").order_by("-pk")


def _of_its_unit(actor: Actor, day: date) -> Q:
    """Match records of the actor's units, of units above these, and of units the actor is above. One query."""
    units = {seat.unit for seat in actor.seats if seat.role in STAFF}
    own = {ancestor for above_it in ancestor_unit_ids(units, day).values() for ancestor in above_it} if units else set()
    return record_relation_condition(ABOVE, actor, day) | Q(unit__in=sorted(own))


def posting_by_number(number: str, actor: Actor, day: date) -> Posting | None:
    """Return the posting of the record with this number that is shown to the actor; None if none. Two queries."""
    return running_postings(actor, day).filter(record__number=number.strip()).first()


def posted_now(record: object, around: Around) -> str:
    """Return the number of a record in publicity, for examples; "" if there is none. One query."""
    found = running_on(around.day).select_related("record").order_by("-pk").first()
    return found.record.number if found else ""


def current_posting(record: int) -> Posting | None:
    """Return a record's current posting. One query."""
    return Posting.objects.filter(record=record, ended=None).first()


def record_postings(record: int) -> list[Posting]:
    """List all postings of a record, latest first. One query."""
    return list(Posting.objects.filter(record=record).order_by("-pk"))


def record_objections(record: int) -> list[Objection]:
    """List all objections against a record, in order. One query."""
    return list(Objection.objects.filter(about=record).order_by("pk"))


def posting_stops(found: Iterable[Objection], posted: date) -> list[Stop]:
    """List the intervals in which these objections stopped a posting."""
    days = [(timezone.localdate(objection.opened), objection.answered) for objection in found]
    return [(first, until) for first, until in days if until is None or until >= posted]


def posting_rows(found: Sequence[Posting]) -> dict[int, Any]:
    """Return the records of postings as their kinds' models, with their links. One query per kind."""
    rows: dict[int, object] = {}
    by_kind: dict[str, list[int]] = {}
    for posting in found:
        by_kind.setdefault(posting.record.kind, []).append(posting.record_id)
    for name, part in publicity_windows().items():
        if name in by_kind:
            model = get_kind(name).record
            links = [field_name for field_name in part.shows if model._meta.get_field(field_name).is_relation]
            there = model._default_manager.select_related("unit", *links).filter(pk__in=by_kind[name])
            rows |= {row.pk: row for row in there}
    return rows
