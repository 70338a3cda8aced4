"""Which reports of sources were superseded."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.evidence.journal.models import Entry
from luoshi.facts.supplies.models import Supply


def superseded_supply_entries(entries: Collection[int]) -> list[int]:
    """Return those of the entries whose values their source has replaced or withdrawn. One query."""
    own = Supply.objects.exclude(entry=None).values("entry")
    rows = Entry.objects.filter(pk__in=entries, record__in=Supply.objects.values("pk")).exclude(pk__in=own)
    return list(rows.values_list("pk", flat=True))
