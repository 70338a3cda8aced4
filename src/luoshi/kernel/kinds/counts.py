"""Numbers of records in words, with the measure word of their kind."""

from __future__ import annotations

from django.utils.translation import ngettext

from luoshi.kernel.kinds.compiled.kind import CompiledKind


def format_record_count(kind: CompiledKind, count: int) -> str:
    """Return how many records these are: "12 records" in English, "12人" or "3家" in Chinese."""
    # English has no measure words: only the Chinese sentence has a place for the counter.
    return ngettext("%(n)d record", "%(n)d records", count) % {"n": count, "counter": kind.counter}
