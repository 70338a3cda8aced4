"""The records that link to a record, as paged cards on its page, for each kind that the reader may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.desk.lists.pages.record_fragments import align_numbers, lights_of, make_record_cells
from luoshi.desk.lists.pages.record_tables import record_list_columns
from luoshi.desk.lists.queries.listing import load_list_rows
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.links import Linked, links_into
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.references.queries import may_be_linked_to
from luoshi.kernel.rights.queries import rights
from luoshi.kernel.search.links.queries import links_of_records
from luoshi.kernel.unique.queries import double_marks

SIZE = 20  # rows per card


def back_links(request: HttpRequest, record: Record, day: date) -> list[dict[str, object]]:
    """Return a card for each link to the record whose kind has a linking record that the actor may see.

    For a link held by rows, the card lists the records that contain these rows.

    One query per link that leads here, and per card those of a list. ?card=… names the card to which ?page=… applies.
    """
    there = [link for link in links_into(type(record)) if link.back and (link.held_by or link.inside) is not None]
    made = [_card(request, record, link, there, day) for link in there]
    return [card for card in made if card]


def _card(
    request: HttpRequest, record: Record, link: Linked, every: list[Linked], day: date
) -> dict[str, object] | None:
    kind, actor = link.held_by or link.inside, request_actor(request)
    if kind is None or not rights.may_see_any(kind, actor) or not may_be_linked_to(record, link):
        return None
    inside = link.held_by is None
    name = f"{kind.name}-{link.model._meta.model_name}-{link.name}" if inside else f"{kind.name}-{link.name}"
    rows = load_list_rows(
        kind, link.filter_linking_to(rights.readable_records(kind, actor, day).filter(kind=kind.name), record.pk)
    )
    if not (count := rows.count()):
        return None
    page = paginate_rows(request, rows, SIZE, count, card=name)
    shown = list(page)
    without = () if inside else (link.name,)
    leads = links_of_records(shown, [column for column in kind.columns if column not in without], actor, day)
    twice = double_marks(kind, [row.pk for row in shown], actor, day)
    made = make_record_cells(kind, lights_of(shown, day), linked=leads, without=without, twice=twice)
    heads = [DataColumn(column.label, column.kind) for column in record_list_columns(request, kind, without=without)]
    told = align_numbers([DataRow(str(row.pk), row.title, made(row)) for row in shown])
    return {
        "id": name,
        "title": _title(kind, link, every),
        "count": count,
        "table": _without_empty_columns(DataTable(str(kind.label), heads, told, Empty(""))),
        "more": None if inside else {"label": _("The whole list"), "url": _narrowed(kind, link, record)},
        "pager": build_pager(request, page, card=name),
    }


def _without_empty_columns(table: DataTable) -> DataTable:
    """Leave out the columns in which nothing stands: beside the particulars there is room for few."""
    said = [
        any(cell.text or cell.light or cell.note for cell in cells)
        for cells in zip(*(r.cells for r in table.rows), strict=True)
    ]
    rows = [
        replace(row, cells=[cell for cell, keep in zip(row.cells, said, strict=True) if keep]) for row in table.rows
    ]
    columns = [column for column, keep in zip(table.columns, said, strict=True) if keep]
    return replace(table, columns=columns, rows=rows)


def _narrowed(kind: CompiledKind, link: Linked, record: Record) -> str:
    return kind_url(kind, "list") + "?" + urlencode({link.name: record.number})


def _title(kind: CompiledKind, link: Linked, every: list[Linked]) -> str:
    """Return the card's title: the kind's label, with the link's label if the kind has several links to this record."""
    if sum(other_link.model is link.model for other_link in every) == 1:
        return str(kind.label)
    return _("%(label)s: %(value)s") % {"label": kind.label, "value": capfirst(str(link.verbose_name))}
