"""The kinds of record that an office uses."""

from __future__ import annotations

from collections.abc import Collection

from luoshi.base.database.kept_answers import keep_answer
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import list_kinds

_USED: set[str] = set()  # a kind once used stays in use: it is not queried again


def kinds_in_use(kinds: Collection[str]) -> set[str]:
    """Return the kinds that have records. At most one query, none once all of them are in use.

    A request that only reads asks for all kinds together, once.
    """
    if set(kinds) <= _USED:
        return set(kinds)
    return keep_answer(kinds_in_use, _ask_for_used).intersection(kinds)


def _ask_for_used() -> set[str]:
    declared = {kind.name for kind in list_kinds()}
    rows = Record.objects.filter(kind__in=sorted(declared - _USED)).order_by()
    _USED.update(rows.values_list("kind", flat=True).distinct())
    return _USED & declared


def reset_kinds_in_use() -> None:
    """Reset the cache, for another database."""
    _USED.clear()
