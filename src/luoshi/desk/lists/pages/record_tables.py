"""The table of a list: its column headers, and a row for each record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataColumn, DataRow, DataTable, Empty, sortable_column
from luoshi.desk.lists.pages.columns import ListLayout
from luoshi.desk.lists.pages.record_fragments import (
    align_numbers,
    lights_of,
    list_shares,
    make_record_cells,
    say_hidden_reasons,
)
from luoshi.desk.lists.queries.listing import with_units_called
from luoshi.desk.lists.queries.plain_fields import plain_of
from luoshi.desk.lists.rules import ListedUnit, shorten_unit_names
from luoshi.desk.tags.filters import SHOW
from luoshi.desk.tags.part import lists_in_use, tag_parameter, tag_words
from luoshi.kernel.duties.queries.duties import due_duties
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.access_watch import WATCH
from luoshi.kernel.search.links.queries import links_of_records
from luoshi.kernel.unique.queries import double_marks
from luoshi.org.actors.view_dates import ViewDates
from luoshi.org.tree.models import Unit


def record_table(
    request: HttpRequest,
    layout: ListLayout,
    records: Iterable[Record],
    at: ViewDates,
    nothing: Empty,
    *,
    select: bool = False,
    plain: bool = False,
) -> DataTable:
    """Return the table of a list, with the units' names of the day; ``plain``: without sortable column headers."""
    declared = layout.kind
    shown = list(records) if at.day == at.today else with_units_called(records, at.day)
    leads = links_of_records(shown, declared.columns, request_actor(request), at.today)
    twice = double_marks(declared, [record.pk for record in shown], request_actor(request), at.today)
    theirs = {} if plain else plain_of(declared, shown, request_actor(request), at.today)  # paper may reach anyone
    if theirs and declared.is_access_logged:
        WATCH.opened([record for record in shown if record.pk in theirs], request_actor(request), timezone.now())
    asked_columns = {*request.GET.getlist(SHOW), *layout.names}
    lights, dues = say_hidden_reasons(shown, lights_of(shown, at.today), due_duties(shown), at.today)
    tagged = [code_list for code_list in lists_in_use(declared) if tag_parameter(code_list) in asked_columns]
    words = tag_words(declared, [record.pk for record in shown], tagged)
    further = [
        (tag_parameter(code_list), str(code_list.label), words[tag_parameter(code_list)]) for code_list in tagged
    ]
    order = [] if layout.usual else [*layout.names, *(name for name, *_rest in further if name not in layout.names)]
    short = None if plain else short_names(declared, shown)
    made = make_record_cells(
        declared,
        lights,
        at.query,
        linked=leads,
        twice=twice,
        plain=theirs,
        dues=dues,
        further=further,
        short=short,
        order=order,
    )
    rows = [
        DataRow(str(record.pk), record.title, made(record), panel="" if plain else panel_url(record))
        for record in shown
    ]
    heads = record_list_columns(
        request, declared, further=[(name, label) for name, label, _words in further], order=order
    )
    if plain:
        heads = [DataColumn(head.label, head.kind) for head in heads]
    return DataTable(str(declared.label), heads, align_numbers(rows), nothing, select=select, dense=not plain)


def short_names(declared: CompiledKind, records: Iterable[Record]) -> dict[int, str]:
    """Return by id what a list calls the units of these records, its own and those of its columns. No query."""
    model, named = declared.record, ["unit"]
    named += [name for name in declared.columns if model._meta.get_field(name).related_model is Unit]
    units = {there.pk: there for record in records for name in named if (there := getattr(record, name))}
    names = {pk: ListedUnit(unit.name, unit.short, unit.code) for pk, unit in units.items()}
    return shorten_unit_names(names, settings.OFFICE.get("name", ""))


def panel_url(record: Record) -> str:
    """Return the URL of what a list shows of a record beside it."""
    return reverse("records:panel", args=[record.kind, record.pk])


def record_list_columns(
    request: HttpRequest,
    declared: CompiledKind,
    without: Collection[str] = (),
    further: Sequence[tuple[str, str]] = (),
    order: Sequence[str] = (),
) -> list[DataColumn]:
    """Return the column headers of a list, without the columns in ``without``, with those that are switched on.

    Args:
        further: name and label of each column that is switched on.
        order: the names of the columns in the order chosen for them; empty: in the usual order.
    """
    sortable, shares = get_kind(declared.name).sortable, list_shares(declared)

    def own(name: str) -> DataColumn:
        label = shares.get(name) or fields.field_label(declared, name)
        shape = "share" if name in shares else fields.column_format(declared, name)
        return sortable_column(request, label, name, shape) if name in sortable else DataColumn(label, shape)

    heads = {
        "number": sortable_column(request, _("Number"), "number", "code"),
        "title": DataColumn(fields.field_label(declared, "title"), "title"),
        "unit": sortable_column(request, fields.field_label(declared, "unit"), "unit", "unit"),
        **{name: own(name) for name in declared.columns if name not in without},
        **{name: DataColumn(label) for name, label in further},
        "state": sortable_column(request, _("State"), "state", "state"),
    }
    if declared.falls_due:
        heads["due"] = sortable_column(request, fields.field_label(declared, "due"), "due", "date")
    return [heads[name] for name in order or heads if name in heads]
