"""The home page: first of all, the user's open work."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from unicodedata import east_asian_width

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, build_pager, paginate_rows
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.statistics.overview.pages.board import count_all_late
from luoshi.commitments.verifying.queries import count_waiting
from luoshi.desk.digests.queries import digest_counts
from luoshi.desk.lists.pages.duty_facts import answering_buttons
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.desk.lists.queries.inbox import (
    WaitingRecord,
    decided_on,
    goes_on,
    records_with_steps,
    waiting_records,
)
from luoshi.desk.lists.queries.inbox import due_filter as narrowed
from luoshi.desk.org_ports.queries.usage import kinds_in_use
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.duties.queries.duties import due_duty_names
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.registry import kinds_of_line, list_lines
from luoshi.kernel.messages.pages.inbox import unread_of
from luoshi.kernel.messages.queries import messages
from luoshi.kernel.rights.queries.rights import may_open_somewhere
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import ALONE
from luoshi.org.proposals.pages.pending_changes import changes_of
from luoshi.org.proposals.pages.words import describe_proposal as changed
from luoshi.site.backup.backup_status import backup_facts
from luoshi.site.begin import pages as beginning
from luoshi.site.leader import pages as leader
from luoshi.site.navigation.menu import beginning_of

IN_LINE = 30  # character cells in a line of a telephone, beside the button "More"
BORDERS = 5  # cells that a button takes besides its label
# Titles of the user's own work, by figure and list.
TITLES = {
    "": gettext_lazy("For me to do now"),
    "late": gettext_lazy("For me to do, late"),
    "soon": gettext_lazy("For me to do, due soon"),
    "next": gettext_lazy("Ready for me to continue"),
}
TONES = {"late": "late", "soon": "soon"}
NEWS = 6  # newest unread messages shown


@require_safe
@login_required
def home_page(request: HttpRequest) -> HttpResponse:
    """Show the user's open work, earliest due date first, and what they can begin."""
    actor, day = request_actor(request), timezone.localdate()
    if actor.roles == {Role.LEADER}:
        return leader.leader_overview(request)
    asked = request.GET.get("show", "")
    which = asked if asked in ("late", "soon", "next") else ""
    mine, further = waiting_records(actor, day), goes_on(actor, day)
    counts = digest_counts(actor, day, mine)
    optional = further.order_by().count()
    known = {"late": counts.late, "soon": counts.soon, "next": optional}.get(which, counts.waiting)
    some = paginate_rows(request, further if which == "next" else mine.filter(narrowed(which, day)), count=known)
    rows, found = [], records_with_steps(list(some), actor, day)
    records = [waiting_record.record for waiting_record in found]
    lights, decided, dues = lights_of(records, day), decided_on(found), due_duty_names(records)
    for waiting_record in found:
        record = waiting_record.record
        duty = dues.get(record.pk, "")
        owed = str(waiting_record.kind.duties_by_name[duty].label) if duty else ""
        cells = [
            DataCell(str(waiting_record.kind.one), _("Kind")),
            DataCell(
                record.title, _("Title"), head=True, url=record.get_absolute_url(), note=decided.get(record.pk, "")
            ),
            DataCell(str(record.unit), _("Unit")),
            DataCell(waiting_record.state, _("State")),
            DataCell(plain_text(record.due), _("Due"), "date", light=lights[record.pk], note=owed),
            DataCell("", _("To do"), "steps", steps=_to_do(waiting_record, duty)),
        ]
        rows.append(DataRow(str(record.pk), record.title, cells))
    columns = [
        DataColumn(_("Kind")),
        DataColumn(_("Title")),
        DataColumn(_("Unit")),
        DataColumn(_("State")),
        DataColumn(_("Due"), "date"),
    ]
    title = str(TITLES[which])
    empty = Empty(_("You have nothing to do."), _("New matters appear here, soonest due first."))
    if which:
        empty = Empty(_("None."), "", reverse("home"), _("Everything I have to do"))
    table = DataTable(title, [*columns, DataColumn(_("To do"), "steps")], rows, empty)
    begin, seldom = _begins(actor)
    inbox = reverse("records:inbox")
    news = [
        {"at": message.at, "words": render_message(message.code, message.values), "url": inbox}
        for message in messages.inbox_messages(actor, "unread")[:NEWS]
    ]
    standing = backup_facts(actor, timezone.now())
    changes, verify, home_url = changes_of(request).mine, count_waiting(actor, day), reverse("home")
    figures = {"": counts.waiting, "late": counts.late, "soon": counts.soon, "next": optional}
    context = {
        "title": _("Home"),
        "actions": begin,
        "seldom": seldom,
        "counts": [
            *(_count(name, count, which) for name, count in figures.items()),
            *(
                [{"label": _("Changes of rights to confirm"), "count": len(changes), "url": home_url + "#changes"}]
                if changes
                else []
            ),
            *([{"label": _("Reports to verify"), "count": verify, "url": reverse("ledger:verify")}] if verify else []),
            *count_all_late(actor, day),
            {"label": _("Unread messages"), "count": unread_of(request), "url": inbox},
        ],
        "waiting": {"table": table, "count": some.paginator.count, "title": title},
        "changes": _changes(changes) if changes and not which else None,
        "begin": beginning.build_setup_card(request),
        "pager": build_pager(request, some),
        "news": news,
        "news_url": inbox,
        "standing": standing,
        "aside": bool(news or standing),
    }
    return render(request, "home.html", context)


def _begins(actor: Actor) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return what the user may begin: as many buttons as fit one line of a telephone, and the rest behind "More".

    Kinds that begin with a paper come first, because the program exists for them; then those the office has used
    already.
    """
    apart = [
        kind for line in list_lines() if not line.together for kind in kinds_of_line(line)
    ]  # others begin at their lists
    begun = kinds_in_use([kind.name for kind in apart])
    mine = sorted(may_open_somewhere(apart, actor), key=lambda kind: (not kind.begins, kind.name not in begun))
    found = [{"label": label, "url": url, "main": True} for label, url in map(beginning_of, mine)]
    wide = accumulate(_wide(str(button["label"])) for button in found)
    first = max(1, sum(so_far <= IN_LINE for so_far in wide))
    return found[:first], found[first:]


def _wide(label: str) -> int:
    """Return how many cells a button takes in a line: two per Chinese character, plus its margins."""
    return BORDERS + sum(2 if east_asian_width(sign) in "WF" else 1 for sign in label)


def _to_do(waiting: WaitingRecord, duty: str) -> list[dict[str, str]]:
    """Return the button of the awaited step, and those of other open steps that meet the duty shown beside it."""
    record, step = waiting.record, waiting.step
    url = reverse("records:step", args=[record.kind, record.pk, step.name])
    others = [further for further in waiting.open_now if further is not step]
    return [{"label": str(step.label), "url": url}, *answering_buttons(record, others, duty)]


def _count(name: str, count: int, here: str) -> dict[str, object]:
    """Return a figure that links to the list of exactly the rows it counts."""
    url = reverse("home") + (f"?show={name}" if name else "") + "#waiting"
    return {"label": str(TITLES[name]), "count": count, "tone": TONES.get(name), "url": url, "here": name == here}


def _changes(rows: Sequence[Proposal]) -> dict[str, object]:
    """Return the changes of rights that wait for this user; those made alone are confirmed on a page of their own."""
    alone = [row for row in rows if row.outcome == ALONE]
    shown = []
    for row in rows:
        url = reverse("org:alone") if row in alone else reverse("org:confirm_proposal", args=[row.pk])
        cells = [
            DataCell(_("Change of rights"), _("Kind")),
            DataCell(changed(row), _("Title"), head=True, url=reverse("org:proposals")),
            DataCell(row.proposer.name, _("Proposed by")),
            DataCell("", _("To do"), "steps", steps=[{"label": _("Confirm the change"), "url": url}]),
        ]
        shown.append(DataRow(str(row.pk), changed(row), cells))
    columns = [
        DataColumn(_("Kind")),
        DataColumn(_("Title")),
        DataColumn(_("Proposed by")),
        DataColumn(_("To do"), "steps"),
    ]
    title = _("Changes of rights for you to confirm")
    return {"title": title, "table": DataTable(title, columns, shown, Empty("")), "count": len(rows)}
