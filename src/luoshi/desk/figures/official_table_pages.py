"""The page of an official table, and the table as .docx and .xlsx; both are journaled as exports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets.lists import MOST_LINES, write_list
from luoshi.base.texts.demo_marks import add_demo_mark, demo_mark
from luoshi.desk.figures import tables
from luoshi.desk.figures.fields import FIRST, LAST
from luoshi.desk.figures.forms import CountingForm, day_field
from luoshi.desk.figures.page_helpers import counted_scope_text, figure_filter_context, is_wrong
from luoshi.desk.figures.queries.figures import FigureSpan
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.desk.figures.queries.official_tables import (
    official_tables_of,
    table_heads,
    table_lines,
    table_records,
    tables_below,
    unset_values,
)
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.queries.seals import read_snapshot
from luoshi.evidence.received.rules.uploads import MEDIA
from luoshi.figures.style import group_digits
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.official_tables import OfficialTable
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.pages import kind_or_404, render_problem
from luoshi.org.units.choosers import UnitFilterField
from luoshi.writing.sheet_heads import WorkbookHead, Written

MANY = 12  # columns, from which on each needs the width of its numbers
BELOW = 20  # lines of a table below another on its page
MOST = {"docx": 2000, "xlsx": MOST_LINES}  # lines: some hundred pages of a document


FigureLine = list[Written]


class TablePart(NamedTuple):
    """A table of a report: its lines, each with its place, and heads and lines of its figures."""

    kind: CompiledKind
    table: OfficialTable
    lines: list[list[str]]
    figures: tuple[list[str], list[FigureLine]]


class OfficialTableForm(CountingForm):
    """The day and a unit."""

    day = day_field(gettext_lazy("On the day"))
    unit = UnitFilterField(label=gettext_lazy("Unit, including subordinate units"), required=False)

    def clean_day(self) -> date | None:
        """Check that the day is within the supported range."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(_("No figures are kept for this day."))
        return day

    @property
    def on(self) -> date:
        """The requested day, by default today."""
        found: date = self.requested_value("day") or self.today
        return found


def _asked(request: HttpRequest, name: str, which: str) -> tuple[CompiledKind, OfficialTable, OfficialTableForm]:
    kind = kind_or_404(name)
    found = official_tables_of(kind).get(which)
    if found is None:
        raise Http404
    return kind, found, OfficialTableForm(request.GET, timezone.localdate())


def _records(
    request: HttpRequest, kind: CompiledKind, table: OfficialTable, form: OfficialTableForm
) -> QuerySet[Record]:
    if is_wrong(form):
        return kind.record._default_manager.none()
    unit = form.requested_value("unit")
    return table_records(kind, table, request_actor(request), form.today, form.on, unit.pk if unit else None)


@require_safe
@login_required
def official_table_detail(request: HttpRequest, name: str, which: str) -> HttpResponse:
    """Show an official table on a day."""
    kind, table, form = _asked(request, name, which)
    actor = request_actor(request)
    page = paginate_rows(request, _records(request, kind, table, form))
    below = [_card_below(request, *section, form) for section in tables_below(table)]
    context = {
        "title": str(table.label),
        "of": str(kind.label),
        "crumbs": [(str(kind.label), reverse("records:list", args=[kind.name])), (str(table.label), "")],
        "actions": [],
        "filters": figure_filter_context(request, form),
        "whose": counted_scope_text(kind, actor, form.today),
        "files": [
            (
                label,
                reverse("records:official_file", args=[kind.name, table.name, form_of]) + list_query_string(request),
            )
            for form_of, label in (("docx", _("Export as .docx")), ("xlsx", _("Export as .xlsx")))
        ],
        "count": page.paginator.count,
        "table": _lines_table(request, kind, table, form, list(page), page.start_index()),
        "below": below,
        "any": page.paginator.count or any(card["count"] for card in below),
        "figures": _figures_table(request, kind, table, form),
        "pager": build_pager(request, page),
        "wide": True,
    }
    return render(request, "records/official_table.html", context)


def _lines_table(
    request: HttpRequest,
    kind: CompiledKind,
    table: OfficialTable,
    form: OfficialTableForm,
    records: Sequence[Record],
    first: int,
) -> DataTable:
    heads = [DataColumn(head) for head in table_heads(kind, table)]
    heads[0], heads[-1] = DataColumn(heads[0].label, "number"), DataColumn(heads[-1].label, "code")
    rows, unit = [], form.requested_value("unit")
    lines = table_lines(kind, table, records, request_actor(request), form.today, form.on)
    for place, (record, texts) in enumerate(zip(records, lines, strict=True), first):
        cells = [DataCell(str(place), str(heads[0].label), "number")]
        cells += [DataCell(text, str(head.label)) for text, head in zip(texts[:-1], heads[1:], strict=False)]
        cells.append(DataCell(texts[-1], str(heads[-1].label), "code", url=record.get_absolute_url()))
        rows.append(DataRow(str(record.pk), record.title, cells))
    missing = [] if is_wrong(form) else unset_values(table, unit.pk if unit else None, form.on)
    empty = _("not set: %(names)s") % {"names": "、".join(missing)} if missing else _("There is nothing to list here.")
    return DataTable(str(table.label), heads, rows, Empty(empty), wide=True)


def _card_below(
    request: HttpRequest, kind: CompiledKind, table: OfficialTable, form: OfficialTableForm
) -> dict[str, object]:
    """Return the card of a table that stands below another: its first lines, and where all of them are."""
    found = _records(request, kind, table, form)
    url = reverse("records:official_table", args=[kind.name, table.name]) + list_query_string(request)
    return {
        "id": f"{kind.name}-{table.name}",
        "title": str(table.label),
        "count": found.count(),
        "table": _lines_table(request, kind, table, form, list(found[:BELOW]), 1),
        "more": {"label": _("Show all"), "url": url},
    }


@require_POST
@login_required
def official_table_file(request: HttpRequest, name: str, which: str, form: str) -> HttpResponseBase:
    """Send an official table as ``docx`` or ``xlsx``. It takes POST because the export is journaled."""
    kind, table, asked = _asked(request, name, which)
    if form not in MOST:
        raise Http404
    actor, at = request_actor(request), timezone.now()
    parts: list[TablePart] = []
    with read_snapshot():
        for kind_of_part, part in [(kind, table), *tables_below(table)]:
            records = list(_records(request, kind_of_part, part, asked)[: MOST[form] + 1])
            if len(records) > MOST[form]:
                what = _("The table has more lines than such a file holds (%(most)d).") % {"most": MOST[form]}
                back = reverse("records:official_table", args=[kind.name, table.name])
                return render_problem(
                    request, RecordError("refused", what, remedy=_("Choose a unit first.")), home_url=back
                )
            told = table_lines(kind_of_part, part, records, actor, asked.today, asked.on)
            lines = [[str(place), *texts] for place, texts in enumerate(told, 1)]
            parts.append(TablePart(kind_of_part, part, lines, _figures(request, kind_of_part, part, asked)))
    data = (_document if form == "docx" else _workbook)(request, parts, asked)
    with transaction.atomic():
        for written in parts:
            said = {"count": len(written.lines), "filter": [str(table.label), asked.on.isoformat()]}
            journal_act(written.kind.name, "export", actor, said, at=at)
    name = f"{table.label} {asked.on.isoformat()}.{form}"
    answer = FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=MEDIA[form])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _figures(
    request: HttpRequest, kind: CompiledKind, table: OfficialTable, form: OfficialTableForm
) -> tuple[list[str], list[FigureLine]]:
    """Return the heads and lines of the figures under the table, for the year up to the day."""
    if not table.figures or is_wrong(form):
        return [], []
    unit = form.requested_value("unit")
    span = FigureSpan(date(form.on.year, 1, 1), form.on)
    heads: list[str] = []
    found: list[FigureLine] = []
    for name in table.figures:
        asked = FigureQuery(span, unit.pk if unit else None, figure=name)
        columns, lines = tables.figure_sheet_rows(figure_grid(kind, asked, request_actor(request), form.today), "")
        heads = [column for column, _width in columns]
        found += [[*line] for line in lines]
    return heads, found


def _text(cell: object) -> str:
    return group_digits(cell) if isinstance(cell, Decimal) else str(cell)  # never 2.9E+3


def _all_figures(parts: Sequence[TablePart]) -> tuple[list[str], list[FigureLine]]:
    """Return the figures of all tables of a report, which have the same columns, in one."""
    heads = next((part.figures[0] for part in parts if part.figures[0]), [])
    return heads, [line for part in parts for line in part.figures[1]]


def _figures_table(
    request: HttpRequest, kind: CompiledKind, table: OfficialTable, form: OfficialTableForm
) -> DataTable | None:
    sections = [(kind, table), *tables_below(table)]
    heads, lines = _all_figures([TablePart(*of, [], _figures(request, *of, form)) for of in sections])
    if not lines:
        return None
    columns = [DataColumn(head, "number" if at else "text") for at, head in enumerate(heads)]
    rows = [
        DataRow(
            str(at),
            str(line[0]),
            [DataCell(_text(cell), str(head.label), head.kind) for cell, head in zip(line, columns, strict=True)],
        )
        for at, line in enumerate(lines)
    ]
    return DataTable(_("Figures"), columns, rows, Empty(""))


def _said(request: HttpRequest, kind: CompiledKind, form: OfficialTableForm) -> list[str]:
    actor, unit = request_actor(request), form.requested_value("unit")
    said = [*filter(None, [demo_mark(), settings.OFFICE.get("name"), str(unit) if unit else ""])]
    said += [_("As of %(at)s") % {"at": form.on.isoformat()}, _("Exported by %(who)s") % {"who": actor.name}]
    return [*said, counted_scope_text(kind, actor, form.today)]


def _foot() -> str:
    return _("Not a system for secrets: storing or processing state secrets or work secrets is strictly forbidden")


def _document(request: HttpRequest, parts: Sequence[TablePart], form: OfficialTableForm) -> bytes:
    from luoshi.writing.table_paper import TablePaper, render_table_paper  # loaded only when needed

    of, below = parts[0], parts[1:]
    heads, lines = _all_figures(parts)
    names = [(name, 100 // len(heads)) for name in heads]
    figures = [(_("Figures"), names, [[_text(cell) for cell in line] for line in lines])] if lines else []
    source = _("Source: the records of “%(kind)s” in Luoshi, each by its number in the last column.")
    kinds = dict.fromkeys(str(part.kind.label) for part in parts)
    return render_table_paper(
        TablePaper(
            add_demo_mark(str(of.table.label)),
            " · ".join(_said(request, of.kind, form)),
            _columns(of),
            of.lines,
            [*(source % {"kind": label} for label in kinds), _foot()],
            [*((str(part.table.label), _columns(part), part.lines) for part in below), *figures],
        )
    )


def _columns(part: TablePart) -> list[tuple[str, int]]:
    heads = table_heads(part.kind, part.table)
    return list(zip(heads, share_width(len(heads)), strict=True))


def share_width(columns: int) -> list[int]:
    """Return the shares of a page's whole width, in per cent: little for the place, and the last ones get the rest."""
    first = 6 if columns <= MANY else 4
    each, left = divmod(100 - first, columns - 1)
    return [first, *(each + (at >= columns - 1 - left) for at in range(columns - 1))]


def _workbook(request: HttpRequest, parts: Sequence[TablePart], form: OfficialTableForm) -> bytes:
    of, origin = parts[0], " · ".join(_said(request, parts[0].kind, form))
    sheets = [
        (
            WorkbookHead(
                add_demo_mark(str(part.table.label)),
                origin,
                [(head, 8 if at == 0 else 20) for at, head in enumerate(table_heads(part.kind, part.table))],
                _foot(),
            ),
            part.lines,
        )
        for part in parts
    ]
    more: list[tuple[WorkbookHead, Sequence[Sequence[Written]]]] = [*sheets[1:]]
    heads, lines = _all_figures(parts)
    if lines:
        under = [(name, 30 if at == 0 else 14) for at, name in enumerate(heads)]
        more.append((WorkbookHead(_("Figures"), origin, under, _foot()), lines))
    file = io.BytesIO()
    write_list(file, sheets[0][0], of.lines, more=more)
    return file.getvalue()
