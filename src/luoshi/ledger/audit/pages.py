"""The auditor's questions as lists; open to auditors, and to supervisors for what they may read."""

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

from luoshi.ledger.audit import queries as asks
from luoshi.ledger.progress.models import Progress
from luoshi.org.base.requests import request_actor
from luoshi.org.base.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.records.journal.models import Entry
from luoshi.records.journal.queries.history import event_of_entry
from luoshi.records.kinds import fields
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import get_kind

TITLES = {
    "dates": gettext_lazy("Dates asked for and moved, and how close to due"),
    "bare": gettext_lazy("Closed without evidence"),
    "sides": gettext_lazy("One person on both sides"),
    "bulk": gettext_lazy("Done in bulk"),
    "superseded": gettext_lazy("Figures changed after the check"),
}
KINDS = dict(Progress.KINDS)


@require_safe
@login_required
def audit_question_list(request: HttpRequest) -> HttpResponse:
    """The questions, each with how many there are."""
    actor, day = request_actor(request), timezone.localdate()
    if not asks.may_ask(actor):
        raise Http404
    found = asks.audit_question_counts(actor, day)
    counts = [
        {"label": str(TITLES[name]), "count": found[name], "url": reverse("ledger:audit_list", args=[name])}
        for name in asks.LISTS
    ]
    title = _("Questions of the audit")
    context = {"title": title, "crumbs": [(_("Home"), reverse("home")), (title, "")], "counts": counts}
    return render(request, "ledger/audit.html", context)


@require_safe
@login_required
def audit_question_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One question's list, newest first."""
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
        "crumbs": [(_("Questions of the audit"), reverse("ledger:audit")), (title, "")],
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
    heads += [(_("New date"), "date"), (_("Days before due"), "text"), (_("Taken by"), "text")]
    lines = []
    for one in asks.due_date_requests(entries):
        assert one.entry.record
        left = "—" if one.left is None else str(one.left)
        if one.left is not None and one.left < 0:
            words = _("%(days)d days too late") if one.entry.step == "ask_extension" else _("%(days)d days after it")
            left = words % {"days": -one.left}
        cells = [
            *_matter(one.entry.record),
            DataCell(str(event_of_entry(one.entry).label), _("Step")),
            DataCell(fields.plain_text(timezone.localdate(one.entry.at)), _("Day"), "date"),
            DataCell(fields.plain_text(one.due), _("Due then"), "date"),
            DataCell(fields.plain_text(one.wish), _("New date"), "date"),
            DataCell(left, _("Days before due")),
            DataCell(_who(one.entry), _("Taken by")),
        ]
        lines.append(DataRow(str(one.entry.pk), one.entry.record.title, cells))
    return heads, lines


def _bare(found: Sequence[Any]) -> Shown:
    heads = [*_matter_heads(), (_("Evidence asked for"), "text"), (_("Closed on"), "date")]
    lines = [
        DataRow(
            str(one.pk),
            one.title,
            [
                *_matter(one),
                DataCell(one.proof or "—", _("Evidence asked for")),
                DataCell(
                    fields.plain_text(timezone.localdate(one.closed)) if one.closed else "—", _("Closed on"), "date"
                ),
            ],
        )
        for one in found
    ]
    return heads, lines


def _sides(entries: Sequence[Entry]) -> Shown:
    heads = [*_matter_heads(), (_("Acted for the unit, and also did"), "text"), (_("Taken by"), "text")]
    heads += [(_("Day"), "date")]
    lines = []
    for one in entries:
        assert one.record
        cells = [
            *_matter(one.record),
            DataCell(str(event_of_entry(one).label), _("Acted for the unit, and also did")),
            DataCell(_who(one), _("Taken by")),
            DataCell(fields.plain_text(timezone.localdate(one.at)), _("Day"), "date"),
        ]
        lines.append(DataRow(str(one.pk), one.record.title, cells))
    return heads, lines


def _bulk(runs: Sequence[Any]) -> Shown:
    heads = [(_("Step"), "text"), (_("Taken by"), "text"), (_("Day"), "date"), (_("Rows done"), "number")]
    heads += [(_("Left as they were"), "number")]
    steps = get_kind("commitments").cycle.by_name
    lines = []
    for one in runs:
        label = str(steps[one.step].label) if one.step in steps else one.step
        if one.undoes_id:
            label = _("%(step)s (undoing)") % {"step": label}
        cells = [
            DataCell(label, _("Step"), head=True),
            DataCell(one.person.name, _("Taken by")),
            DataCell(timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"), _("Day"), "date"),
            DataCell(str(one.rows_done), _("Rows done"), "number"),
            DataCell(str(one.rows_left), _("Left as they were"), "number"),
        ]
        lines.append(DataRow(str(one.pk), label, cells))
    return heads, lines


def _superseded(found: Sequence[Progress]) -> Shown:
    heads = [*_matter_heads(), (_("Report"), "text"), (_("Reported on"), "date"), (_("What became of it"), "text")]
    lines = []
    for one in found:
        became = _("another value was reported after the check")
        if one.taken_back:
            who = one.taken_back.person.name if one.taken_back.person else _("the program")
            on = timezone.localdate(one.taken_back.at)
            became = _("taken back by %(who)s on %(day)s") % {"who": who, "day": on}
        cells = [
            *_matter(one.commitment),
            DataCell(f"{KINDS[one.kind]}：{one.words[:80]}", _("Report")),
            DataCell(fields.plain_text(one.day), _("Reported on"), "date"),
            DataCell(became, _("What became of it")),
        ]
        lines.append(DataRow(str(one.pk), one.commitment.title, cells))
    return heads, lines


SHOWN: dict[str, Callable[[Any], Shown]] = {
    "dates": _dates,
    "bare": _bare,
    "sides": _sides,
    "bulk": _bulk,
    "superseded": _superseded,
}
