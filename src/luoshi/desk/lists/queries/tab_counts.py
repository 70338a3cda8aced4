"""How many records each tab and each saved view of a list shows, in one statement for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Count, IntegerField, QuerySet, Value
from django.http import QueryDict
from django.utils.translation import get_language

from luoshi.base.forms.shapes import ORDER
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.queries.light_filter import LightField
from luoshi.desk.lists.queries.listing import filters_of
from luoshi.kernel.conditions.queries.evaluation import definitely_true
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import readable_records

# Filters that are checked without a query of their own; a view with another one has no count.
COUNTED = frozenset(
    {"state", "light", "due", "face", "opened_after", "opened_before", "closed_after", "closed_before", ORDER}
)
MOST = 12  # tabs with a count: each adds a part to the statement


def count_tabs(kind: CompiledKind, actor: Actor, day: date, tabs: Sequence[str]) -> dict[str, int]:
    """Return the number of records that each tab shows to the actor. One query; none without tabs.

    Args:
        kind: the whole kind, not one of its faces.
        tabs: the query strings of the lists; one that cannot be counted so is left out of the result.
    """
    asked = [tab for tab in dict.fromkeys(tabs) if not set(QueryDict(tab)) - COUNTED][:MOST]
    parts = list(_parts(kind, actor, day, asked))
    if not parts:
        return {}
    found = dict(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
    return {tab: found.get(at, 0) for at, tab in enumerate(asked)}


def _parts(
    kind: CompiledKind, actor: Actor, day: date, asked: Sequence[str]
) -> Iterator[QuerySet[Record, tuple[int, int]]]:
    """Yield for each list the query of its place and its number; a list without records yields no row."""
    for at, tab in enumerate(asked):
        given = QueryDict(tab)
        rows = readable_records(kind, actor, day).filter(kind=kind.name)
        if name := given.get("face", ""):
            face = kind.face(name)
            rows = rows.filter(definitely_true(face.where, kind.record, day)) if face else rows.none()
        form = filters_of(kind.name, get_language())(given or None, queryset=rows)
        form.day, form.units_day, form.actor = day, day, actor
        for field in form.form.fields.values():
            if isinstance(field, LightField):
                field.keep_former(given.get("light", ""))
        place = Value(at, output_field=IntegerField())
        yield form.qs.order_by().annotate(tab=place).values("tab").annotate(n=Count("pk")).values_list("tab", "n")
