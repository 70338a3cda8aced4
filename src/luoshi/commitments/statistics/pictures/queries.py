"""The figures of the charts: of some commitments as of a day, lead units in their own order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from luoshi.commitments.lights.queries.due_status import standing_so
from luoshi.commitments.lights.queries.light_status import with_page_lights, with_stands
from luoshi.commitments.lights.rules.due_status import MADE_LATE, UNSENT
from luoshi.commitments.statistics.rates.queries import GONE_ON, in_tree_order
from luoshi.dates.lateness import LATE
from luoshi.kernel.kinds.models import Record
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.queries import unit_names_on_day
from luoshi.plans.base import states as at


@dataclass(frozen=True)
class ChartMonth:
    """Counts at a month's end: due, and closed; None if the month has not begun."""

    last: date
    due: int
    closed: int | None


def in_their_order(units: Collection[int], day: date) -> list[tuple[int, str]]:
    """Return these units with their names of a day, in the units' own order, defined only here. Three queries."""
    places, names = in_tree_order(units, day), unit_names_on_day(units, day)
    ordered = sorted(units, key=lambda unit: (places.get(unit, ()), unit))
    return [(unit, names.get(unit, (str(unit), ""))[0]) for unit in ordered]


def commitments_in_scope(rows: QuerySet[Model], plan: int | None, unit: int | None, day: date) -> QuerySet[Any]:
    """Filter commitments by plan, and by unit with its subtree on a day; None: no filter."""
    if plan is not None:
        rows = rows.filter(plan=plan)
    return rows if unit is None else rows.filter(unit__in=descendant_unit_ids([unit], day))


def lights_by_unit(rows: QuerySet[Model], day: date) -> dict[int, dict[str, int]]:
    """Count the commitments of each lead unit by the light on pages. At most four queries."""
    return _by_unit(with_page_lights(rows, day), "light")


def colours_by_unit(rows: QuerySet[Model], day: date) -> dict[int, dict[str, int]]:
    """Count the commitments of each lead unit by state (``rules.light_status.CODES``). At most four queries."""
    return _by_unit(with_stands(rows, day), "stand")


def _by_unit(rows: QuerySet[Record], name: str) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    grouped = rows.order_by().values_list("unit", name).annotate(n=Count("pk"))
    for unit, code, count in grouped:
        found.setdefault(unit, {})[code] = count
    return found


def going_on(rows: QuerySet[Record]) -> QuerySet[Model]:
    """Filter commitments that are not over."""
    return rows.filter(state__in=at.GOES_ON)


def charted_commitments(
    rows: QuerySet[Any], plan: int | None, year: int, *, live: bool
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Return the commitments charted for a year, and those whose lights are counted. No query.

    For one plan its own commitments, without split-off parts; for several plans those of that year.

    Args:
        live: lights only of what is not over, including parts.
    """
    if plan is None:
        of_year = rows.filter(plan__year=year)
        return of_year, going_on(rows) if live else of_year
    whole = rows.filter(split_from=None)
    return (rows, going_on(rows)) if live else (whole, whole)


def year_month_ends(year: int) -> list[date]:
    """Return the last days of a year's months."""
    return [date(year + (month == 12), month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)]


def against_time(rows: QuerySet[Model], year: int, day: date) -> tuple[int, int, list[ChartMonth]]:
    """Count everything open or closed, what fell due by ``day``, and the state at each month's end.

    In the present month, closed counts up to ``day``. One query. Cancelled, merged and withdrawn ones are left out;
    those without a date are included but fall due in no month.
    """
    counts: dict[str, object] = {"every": Count("pk"), "due": Count("pk", filter=Q(bound__lte=day))}
    for last in year_month_ends(year):
        counts[f"due{last.month}"] = Count("pk", filter=Q(bound__lte=last))
        counts[f"closed{last.month}"] = Count("pk", filter=Q(state__in=at.DONE, closed__lt=_after(min(last, day))))
    found = rows.filter(state__in=GOES_ALONG).order_by().annotate(bound=BOUND).aggregate(**counts)
    some = [
        ChartMonth(
            last, found[f"due{last.month}"], found[f"closed{last.month}"] if last.replace(day=1) <= day else None
        )
        for last in year_month_ends(year)
    ]
    return found["every"], found["due"], some


def late_by_month(rows: QuerySet[Model], year: int, day: date) -> dict[int, list[tuple[int, int]]]:
    """Count for each lead unit and month of a year how many are late of those that fell due in it. One query.

    Late means past its own date now, sent out or not, or done after it. Units without due dates are left out.
    """
    missed = standing_so(day, LATE, MADE_LATE, UNSENT)
    counts: dict[str, object] = {}
    for last in year_month_ends(year):
        within = Q(bound__gte=last.replace(day=1), bound__lte=last)
        counts[f"due{last.month}"] = Count("pk", filter=within)
        counts[f"late{last.month}"] = Count("pk", filter=within & missed)
    some = rows.annotate(bound=BOUND).filter(state__in=GOES_ALONG, bound__year=year).order_by()
    return {
        row["unit"]: [(row[f"late{month}"], row[f"due{month}"]) for month in range(1, 13)]
        for row in some.values("unit").annotate(**counts)
    }


BOUND = Coalesce("binds", "until")
GOES_ALONG = (*GONE_ON, at.SUSPENDED)


def _after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
