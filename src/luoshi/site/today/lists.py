"""The lists behind the figures of the home pages: exactly the rows that each counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.kernel.history.queries.history import Event
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.site.today import queries

TITLES = {
    "late": gettext_lazy("Late, by unit"),
    "year": gettext_lazy("This year's plans: what counts"),
    "due": gettext_lazy("This year's plans: due by today"),
    "done": gettext_lazy("This year's plans: done"),
    "changed": gettext_lazy("Changed since yesterday"),
}


def _by_date(rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows.select_related("unit").order_by(F("bound").asc(nulls_last=True), "pk")


# By name the figures of a home page; those of a year also stand on a leader's page.
YEAR = ("year", "due", "done")
ROWS: dict[str, Callable[[Actor, date], QuerySet[Record]]] = {
    "late": queries.late_commitments,
    "year": lambda actor, day: _by_date(queries.year_rows(actor, day)),
    "due": lambda actor, day: _by_date(queries.due_this_year(actor, day)),
    "done": lambda actor, day: _by_date(queries.done_this_year(actor, day)),
    "changed": queries.changed_records,
}


@require_safe
@login_required
def today_list(request: HttpRequest, which: str) -> HttpResponse:
    """Show all that a figure of the home page counts; ``?unit=…`` limits it to one unit."""
    if which not in ROWS:
        raise Http404
    actor, day = request_actor(request), timezone.localdate()
    rows, asked = ROWS[which](actor, day), request.GET.get("unit", "")
    if narrowed := asked.isdecimal() and len(asked) < 19:
        rows = rows.filter(unit=int(asked))
    some = paginate_rows(request, rows)
    found = list(some)
    title = str(TITLES[which])
    if narrowed and found:
        title = _("%(figure)s: %(unit)s") % {"figure": title, "unit": found[0].unit}
    events = queries.last_changes(found, actor, day) if which == "changed" else None
    context = {
        "title": title,
        "crumbs": [(_("Home"), reverse("home")), (title, "")],
        "count": some.paginator.count,
        "table": build_record_table(title, found, day, events),
        "pager": build_pager(request, some),
        "every_url": reverse("today_list", args=[which]) if narrowed else "",
    }
    return render(request, "today_list.html", context)


def build_record_table(
    title: str, records: list[Record], day: date, events: Mapping[int, Event] | None = None
) -> DataTable:
    """Return a table of records with light and state; ``events``: with what happened last, by the record's id."""
    lights = lights_of(records, day)
    rows = []
    for record in records:
        cells = [
            DataCell(record.number, _("Number"), "code"),
            DataCell(record.title, _("Title"), head=True, url=record.get_absolute_url()),
            DataCell(record.unit.short or record.unit.name, _("Unit")),
            DataCell(str(kind_of(record).cycle.states[record.state]), _("State")),
            DataCell(plain_text(record.due), _("Due"), "date", light=lights[record.pk]),
        ]
        if events is not None:
            event = events[record.pk]
            at = timezone.localtime(event.at).strftime("%m-%d %H:%M")
            words = {"step": event.label, "who": event.actor or _("the program"), "at": at}
            cells.append(DataCell(_("%(step)s (%(who)s, %(at)s)") % words, _("What happened")))
        rows.append(DataRow(str(record.pk), record.title, cells))
    columns = [DataColumn(_("Number")), DataColumn(_("Title")), DataColumn(_("Unit")), DataColumn(_("State"))]
    columns.append(DataColumn(_("Due"), "date"))
    if events is not None:
        columns.append(DataColumn(_("What happened")))
    return DataTable(title, columns, rows, Empty(_("None."), "", reverse("home"), _("Home")))
