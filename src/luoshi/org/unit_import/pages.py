"""Units by workbook: the template, the export, and the import that is first tried and then confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.codes.model import Remark
from luoshi.org.actors.asked import administrator_or_404, asked
from luoshi.org.base import ports, trials
from luoshi.org.base.errors import Refusal
from luoshi.org.base.requests import acting, takes_files
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, paged, pager, query
from luoshi.org.people.forms import DayField
from luoshi.org.tree.messages import remark_sentence
from luoshi.org.unit_import import sheets
from luoshi.org.unit_import.actions.sheets import Sheet, import_units, refuse_marked, tried
from luoshi.org.unit_import.actions.staged import AT_ONCE, begin_import, give_up
from luoshi.org.unit_import.models import UnitRun
from luoshi.org.unit_import.queries import going, rows_of
from luoshi.org.unit_import.rules import Plan
from luoshi.org.units.queries import open_to

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "wrong": gettext_lazy("wrong"),
    "new": gettext_lazy("founded"),
    "renamed": gettext_lazy("renamed"),
    "moved": gettext_lazy("moved"),
    "amended": gettext_lazy("corrected"),
    "unchanged": gettext_lazy("unchanged"),
    "doubtful": gettext_lazy("to be looked at again"),
}
CHANGES = ("new", "renamed", "moved", "amended")


class Given(forms.Form):
    """The workbook and the day from which it holds."""

    required_css_class = "required"
    file = forms.FileField(label=gettext_lazy("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    day = DayField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("For every row that names no day of its own. It may lie behind or ahead."),
    )


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The units of a day as a workbook; all may read the tree but outside persons."""
    at = asked(request)
    if open_to(acting(request), at.today) is not None:
        raise Http404
    return _file(sheets.exported(rows_of(at.day), at.day), f"units-{at.day}.xlsx")


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    administrator_or_404(request)
    return _file(sheets.template(timezone.localdate()), "units-template.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@takes_files()
def give(request: HttpRequest) -> HttpResponse:
    """Ask for the workbook; sent, it is tried and its report shown."""
    actor, at = administrator_or_404(request), timezone.now()
    sent, wrong = request.method == "POST", 422
    initial = {"day": timezone.localdate(at)}
    form = Given(request.POST if sent else None, request.FILES if sent else None, initial=initial)
    if sent and form.is_valid():
        try:
            name, data = ports.look_through(form.cleaned_data["file"], actor, at=at)
            read = sheets.read(data)
            refuse_marked(read.rows, len(data), actor, at=at)
        except Refusal as error:
            form.add_error("file", " ".join(filter(None, [error.what, error.remedy])))
            wrong = 503 if error.code == "busy" else wrong
        else:
            day = form.cleaned_data["day"]
            made = tried(Sheet(name, "", read.rows, day))
            report = _report(made, name, day, actor.person, read.unread)
            return HttpResponseRedirect(reverse("org:import_trial", args=[trials.save_trial(data, report, at)]))
    context = {
        "title": _("Import units"),
        "crumbs": _crumbs(_("Import")),
        "form": form,
        "actions": [{"label": _("Template with examples"), "url": reverse("org:units_template")}],
        "going_url": reverse("org:import_progress", args=[now.pk]) if (now := going()) else "",
        "to": {
            "url": request.path,
            "label": _("Try it"),
            "files": True,
            "back_url": reverse("org:units"),
            "draft": request.path,
        },
        "no_print": True,
    }
    return render(request, "org/unit_import.html", context, status=wrong if form.errors else 200)


def _crumbs(last: str) -> list[tuple[str, str]]:
    return [(_("Units"), reverse("org:units")), (last, "")]


def _report(made: Plan, name: str, day: date, person: int, unread: list[str]) -> dict[str, Any]:
    """What was tried, as it is kept: sentences by their ids, so that they are read in any language."""

    def kept(remarks: tuple[Remark, ...]) -> list[Any]:
        return [[one.code, one.values] for one in remarks]

    return {
        "name": name,
        "day": day.isoformat(),
        "person": person,
        "unread": unread,
        "digest": made.digest(),
        "counts": {**made.counts(), "doubtful": sum(bool(one.doubts) for one in made.verdicts)},
        "rows": [[v.row, v.code, v.name, v.kinds, kept(v.said), kept(v.doubts)] for v in made.verdicts],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def trial(request: HttpRequest, token: str) -> HttpResponse:
    """The report of what was tried, row by row; confirmed, it is imported."""
    actor, at = administrator_or_404(request), timezone.now()
    found = trials.find(token, actor.person)
    if found is None:
        if request.method != "POST":
            raise Http404
        messages.warning(request, _("This trial is over: it was imported, given up, or is older than a day."))
        return HttpResponseRedirect(reverse("org:import_units"))
    if request.method == "POST" and "drop" in request.POST:
        trials.drop(token)
        messages.success(request, _("Given up. Nothing was imported."))
        return HttpResponseRedirect(reverse("org:import_units"))
    if request.method == "POST":
        return _confirmed(request, found, at)
    return _shown(request, found)


def _confirmed(request: HttpRequest, found: trials.Trial, at: Any) -> HttpResponse:
    actor, report, data = acting(request), found.report, trials.data_of(found)
    if data is None:
        trials.drop(found.token)
        messages.warning(request, _("The file that was tried is no longer there. Send it again."))
        return HttpResponseRedirect(reverse("org:import_units"))
    read, day = sheets.read(data), date.fromisoformat(report["day"])
    sheet = Sheet(report["name"], report["sha256"], read.rows, day)
    agreed = request.POST.get("agreed", "")
    try:
        if report["counts"]["new"] > AT_ONCE:
            run = begin_import(sheet, actor, at=at, agreed=agreed)
            trials.drop(found.token)
            return HttpResponseRedirect(reverse("org:import_progress", args=[run.pk]))
        made = import_units(sheet, actor, at=at, agreed=agreed)
    except Refusal as error:
        again = _report(tried(sheet), report["name"], day, actor.person, read.unread)
        trials.again(found.token, {**again, "sha256": report["sha256"]})
        messages.warning(request, " ".join(filter(None, [error.what, error.remedy])))
        return HttpResponseRedirect(request.path)
    trials.drop(found.token)
    counts = made.counts()
    words = _("Imported: %(new)d new, %(renamed)d renamed, %(moved)d moved, %(amended)d corrected.")
    messages.success(request, words % counts)
    return HttpResponseRedirect(reverse("org:units") + (f"?on={day}" if day > timezone.localdate(at) else ""))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a long import is; it may be left and looked at again, and given up as long as nothing of it is valid."""
    actor = administrator_or_404(request)
    kept = get_object_or_404(UnitRun, pk=pk)
    if request.method == "POST":
        if "drop" in request.POST and not give_up(kept, actor):
            messages.warning(request, _("It was valid already, so it was not given up."))
        return HttpResponseRedirect(request.path)
    words = {
        UnitRun.WRITING: _("%(written)d of %(count)d units are written. Nobody sees any of them yet."),
        UnitRun.DONE: _("All %(count)d new units are there."),
        UnitRun.LEAVING: _("It is being taken out: nothing of it will be left."),
        UnitRun.OUT: _("It was not brought in. All that had been written of it was taken out."),
    }
    done = kept.state == UnitRun.DONE
    context = {
        "title": _("Import units"),
        "crumbs": _crumbs(_("Import")),
        "kept": kept,
        "words": words[kept.state] % {"written": kept.written, "count": kept.count},
        "going": kept.state in UnitRun.GOING,
        "done": done,
        "may_drop": kept.state == UnitRun.WRITING,
        "to_url": request.path,
        "again_url": reverse("org:units" if done else "org:import_units"),
        "again_label": _("Units") if done else _("Send a sheet"),
        "no_print": True,
    }
    return render(request, "org/unit_import_going.html", context)


def _shown(request: HttpRequest, found: trials.Trial) -> HttpResponse:
    report = found.report
    counts = report["counts"]
    which = request.GET.get("show", "")
    if which not in KINDS:
        which = next((kind for kind in KINDS if counts[kind]), "unchanged")
    rows = [row for row in report["rows"] if which in row[3] or (which == "doubtful" and row[5])]
    page = paged(request, rows)
    changes = sum(counts[kind] for kind in CHANGES)
    context = {
        "title": _("Import units: what would change"),
        "crumbs": _crumbs(_("Import")),
        "counts": [
            {
                "label": label,
                "count": counts[kind],
                "url": query(request, show=kind, page=None),
                "here": kind == which,
                "tone": {"wrong": "late", "doubtful": "soon"}.get(kind),
            }
            for kind, label in KINDS.items()
        ],
        "file": report["name"],
        "day": date.fromisoformat(report["day"]),
        "unread": "、".join(report["unread"]),
        "wrong": counts["wrong"],
        "changes": changes,
        "agreed": report["digest"],
        "table": _table(page, str(KINDS[which])),
        "pager": pager(request, page),
    }
    return render(request, "org/unit_import_trial.html", context)


def _table(page: Any, caption: str) -> Table:
    lines = []
    for number, code, name, kinds, said, doubts in page:
        words = " ".join(remark_sentence(Remark(*one)) for one in said)
        cells = [
            Cell(str(number), _("Row"), "number"),
            Cell(code, _("Unit code"), "code"),
            Cell(name, _("Unit name"), head=True),
            Cell("、".join(str(KINDS[kind]) for kind in kinds), _("Change")),
            Cell(words, _("In particular"), note=" ".join(remark_sentence(Remark(*one)) for one in doubts)),
        ]
        lines.append(Row(str(number), name, cells))
    columns = [Column(_("Row"), "number"), Column(_("Unit code"), "code"), Column(_("Unit name"))]
    columns += [Column(_("Change")), Column(_("In particular"))]
    return Table(caption, columns, lines, Empty(_("No such rows.")))
