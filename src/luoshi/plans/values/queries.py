"""The targets of commitments, and their values: the newest, and those of each report."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import to_date
from luoshi.evidence.journal.models import Entry
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.models.target import Target
from luoshi.facts.rollup.queries.newest import newest_values_to_date, shown_in
from luoshi.kernel.references.queries import Reference
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import CANCELLED, MERGED, WITHDRAWN


@dataclass(frozen=True)
class TargetValue:
    """A value of a target: its period, day, journal entry, and the record it was reported about.

    ``name`` is that record's, if it belongs to the same unit.
    """

    target: Target
    value: Decimal
    day: date
    source: int
    period: int = 0
    record: int | None = None
    name: str = ""


def current_targets(commitment: Commitment) -> list[Target]:
    """List the targets of the edition in force, in order. At most one query."""
    return _CURRENT.rows(record=commitment.pk) if TARGETS.may_exist(commitment) else []


TARGETS = Reference(Target, "record")
_CURRENT = SqlStatement(
    lambda: Target.objects.filter(record=ValueSlot.number("record"), ended=None).order_by("place", "pk"),
    related=("indicator",),
)


def all_edition_targets(commitment: Commitment) -> list[Target]:
    """List the targets of all its editions. At most one query."""
    return list(Target.objects.filter(record=commitment.pk)) if TARGETS.may_exist(commitment) else []


def targets_of(commitments: Collection[Commitment]) -> list[Target]:
    """List the current targets of several commitments. One query."""
    if len(commitments) == 1:
        (one,) = commitments
        return current_targets(one)
    rows = Target.objects.filter(record__in=commitments, ended=None).select_related("indicator")
    return list(rows.order_by("place", "pk"))


def latest_target_values(targets: Sequence[Target], units: Mapping[int, int]) -> dict[int, TargetValue]:
    """Return the newest value of each of these targets, by its id.

    Three queries; one more if an indicator is reported by other periods than the year to date.

    Args:
        units: the unit of each target's commitment, by commitment id.
    """
    found = newest_values_to_date(targets, units)
    said = _said({value.source for value in found.values()})
    of = {target.pk: target for target in targets}
    told: dict[int, TargetValue] = {}
    for pk, value in found.items():
        day, record, unit, name = said[value.source]
        name = name if unit == units[of[pk].record_id] else ""
        told[pk] = TargetValue(of[pk], value.value, day, value.source, value.period, record, name)
    return told


def values_of_months(
    targets: Sequence[Target], units: Mapping[int, int], ends: Sequence[date]
) -> dict[int, dict[date, Decimal]]:
    """Return what was reported to the end of each of these months, by target and in its unit. One query.

    Args:
        units: the unit of each target's commitment, by commitment id.
        ends: the last days of months; one of which nothing was reported is left out.
    """
    if not targets:
        return {}
    months = {encode_period(to_date(end)): end for end in ends}
    rows = Fact.objects.filter(
        indicator__in={target.indicator_id for target in targets},
        unit__in=set(units.values()),
        period__in=months,
        ended=None,
        value__isnull=False,
    )
    told: dict[tuple[int, int, int], dict[date, tuple[Decimal, str]]] = {}
    names = ("indicator", "breakdown", "unit", "period", "value", "indicator__unit")
    for of, part, unit, period, value, kept in rows.values_list(*names):
        if value is not None:
            told.setdefault((of, part, unit), {})[months[period]] = (value, kept)
    found = {}
    for target in targets:
        values = told.get((target.indicator_id, target.breakdown, units[target.record_id]), {})
        if values:
            found[target.pk] = {end: shown_in(*values[end], target.unit) for end in sorted(values)}
    return found


def _said(entries: Collection[int]) -> dict[int, tuple[date, int | None, int | None, str]]:
    """Return for each entry its day (the report's, else the day it was made), and its record with unit and name.

    One query.
    """
    names = ("pk", "at", "progress__day", "record", "record__unit", "record__number", "record__title")
    return {
        pk: (day or timezone.localdate(at), record, unit, f"{number or ''} {title or ''}".strip())
        for pk, at, day, record, unit, number, title in Entry.objects.filter(pk__in=entries).values_list(*names)
    }


def told_in(reports: Collection[Any], targets: Sequence[Target]) -> dict[int, list[TargetValue]]:
    """Return the values that each report gave for these targets, even if superseded, by report id. One query.

    A copied report has the values of its original.
    """
    entries = {(report.same_as.entry_id if report.same_as_id else report.entry_id): report for report in reports}
    if not entries or not targets:
        return {}
    alike = Q(
        indicator__in={target.indicator_id for target in targets}, unit__in={report.unit_id for report in reports}
    )
    rows = Fact.objects.filter(alike & Q(ended=None) | alike & Q(ended__isnull=False), value__isnull=False)
    asked = rows.filter(Q(entry__in=entries, told=None) | Q(told__in=entries)).order_by("pk")
    values = asked.values_list("indicator_id", "breakdown", "value", "entry_id", "told_id", "indicator__unit")
    said: dict[tuple[int, int, int], tuple[Any, str]] = {
        (told or entry, of, part): (value, unit) for of, part, value, entry, told, unit in values if value is not None
    }
    found: dict[int, list[TargetValue]] = {}
    for report in reports:
        source = report.same_as.entry_id if report.same_as_id else report.entry_id
        mine = {
            (target.indicator_id, target.breakdown): target
            for target in sorted(targets, key=lambda one: (one.ended is None, one.pk))
        }
        for of, target in mine.items():
            if (told := said.get((source, *of))) is not None:
                value = shown_in(*told, target.unit)
                found.setdefault(report.pk, []).append(TargetValue(target, value, report.day, source))
    return {pk: sorted(some, key=lambda one: one.target.place) for pk, some in found.items()}


def withdrawn_report_entries(entries: Collection[int]) -> list[int]:
    """Return those of these entries whose report was taken back, or called done what is not. One query."""
    not_done = Q(progress__kind="final", progress__commitment__done=None)
    rows = Entry.objects.filter(Q(progress__taken_back__isnull=False) | not_done, pk__in=entries)
    return list(rows.values_list("pk", flat=True))


def shared_out(commitment: Commitment) -> list[tuple[Target, Decimal]]:
    """Return each target with the sum of its parts' shares; parts that ended do not count. Two queries."""
    own = current_targets(commitment)
    given: dict[tuple[str, ...], Decimal] = {}
    parts = Target.objects.filter(record__as_commitment__split_from=commitment.pk, ended=None).exclude(
        record__state__in=(WITHDRAWN, CANCELLED, MERGED)
    )
    for row in parts:
        given[_alike(row)] = given.get(_alike(row), Decimal(0)) + row.value
    return [(target, given.get(_alike(target), Decimal(0))) for target in own]


def _alike(one: Target) -> tuple[str, ...]:
    return one.words, one.unit, one.aspect, one.period
