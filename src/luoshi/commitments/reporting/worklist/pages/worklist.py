"""A person's own commitments: those led by the actor's units or done by the actor, grouped by what to do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import ActionLink, DataCell, DataColumn, DataRow, DataTable, Empty, Light
from luoshi.commitments.lights.pages import lights_of
from luoshi.commitments.reporting.worklist import queries as mine
from luoshi.kernel.duties.queries.duties import due_duties
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.addresses import step_address
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.plans.base.models.commitment import Commitment

TITLES = {
    mine.ACCEPT: gettext_lazy("To accept, or to name who does it"),
    mine.REWORK: gettext_lazy("Returned for correction"),
    mine.NOW: gettext_lazy("To report now"),
    mine.RUNNING: gettext_lazy("Under way"),
    mine.BACK: gettext_lazy("being checked"),
    mine.MORE: gettext_lazy("Not begun, sent back or suspended"),
    mine.SUPPORT: gettext_lazy("We support"),
}


@require_safe
@login_required
def own_commitment_list(request: HttpRequest) -> HttpResponse:
    """Show all of the actor's commitments, earliest due first in each group."""
    actor, day = request_actor(request), timezone.localdate()
    found = {group.name: group for group in mine.worklist_groups(actor, day)}
    counts: list[dict[str, object]] = [
        {"label": TITLES[name], "count": found[name].count if name in found else 0, "url": f"#{name}"}
        for name in mine.GROUPS
        if name in found or name == mine.NOW
    ]
    for group_count in counts:
        if group_count["url"] == f"#{mine.NOW}":
            group_count |= {"tone": "late"} if mine.NOW in found else {"url": ""}
    owes = bool(found)
    if supports := mine.supported_group(actor, day):
        found[supports.name] = supports
        counts.append({"label": TITLES[supports.name], "count": supports.count, "url": f"#{supports.name}"})
    every = [row for group in found.values() for row in group.rows]
    lights, dues = lights_of(every, day), due_duties(every)
    context = {
        "title": _("My commitments"),
        "crumbs": [(_("Home"), reverse("home")), (_("My commitments"), "")],
        "actions": _actions(owes),
        "counts": counts,
        "groups": [_group(group, lights, dues, day) for group in found.values()],
        "empty": Empty(
            _("The plans contain nothing for you to do at present."),
            _("Commitments sent out to your unit appear here, soonest due first."),
            reverse("records:list", args=["commitments"]),
            _("All commitments that you may see"),
        ),
        "report_url": reverse("ledger:report"),
        "at_once": mine.AT_ONCE,
    }
    return render(request, "ledger/worklist.html", context)


def _actions(owes: bool) -> list[ActionLink]:
    report: ActionLink = {"label": _("Report this month"), "url": reverse("ledger:report"), "main": True}
    ways: list[ActionLink] = [{"label": _("Calendar"), "url": reverse("ledger:calendar")}]
    ways.append({"label": _("Progress by unit"), "url": reverse("ledger:tree_progress")})
    return [report, *ways] if owes else [*ways]


def _group(
    group: mine.WorklistGroup, lights: Mapping[int, Light], dues: Mapping[int, str], day: date
) -> dict[str, object]:
    several = len({row.unit_id for row in group.rows}) > 1
    columns = [DataColumn(_("Number")), DataColumn(_("Title")), *([DataColumn(_("Unit"))] if several else [])]
    columns += [DataColumn(_("State")), DataColumn(_("Due"), "date"), DataColumn(_("To do"), "steps")]
    rows = [
        DataRow(str(row.pk), row.title, _cells(row, group, several, lights[row.pk], dues.get(row.pk, ""), day))
        for row in group.rows
    ]
    title = str(TITLES[group.name])
    return {
        "id": group.name,
        "title": title,
        "count": group.count,
        "table": DataTable(title, columns, rows, Empty(_("None.")), select=group.name == mine.NOW),
        "further": group.count - len(group.rows),
    }


def _cells(
    one: Commitment, group: mine.WorklistGroup, several: bool, light: Light, duty: str, day: date
) -> list[DataCell]:
    steps = [
        {"label": str(step.label), "url": step_address(one.kind, one.pk, step.name)}
        for step in group.steps.get(one.pk, ())
        if step.about(one, day)
    ]
    return [
        DataCell(one.number, _("Number"), "code"),
        DataCell(one.title, _("Title"), head=True, url=one.get_absolute_url()),
        *([DataCell(str(one.unit), _("Unit"))] if several else []),
        DataCell(fields.field_text(one, "state"), _("State")),
        DataCell(plain_text(one.due), _("Due"), "date", light=light, note=duty),
        DataCell("", _("To do"), "steps", steps=steps),
    ]
