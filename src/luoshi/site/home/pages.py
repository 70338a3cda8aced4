"""The home page: what a role needs first, and the user's open work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from unicodedata import east_asian_width

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    PAGE,
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    build_pager,
    paginate_rows,
)
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.commitments.statistics.overview.pages.board import count_all_late, describe_late_count
from luoshi.commitments.verifying.queries import count_waiting
from luoshi.desk.lists.pages.duty_facts import answering_buttons
from luoshi.desk.lists.pages.record_fragments import lights_of
from luoshi.desk.lists.queries.inbox import (
    WaitingCount,
    WaitingRecord,
    count_by_state,
    decided_on,
    goes_on,
    load_with_units,
    records_with_steps,
    waiting_in_state,
    waiting_records,
)
from luoshi.desk.lists.queries.inbox import due_filter as narrowed
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.desk.lists.queries.record_pages import COUNTED, RowCount
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.duties.queries.duties import due_duty_names
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind, kinds_of_line, list_kinds, list_lines
from luoshi.kernel.messages.pages.inbox import unread_of
from luoshi.kernel.messages.queries import messages
from luoshi.kernel.rights.queries.rights import may_open_somewhere
from luoshi.kernel.rights.queries.used_kinds import kinds_in_use
from luoshi.org.people.models import Proposal
from luoshi.org.people.queries.people import ALONE
from luoshi.org.proposals.pages.pending_changes import changes_of
from luoshi.org.proposals.pages.words import describe_proposal as changed
from luoshi.site.backup.backup_status import backup_facts
from luoshi.site.begin import pages as beginning
from luoshi.site.home.others import build_accounts_section, build_audit_section, build_own_pages, build_own_section
from luoshi.site.home.unit import build_unit_face
from luoshi.site.leader import pages as leader
from luoshi.site.navigation.menu import beginning_of
from luoshi.site.today.faces import (
    Section,
    build_changes_section,
    build_curve_section,
    build_late_section,
    build_waiting_section,
    waiting_url,
)

IN_LINE = 30  # character cells in a line of a telephone, beside the button "More"
BORDERS = 5  # cells that a button takes besides its label
# Titles of the user's own work, by figure and list.
TITLES = {
    "": gettext_lazy("For me to do now"),
    "late": gettext_lazy("For me to do, late"),
    "soon": gettext_lazy("For me to do, due soon"),
    "next": gettext_lazy("Ready for me to continue"),
    "all": gettext_lazy("For me to do now"),
}
TONES = {"late": "late", "soon": "soon"}
NEWS = 6  # newest unread messages shown
FEW = 10  # rows of open work that need no groups above them


@require_safe
@login_required
def home_page(request: HttpRequest) -> HttpResponse:
    """Show what the person's role needs first, and their open work, earliest due date first.

    With ?show=… or ?of=… only the list of the work that a figure counts, and all of it.
    """
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    if actor.roles == {Role.LEADER}:
        return leader.leader_overview(request)
    asked = request.GET.get("show", "")
    which, group = asked if asked in TITLES else "", _group_asked(request.GET.get("of", ""))
    mine, further = waiting_records(actor, day), goes_on(actor, day)
    waiting = count_by_state(mine, day)
    late, soon, every = (sum(getattr(each, name) for each in waiting) for name in ("late", "soon", "count"))
    optional = RowCount.up_to(further.order_by()[: COUNTED + 1].count(), COUNTED)
    alone = bool(asked or group or "page" in request.GET)
    face = {} if alone else _face(waiting, actor, at)
    known = {"late": late, "soon": soon, "next": None if optional.more else optional.number}.get(which, every)
    rows = further if which == "next" else mine.filter(narrowed(which, day))
    if group:
        known, rows = None, waiting_in_state(get_kind(group.kind), group.state, actor, day)
    some = paginate_rows(request, rows.values_list("pk", flat=True), count=known)
    table = _work_table(load_with_units(list(some)), _title(which, group), bool(which or group), actor, day)
    begin, seldom = _begins(actor)
    changes = changes_of(request).mine
    figures = {"": every, "late": late, "soon": soon, "next": optional if optional.more else optional.number}
    tabs = [_count(name, count, which) for name, count in figures.items()]
    standing, news = backup_facts(actor, at), _news(request, actor) if not alone else None
    context = {
        "title": _("Home"),
        "heading": _("Home") if alone else pgettext("home page", "Today"),
        "day": day,
        "day_words": date_format(day, pgettext("the day", "l, j F")),
        "face": face,
        "actions": begin,
        "seldom": seldom,
        "tabs": tabs,
        "counts": [*tabs, *_further_counts(request, len(changes), face, actor, day)],
        "waiting": {"table": table, "count": some.paginator.count, "title": table.caption},
        "every_url": waiting_url("all") if face and every > PAGE else "",
        "changes": _changes(changes) if changes and not alone else None,
        "begin": beginning.build_setup_card(request) if not alone else None,
        "pager": None if face else build_pager(request, some),
        "news": news,
        "standing": standing if not alone else [],
        "aside": bool(not alone and (news or standing or face.get("aside"))),
    }
    return render(request, "home.html", context)


@dataclass(frozen=True)
class _GroupAsked:
    """What waits, of one kind in one state."""

    kind: str
    state: str


def _group_asked(words: str) -> _GroupAsked | None:
    """Return the kind and state in an address; None if there is no such."""
    kind, _colon, state = words.partition(":")
    known = next((declared for declared in list_kinds() if declared.name == kind), None)
    return _GroupAsked(kind, state) if known and state in known.cycle.states else None


def _title(which: str, group: _GroupAsked | None) -> str:
    if group is None:
        return str(TITLES[which])
    declared = get_kind(group.kind)
    return _("%(kind)s: %(state)s") % {"kind": declared.label, "state": declared.cycle.states[group.state]}


def _face(waiting: Sequence[WaitingCount], actor: Actor, at: datetime) -> Section:
    """Return the sections of the person's roles; empty for those whose home is their open work alone."""
    day, roles = timezone.localdate(at), actor.roles
    found: Section = {}
    if Role.SUPERVISOR in roles:
        late = build_late_section(actor, day)
        found |= {"late": late, "curve": build_curve_section(actor, day), "line": _line(actor, day, late)}
    unit = build_unit_face(waiting, actor, day)
    if any(unit.values()):
        found["unit"] = unit
    if audit := build_audit_section(actor, day, at):
        found["audit"] = audit
    if accounts := build_accounts_section(actor, day):
        found["accounts"] = accounts
    if roles and roles <= {Role.OUTSIDE}:
        found |= {"own": build_own_section(actor, day), "own_pages": build_own_pages(actor)}
    if not roles.isdisjoint({Role.SUPERVISOR, Role.AUDITOR}):
        found["changed"] = build_changes_section(actor, day)
    if "late" in found or (
        found and sum(group.count for group in waiting) > FEW
    ):  # else the rows themselves are enough
        found["waiting"] = build_waiting_section(waiting, actor, day)
    if found:
        beside = (
            found.get("waiting"),
            found.get("changed"),
            found.get("accounts"),
            unit.get("accept"),
            unit.get("told"),
        )
        found["aside"] = any(beside)
    return found


def _line(actor: Actor, day: date, late: Section) -> Section:
    """Return the figures of a supervisor's first line: what is late and what is due soon, as their lists count."""
    commitments, listed = get_kind("commitments"), reverse("records:list", args=["commitments"])
    soon = filter_records(commitments, actor, day, {"due": "soon"}).qs.order_by().count()
    return {
        "units": late["units"],
        "late": describe_late_count(int(str(late["count"]))),
        "soon": {"count": soon, "url": f"{listed}?due=soon"},
    }


def _further_counts(
    request: HttpRequest, changes: int, face: Section, actor: Actor, day: date
) -> list[dict[str, object]]:
    """Return the figures beside those of the person's own work."""
    verify, known = count_waiting(actor, day), face.get("line")
    late = known["late"] if isinstance(known, dict) else None
    found: list[dict[str, object]] = []
    if changes:
        found.append(
            {"label": _("Changes of rights to confirm"), "count": changes, "url": reverse("home") + "#changes"}
        )
    if verify:
        found.append({"label": _("Reports to verify"), "count": verify, "url": reverse("ledger:verify")})
    found += [late] if late else count_all_late(actor, day)
    found.append({"label": _("Unread messages"), "count": unread_of(request), "url": reverse("records:inbox")})
    return found


def _news(request: HttpRequest, actor: Actor) -> Section | None:
    """Return the newest unread messages."""
    inbox = reverse("records:inbox")
    rows = [
        {"at": message.at, "words": render_message(message.code, message.values), "url": inbox}
        for message in messages.newest_unread_messages(actor, NEWS)
    ]
    return {"rows": rows, "count": unread_of(request), "url": inbox} if rows else None


def _work_table(records: list[Record], title: str, narrow: bool, actor: Actor, day: date) -> DataTable:
    """Return the table of what waits, each row with the step that is asked for."""
    found = records_with_steps(records, actor, day)
    records = [waiting_record.record for waiting_record in found]
    lights, decided, dues = lights_of(records, day), decided_on(found), due_duty_names(records)
    rows = []
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
        DataColumn(_("To do"), "steps"),
    ]
    empty = Empty(_("You have nothing to do."), _("New matters appear here, soonest due first."))
    if narrow:
        empty = Empty(_("None."), "", reverse("home"), _("Everything I have to do"))
    return DataTable(title, columns, rows, empty)


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
    ways = [beginning_of(kind, actor) for kind in mine]
    found: list[dict[str, object]] = [{"label": label, "url": url} for label, url in ways]
    for button in found[:1]:
        button["main"] = True
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


def _count(name: str, count: int | RowCount, here: str) -> dict[str, object]:
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
