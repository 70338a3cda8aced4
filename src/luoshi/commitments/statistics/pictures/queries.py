"""The figures of the charts: of some commitments as of a day, lead units in their own order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from luoshi.base.database.kept_answers import keep_answer
from luoshi.base.database.row_types import AnyRows
from luoshi.commitments.lights.queries.present_lights import count_by_light
from luoshi.commitments.lights.rules.due_status import MADE_LATE, UNSENT
from luoshi.commitments.statistics.rates.queries import GONE_ON, Place, in_tree_order
from luoshi.dates.lateness import LATE
from luoshi.org.actors.queries import descendant_unit_ids
from luoshi.org.tree.queries import unit_names_on_day
from luoshi.plans.base import states as at
from luoshi.plans.base.models.plan import Plan


@dataclass(frozen=True)
class ChartMonth:
    """Counts at a month's end: due, and closed; None if the month has not begun."""

    last: date
    due: int
    closed: int | None


def sort_units(units: Collection[int], day: date) -> list[int]:
    """Return these units in the units' own order, defined only here. One query; several charts ask for each unit once.

    Most charts of a page are of the same units, and an office may have thousands.
    """
    places: dict[int, tuple[Place, ...]] = keep_answer(("places of units", day), dict)
    if lacking := [unit for unit in units if unit not in places]:
        places.update(dict.fromkeys(lacking, ()))
        places.update(in_tree_order(lacking, day))
    return sorted(units, key=lambda unit: (places[unit], unit))


def name_units(units: Collection[int], day: date) -> list[str]:
    """Return the names of these units on a day. Two queries."""
    names = unit_names_on_day(units, day)
    return [names.get(unit, (str(unit), ""))[0] for unit in units]


def commitments_in_scope(rows: QuerySet[Model], plan: int | None, unit: int | None, day: date) -> AnyRows:
    """Filter commitments by plan, and by unit with its subtree on a day; None: no filter."""
    if plan is not None:
        rows = rows.filter(plan=plan)
    return rows if unit is None else rows.filter(unit__in=descendant_unit_ids([unit], day))


def lights_by_unit(rows: AnyRows, day: date) -> dict[int, dict[str, int]]:
    """Count the commitments of each lead unit by the light on pages, as ``count_by_light`` does."""
    return _by_unit(rows, day, "light")


def colours_by_unit(rows: AnyRows, day: date) -> dict[int, dict[str, int]]:
    """Count the commitments of each lead unit by state (``rules.light_status.CODES``), likewise."""
    return _by_unit(rows, day, "stand")


def _by_unit(rows: AnyRows, day: date, name: str) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for (unit, code), count in count_by_light(rows, day, "unit", name).items():
        found.setdefault(unit, {})[code] = count
    return found


def going_on(rows: AnyRows) -> AnyRows:
    """Filter commitments that are not over."""
    return rows.filter(state__in=at.GOES_ON)


def charted_commitments(rows: AnyRows, plan: int | None, year: int, *, live: bool) -> tuple[AnyRows, AnyRows]:
    """Return the commitments charted for a year, and those whose lights are counted. No query.

    For one plan its own commitments, without split-off parts; for several plans those of that year.

    Args:
        live: lights only of what is not over, including parts.
    """
    if plan is None:
        of_year = rows.filter(plan__in=Plan.objects.filter(year=year).values("pk"))
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
    begun = [last for last in year_month_ends(year) if last.replace(day=1) <= day]
    closed_by = Case(
        When(~Q(state__in=at.DONE), then=None),
        *(When(closed__lt=_after(min(last, day)), then=last.month) for last in begun),
        output_field=IntegerField(),
    )
    # Grouped by few values: 25 counts with a condition each take five times as long.
    some = rows.filter(state__in=GOES_ALONG).order_by().annotate(bound=BOUND, closed_by=closed_by)
    groups = list(some.values_list("bound", "closed_by").annotate(n=Count("pk")))

    def due_by(last: date) -> int:
        return sum(count for bound, _closed, count in groups if bound is not None and bound <= last)

    def closed_by_month(month: int) -> int:
        return sum(count for _bound, closed, count in groups if closed is not None and closed <= month)

    months = [
        ChartMonth(last, due_by(last), closed_by_month(last.month) if last in begun else None)
        for last in year_month_ends(year)
    ]
    return sum(count for _bound, _closed, count in groups), due_by(day), months


def late_by_month(rows: QuerySet[Model], year: int, day: date) -> dict[int, list[tuple[int, int]]]:
    """Count for each lead unit and month of a year how many are late of those that fell due in it.

    As many queries as ``count_by_light``.
    Late means past its own date now, sent out or not, or done after it. Units without due dates are left out.
    """
    some = rows.annotate(bound=BOUND).filter(state__in=GOES_ALONG, bound__year=year)
    counts: dict[int, Counter[tuple[str, int]]] = {}
    for (unit, bound, matter), count in count_by_light(some, day, "unit", "bound", "matter", bound=BOUND).items():
        of_unit = counts.setdefault(unit, Counter())
        of_unit["due", bound.month] += count
        of_unit["late", bound.month] += count if matter in MISSED else 0
    return {
        unit: [(of_unit["late", month], of_unit["due", month]) for month in range(1, 13)]
        for unit, of_unit in counts.items()
    }


BOUND = Coalesce("binds", "until")
MISSED = (LATE, MADE_LATE, UNSENT)  # of ``due_status.MATTERS``
GOES_ALONG = (*GONE_ON, at.SUSPENDED)


def _after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
