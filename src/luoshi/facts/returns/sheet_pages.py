"""Exports forms as workbooks, and imports filled workbooks, each as a whole or not at all."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.workbooks import read_rows
from luoshi.evidence.received.files import looked_through
from luoshi.facts.returns import actions, queries, sheets
from luoshi.facts.returns.cards import record_doubts
from luoshi.facts.returns.models import Task
from luoshi.facts.returns.pages import parse_form_period, readable_form_task
from luoshi.kernel.base.words import words_now
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records, relations_to_record

_ = words_now(__name__)

MOST_FILES = 100
BOOKS = ".xlsx"


@require_safe
@login_required
def return_workbook_export(request: HttpRequest) -> HttpResponseBase:
    """Export the workbook of a form for a period, with its current values.

    Raises:
        Http404: there is no such form, or the actor may not read it.
    """
    actor, day = request_actor(request), timezone.localdate()
    pk, first = parse_form_period(request.GET)
    task = readable_form_task(actor, day, pk)
    if task is None or task.form is None or queries.due_of(task, first) is None:
        raise Http404
    found = queries.return_of(task, first)
    span = queries.span_of(task.form, first)
    sheet = queries.load_form_grid(task, span, span.last, found.pk if found else None)
    file = io.BytesIO()
    sheets.write_form_workbook(file, sheet, queries.texts_of(sheet, queries.draft_of(found) if found else None))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=sheets.file_name(sheet))


@dataclass(frozen=True)
class Brought:
    """The outcome for a file: the return it was sent as with its doubts, or why it was refused."""

    name: str
    said: str
    url: str = ""
    doubts: str = ""
    error: RecordError | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def return_workbook_import(request: HttpRequest) -> HttpResponse:
    """Import filled workbooks; each is sent as a whole, or refused with its faults by cell."""
    actor, at = request_actor(request), timezone.now()
    told_by = request.POST.get("told_by", "").strip()[:60]
    found: list[Brought] = []
    wrong = ""
    if request.method == "POST":
        files = request.FILES.getlist("files")
        if not files:
            wrong = _("Choose the returned workbooks.")
        elif len(files) > MOST_FILES:
            wrong = _("At most %(most)d files are accepted at once.") % {"most": MOST_FILES}
        else:
            found = [_bring(file, actor, at, told_by) for file in files]
    title = _("Returned workbooks")
    context = {
        "title": title,
        "crumbs": [(_("Home"), reverse("home")), (_("Fill in forms"), reverse("returns:fill")), (title, "")],
        "wrong": wrong,
        "table": _table(found) if found else None,
        "count": len(found),
        "told_by": told_by,
        "accept": BOOKS,
    }
    return render(request, "returns/back.html", context, status=422 if wrong else 200)


def _bring(sent: Any, actor: Actor, at: datetime, told_by: str) -> Brought:
    """Send one workbook."""
    name = str(sent.name or "")
    try:
        looked = looked_through(sent, part="files")
        if isinstance(looked, RecordError):
            raise looked
        name = looked.name
        filled = sheets.read_form_workbook(read_rows(looked.data, sheets.MOST_LINES))
        record = _sent(filled, actor, at, told_by)
    except RecordError as error:
        return Brought(name, "", error=error)
    return Brought(name, str(record), record.get_absolute_url(), record_doubts(record))


def _sent(filled: sheets.FormWorkbook, actor: Actor, at: datetime, told_by: str) -> Any:
    day = timezone.localdate(at)
    rows: Any = readable_records(get_kind("form_tasks"), actor, day).filter(number=filled.task)
    task: Task | None = rows.select_related("form__unit", "unit").first()
    if task is None or task.form is None:
        raise RecordError("missing", _("There is no form %(number)s that you may see.") % {"number": filled.task})
    if queries.due_of(task, filled.first) is None:
        raise RecordError("guarded", _("Nothing is owed for %(period)s.") % {"period": filled.first.isoformat()})
    own = actions.FILLS[0] in relations_to_record(task, actor, day)
    if not own and not told_by:
        raise RecordError("incomplete", _("Enter who sent the workbook: it is from another unit."))
    span, found = queries.span_of(task.form, filled.first), queries.return_of(task, filled.first)
    sheet = queries.load_form_grid(task, span, span.last, found.pk if found else None)
    draft = queries.draft_of(found) if found else None
    notes = sheets.check_form_workbook(filled, sheet, draft.notes if draft else {})
    # Of two columns the filled one counts: what was typed on the page before is dropped.
    cells = dict.fromkeys(sheet.names, "") | filled.cells
    return actions.send_return(task, filled.first, actor, cells, notes, at=at, told_by="" if own else told_by).record


def _table(found: list[Brought]) -> DataTable:
    title = _("Result of the import")
    columns = [DataColumn(_("File")), DataColumn(_("Outcome")), DataColumn(_("Errors and doubts"))]
    rows = []
    for at, file in enumerate(found):
        light = Light("late", _("not accepted")) if file.error else Light("done", _("sent"))
        why = " ".join(filter(None, [file.error.what, file.error.remedy])) if file.error else file.doubts
        cells = [
            DataCell(file.name, _("File"), head=True, url=file.url),
            DataCell(file.said, _("Outcome"), light=light),
            DataCell(why, _("Errors and doubts")),
        ]
        rows.append(DataRow(str(at), file.name, cells))
    return DataTable(title, columns, rows, Empty(""))
