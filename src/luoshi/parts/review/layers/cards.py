"""Cards of rounds by layers: whose marks are there, without a mark while it is open, then the result by layer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.parts.calls.actions import code_words
from luoshi.parts.review.layers import queries
from luoshi.parts.review.models import LAYER, Assessed, ReviewRound, ReviewSheet, SheetMark

_ = words_now(__name__)

PLACES = 2  # of marks and weights
OUT = ("ranked", "decided", "paid")  # states of a round in which its marks are shown


def show_layers(round_: ReviewRound, objects: Sequence[Assessed]) -> dict[str, object]:
    """Show for each object which layer has given its marks, after the end with the totals. One query."""
    sheets = queries.sheets_by_layer(round_.pk)
    shown = round_.state in OUT
    names = [(layer, str(dict(LAYER)[layer])) for layer in round_.layers.split()]
    kind = get_kind(round_.subject_kind)
    columns = [DataColumn(str(kind.one)), *([DataColumn(_("Rank"), "number")] if shown and round_.ranks else [])]
    columns += [DataColumn(name, "number") if shown else DataColumn(name) for _layer, name in names]
    rows = []
    for row in objects:
        title = f"{row.about.number} {row.thing.title}"
        cells = [DataCell(title, head=True, url=row.get_absolute_url())]
        if shown and round_.ranks:
            cells.append(DataCell(str(row.rank or ""), _("Rank"), "number"))
        cells += [_layer_cell(sheets.get((row.pk, layer)), name, shown) for layer, name in names]
        rows.append(DataRow(str(row.pk), title, cells))
    title = _("Marks by layer: no ranking") if not round_.ranks else _("Marks by layer")
    return {"id": "layers", "title": title, "count": len(rows), "table": DataTable(title, columns, rows, Empty(""))}


def show_own_layers(row: Assessed) -> dict[str, object] | None:
    """Show on an object's page what each layer gave it, once the result is there. One query."""
    layers = row.round.layers.split()
    if not layers or row.round.state not in OUT:
        return None
    sheets = queries.sheets_by_layer(row.round_id or 0)
    title, total = _("Marks by layer"), _("Total")
    rows = []
    for layer in layers:
        name, sheet = str(dict(LAYER)[layer]), sheets.get((row.pk, layer))
        cell = DataCell(_("no marks"), total, "number")
        if sheet is not None:
            cell = DataCell(format_total(sheet.total), total, "number", url=sheet.get_absolute_url())
        rows.append(DataRow(layer, name, [DataCell(name, head=True), cell]))
    table = DataTable(title, [DataColumn(_("Layer")), DataColumn(total, "number")], rows, Empty(""))
    return {"id": "layers", "title": title, "count": None, "table": table}


def _layer_cell(sheet: ReviewSheet | None, name: str, shown: bool) -> DataCell:
    if sheet is None:
        return DataCell("", name, light=Light("none", _("not asked yet")))
    if shown:
        return DataCell(format_total(sheet.total), name, "number", url=sheet.get_absolute_url())
    there = sheet.state == "scored"
    return DataCell("", name, light=Light("green" if there else "none", field_text(sheet, "state")))


def format_total(total: Decimal | None) -> str:
    """Format a total with the places of a form's marks; "—" without one: it is no 0."""
    return "—" if total is None else f"{round_to_places(total, PLACES):f}"


def show_earlier_marks(sheet: ReviewSheet, day: date) -> dict[str, object] | None:
    """Show beside a sheet the marks of the layers before it, by item. Two queries."""
    round_ = sheet.assessed.round
    layers = round_.layers.split()
    before = layers[: layers.index(sheet.layer)]
    there = queries.sheets_by_layer(round_.pk)
    earlier = [there[key] for layer in before if (key := (sheet.assessed_id or 0, layer)) in there]
    if not earlier:
        return None
    marks = queries.marks_of_sheets(earlier)
    title = _("Marks of the layers before")
    names = [str(dict(LAYER)[other.layer]) for other in earlier]
    columns = [DataColumn(_("Item")), *(DataColumn(name, "number") for name in names)]
    rows = []
    for item in marks[earlier[0].pk]:
        label = code_words(SheetMark, "item", item, sheet.unit_id, day)
        found = [marks[other.pk].get(item) for other in earlier]
        cells = [DataCell(format_total(mark), name, "number") for mark, name in zip(found, names, strict=True)]
        rows.append(DataRow(item, label, [DataCell(label, head=True), *cells]))
    last = [DataCell(_("Total"), head=True)]
    last += [DataCell(format_total(o.total), name, "number") for o, name in zip(earlier, names, strict=True)]
    table = DataTable(title, columns, rows, Empty(""), total=last)
    return {"id": "before", "title": title, "count": None, "table": table}
