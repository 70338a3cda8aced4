"""Pages for units from a workbook: the template, the export, and the import with trial and confirmation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.errors import Refusal
from luoshi.base.forms.requests import request_actor, takes_files
from luoshi.base.sheets import trials
from luoshi.org.actors.view_dates import administrator_or_404, parse_view_dates
from luoshi.org.base.actions import refuse_marked_cells
from luoshi.org.base.sheet_trials import (
    SheetUploadForm,
    TriedSheet,
    serialize_remarks,
    show_import_progress,
    workbook_response,
)
from luoshi.org.people.forms import DayField
from luoshi.org.tree.messages import remark_sentence
from luoshi.org.unit_import import sheets
from luoshi.org.unit_import.actions.sheets import UnitSheet, import_units, plan_unit_sheet
from luoshi.org.unit_import.actions.staged import AT_ONCE, begin_import, cancel_unit_import
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.queries import running_unit_import, unit_sheet_rows
from luoshi.org.unit_import.rules import UnitImportPlan
from luoshi.org.units.queries import readable_unit_ids

SHEET = TriedSheet(
    (gettext_lazy("Units"), "org:units"),
    "org:import_units",
    "org:import_trial",
    {
        "wrong": gettext_lazy("wrong"),
        "new": gettext_lazy("founded"),
        "renamed": gettext_lazy("renamed"),
        "moved": gettext_lazy("moved"),
        "amended": gettext_lazy("corrected"),
        "unchanged": gettext_lazy("unchanged"),
        "doubtful": gettext_lazy("to check again"),
    },
    ((gettext_lazy("Unit code"), "code", str), (gettext_lazy("Unit name"), "text", str)),
    remark_sentence,
    "org/sheet_trial.html",
)
CHANGES = ("new", "renamed", "moved", "amended")


class GivenWithDay(SheetUploadForm):
    """The workbook and the day from which it applies."""

    day = DayField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("For rows without a day of their own. It may be in the past or in the future."),
    )


@require_safe
@login_required
def unit_export_download(request: HttpRequest) -> HttpResponse:
    """Return the units of a day as a workbook; everybody but outsiders may read the tree."""
    at = parse_view_dates(request)
    if readable_unit_ids(request_actor(request), at.today) is not None:
        raise Http404
    return workbook_response(sheets.export_unit_workbook(unit_sheet_rows(at.day), at.day), f"units-{at.day}.xlsx")


@require_safe
@login_required
def unit_template_download(request: HttpRequest) -> HttpResponse:
    """Return the template to fill in."""
    administrator_or_404(request)
    return workbook_response(sheets.build_unit_template(timezone.localdate()), "units-template.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def unit_sheet_upload(request: HttpRequest) -> HttpResponse:
    """Ask for the workbook; once uploaded, try it and show the report."""
    actor, at = administrator_or_404(request), timezone.now()
    form = GivenWithDay(request, initial={"day": timezone.localdate(at)})

    def report(name: str, data: bytes) -> dict[str, Any]:
        read, day = sheets.read_unit_workbook(data), form.cleaned_data["day"]
        refuse_marked_cells(
            ((row.number, (row.code, row.name, row.short, row.remark)) for row in read.rows), len(data), actor, at=at
        )
        made = plan_unit_sheet(UnitSheet(name, "", read.rows, day))
        return _report(made, name, day, actor.person, read.unread)

    return SHEET.ask(
        request,
        form,
        report,
        at,
        title=_("Import units"),
        effects=[
            _("A preview lists all rows first; nothing is written before you confirm."),
            _("Then either everything is imported, or nothing."),
            _("Units that are not in the workbook stay as they are; an import never closes a unit."),
        ],
        actions=[{"label": _("Template with examples"), "url": reverse("org:units_template")}],
        going_url=reverse("org:import_progress", args=[now.pk]) if (now := running_unit_import()) else "",
    )


def _report(made: UnitImportPlan, name: str, day: date, person: int, unread: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "day": day.isoformat(),
        "person": person,
        "unread": unread,
        "digest": made.digest(),
        "counts": {**made.counts(), "doubtful": sum(bool(verdict.doubts) for verdict in made.verdicts)},
        "lines": [
            [v.row, v.kinds, serialize_remarks(v.said), serialize_remarks(v.doubts), v.code, v.name]
            for v in made.verdicts
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_trial_detail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the report of a trial, row by row; on confirmation, import it."""
    administrator_or_404(request)
    tried_so = SHEET.find_trial(request, token)
    if isinstance(tried_so, HttpResponse):
        return tried_so
    if request.method == "POST":
        return _confirmed(request, *tried_so, timezone.now())
    found = tried_so[0]
    return SHEET.show(
        request,
        found,
        sum(found.report["counts"][kind] for kind in CHANGES),
        title=_("Import units: preview"),
        day=date.fromisoformat(found.report["day"]),
    )


def _confirmed(request: HttpRequest, found: trials.FileTrial, data: bytes, at: datetime) -> HttpResponse:
    actor, report = request_actor(request), found.report
    read, day = sheets.read_unit_workbook(data), date.fromisoformat(report["day"])
    sheet = UnitSheet(report["name"], report["sha256"], read.rows, day)
    agreed = request.POST.get("agreed", "")
    try:
        if report["counts"]["new"] > AT_ONCE:
            run = begin_import(sheet, actor, at=at, agreed=agreed)
            trials.drop_trial(found.token)
            return HttpResponseRedirect(reverse("org:import_progress", args=[run.pk]))
        made = import_units(sheet, actor, at=at, agreed=agreed)
    except Refusal as error:
        again = _report(plan_unit_sheet(sheet), report["name"], day, actor.person, read.unread)
        return SHEET.show_refusal(request, found, again, error)
    trials.drop_trial(found.token)
    counts = made.counts()
    words = _("Imported: %(new)d new, %(renamed)d renamed, %(moved)d moved, %(amended)d corrected.")
    messages.success(request, words % counts)
    return HttpResponseRedirect(reverse("org:units") + (f"?on={day}" if day > timezone.localdate(at) else ""))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def unit_import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of a long import; it can be cancelled as long as none of it is visible."""
    actor = administrator_or_404(request)
    kept = get_object_or_404(UnitRun, pk=pk)
    again = {True: (_("Units"), reverse("org:units")), False: (_("Upload a sheet"), reverse("org:import_units"))}
    return show_import_progress(
        request,
        kept,
        lambda: cancel_unit_import(kept, actor),
        again,
        title=_("Import units"),
        crumbs=SHEET.crumbs(),
    )
