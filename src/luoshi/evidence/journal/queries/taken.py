"""Which steps records have taken, by the journal."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.evidence.journal.models import Entry


def steps_taken(records: Collection[int], steps: Collection[str]) -> dict[int, set[str]]:
    """Return by record which of these steps it has taken; what was refused was not. One query."""
    found: dict[int, set[str]] = {pk: set() for pk in records}
    rows = Entry.objects.filter(record__in=found, step__in=steps).values_list("record", "step").distinct()
    for pk, step in rows:
        found[pk].add(step)
    return found
