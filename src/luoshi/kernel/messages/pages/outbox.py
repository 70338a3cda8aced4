"""The outbox and the state of the background work: for administrators, and for auditors to read."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages as flashes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    Light,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Role
from luoshi.kernel.base.jobs import JOBS
from luoshi.kernel.base.messages import render_message
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.messages.actions.outbox import send_again
from luoshi.kernel.messages.mail import NO_ADDRESS
from luoshi.kernel.messages.models import Outgoing, Slot
from luoshi.kernel.messages.notices import notice_address_fault
from luoshi.kernel.messages.queries import background_work, messages
from luoshi.kernel.messages.queries.channels import mail_is_on, notices_are_on
from luoshi.kernel.rights.pages import render_problem

MAY_LOOK = {Role.ADMINISTRATOR, Role.AUDITOR}


def outbox_states() -> dict[str, Light]:
    """Return the lights of the states of outgoing messages."""
    return {
        Outgoing.WAITING: Light("waiting", _("waiting")),
        Outgoing.SENDING: Light("steady", _("being sent")),
        Outgoing.PERHAPS: Light("soon", _("perhaps sent")),
        Outgoing.FAILED: Light("late", _("failed")),
        Outgoing.SENT: Light("done", _("sent")),
    }


@require_safe
@login_required
def outbox_list(request: HttpRequest) -> HttpResponse:
    """Show outgoing messages, newest first, all or in one state; and the jobs with their last runs."""
    actor, which, known = request_actor(request), request.GET.get("state", ""), outbox_states()
    if MAY_LOOK.isdisjoint(actor.roles) or which not in ("", *known):
        raise Http404
    page = paginate_rows(request, messages.outgoing_messages(which))
    choose = Role.ADMINISTRATOR in actor.roles
    views = [("", _("All")), *((name, light.label) for name, light in known.items())]
    context = {
        "title": _("Outbox"),
        "crumbs": [(_("Outbox"), "")],
        "views": [
            {"label": label, "url": list_query_string(request, state=name or None, page=None), "here": name == which}
            for name, label in views
        ],
        "table": DataTable(
            _("Outbox"), _columns(), [_row(message, known) for message in page], _empty(), select=choose
        ),
        "bulk": {"steps": [{"name": "again", "label": _("Send again"), "now": True, "danger": True}]},
        "bulk_url": reverse("records:send_again"),
        "pager": build_pager(request, page),
        "jobs": _jobs(background_work.last_runs()),
        "worker": _worker(),
    }
    return render(request, "records/outbox.html", context)


@require_POST
@login_required
def outbox_resend(request: HttpRequest) -> HttpResponse:
    """Send the chosen messages again, if they failed or were perhaps sent."""
    actor = request_actor(request)
    if MAY_LOOK.isdisjoint(actor.roles):
        raise Http404
    chosen = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 19]
    try:
        count = send_again(chosen, actor, at=timezone.now())
    except RecordError as error:
        return render_problem(request, error)
    flashes.success(request, _("Sent again: %(count)d.") % {"count": count})
    return HttpResponseRedirect(reverse("records:outbox"))


BY = {
    "mail": gettext_lazy("by e-mail"),
    "wecom": gettext_lazy("by the robot in WeCom"),
    "dingtalk": gettext_lazy("by the robot in DingTalk"),
}
FAULTS = {
    "scheme": gettext_lazy(
        "LUOSHI_APPRISE_URL is not used: such an address may belong to a group, and nothing is sent to groups."
    ),
    "person": gettext_lazy("LUOSHI_APPRISE_URL is not used: it needs {email}, {phone} or {account} for the person."),
}


def _columns() -> list[DataColumn]:
    words = (_("What"), _("For whom"), _("By"), _("State"), _("Attempts"), _("When"))
    kinds = ("text", "text", "text", "light", "number", "date")
    return [DataColumn(label, kind) for label, kind in zip(words, kinds, strict=True)]


def _row(one: Outgoing, known: dict[str, Light]) -> DataRow:
    ended = one.state in (Outgoing.FAILED, Outgoing.PERHAPS)
    why = _("no e-mail address") if one.why == NO_ADDRESS else one.why  # otherwise the mail server's error
    cells = [
        DataCell(render_message(one.code, {}), _("What"), head=True),
        DataCell(str(one.person or _("a group")), _("For whom")),
        DataCell(str(BY.get(one.channel, one.channel)), _("By")),
        DataCell("", _("State"), "light", light=known[one.state], note=why),
        DataCell(str(one.attempts), _("Attempts"), "number"),
        DataCell(plain_text(one.since), _("When"), "date"),
    ]
    return DataRow(
        str(one.pk),
        str(one.person or _("a group")),
        cells,
        "" if ended else _("Only messages that failed or were perhaps sent can be sent again."),
    )


def _empty() -> Empty:
    if mail_is_on():
        return Empty(_("Nothing has left the system."), _("A daily digest is sent to everyone with an e-mail address."))
    if notices_are_on():
        return Empty(
            _("Nothing has left the system."), _("A daily digest is sent to everyone whose own address is known.")
        )
    if settings.APPRISE_URL and (wrong := notice_address_fault(settings.APPRISE_URL)):
        return Empty(_("Nothing leaves the system: messages stay in the inbox."), str(FAULTS[wrong]))
    return Empty(
        _("Nothing leaves the system: messages stay in the inbox."),
        _("E-mail needs a mail server (LUOSHI_MAIL_URL) and this system's own address (LUOSHI_ADDRESS)."),
    )


def _worker() -> list[LabelledFact]:
    state = background_work.worker_state()
    light = Light("done", _("is running")) if state.alive else Light("late", _("is not running"))
    words = plain_text(state.beat) if state.beat else _("no heartbeat yet")
    note = "" if state.alive else _("Start “luoshi serve”, or “luoshi work” beside it.")
    facts = [LabelledFact(_("Worker"), state.holder, light=light, note=note), LabelledFact(_("Last heartbeat"), words)]
    return [
        *facts,
        LabelledFact(_("Waiting tasks"), str(state.tasks)),
        LabelledFact(_("Failed tasks"), str(state.failed)),
    ]


def _jobs(last: dict[str, Slot]) -> DataTable:
    rows = []
    for job in JOBS.values():
        slot = last.get(job.name)
        light, note = Light("none", _("not yet")), ""
        if slot and slot.failure:
            light, note = Light("late", _("failed")), _("number %(number)s") % {"number": slot.failure}
        elif slot:
            light = Light("done", _("done")) if slot.finished else Light("steady", _("runs"))
        when = slot.finished or slot.begun if slot else None
        cells = [
            DataCell(str(job.label), _("Job"), head=True),
            DataCell("", _("Last run"), "light", light=light, note=note),
            DataCell(plain_text(when), _("When"), "date"),
        ]
        rows.append(DataRow(job.name, str(job.label), cells))
    columns = [DataColumn(_("Job")), DataColumn(_("Last run"), "light"), DataColumn(_("When"), "date")]
    return DataTable(_("Jobs"), columns, rows, Empty(_("No jobs.")))
