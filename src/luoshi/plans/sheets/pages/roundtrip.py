"""Exports a plan's ledger as a workbook, and imports it again: changes row by row, then all of them or none."""

from __future__ import annotations

import tempfile

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.form_types import FormData
from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light, build_pager, paginate_rows
from luoshi.base.record_errors import RecordError
from luoshi.base.sheets import trials
from luoshi.base.texts.demo_marks import demo_mark
from luoshi.kernel.rights.pages import error_status, render_problem
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow as LedgerRow
from luoshi.plans.base.pages import plan_or_404
from luoshi.plans.columns import words as sheet_words
from luoshi.plans.editions.queries.sheet_work import AT_ONCE, work_of
from luoshi.plans.rows.actions.editing import OPEN
from luoshi.plans.sheets.actions.roundtrip import (
    DROP,
    LEAVE,
    MINE,
    THEIRS,
    bring_back,
    journal_ledger_export,
    refuse_incomplete,
)
from luoshi.plans.sheets.actions.work import start_sheet_work
from luoshi.plans.sheets.pages.sheet_progress import plan_to_fill, sheet_page_context, to_work, why_failed
from luoshi.plans.sheets.pages.sheets import kept_or_away
from luoshi.plans.sheets.queries import changes_of, ledger_rows, printed_rows
from luoshi.plans.sheets.reading import UploadedWorkbook, came_back
from luoshi.plans.sheets.rules.changes import New, SheetChanges, SheetRowChange
from luoshi.plans.sheets.writing import write_ledger

SPOOLED = 2_000_000  # bytes kept in memory before the file goes to disk


class Answers(ScreenedForm):
    """The answers for rows that somebody else changed too, and for missing ones."""

    def __init__(self, data: FormData, found: SheetChanges) -> None:
        super().__init__(data)
        for change in found.conflicting_rows:
            now = "；".join(
                f"{sheet_words.format_column_name(name)}: {old or '—'} → {new or '—'}"
                for name, (old, new) in change.cells.items()
            )
            dropped = change.state == LedgerRow.DROPPED
            self.fields[f"row_{change.pk}"] = forms.ChoiceField(
                label=_("Row %(row)d, changed meanwhile: %(words)s")
                % {"row": change.row + 1, "words": change.words[:60]},
                help_text=(_("Dropped meanwhile by somebody else.") + " " if dropped else "") + now,
                choices=[(THEIRS, _("use the plan's present version")), (MINE, _("use the workbook's version"))],
                widget=forms.RadioSelect,
            )
        for gone in found.missing:
            said = _("Somebody else has changed it in the meantime.") if gone.meanwhile else ""
            self.fields[f"row_{gone.pk}"] = forms.ChoiceField(
                label=_("Missing in the workbook: %(words)s") % {"words": gone.words[:80]},
                help_text=said,
                choices=[(DROP, _("drop it")), (LEAVE, _("leave it in the plan"))],
                initial=None if gone.meanwhile else DROP,
                widget=forms.RadioSelect,
            )
        if found.missing:
            self.fields["reason"] = forms.CharField(
                label=_("Why the missing rows are dropped"),
                help_text=_("Required as soon as one of them is dropped."),
                max_length=200,
                required=False,
            )

    @property
    def answers(self) -> dict[int, str]:
        return {
            int(name.removeprefix("row_")): self.cleaned_data.get(name, "") for name in self.fields if name != "reason"
        }


@require_safe
@login_required
def ledger_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the ledger as an .xlsx file; for others than the keeper, as the edition in force printed it."""
    plan, actor, at = plan_or_404(request, pk), request_actor(request), timezone.now()
    keeper = "keeper" in relations_to_record(plan, actor, timezone.localdate(at))
    rows = ledger_rows(plan) if keeper else printed_rows(plan)
    if rows is None:
        raise Http404
    file = tempfile.SpooledTemporaryFile(SPOOLED)  # noqa: SIM115 - FileResponse closes it
    office = filter(None, [settings.OFFICE.get("name"), demo_mark()])
    write_ledger(file, plan, rows, at=at, foot=" · ".join([str(plan), *office]), back=keeper)
    journal_ledger_export(plan, len(rows), actor, at=at)  # no journal entry, no file
    file.seek(0)
    day = timezone.localdate(at).isoformat()
    return FileResponse(file, as_attachment=True, filename=f"{plan.title[:60]} {day}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ledger_sheet_changes(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show what a returned workbook changes, row by row; once confirmed, write all of it, or nothing."""
    plan, actor, at = plan_to_fill(request, pk), request_actor(request), timezone.now()
    before = work_of(plan, token)
    if before and before.state != before.FAILED:
        return to_work(plan, token)
    kept = kept_or_away(request, plan, token)
    if isinstance(kept, HttpResponse):
        return kept
    found, book = kept
    try:
        lines, issued = came_back(book, plan.pk)
    except RecordError as error:
        return render_problem(request, error, home_url=reverse("ledger:sheet", args=[plan.pk]))
    made = changes_of(plan, lines, issued)
    form = Answers(request.POST if request.method == "POST" else None, made)
    failed = None
    if request.method == "POST" and form.is_valid():
        agreed, reason = request.POST.get("agreed", ""), form.cleaned_data.get("reason", "")
        try:
            if made.changed_count > AT_ONCE:
                refuse_incomplete(made, form.answers, reason)
                given = {"agreed": agreed, "answers": form.answers, "reason": reason}
                start_sheet_work(plan, found, given, actor, back=True, at=at)
                return to_work(plan, token)
            count = bring_back(plan, lines, issued, form.answers, reason, actor, agreed=agreed, name=book.name, at=at)
        except RecordError as error:
            failed = error
            for name, reasons in (error.fields or {}).items():
                if name in form.fields:
                    form.add_error(name, list(reasons))
            if not form.errors and error.code not in ("changed", "incomplete"):
                return render_problem(request, error, home_url=plan.get_absolute_url())
        else:
            trials.drop_trial(token)
            words = ngettext(
                "%(n)d row was changed from the workbook.", "%(n)d rows were changed from the workbook.", count
            )
            messages.success(request, words % {"n": count} if count else _("The workbook changed nothing."))
            return HttpResponseRedirect(plan.get_absolute_url())
    context = _shown(request, plan, book, made, form, failed or why_failed(before))
    return render(request, "ledger/sheet_changes.html", context, status=422 if form.errors else error_status(failed))


def _shown(
    request: HttpRequest,
    plan: Plan,
    book: UploadedWorkbook,
    made: SheetChanges,
    form: Answers,
    failed: RecordError | None,
) -> dict[str, object]:
    lines: list[SheetRowChange | New] = [*made.changed, *made.new]
    lines.sort(key=lambda one: one.row)
    page = paginate_rows(request, lines)
    counts = [
        {"label": _("changed"), "count": len(made.changed), "url": "", "tone": None},
        {"label": _("new"), "count": len(made.new), "url": "", "tone": None},
        {"label": _("missing"), "count": len(made.missing), "url": "", "tone": "soon"},
        {"label": _("changed in the meantime"), "count": len(made.conflicting_rows), "url": "", "tone": "soon"},
        {"label": _("wrong"), "count": len(made.wrong_rows), "url": "", "tone": "late"},
        {"label": _("not changed"), "count": made.unchanged, "url": "", "tone": None},
    ]
    plain = failed if failed and not failed.fields else None
    return sheet_page_context(plan, _("Changes in the workbook")) | {
        "file": book.name,
        "failed": {"what": plain.what, "remedies": [plain.remedy] if plain.remedy else []} if plain else None,
        "counts": counts,
        "wrong": len(made.wrong_rows),
        "something": bool(lines or made.missing),
        "gone": made.gone,
        "open": plan.state in OPEN,
        "agreed": made.digest,
        "form": form,
        "table": _table(page),
        "pager": build_pager(request, page),
    }


def _table(page: Page[SheetRowChange | New]) -> DataTable:
    """Return a table with a line for each differing cell."""
    rows = []
    for change in page:
        wrong = Light("late", sheet_words.format_line_error(change.wrong)) if change.wrong else None
        for at, (name, old, new) in enumerate(_cells(change)):
            words = change.words if isinstance(change, SheetRowChange) else _("New row")
            result = wrong or (
                Light("soon", _("changed in the meantime"))
                if isinstance(change, SheetRowChange) and change.meanwhile
                else None
            )
            cells = [
                DataCell(str(change.row + 1), _("Row of the sheet"), "number"),
                DataCell(words[:80] if not at else "", _("Text of the task"), head=True),
                DataCell(sheet_words.format_column_name(name), _("Column"), light=result if not at else None),
                DataCell(old or "—", _("Old text")),
                DataCell(new or "—", _("New text")),
            ]
            rows.append(DataRow(f"{change.row}.{name}", words, cells))
    heads = [
        DataColumn(_("Row of the sheet"), "number"),
        DataColumn(_("Text of the task")),
        DataColumn(_("Column")),
        DataColumn(_("Old text")),
        DataColumn(_("New text")),
    ]
    return DataTable(_("Changes"), heads, rows, Empty(_("No cell differs.")))


def _cells(one: SheetRowChange | New) -> list[tuple[str, str, str]]:
    if isinstance(one, SheetRowChange):
        return [(name, *words) for name, words in one.cells.items()]
    return [(name, "", words) for name, words in one.values.items() if words] or [("task", "", "")]
