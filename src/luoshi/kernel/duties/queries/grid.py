"""Records by periods of a duty: the state of each period, and counts by state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Count, Model, QuerySet
from django.db.models.functions import Coalesce

from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.rules.due import is_missed
from luoshi.kernel.duties.rules.periods import Stretch
from luoshi.kernel.kinds.models import Record

State = Literal["met", "met_late", "missed", "open", "not_owed", "not_laid_out"]
Key = Literal["first", "unit"]


@dataclass(frozen=True, slots=True)
class PeriodCell:
    """The state of a record's period; without an occurrence it has no due date and no day of fulfilment."""

    state: State
    due: date | None = None
    met_on: date | None = None
    holder: int | None = None


NOT_OWED, NOT_LAID_OUT = PeriodCell("not_owed"), PeriodCell("not_laid_out")


@dataclass(frozen=True)
class DutyGrid:
    """Periods as columns, oldest first, and for each record its cells in that order."""

    periods: list[Stretch]
    cells: dict[int, list[PeriodCell]] = field(default_factory=dict)


def duty_grid(records: Collection[int], name: str, until: date, day: date, *, most: int = 12) -> DutyGrid:
    """Return the states of a duty's last periods on a day, for some hundred records. Three queries.

    A period that was dropped or never generated is not owed; a future period of a running duty is not laid out.

    Args:
        until: periods that begin later are left out; most: the maximum number of periods.
    """
    rows = Occurrence.objects.filter(duty__record__in=records, duty__name=name, first__isnull=False)
    spans = rows.filter(first__lte=until).order_by("-first", "-last").values_list("first", "last", "name").distinct()
    periods = [Stretch(first, last, called, last) for first, last, called in reversed(spans[:most]) if first and last]
    if not periods:
        return DutyGrid([])
    kept = rows.filter(dropped=None, first__gte=periods[0].first, first__lte=periods[-1].first).order_by("pk")
    found = {
        (record, first, last): _cell(due, settled, in_period, day, holder)
        for record, first, last, due, settled, in_period, holder in kept.values_list(
            "duty__record", "first", "last", Coalesce("expired", "due"), "settled", "in_period", "holder"
        )
    }
    running = Duty.objects.filter(record__in=records, name=name, ended=None).values_list("record", "start", "laid")
    to_come = {record: max(start, laid or start) for record, start, laid in running}
    shown = DutyGrid(periods)
    for record in records:
        owes_from = to_come.get(record)
        shown.cells[record] = [
            found.get((record, period.first, period.last))
            or (NOT_LAID_OUT if _ahead(period, owes_from, day) else NOT_OWED)
            for period in periods
        ]
    return shown


def _ahead(one: Stretch, owes_from: date | None, day: date) -> bool:
    """Whether a missing period will be generated: its duty runs and has due dates up to before it."""
    return owes_from is not None and one.first > min(owes_from, day)


def _cell(due: date, settled: date | None, in_period: bool, day: date, holder: int | None) -> PeriodCell:
    return PeriodCell(_state(due, settled, in_period, day), due, settled, holder)


@lru_cache(maxsize=4096)
def _state(due: date, settled: date | None, in_period: bool, day: date) -> State:
    """Return the state as ``rules.states`` defines it."""
    if settled is not None:
        return "met_late" if is_missed(due, settled, in_period) else "met"
    return "missed" if is_missed(due, day, in_period) else "open"


def missed_count(stood: Mapping[State, int]) -> int:
    """Return the number of missed periods: one that was made up later stays missed."""
    return stood.get("missed", 0) + stood.get("met_late", 0)


def count_period_states(
    records: QuerySet[Record], name: str, first: date, last: date, day: date, *, by: Sequence[Key] = ("first",)
) -> dict[tuple[object, ...], Counter[State]]:
    """Count by state the periods that begin in a span of days, over all these records. One grouped statement.

    It reads a row for each due date and each day on which some were met, since lateness counts working days.

    Args:
        records: any query of records, used as a subquery.
        by: ``first`` day of the period, ``unit`` that owes it (what a former unit missed stays its own), or both.
    """
    rows = Occurrence.objects.filter(
        first__gte=first,
        first__lte=last,
        dropped=None,
        duty__name=name,
        duty__record__in=records.order_by().values("pk"),
    )
    of = (Coalesce("expired", "due"), "settled", "in_period")
    grouped = rows.order_by().values_list(*by, *of).annotate(n=Count("pk"))
    found: dict[tuple[object, ...], Counter[State]] = defaultdict(Counter)
    for *key, due, settled, in_period, n in grouped:
        found[tuple(key)][_state(due, settled, in_period, day)] += n
    return dict(found)


WORST: tuple[State, ...] = ("missed", "open", "met_late", "met")


@dataclass(frozen=True)
class DueInSpan:
    """Due dates of some records in a span of days, by record and duty, and the duties that lack an office's value."""

    cells: dict[tuple[int, str], PeriodCell] = field(default_factory=dict)
    unset: dict[tuple[int, str], str] = field(default_factory=dict)

    def of(self, record: int, name: str) -> PeriodCell:
        """Return the state of a record's duty; not owed if none of its due dates lies in these days."""
        return self.cells.get((record, name), NOT_OWED)


def due_between(first: date, last: date, names: Collection[str]) -> Any:
    """Return the due dates from a day to a day, both included, of duties of these names, with or without periods."""
    rows = Occurrence.objects.filter(dropped=None, duty__name__in=names).order_by()
    return rows.annotate(last_due=Coalesce("expired", "due")).filter(last_due__gte=first, last_due__lte=last)


def falling_due(records: Collection[int], names: Collection[str], first: date, last: date, day: date) -> DueInSpan:
    """Return the due dates in a span of days, for some hundred records: of several per duty the worst, then the first.

    Two queries. Unlike ``duty_grid`` it includes duties that have a date and no periods.
    """
    rows = due_between(first, last, names).filter(duty__record__in=records).order_by("last_due", "pk")
    shown = DueInSpan()
    for record, name, due, settled, in_period, holder in rows.values_list(
        "duty__record", "duty__name", "last_due", "settled", "in_period", "holder"
    ):
        one, stood = _cell(due, settled, in_period, day, holder), shown.cells.get((record, name))
        if stood is None or WORST.index(one.state) < WORST.index(stood.state):
            shown.cells[record, name] = one
    lacking = Duty.objects.filter(record__in=records, name__in=names, ended=None).exclude(unset="")
    shown.unset.update(
        {(record, name): unset for record, name, unset in lacking.values_list("record", "name", "unset")}
    )
    return shown


def due_counts(
    records: QuerySet[Model], names: Collection[str], first: date, last: date, day: date
) -> dict[str, Counter[State]]:
    """Count by state the due dates in a span of days, by duty, over all these records. One statement."""
    rows = due_between(first, last, names).filter(duty__record__in=records.order_by().values("pk"))
    found: dict[str, Counter[State]] = defaultdict(Counter)
    grouped = rows.values_list("duty__name", "last_due", "settled", "in_period").annotate(n=Count("pk"))
    for name, due, settled, in_period, n in grouped:
        found[name][_state(due, settled, in_period, day)] += n
    return dict(found)
