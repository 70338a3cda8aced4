"""The page on which an import is taken back: what goes, what stays and why, then the result."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.base.record_errors import RecordError
from luoshi.desk.bulk.actions.imports import begins_by
from luoshi.desk.bulk.back.actions import can_take_back, take_back
from luoshi.desk.bulk.back.queries import (
    StayingRecord,
    import_of_any,
    may_take_back,
    plan_back,
    recent_imports,
)
from luoshi.desk.lists.pages.lists import kind_url
from luoshi.desk.lists.views.models import ImportRun
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.counts import format_record_count
from luoshi.kernel.rights.pages import kind_or_404, render_problem
from luoshi.org.base.screened_forms import ScreenedForm


class TakeBackForm(ScreenedForm):
    """Why an import is taken back."""

    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_back_edit(request: HttpRequest, name: str, run: int) -> HttpResponse:
    """Show what of an import would be taken back and what stays; take it back; show what became of it."""
    declared, actor, at = kind_or_404(name), request_actor(request), timezone.now()
    kept = import_of_any(declared, run)
    if kept is None or kept.entry is None or not may_take_back(declared, kept, actor, timezone.localdate(at)):
        raise Http404
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            count = take_back(kept, declared, actor, form.cleaned_data["reason"], at=at)
        except RecordError as error:
            return render_problem(request, error, home_url=request.path)
        messages.success(request, _("Taken back: %(records)s.") % {"records": format_record_count(declared, count)})
        return HttpResponseRedirect(request.path)
    context = _shown(request, declared, kept, form)
    return render(request, "records/import_back.html", context, status=422 if form.is_bound else 200)


def _shown(request: HttpRequest, declared: CompiledKind, kept: ImportRun, form: TakeBackForm) -> dict[str, object]:
    actor, day, step = request_actor(request), timezone.localdate(), begins_by(kept, declared)
    plan = plan_back(declared, step, kept, actor, day)
    title, done = _("Take back an import"), kept.back is not None
    possible = not done and bool(plan.count) and can_take_back(declared, step)
    return {
        "title": title,
        "kind": str(declared.label),
        "crumbs": [
            (str(declared.label), kind_url(declared, "list")),
            (_("Import from a sheet"), kind_url(declared, "import")),
            (title, ""),
        ],
        "kept": kept,
        "said": plain_text(kept.entry.at) if kept.entry else "",
        "counted": format_record_count(declared, kept.count),
        "goes": format_record_count(declared, plan.count),
        "stays": plan.stays,
        "updates": not step.begins,
        "back": kept.back,
        "back_said": plain_text(kept.back.at) if kept.back else "",
        "form": form if possible else None,
        "can": can_take_back(declared, step),
        "rows": _staying_table(declared, plan.named) if plan.named else None,
        "more": plan.stays - len(plan.named),
        "to": {
            "url": request.path,
            "label": _("Take back %(records)s") % {"records": format_record_count(declared, plan.count)},
            "danger": True,
            "back_url": kind_url(declared, "import"),
            "draft": request.path,
        },
        "back_url": kind_url(declared, "list"),
        "no_print": True,
    }


def _staying_table(declared: CompiledKind, named: Sequence[StayingRecord]) -> DataTable:
    title = fields.field_label(declared, "title")
    rows = [
        DataRow(
            str(record.record),
            record.number,
            [
                DataCell(record.number, _("Number"), "code"),
                DataCell(record.title or record.number, title, head=True, url=record.url),
                DataCell(record.why, _("Why it stays")),
            ],
        )
        for record in named
    ]
    heads = [DataColumn(_("Number"), "code"), DataColumn(title), DataColumn(_("Why it stays"))]
    return DataTable(_("Records that stay"), heads, rows, Empty(""))


def recent_imports_table(declared: CompiledKind, request: HttpRequest) -> DataTable | None:
    """Return the last imports that the person may take back or that were; None if there are none."""
    runs = recent_imports(declared, request_actor(request))
    if not runs:
        return None
    rows = []
    for run in runs:
        said = plain_text(run.entry.at) if run.entry else ""
        light = Light("none", _("taken back"), plain_text(run.back.at)) if run.back else Light("done", _("in effect"))
        rows.append(
            DataRow(
                str(run.pk),
                run.name,
                [
                    DataCell(run.name, _("File"), head=True, url=kind_url(declared, "import_back", run.pk)),
                    DataCell(said, _("Imported on"), "date"),
                    DataCell(run.person.name, _("Imported by")),
                    DataCell(format_record_count(declared, run.count), _("Records"), "number"),
                    DataCell("", _("State"), "light", light=light),
                ],
            )
        )
    heads = [
        DataColumn(_("File")),
        DataColumn(_("Imported on"), "date"),
        DataColumn(_("Imported by")),
        DataColumn(_("Records"), "number"),
        DataColumn(_("State"), "light"),
    ]
    return DataTable(_("Recent imports"), heads, rows, Empty(""))
