"""Imports an office's own ledger into a plan: the file, its sheet and columns, a dry run, and all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.form_types import FormData
from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    Light,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets import trials
from luoshi.base.sheets.heads import SheetHead
from luoshi.kernel.rights.pages import error_status, render_problem
from luoshi.org.base.sheet_trials import SheetUploadForm, count_outcomes, open_trial
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.columns import words as sheet_words
from luoshi.plans.columns.rules import NOTED, SEVERAL, TAKEN, find_sheet_head, head_at
from luoshi.plans.editions.queries.sheet_work import AT_ONCE, work_of
from luoshi.plans.rows.actions.editing import OPEN
from luoshi.plans.sheets.actions.sheets import look_into, take_in_sheet
from luoshi.plans.sheets.actions.work import start_sheet_work
from luoshi.plans.sheets.pages.sheet_progress import plan_to_fill, sheet_page_context, to_work, why_failed
from luoshi.plans.sheets.queries import (
    SheetTrial,
    TriedRow,
    columns_of,
    format_measured_target,
    names_of_units,
    received_before,
    try_sheet_import,
)
from luoshi.plans.sheets.reading import MOST_ROWS, UploadedWorkbook, issued_in, reopen_workbook
from luoshi.reading.load.cells import merged_cell_anchors
from luoshi.reading.load.draft import flatten_cell_text
from luoshi.reading.load.sheet import SheetCells, column_letter

SHOWN = 6  # rows below the header in the preview
LONG = 60  # characters of a cell in the preview


class WorkbookForm(SheetUploadForm):
    """The workbook, in any of the formats of ledgers."""

    file = forms.FileField(
        label=gettext_lazy("Ledger (.xlsx, .ods or .xls)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.xls,.et"}),
    )


class Meanings(forms.Form):
    """The meaning of each column of a header, one field each."""

    def __init__(self, data: FormData, head: SheetHead, columns: Mapping[int, str], samples: Mapping[int, str]) -> None:
        super().__init__(data)
        self.head, self.letters = head, dict[str, str]()
        choices = [
            ("", _("not used")),
            (_("written into the plan"), [(name, sheet_words.FIELDS[name]) for name in TAKEN]),
            (_("kept beside the row, as typed"), [(name, sheet_words.FIELDS[name]) for name in NOTED]),
        ]
        for column, words in sorted(head.words.items()):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=words,
                choices=choices,
                required=False,
                initial=columns.get(column, ""),
                help_text=samples.get(column, ""),
            )
            self.letters[f"column_{column}"] = column_letter(column)

    def clean(self) -> dict[str, object]:
        """Require one task column, and refuse fields chosen twice, except units and further words."""
        names = [name for name in self.cleaned_data.values() if name]
        if "task" not in names:
            self.add_error(None, _("Choose the column that contains the task."))
        for name in sorted({name for name in names if names.count(name) > 1 and name in TAKEN and name not in SEVERAL}):
            self.add_error(None, _("“%(field)s” is assigned to several columns.") % {"field": sheet_words.FIELDS[name]})
        return self.cleaned_data

    @property
    def lines(self) -> list[tuple[str, object]]:
        """Each column's letter with its field."""
        return [(self.letters[field.name], field) for field in self]

    @property
    def columns(self) -> dict[int, str]:
        return {column: self.cleaned_data.get(f"column_{column}", "") for column in self.head.words}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def sheet_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the workbook; check it and keep it until it is confirmed, a day at most."""
    plan, actor, at = plan_to_fill(request, pk), request_actor(request), timezone.now()
    form = WorkbookForm(request)

    def take(file: UploadedFile) -> HttpResponse:
        if plan.state not in OPEN:
            raise RecordError("refused", _("The rows of this plan cannot be changed now."))
        book = look_into(file, actor, at=at)
        issued = issued_in(book)
        if issued and issued.plan != plan.pk:
            raise RecordError("refused", _("This is the ledger of another plan: send it on the page of that plan."))
        token = trials.save_trial(book.data, {"plan": plan.pk, "person": actor.person, "name": book.name}, at)
        page = "ledger:sheet_changes" if issued else "ledger:sheet_columns"
        return HttpResponseRedirect(reverse(page, args=[plan.pk, token]))

    if page := form.receive(take):
        return page
    context = sheet_page_context(plan, _("Import an existing ledger")) | {
        "form": form,
        "most": MOST_ROWS,
        "open": plan.state in OPEN,
        "file_url": reverse("ledger:ledger_file", args=[plan.pk]),
        "to": {
            "url": request.path,
            "label": _("Look at the sheet"),
            "files": True,
            "back_url": plan.get_absolute_url(),
        },
    }
    return render(request, "ledger/sheet.html", context, status=form.status)


def kept_or_away(
    request: HttpRequest, plan: Plan, token: str
) -> tuple[trials.FileTrial, UploadedWorkbook] | HttpResponse:
    """Return the workbook that this person uploaded for this plan; if it ended, redirect to upload another."""
    found = open_trial(request, token, reverse("ledger:sheet", args=[plan.pk]), plan=plan.pk)
    return found if isinstance(found, HttpResponse) else (found[0], reopen_workbook(found[0].report["name"], found[1]))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet_columns_edit(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Ask for the sheet, its header row, and the meaning of each column."""
    plan = plan_to_fill(request, pk)
    kept = kept_or_away(request, plan, token)
    if isinstance(kept, HttpResponse):
        return kept
    found, book = kept
    asked = request.POST if request.method == "POST" else request.GET
    number = _whole(asked.get("sheet"), 0, len(book.visible) - 1, _likeliest(book))
    sheet = book.visible[number].sheet
    row = _whole(asked.get("head"), 1, max(sheet.rows) + 1, 0)
    head = head_at(sheet, row - 1) if row else find_sheet_head(sheet)
    form, taught = None, False
    if head:
        meanings, taught = columns_of(plan, sheet, head)
        form = Meanings(request.POST if request.method == "POST" else None, head, meanings, column_samples(sheet, head))
        if request.method == "POST" and form.is_valid():
            choice = {"sheet": number, "head": head.first, "columns": form.columns}
            trials.replace_trial_report(found.token, {**found.report, "choice": choice})
            return HttpResponseRedirect(reverse("ledger:sheet_trial", args=[plan.pk, token]))
    here = list_query_string(request, sheet=number, head=head.first + 1 if head else None)
    context = sheet_page_context(plan, _("Sheet and columns")) | {
        "file": book.name,
        "sheets": [
            {"number": at, "name": named_sheet.name, "here": at == number}
            for at, named_sheet in enumerate(book.visible)
        ],
        "head": head.first + 1 if head else "",
        "deep": head.last - head.first + 1 if head else 0,
        "preview": build_sheet_preview(sheet, head),
        "taught": taught,
        "form": form,
        "to": {
            "url": request.path + here,
            "label": _("Preview import"),
            "back_url": reverse("ledger:sheet", args=[plan.pk]),
        },
    }
    return render(request, "ledger/sheet_columns.html", context, status=422 if form and form.errors else 200)


def _likeliest(book: UploadedWorkbook) -> int:
    """Return the first sheet with a header, else the first."""
    return next((at for at, named_sheet in enumerate(book.visible) if find_sheet_head(named_sheet.sheet)), 0)


def _whole(words: str | None, least: int, most: int, otherwise: int) -> int:
    number = int(words) if words and len(words) < 8 and words.isascii() and words.isdigit() else -1
    return number if least <= number <= most else otherwise


def column_samples(sheet: SheetCells, head: SheetHead) -> dict[int, str]:
    """Return the first words below each column's header."""
    under = [row for row in sorted(sheet.rows) if row > head.last]
    found = {}
    for column in head.words:
        words = (flatten_cell_text(sheet.rows[row].get(column, "")) for row in under[:50])
        first = [word[:20] for word in words if word][:3]
        found[column] = " · ".join(first) or _("empty")
    return found


def build_sheet_preview(sheet: SheetCells, head: SheetHead | None) -> DataTable:
    """Return the sheet's first rows, including some below its header."""
    used = sorted({column for row in sheet.rows.values() for column in row})
    covered = merged_cell_anchors(sheet)
    rows = sorted(sheet.rows)
    if head:
        rows = [row for row in rows if row <= head.last] + [row for row in rows if row > head.last][:SHOWN]
    lines = []
    for row in rows[: SHOWN * 4]:
        mark = Light("steady", _("head")) if head and head.first <= row <= head.last else None
        cells = [DataCell(str(row + 1), _("Row"), "number", light=mark)]
        for column in used:
            top, left = covered.get((row, column), (row, column))
            words = flatten_cell_text(sheet.rows.get(top, {}).get(left, "")) if left == column else ""
            cells.append(DataCell(words[:LONG] + ("…" if len(words) > LONG else ""), column_letter(column)))
        lines.append(DataRow(str(row), str(row + 1), cells))
    heads = [DataColumn(_("Row"), "number"), *(DataColumn(column_letter(column)) for column in used)]
    return DataTable(_("First rows of the sheet"), heads, lines, Empty(_("No rows.")), wide=True)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet_trial_detail(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show what the sheet would become, row by row; once confirmed, import all of it, or nothing."""
    plan, actor, at = plan_to_fill(request, pk), request_actor(request), timezone.now()
    before = work_of(plan, token)
    if before and before.state != before.FAILED:
        return to_work(plan, token)
    kept = kept_or_away(request, plan, token)
    if isinstance(kept, HttpResponse):
        return kept
    found, book = kept
    choice = found.report.get("choice")
    if not choice:
        return HttpResponseRedirect(reverse("ledger:sheet_columns", args=[plan.pk, token]))
    sheet = book.visible[choice["sheet"]].sheet
    head = head_at(sheet, choice["head"])
    means = {int(column): name for column, name in choice["columns"].items()}
    failed = None
    if request.method == "POST":
        agreed, again = request.POST.get("agreed", ""), "again" in request.POST
        try:
            if len(sheet.rows) > AT_ONCE:
                start_sheet_work(plan, found, {"agreed": agreed, "again": again, "choice": choice}, actor, at=at)
                return to_work(plan, token)
            source = take_in_sheet(plan, book, choice["sheet"], head, means, actor, agreed=agreed, at=at, again=again)
        except RecordError as error:
            if error.code not in ("changed", "incomplete", "repeated"):
                return render_problem(request, error)
            failed = error
        else:
            trials.drop_trial(token)
            count = source.rows.count()
            words = ngettext("%(n)d row was imported and has to be checked.",
                             "%(n)d rows were brought in; they wait to be checked.", count)  # fmt: skip
            messages.success(request, words % {"n": count})
            return HttpResponseRedirect(plan.get_absolute_url())
    made = try_sheet_import(plan, sheet, head, means, timezone.localdate(at))
    context = _shown(request, plan, token, book, made, failed or why_failed(before), sheet, head, means)
    return render(request, "ledger/sheet_trial.html", context, status=error_status(failed))


def _shown(
    request: HttpRequest, plan: Plan, token: str, book: UploadedWorkbook, made: SheetTrial, failed: RecordError | None,
    sheet: SheetCells,
    head: SheetHead, means: Mapping[int, str],
) -> dict[str, object]:  # fmt: skip
    rows = {"wrong": made.wrong_rows, "doubtful": made.doubtful, "rows": list(made.rows), "skipped": made.skipped}
    labels = {"wrong": _("wrong"), "doubtful": _("with doubts"), "rows": _("rows"), "skipped": _("skipped")}
    which = request.GET.get("show", "")
    which = which if which in rows else "wrong" if made.wrong_rows else "rows"
    page = paginate_rows(request, rows[which])
    stays = [head.words[column] for column, name in sorted(means.items()) if not name and column in head.words]
    return sheet_page_context(plan, _("Preview of the import")) | {
        "file": book.name,
        "failed": {"what": failed.what, "remedies": [failed.remedy] if failed.remedy else []} if failed else None,
        "counts": count_outcomes(request, {name: (labels[name], len(some)) for name, some in rows.items()}, which),
        "wrong": len(made.wrong_rows),
        "count": len(made.rows),
        "doubtful": len(made.doubtful),
        "headings": len(made.parts),
        "hidden": sheet.hidden_rows,
        "stays": "、".join(stays),
        "open": plan.state in OPEN,
        "agreed": made.digest,
        "before": received_before(plan, book.data),
        "columns_url": reverse("ledger:sheet_columns", args=[plan.pk, token]),
        "table": _skipped(page, sheet) if which == "skipped" else _table(page, made),
        "pager": build_pager(request, page),
    }


def _table(page: Any, made: SheetTrial) -> DataTable:
    names = names_of_units(made)
    lines = []
    for tried_row in page:
        row: TriedRow = tried_row
        part = made.parts[row.row.part].title if row.row.part is not None else ""
        notes = [f"{note['head']}：{note['words']}" for note in row.row.notes if note["field"] != "number"]
        result = Light("late", _("wrong")) if row.row.wrong else Light("soon", _("doubtful")) if row.doubts else None
        words = (
            sheet_words.format_line_error(row.row.wrong)
            if row.row.wrong
            else sheet_words.format_doubt_codes(row.doubts)
        )
        figures = "；".join(
            format_measured_target(f.read.indicator, f.quote) for f in row.row.figures if f.read.state == "asked"
        )
        lines.append(
            DataRow(
                str(row.row.row),
                row.row.words,
                [
                    DataCell(str(row.row.row + 1), _("Row of the sheet"), "number"),
                    DataCell(
                        row.row.words,
                        _("Text of the task"),
                        head=True,
                        note=" · ".join([*([part] if part else []), *notes]),
                    ),
                    DataCell(figures, _("Targets")),
                    DataCell(
                        code_labels.falls_due(row.row.due, row.row.every, row.row.times),
                        _("Time limit"),
                        note=row.row.phrase,
                    ),
                    DataCell(_units(row, "lead", names), _("Lead units")),
                    DataCell(_units(row, "support", names), _("Supporting units")),
                    DataCell(words, _("Result"), light=result or Light("done", _("clear"))),
                ],
            )
        )
    heads = [
        DataColumn(_("Row of the sheet"), "number"),
        DataColumn(_("Text of the task")),
        DataColumn(_("Targets")),
        DataColumn(_("Time limit")),
    ]
    heads += [DataColumn(_("Lead units")), DataColumn(_("Supporting units")), DataColumn(_("Result"))]
    return DataTable(_("Rows of the sheet"), heads, lines, Empty(_("No such rows.")))


def _units(row: TriedRow, role: str, names: Mapping[int, str]) -> str:
    """List names as printed, with the units meant if these have other names."""
    found = []
    for row_unit in row.units:
        if row_unit.role == role:
            meant = [names[unit] for unit in row_unit.units if names.get(unit) not in (None, row_unit.name)]
            rest = _(" and %(n)d more") % {"n": len(meant) - 3} if len(meant) > 3 else ""
            found.append(f"{row_unit.name}（{'、'.join(meant[:3])}{rest}）" if meant else row_unit.name)
    return "、".join(found)


def _skipped(page: Page[Any], sheet: SheetCells) -> DataTable:
    lines = []
    for line in page:
        words = " ".join(flatten_cell_text(words) for _column, words in sorted(sheet.rows[line.row].items()))
        cells = [
            DataCell(str(line.row + 1), _("Row of the sheet"), "number"),
            DataCell(words[:200], _("Text of the line"), head=True),
        ]
        lines.append(DataRow(str(line.row), words, [*cells, DataCell(sheet_words.format_skip_reason(line), _("Why"))]))
    heads = [DataColumn(_("Row of the sheet"), "number"), DataColumn(_("Text of the line")), DataColumn(_("Why"))]
    return DataTable(_("Lines skipped"), heads, lines, Empty(_("No such rows.")))
