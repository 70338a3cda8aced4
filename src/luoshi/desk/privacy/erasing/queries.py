"""Records past their retention period, records on hold, and open erasure orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from luoshi.desk.privacy.erasing.models import Erasure, Hold
from luoshi.kernel.base.retention import first_day, last_closing
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.parameters.queries.values import ParameterStanding, parameter_standings
from luoshi.kernel.references.queries import Reference
from luoshi.org.tree.models import ALWAYS


@dataclass(frozen=True)
class Falling:
    """A closed record with its retention period.

    Attributes:
        by: The parameter value that sets it, with its source.
        first: The first day on which the record is erased, unless it is held.
        held: Whether it is held today.
    """

    record: Record
    by: Row
    years: int
    first: date
    held: bool


HOLDS = Reference(Hold, "record")


def holds_in_force(day: date) -> QuerySet[Hold]:
    """Return the holds in force on a day."""
    return Hold.objects.filter(start__lte=day, until__gt=day)


def due_for_erasure(day: date) -> QuerySet[Record]:
    """Return the records past their kind's retention period on a day and not held, oldest first.

    A record closed on 20 March 2020 and kept for five years is included from 21 March 2025. The period is the value in
    force for its unit on its closing day; without one the record is kept for ever. Two queries.
    """
    return past_term(day).filter(~Exists(holds_in_force(day).filter(record=OuterRef("pk"))))


def past_term(day: date) -> QuerySet[Record]:
    """Return the same including held records; each has `kept_by`, the id of the value that sets its period."""
    past = Q(pk__in=[])
    for years, rows in _terms().items():
        begins = datetime.combine(
            last_closing(day, years) + timedelta(days=1), time.min, timezone.get_current_timezone()
        )
        past |= Q(closed__lt=begins, kept_by__in=rows)
    names = [When(kind=kind.name, then=Value(kind.keeps.name)) for kind in list_kinds() if kind.keeps]
    found = Record.objects.annotate(term_name=Case(*names, default=Value(""))).annotate(kept_by=_in_force())
    return found.filter(past, erased=None).order_by("closed", "pk")


def _terms() -> dict[int, list[int]]:
    """Return the ids of the values by years, without those of 永久."""
    read = {kind.keeps.name: kind.keeps.read for kind in list_kinds() if kind.keeps}
    found: dict[int, list[int]] = {}
    for row in Row.objects.filter(name__in=read):
        if (years := read[row.name](row.value)) is not None:
            found.setdefault(years, []).append(row.pk)
    return found


def _in_force() -> Subquery:
    """Return in SQL what `in_force` of parameters finds for a record's unit on its closing day."""
    closed = OuterRef("closed__date")
    over = Q(unit__below__unit=OuterRef("unit"), unit__below__known_to=ALWAYS)
    over &= Q(unit__below__start__lte=closed, unit__below__until__gt=closed)
    rows = Row.objects.filter(Q(unit=None) | over, name=OuterRef("term_name"), start__lte=closed)
    nearest = rows.order_by(F("unit__below__depth").asc(nulls_last=True), "-start", "-pk")
    return Subquery(nearest.values("pk")[:1])


def expired_retentions(records: Iterable[Record], day: date) -> list[Falling]:
    """Return records of `past_term` with their period, and whether they are held on a day. Two queries."""
    rows = list(records)
    values = Row.objects.select_related("unit").in_bulk({kept_by(row) for row in rows})
    held = set(holds_in_force(day).filter(record__in=[row.pk for row in rows]).values_list("record_id", flat=True))
    found = []
    for row in rows:
        by, term = values[kept_by(row)], kind_of(row).keeps
        assert term and row.closed
        years = term.read(by.value)
        first = first_day(timezone.localdate(row.closed), years)
        found.append(Falling(row, by, years, first, row.pk in held))
    return found


def kept_by(record: Record) -> int:
    """Return the id of the value that sets the period of a record of `past_term`."""
    return int(record.kept_by)  # type: ignore[attr-defined]


def retention_terms(day: date) -> list[ParameterStanding]:
    """Return the retention periods of all kinds that declare one, as of a day. Three queries."""
    return [term for term in parameter_standings(day) if term.keeps]


def open_erasures() -> QuerySet[Erasure]:
    """Return the erasures that are proposed and neither carried out nor withdrawn, oldest first. One query."""
    open_ = Erasure.objects.filter(done=None, dropped=None)
    return open_.select_related("record__unit", "proposer").order_by("at", "pk")
