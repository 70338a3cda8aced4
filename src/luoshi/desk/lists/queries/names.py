"""The query parameters of a list: no filter of a kind may have a name that every list already uses."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from luoshi.desk.lists.queries.listing import RecordListFilter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.links import links_of
from luoshi.org.actors.view_dates import DAYS

OF_PAGES = ("page", "face", "limit", "offset", *DAYS, "known")  # further parameters of pages and API clients


def filter_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield filters whose parameter names are taken; the name of the order cannot be a field's."""
    taken = {*OF_PAGES, "state", *RecordListFilter.base_filters}
    there = {
        "light": kind.lights,
        "validity": kind.validity,
        "double": kind.every(Unique),
        "figure": kind.every(Figure),
    }
    taken |= {name for name, part in there.items() if part}
    own = dict.fromkeys([*kind.filters, *(name for name, link in links_of(kind.record).items() if link.back)])
    yield from (
        f"filter {name}: lists ask by this name already" for name in own if not taken.isdisjoint(_asked(kind, name))
    )


def _asked(kind: CompiledKind, name: str) -> tuple[str, ...]:
    """Return the parameters of a filter: for a date its two ends, so that a field may be called ``on``."""
    of_day = isinstance(kind.record._meta.get_field(name), models.DateField)
    return (f"{name}_after", f"{name}_before") if of_day else (name,)
