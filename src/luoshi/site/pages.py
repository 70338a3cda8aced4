"""Home: what waits for me, first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from luoshi.org.requests import acting
from luoshi.org.rules.rights import Role
from luoshi.org.shapes import Cell, Column, Empty, Row, Table
from luoshi.records import fields
from luoshi.records.kinds import Kind, kinds
from luoshi.records.messages import sentence
from luoshi.records.pages.common import lights_of
from luoshi.records.pages.inbox import unread_of
from luoshi.records.queries import messages
from luoshi.records.queries.inbox import waiting
from luoshi.records.queries.rights import may_open_somewhere
from luoshi.site import leader

NEWS = 6  # of the messages not read yet, the newest


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the person, soonest due first, and what they can begin."""
    actor, day = acting(request), timezone.localdate()
    if actor.roles == {Role.LEADER}:
        return leader.page(request)
    rows, found = [], waiting(actor, day)
    lights = lights_of([one.record for one in found], day)
    for one in found:
        record = one.record
        url = reverse("records:step", args=[record.kind, record.pk, one.step.name])
        cells = [
            Cell(str(one.kind.one), _("Kind")),
            Cell(record.title, _("Title"), head=True, url=record.get_absolute_url()),
            Cell(str(record.unit), _("Unit")),
            Cell(one.state, _("State")),
            Cell(fields.text(record.due), _("Due"), "date", light=lights[record.pk]),
            Cell("", _("To do"), "steps", steps=[{"label": str(one.step.label), "url": url}]),
        ]
        rows.append(Row(str(record.pk), record.title, cells))
    columns = [Column(_("Kind")), Column(_("Title")), Column(_("Unit")), Column(_("State")), Column(_("Due"), "date")]
    empty = Empty(_("Nothing waits for you."), _("New matters appear here, soonest due first."))
    table = Table(_("Waits for me"), [*columns, Column(_("To do"), "steps")], rows, empty)
    begin = [{**_beginning(kind), "main": True} for kind in may_open_somewhere(kinds(), actor)]
    counts, inbox = messages.counts(actor, day), reverse("records:inbox")
    news = [
        {"at": one.at, "words": sentence(one.code, one.values), "url": inbox}
        for one in messages.inbox(actor, "unread")[:NEWS]
    ]
    context = {
        "title": _("Home"),
        "actions": begin,
        "counts": [
            {"label": _("Waits for me"), "count": counts.waiting},
            {"label": _("Late"), "count": counts.late, "tone": "late"},
            {"label": _("Due soon"), "count": counts.soon, "tone": "soon"},
            {"label": _("Unread messages"), "count": unread_of(request), "url": inbox},
        ],
        "waiting": {"table": table, "count": counts.waiting},
        "further": counts.waiting - len(rows),
        "news": news,
        "news_url": inbox,
        "aside": bool(news),
    }
    return render(request, "home.html", context)


def _beginning(kind: Kind) -> dict[str, str]:
    """The button by which a record of a kind begins: its own way, where it has one, before the bare form."""
    label, name = kind.begins or (kind.cycle.opens.label, "")
    return {"label": str(label), "url": reverse(name) if name else reverse("records:new", args=[kind.name])}
