"""Import of records from a sheet: the template, a dry run per row, then all rows or none."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.bulk import CheckedRow, check_many, in_steps
from luoshi.desk.bulk.actions.imports import import_rows, keep_import, kept_doubts, kept_rows, refuse_marked_rows
from luoshi.desk.bulk.actions.staged import begin_import, cancel_import
from luoshi.desk.bulk.import_sheets import (
    MOST_AT_ONCE,
    MOST_ROWS,
    asked_columns,
    by_columns,
    explain_column,
    write_template,
)
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.lists.views.queries import brought_in_before, import_of
from luoshi.evidence.journal.actions.uploads import received_sheet
from luoshi.kernel.base.sheets import read_rows
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.kinds.forms.making import opens_by_sheet
from luoshi.kernel.rights.pages import kind_or_404, render_problem
from luoshi.kernel.rights.queries import rights
from luoshi.org.units.queries import own_units

SHOWN = 100  # rows shown in the report
AT_ONCE = 200  # rows that the request itself writes, in a fifth of a second; the worker writes larger imports


class ImportUploadForm(forms.Form):
    """The filled-in template."""

    file = forms.FileField(
        label=gettext_lazy("Filled-in template (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class Again(forms.Form):
    """The confirmation of importing a file again."""

    again = forms.BooleanField(label=gettext_lazy("Import it again"))


@require_safe
@login_required
def import_template_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the template as an .xlsx file."""
    declared = _open_kind(request, name)
    units = own_units(request_actor(request))[:1]
    file = io.BytesIO()
    write_template(file, declared, [str(unit) for unit in units], _most(declared))
    file.seek(0)
    named = _("Template of %(kind)s") % {"kind": declared.label}
    return FileResponse(file, as_attachment=True, filename=f"{named}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def import_run_new(request: HttpRequest, name: str) -> HttpResponse:
    """Show the instructions, and check an uploaded sheet row by row; keep it for confirmation if every row is valid."""
    declared, actor, at = _open_kind(request, name), request_actor(request), timezone.now()
    form = ImportUploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, declared, form)
    file = form.cleaned_data["file"]
    try:
        data = received_sheet(file, actor, at=at)
        most = _most(declared)
        rows = by_columns(declared, read_rows(data, most), most)
        numbers = [number for number, _values in rows]
        checked = check_many(declared, actor, [values for _number, values in rows], at=at, numbers=numbers)
        refuse_marked_rows(checked, len(data), actor, at=at)
    except RecordError as error:
        form.add_error("file", " ".join(filter(None, [error.what, error.remedy])))
        return _ask(request, declared, form, 503 if error.code == "busy" else 422)
    if any(row.wrong for row in checked):
        return _report(request, declared, file.name, rows, checked)
    twice = {number: row.doubts for (number, _values), row in zip(rows, checked, strict=True) if row.doubts}
    kept = keep_import(declared, actor, file.name, hashlib.sha256(data).hexdigest(), rows, at=at, doubts=twice)
    return HttpResponseRedirect(kind_url(declared, "import_run", kept.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_run_detail(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Show a checked sheet that waits for confirmation, or the result of its import."""
    declared, actor = _open_kind(request, name), request_actor(request)
    kept = import_of(declared, actor, run)
    if kept is None:
        raise Http404
    if kept.state in (*ImportRun.GOING, ImportRun.OUT):
        return _going(request, declared, kept)
    before = None if kept.entry_id else brought_in_before(declared, actor, kept.sha256)
    form = (Again if before else forms.Form)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            if kept.count > AT_ONCE and in_steps(declared):
                begin_import(kept, declared, actor, at=timezone.now())
                return HttpResponseRedirect(request.path)
            records = import_rows(kept, declared, actor, at=timezone.now())
        except RecordError as error:
            return render_problem(request, error, home_url=kind_url(declared, "import"))
        if records:
            said = _("Imported: %(records)s.") % {"records": format_record_count(declared, len(records))}
            messages.success(request, said)
        return HttpResponseRedirect(request.path)
    context = _frame(declared) | {
        "kept": kept,
        "counted": format_record_count(declared, kept.count),
        "before": before,
        "rows": None if kept.entry_id else _waiting(declared, kept),
        "more": max(kept.count - SHOWN, 0),
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Import %(records)s") % {"records": format_record_count(declared, kept.count)},
            "back_url": kind_url(declared, "import"),
        },
        "said": _said(kept),
    }
    return render(request, "records/import_run.html", context, status=422 if form.errors else 200)


def _going(request: HttpRequest, declared: CompiledKind, kept: ImportRun) -> HttpResponse:
    """Show the progress of a long import. It can be cancelled as long as its rows are not valid."""
    if request.method == "POST":
        if "drop" in request.POST and not cancel_import(kept, declared, request_actor(request)):
            messages.warning(request, _("It had already taken effect and cannot be cancelled."))
        return HttpResponseRedirect(request.path)
    words = {
        ImportRun.WRITING: _("%(written)d of %(count)d rows are written. None is visible yet."),
        ImportRun.TELLING: _("All %(count)d rows are in effect. The people concerned are being notified."),
        ImportRun.LEAVING: _("It is being removed completely."),
        ImportRun.OUT: _("It was not imported. Everything written so far was removed."),
    }
    context = _frame(declared) | {
        "kept": kept,
        "words": words[kept.state] % {"written": kept.written, "count": kept.count},
        "going": kept.state != ImportRun.OUT,
        "may_drop": kept.state == ImportRun.WRITING,
        "to_url": request.path,
        "again_url": kind_url(declared, "import"),
        "again_label": _("Upload a sheet"),
    }
    return render(request, "records/import_going.html", context)


def _open_kind(request: HttpRequest, name: str) -> CompiledKind:
    """Return the kind in the URL if the actor may open such records from a sheet; raise 404 otherwise."""
    declared = kind_or_404(name)
    if not opens_by_sheet(declared) or declared not in rights.may_open_somewhere([declared], request_actor(request)):
        raise Http404
    return declared


def _most(declared: CompiledKind) -> int:
    return MOST_ROWS if in_steps(declared) else MOST_AT_ONCE


def _frame(declared: CompiledKind) -> dict[str, object]:
    title = _("Bring in from a sheet")
    return {
        "title": title,
        "kind": str(declared.label),
        "crumbs": [(str(declared.label), kind_url(declared, "list")), (title, "")],
        "back_url": kind_url(declared, "list"),
        "template_url": kind_url(declared, "import_template"),
        "no_print": True,
    }


def _ask(request: HttpRequest, declared: CompiledKind, form: forms.Form, wrong: int = 422) -> HttpResponse:
    heads = [DataColumn(_("Column")), DataColumn(_("Must be filled in")), DataColumn(_("Permitted content"))]
    rows = [
        DataRow(
            column.name,
            column.label,
            [
                DataCell(column.label, _("Column"), head=True),
                DataCell(_("yes") if column.required else _("no"), _("Must be filled in")),
                DataCell(explain_column(column), _("Permitted content")),
            ],
        )
        for column in asked_columns(declared)
    ]
    context = _frame(declared) | {
        "form": form,
        "most": _most(declared),
        "columns": DataTable(_("Columns of the template"), heads, rows, Empty("")),
        "to": {
            "url": request.path,
            "label": _("Check the sheet"),
            "files": True,
            "back_url": kind_url(declared, "list"),
        },
    }
    return render(request, "records/import.html", context, status=wrong if form.errors else 200)


def _report(
    request: HttpRequest,
    declared: CompiledKind,
    file: str,
    rows: Sequence[tuple[int, dict[str, str]]],
    checked: Sequence[CheckedRow],
) -> HttpResponse:
    """Report the errors per row; nothing is kept."""
    wrong = [(row, line) for row, line in zip(rows, checked, strict=True) if line.wrong]
    context = _frame(declared) | {
        "file": file,
        "count": len(rows),
        "wrong": len(wrong),
        "rows": _rows(declared, [row for row, _one in wrong[:SHOWN]], [line for _row, line in wrong[:SHOWN]]),
        "more": max(len(wrong) - SHOWN, 0),
        "form": ImportUploadForm(),
        "to": {
            "url": request.path,
            "label": _("Check again"),
            "files": True,
            "back_url": kind_url(declared, "list"),
        },
    }
    return render(request, "records/import_wrong.html", context, status=422)


def _waiting(declared: CompiledKind, kept: ImportRun) -> DataTable:
    """Return the waiting rows, possible doubles first."""
    doubts = kept_doubts(kept)
    rows = sorted(kept_rows(kept), key=lambda row: row[0] not in doubts)
    return _rows(declared, rows[:SHOWN], None, doubts)


def _rows(
    declared: CompiledKind,
    rows: Sequence[tuple[int, dict[str, str]]],
    checked: Sequence[CheckedRow] | None,
    doubts: Mapping[int, Sequence[str]] | None = None,
) -> DataTable:
    """Return rows of the sheet with their results; protected values are not shown again.

    Args:
        doubts: The possible doubles, by row number in the sheet.
    """
    labels = {column.name: column.label for column in asked_columns(declared)}
    found = []
    for place, (number, values) in enumerate(rows):
        title = values.get("title") or next((v for name, v in values.items() if name not in declared.masked), "")
        if doubts and number in doubts:
            said = _("possible double: %(why)s") % {"why": " ".join(doubts[number])}
            result = DataCell(said, _("Result"), light=Light("soon", _("right")))
        elif checked is None:
            result = DataCell("", _("Result"), "light", light=Light("done", _("right")))
        else:
            wrong = [
                f"{labels.get(name, '')}: {' '.join(words)}".lstrip(": ")
                for name, words in checked[place].wrong.items()
            ]
            result = DataCell("; ".join(wrong), _("Result"), light=Light("late", _("wrong")))
        cells = [DataCell(str(number), _("Row of the sheet"), "number"), DataCell(title, _("Title"), head=True), result]
        found.append(DataRow(str(number), title, cells))
    heads = [DataColumn(_("Row of the sheet"), "number"), DataColumn(_("Title")), DataColumn(_("Result"))]
    return DataTable(_("Rows of the sheet"), heads, found, Empty(_("No rows.")))


def _said(kept: ImportRun) -> str:
    """Return when a sheet was imported; "" before."""
    return plain_text(kept.entry.at) if kept.entry else ""
