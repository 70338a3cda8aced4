"""Numbers of records: a series for each kind and year, without gaps, taken in the transaction that uses them."""

from __future__ import annotations

from datetime import date

from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Sequence


def next_numbers(kind: Kind, day: date, count: int) -> list[str]:
    """The next numbers of the kind's series of that year, for instance 诉2026-0001; "" for a kind without numbers."""
    if not kind.prefix:
        return [""] * count
    name = f"{kind.name}:{day.year}"
    Sequence.objects.get_or_create(name=name)
    series = Sequence.objects.select_for_update().get(name=name)
    first, series.last = series.last + 1, series.last + count
    series.save(update_fields=["last"])
    return [f"{kind.prefix}{day.year}-{number:04d}" for number in range(first, series.last + 1)]
