"""Numbers of records: series without gaps, each number taken in the transaction that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Number
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.models import Sequence as Series
from luoshi.org.tree.models import Unit


def next_numbers(kind: CompiledKind, wanted: Sequence[tuple[Unit, date]]) -> list[str]:
    """Return the next numbers for records of these units and days, for instance 诉2026-0001.

    Each is "" for a kind without numbers. Two or three statements a series, two more for a new one. Series are locked
    in a fixed order to avoid deadlocks.
    """
    made = [""] * len(wanted)
    if kind.number is None:
        return made
    of_series: dict[str, list[int]] = {}
    for place, (unit, day) in enumerate(wanted):
        of_series.setdefault(kind.number.series(kind.name, unit.pk, day), []).append(place)
    for name in sorted(of_series):
        places = of_series[name]
        said = [(wanted[place][0], wanted[place][1]) for place in places]
        for place, number in zip(places, _taken(kind, kind.number, name, said), strict=True):
            made[place] = number
    return made


def one_number(pattern: Number, prefix: str, name: str, unit: Unit, day: date) -> str:
    """Return the next number for what is no record, such as a paper, in the series ``name``. Two statements."""
    series = _locked(pattern.series(name, unit.pk, day))
    series.last += 1
    series.save(update_fields=["last"])
    return pattern.format_number(prefix, unit.short or unit.name, day, series.last)


def _locked(name: str) -> Series:
    """Return the series, created if new and locked until the transaction ends."""
    return Series.objects.select_for_update().get_or_create(name=name)[0]


def _taken(kind: CompiledKind, pattern: Number, name: str, wanted: Sequence[tuple[Unit, date]]) -> Iterable[str]:
    """Return numbers of one series. Two units may have one short name: a number that exists is skipped."""
    series = _locked(name)
    found: list[str] = []
    while len(found) < len(wanted):
        rest = wanted[len(found) :]
        written = [
            pattern.format_number(kind.prefix, unit.short or unit.name, day, number)
            for number, (unit, day) in enumerate(rest, series.last + 1)
        ]
        there: set[str] = set()
        if "{unit}" in pattern.pattern:
            there = set(
                Record._base_manager.filter(kind=kind.name, number__in=written).values_list("number", flat=True)
            )
        free = next((place for place, number in enumerate(written) if number in there), len(written))
        found += written[:free]
        series.last += free + (1 if free < len(written) else 0)
    series.save(update_fields=["last"])
    return found
