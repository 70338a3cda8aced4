"""The recognitions of holders, as the rules of a ladder want them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q

from luoshi.desk.ladders.rules import RungTerm
from luoshi.kernel.code_lists.cache import list_cache_scope
from luoshi.kernel.code_lists.queries import column_values
from luoshi.kernel.duties.terms.models import Term
from luoshi.kernel.kinds.compiled.kind import CompiledKind

if TYPE_CHECKING:
    from luoshi.desk.ladders.part import Ladder


def terms_of_holders(
    part: Ladder, kind: CompiledKind, holders: Collection[int], hidden: Model | None = None
) -> tuple[dict[int, list[RungTerm]], dict[int, str]]:
    """Return the terms of each holder, earlier ones included, and the sort of each recognition by id.

    Rows of a sheet stay out of sight until all are there; those of ``hidden``, which is being brought in, count.
    The rung is that of the list in force on the term's first day; a sort without one takes no part. Two queries, and
    those of the list.
    """
    rows = kind.record._base_manager
    in_sight = Q(batch=None) if hidden is None else Q(batch=None) | Q(batch=hidden.pk)
    columns = (f"{part.within}_id", part.sort, part.first, part.last, "unit_id")
    found = {
        pk: row
        for pk, *row in rows.filter(
            in_sight,
            **{"kind": kind.name, f"{part.within}__in": [*holders], "state__in": [*part.states], "erased": None},
        ).values_list("pk", *columns)
    }
    former: dict[int, list[tuple[date, date | None]]] = {}
    for pk, first, last in Term.objects.filter(record__in=[*found]).values_list("record", "first", "last"):
        former.setdefault(pk, []).append((first, last))
    by_holder: dict[int, list[RungTerm]] = {}
    with list_cache_scope():
        for pk, (holder, sort, begins, ends, unit) in found.items():
            for first, last in [*former.get(pk, ()), (begins, ends)]:
                rung = _rung(part, kind, sort, unit, first)
                if rung is not None:
                    by_holder.setdefault(holder, []).append(RungTerm(pk, rung, first, last))
    return by_holder, {pk: row[1] for pk, row in found.items()}


def _rung(part: Ladder, kind: CompiledKind, sort: str, unit: int, first: date | None) -> int | None:
    if first is None:
        return None
    column: Any = kind.record._meta.get_field(part.sort)
    return column_values(column.code_list, part.rung, unit, first).get(sort)
