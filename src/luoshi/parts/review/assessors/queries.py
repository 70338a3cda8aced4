"""What is an assessor's own: sheets, absences and fees; and who is away during a round."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from luoshi.kernel.base.examples import Around
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, row_model
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.funds.models import Fund
from luoshi.parts.registers.models import Person
from luoshi.parts.review.assessors.rules import Days, is_away_throughout
from luoshi.parts.review.models import ReviewRound, ReviewSheet

MOST = 500  # sheets of one assessor that are read, the newest
SHOWN_ABSENCES = 20


def own_sheets(person: int) -> list[ReviewSheet]:
    """List the sheets of an assessor that are still theirs, the newest round first. One query.

    Of what is assessed only its number is read: no applicant, and no sheet of anybody else.
    """
    rows = ReviewSheet.objects.filter(
        assessor__as_person=person, state__in=("asked", "accepted", "scored", "late"), erased=None
    ).exclude(assessed__round__state="cancelled")
    rows = rows.select_related("assessed__round").order_by("-assessed__round", "pk")
    return list(rows[:MOST]) if person else []


def own_pool_entry(person: int) -> Record | None:
    """Return the record of the pool of whoever signs in as this person. One query."""
    pool: Any = get_kind("experts").record._default_manager  # of a line above: named, not imported
    found: Record | None = pool.filter(person__as_person=person, state="pool", erased=None).first() if person else None
    return found


def absences_since(expert: int, day: date) -> list[Any]:
    """List the absences of an expert that are not over on a day, in order. One query."""
    rows = _absences().filter(record=expert, to_day__gte=day).order_by("from_day", "pk")
    return list(rows[:SHOWN_ABSENCES])


def people_away(round_: ReviewRound, people: Collection[int], day: date) -> set[int]:
    """Return who of these is away on every day that is left of a round; without a window: on the day. Two queries."""
    first, last = day, day
    if round_.from_at is not None and round_.to_at is not None:
        first, last = max(day, timezone.localdate(round_.from_at)), timezone.localdate(round_.to_at)
    pool: Any = get_kind("experts").record._default_manager
    experts: dict[int, int] = dict(pool.filter(person__in=people, erased=None).values_list("pk", "person"))
    found: dict[int, list[Days]] = {}
    for expert, begins, ends in _absences().filter(record__in=experts).values_list("record", "from_day", "to_day"):
        found.setdefault(experts[expert], []).append((begins, ends))
    return {person for person, absences in found.items() if is_away_throughout(absences, first, max(first, last))}


def scored_by_assessor(round_: int) -> list[tuple[Person, int]]:
    """List who gave how many sheets of a round, by name. Two queries."""
    rows = ReviewSheet.objects.filter(assessed__round=round_, state="scored", erased=None).order_by()
    counted = dict(rows.values_list("assessor").annotate(n=Count("pk")))
    people = Person.objects.filter(pk__in=counted).order_by("title", "pk")
    return [(person, counted[person.pk]) for person in people]


def newest_fund(record: object, around: Around) -> str:
    """Return the number of the newest open fund, for examples; "" if there is none. One query."""
    return Fund.objects.filter(state="open", erased=None).order_by("-pk").values_list("number", flat=True).first() or ""


def _absences() -> Any:
    rows: type[Any] = {part.name: row_model(part) for part in get_kind("experts").every(Rows)}["absences"]
    return rows._default_manager.all()
