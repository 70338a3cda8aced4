"""The due dates of commitments that an actor may see, by day; and the person's calendar URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.reporting.worklist import queries as mine
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.access import readable_condition
from luoshi.org.tokens.models import Token
from luoshi.plans.base.models.commitment import Commitment

SCOPE = "calendar:read"
FEW = 40  # dates of a day that are all read to show the first: a quarter's last day has tens of thousands
SHOWN = 4  # matters named on a day; the count gives their number


@dataclass(frozen=True)
class DayOf:
    """What is due on a day: the number of open and of met dates, and the first of them."""

    day: date
    owed: int
    met: int
    dates: list[Occurrence]


def due_days(actor: Actor, first: date, last: date, day: date, own: bool) -> list[DayOf]:
    """List the days with due dates of what the actor may see, or only of their own.

    Three queries, and up to two for each day on which more than ``FEW`` are due.
    """
    rows = _dates(actor, first, last, day, own)
    counted = list(rows.order_by("due").values_list("due").annotate(Count("pk"), Count("settled")))
    in_order = (F("settled").asc(nulls_first=True), "duty", "pk")
    ids: dict[date, list[int]] = {due: [] for due, _every, _met in counted}
    few = [due for due, every, _met in counted if every <= FEW]
    some = rows.filter(due__in=few).order_by("due", *in_order).values_list("due", "pk") if few else ()
    for due, pk in some:
        ids[due].append(pk)
    for due, every, met in counted:
        if every > FEW:
            there = rows.filter(due=due)
            found = list(there.filter(settled=None).order_by("duty").values_list("pk", flat=True)[:SHOWN])
            if met and len(found) < SHOWN:
                done = there.filter(settled__isnull=False).order_by("duty")
                found += done.values_list("pk", flat=True)[: SHOWN - len(found)]
            ids[due] = found
    shown = [pk for keys in ids.values() for pk in keys[:SHOWN]]
    whole = Occurrence.objects.select_related("duty__record").in_bulk(shown)
    return [DayOf(due, every - met, met, [whole[pk] for pk in ids[due][:SHOWN]]) for due, every, met in counted]


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
    rows = Occurrence.objects.filter(due__gte=first, due__lte=last, dropped=None)
    if own:
        return rows.filter(duty__record__in=mine.own_commitments(actor, day).order_by().values("pk"))
    # Asked of each date that is there: to list first all that the actor may read takes longer than a month's dates.
    seen = Commitment.objects.filter(readable_condition(get_kind("commitments"), actor, day))
    return rows.filter(Exists(seen.order_by().filter(pk=OuterRef("duty__record"))))
