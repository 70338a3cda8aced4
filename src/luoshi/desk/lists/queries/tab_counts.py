"""How many records each tab and each saved view of a list shows, in one statement for all; many are not counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language

from luoshi.base.database.row_types import AnyRows
from luoshi.base.forms.shapes import ORDER
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.queries.light_filter import LightField
from luoshi.desk.lists.queries.listing import filters_of
from luoshi.desk.lists.queries.record_pages import CappedCount, RowCount
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.access import list_condition

# Filters that are checked without a query of their own; a view with another one has no count.
COUNTED_BY = frozenset(
    {"state", "light", "due", "face", "opened_after", "opened_before", "closed_after", "closed_before", ORDER}
)
MOST = 12  # tabs with a count: each adds a part to the statement


def count_tabs(kind: CompiledKind, actor: Actor, day: date, tabs: Sequence[str]) -> dict[str, RowCount]:
    """Return the number of records that each tab shows to the actor. One query with ``list_condition``'s; or none.

    Args:
        kind: the whole kind, not one of its faces.
        tabs: the query strings of the lists; one that cannot be counted so is left out of the result.
    """
    asked = [tab for tab in dict.fromkeys(tabs) if not set(QueryDict(tab)) - COUNTED_BY][:MOST]
    if not asked:
        return {}
    rows: AnyRows = kind.record._base_manager.all()
    readable = kind.record._default_manager.filter(list_condition(kind, actor, day), kind=kind.name)
    counts = [CappedCount(_rows_of_tab(kind, readable, actor, day, QueryDict(tab))) for tab in asked]
    # Any record bears the counts, which do not depend on it; without one, every count is 0.
    found = rows.order_by().values_list(*counts)[:1] or [(0,) * len(asked)]
    return {tab: RowCount.up_to(number) for tab, number in zip(asked, found[0], strict=True)}


def _rows_of_tab(
    kind: CompiledKind, rows: QuerySet[Record], actor: Actor, day: date, given: QueryDict
) -> QuerySet[Record]:
    if name := given.get("face", ""):
        face = kind.face(name)
        rows = rows.filter(definitely_true(face.where, kind.record, day)) if face else rows.none()
    if not set(given) - {"face"}:
        return rows
    form = filters_of(kind.name, get_language())(given, queryset=rows)
    form.day, form.units_day, form.actor = day, day, actor
    for field in form.form.fields.values():
        if isinstance(field, LightField):
            field.keep_former(given.get("light", ""))
    return form.qs
