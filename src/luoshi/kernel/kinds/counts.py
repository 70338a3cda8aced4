"""Numbers of records in words, with the measure word of their kind."""

from __future__ import annotations

from django.utils.translation import ngettext

from luoshi.kernel.kinds.compiled.kind import CompiledKind


def format_record_count(kind: CompiledKind, count: int, *, more: bool = False) -> str:
    """Return how many records these are: "12 records" in English, "12人" or "3家" in Chinese.

    ``more``: there are more than ``count``.
    """
    if more:
        said = ngettext("more than %(n)d record", "more than %(n)d records", count)
        return said % {"n": count, "counter": kind.counter}
    # English has no measure words: only the Chinese sentence has a place for the counter.
    return ngettext("%(n)d record", "%(n)d records", count) % {"n": count, "counter": kind.counter}
