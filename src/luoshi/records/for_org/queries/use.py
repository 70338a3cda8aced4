"""Which kinds of record an office works with."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.records.kinds.models import Record

_USED: set[str] = set()  # a kind that was used once stays in use: it is not asked for again


def used(kinds: Collection[str]) -> set[str]:
    """The names of those kinds of which there is a record. At most one query, none once all of them are in use."""
    if unknown := set(kinds) - _USED:
        _USED.update(Record.objects.filter(kind__in=unknown).values_list("kind", flat=True).distinct())
    return _USED.intersection(kinds)


def forget() -> None:
    """Ask anew: the database is another one."""
    _USED.clear()
