"""Pages with the auditor's questions as lists; open to auditors, and to supervisors for what they may read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.commitments.progress.models import Progress
from luoshi.commitments.statistics.audit import queries as asks
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.history.queries.history import event_of_entry
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.plans.base.models.commitment import Commitment

TITLES = {
    "dates": gettext_lazy("Extensions asked for and granted, and days before due"),
    "bare": gettext_lazy("Closed without evidence"),
    "sides": gettext_lazy("Same person reported and checked"),
    "bulk": gettext_lazy("Done in bulk"),
    "superseded": gettext_lazy("Figures that changed after the check"),
}
KINDS = dict(Progress.KINDS)


@require_safe
@login_required
def audit_question_list(request: HttpRequest) -> HttpResponse:
    """Show the questions, each with the number of entries."""
    actor, day = request_actor(request), timezone.localdate()
    if not asks.may_ask(actor):
        raise Http404
    found = asks.audit_question_counts(actor, day)
    counts = [
        {"label": str(TITLES[name]), "count": found[name], "url": reverse("ledger:audit_list", args=[name])}
        for name in asks.LISTS
    ]
    title = _("Audit questions")
    context = {"title": title, "crumbs": [(_("Home"), reverse("home")), (title, "")], "counts": counts}
    return render(request, "ledger/audit.html", context)


@require_safe
@login_required
def audit_question_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one question's list, newest first."""
    actor, day = request_actor(request), timezone.localdate()
    if not asks.may_ask(actor) or name not in asks.LISTS:
        raise Http404
    some = paginate_rows(request, asks.LISTS[name](actor, day))
    heads, lines = SHOWN[name](list(some))
    title = str(TITLES[name])
    columns = [DataColumn(label, sort) for label, sort in heads]
    empty = Empty(_("There is none."))
    context = {
        "title": title,
        "crumbs": [(_("Audit questions"), reverse("ledger:audit")), (title, "")],
        "table": DataTable(title, columns, lines, empty),
        "pager": build_pager(request, some),
    }
    return render(request, "ledger/audit.html", context)


Heads = list[tuple[str, str]]
Shown = tuple[Heads, list[DataRow]]


def _matter(record: Record) -> list[DataCell]:
    return [
        DataCell(record.number, _("Number"), "code"),
        DataCell(record.title, _("Title"), head=True, url=record.get_absolute_url()),
        DataCell(str(record.unit), _("Unit")),
    ]


def _matter_heads() -> Heads:
    return [(_("Number"), "text"), (_("Title"), "text"), (_("Unit"), "text")]


def _who(entry: Entry) -> str:
    told = event_of_entry(entry)
    via = {"deputy": _("as deputy"), "mandate": _("recorded for the leader")}.get(told.via, "")
    return f"{told.actor}（{via}）" if via else str(told.actor or _("the program"))


def _dates(entries: Sequence[Entry]) -> Shown:
    heads = [*_matter_heads(), (_("Step"), "text"), (_("Day"), "date"), (_("Due then"), "date")]
    heads += [(_("New date"), "date"), (_("Days before due"), "text"), (_("Step taken by"), "text")]
    lines = []
    for request in asks.due_date_requests(entries):
        assert request.entry.record
        left = "—" if request.left is None else str(request.left)
        if request.left is not None and request.left < 0:
            words = _("%(days)d days late") if request.entry.step == "ask_extension" else _("%(days)d days after it")
            left = words % {"days": -request.left}
        cells = [
            *_matter(request.entry.record),
            DataCell(str(event_of_entry(request.entry).label), _("Step")),
            DataCell(plain_text(timezone.localdate(request.entry.at)), _("Day"), "date"),
            DataCell(plain_text(request.due), _("Due then"), "date"),
            DataCell(plain_text(request.wish), _("New date"), "date"),
            DataCell(left, _("Days before due")),
            DataCell(_who(request.entry), _("Step taken by")),
        ]
        lines.append(DataRow(str(request.entry.pk), request.entry.record.title, cells))
    return heads, lines


def _bare(found: Sequence[Commitment]) -> Shown:
    heads = [*_matter_heads(), (_("Evidence asked for"), "text"), (_("Closed on"), "date")]
    lines = [
        DataRow(
            str(commitment.pk),
            commitment.title,
            [
                *_matter(commitment),
                DataCell(commitment.proof or "—", _("Evidence asked for")),
                DataCell(
                    plain_text(timezone.localdate(commitment.closed)) if commitment.closed else "—",
                    _("Closed on"),
                    "date",
                ),
            ],
        )
        for commitment in found
    ]
    return heads, lines


def _sides(entries: Sequence[Entry]) -> Shown:
    heads = [
        *_matter_heads(),
        (_("Acted for the unit, and also took other steps"), "text"),
        (_("Step taken by"), "text"),
    ]
    heads += [(_("Day"), "date")]
    lines = []
    for entry in entries:
        assert entry.record
        cells = [
            *_matter(entry.record),
            DataCell(str(event_of_entry(entry).label), _("Acted for the unit, and also took other steps")),
            DataCell(_who(entry), _("Step taken by")),
            DataCell(plain_text(timezone.localdate(entry.at)), _("Day"), "date"),
        ]
        lines.append(DataRow(str(entry.pk), entry.record.title, cells))
    return heads, lines


def _bulk(runs: Sequence[Any]) -> Shown:
    heads = [(_("Step"), "text"), (_("Step taken by"), "text"), (_("Day"), "date"), (_("Rows done"), "number")]
    heads += [(_("Left unchanged"), "number")]
    steps = get_kind("commitments").cycle.by_name
    lines = []
    for run in runs:
        label = str(steps[run.step].label) if run.step in steps else run.step
        if run.undoes_id:
            label = _("%(step)s (undoing)") % {"step": label}
        cells = [
            DataCell(label, _("Step"), head=True),
            DataCell(run.person.name, _("Step taken by")),
            DataCell(timezone.localtime(run.at).strftime("%Y-%m-%d %H:%M"), _("Day"), "date"),
            DataCell(str(run.rows_done), _("Rows done"), "number"),
            DataCell(str(run.rows_left), _("Left unchanged"), "number"),
        ]
        lines.append(DataRow(str(run.pk), label, cells))
    return heads, lines


def _superseded(found: Sequence[Progress]) -> Shown:
    heads = [*_matter_heads(), (_("Report"), "text"), (_("Reported on"), "date"), (_("What became of it"), "text")]
    lines = []
    for report in found:
        became = _("another value was reported after the check")
        if report.taken_back:
            who = report.taken_back.person.name if report.taken_back.person else _("the program")
            on = timezone.localdate(report.taken_back.at)
            became = _("taken back by %(who)s on %(day)s") % {"who": who, "day": on}
        cells = [
            *_matter(report.commitment),
            DataCell(f"{KINDS[report.kind]}：{report.words[:80]}", _("Report")),
            DataCell(plain_text(report.day), _("Reported on"), "date"),
            DataCell(became, _("What became of it")),
        ]
        lines.append(DataRow(str(report.pk), report.commitment.title, cells))
    return heads, lines


SHOWN: dict[str, Callable[[Any], Shown]] = {
    "dates": _dates,
    "bare": _bare,
    "sides": _sides,
    "bulk": _bulk,
    "superseded": _superseded,
}
