"""The due dates of commitments that an actor may see, by day; and the person's calendar URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.reporting.worklist import queries as mine
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.org.tokens.models import Token
from luoshi.plans.base.models.commitment import Commitment

SCOPE = "calendar:read"
SHOWN = 4  # matters named on a day; the count gives their number


@dataclass(frozen=True)
class DayOf:
    """What is due on a day: the number of open and of met dates, and the first of them."""

    day: date
    owed: int
    met: int
    dates: list[Occurrence]


def due_days(actor: Actor, first: date, last: date, day: date, own: bool) -> list[DayOf]:
    """List the days with due dates of what the actor may see, or only of their own. Two queries."""
    rows, of_day = _dates(actor, first, last, day, own), [F("due")]
    # Counts and the first few in one pass over the bare dates; joined with their matters it took half as long again.
    some = rows.annotate(
        row=Window(RowNumber(), of_day, [F("settled").asc(nulls_first=True), F("pk").asc()]),
        every=Window(Count("pk"), of_day),
        met=Window(Count("settled"), of_day),
    ).filter(row__lte=SHOWN)
    found = list(some.order_by("due", "row").values_list("pk", "due", "every", "met"))
    whole = Occurrence.objects.select_related("duty__record").in_bulk([pk for pk, *_rest in found])
    days: dict[date, DayOf] = {}
    for pk, due, every, met in found:
        days.setdefault(due, DayOf(due, every - met, met, [])).dates.append(whole[pk])
    return list(days.values())


def owed_by_day(actor: Actor, first: date, last: date, day: date) -> list[tuple[date, int]]:
    """Count the open due dates of the actor's own commitments for each day. One query."""
    rows = _dates(actor, first, last, day, True).filter(settled=None)
    return list(rows.order_by("due").values_list("due").annotate(n=Count("pk")))


def has_own_commitments(actor: Actor, day: date) -> bool:
    """Check whether the actor has commitments of their own to show. One query."""
    return mine.own_commitments(actor, day).exists()


def address_of(person: int, day: date) -> Token | None:
    """Return the live calendar token of a person. One query."""
    return next((address for address in live_addresses(person, day) if address.scopes == [SCOPE]), None)


def live_addresses(person: int, day: date) -> QuerySet[Token]:
    """List the person's valid tokens on a day, newest first."""
    return Token.objects.filter(person=person, ended=None, until__gt=day).order_by("-pk")


def _dates(actor: Actor, first: date, last: date, day: date, own: bool) -> QuerySet[Occurrence]:
    seen = Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day))
    records = mine.own_commitments(actor, day) if own else seen
    rows = Occurrence.objects.filter(due__gte=first, due__lte=last, dropped=None)
    return rows.filter(duty__record__in=records.order_by().values("pk"))
