"""Sending out a whole plan: past due dates are decided first, for all at once or one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from luoshi.base import lateness
from luoshi.base.forms.form_types import StrOrPromise
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.codes.contact import mask_mobiles
from luoshi.commitments.publishing.sending.actions import (
    CARRIED,
    DONE,
    KEEP,
    MOVE,
    PAUSED,
    STOPPED,
    UNFINISHED,
    WAIT,
    SendChoice,
    send_all,
)
from luoshi.commitments.publishing.sending.queries import commitments_to_decide, ledger_progress, to_send
from luoshi.commitments.publishing.sending.rules import told_state
from luoshi.dates.lateness import lateness_on_day
from luoshi.kernel.rights.pages import error_status, request_key
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base import states as at
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404

MOST_TOLD = 200  # characters of what the ledger says, as shown
ACTS = {
    MOVE: gettext_lazy("move to another date"),
    KEEP: gettext_lazy("keep the date"),
    DONE: gettext_lazy("done already"),
    WAIT: gettext_lazy("do not send out now"),
}
LAST_YEAR = {  # offered for a plan of an earlier year alone
    STOPPED: gettext_lazy("stopped in its year"),
    PAUSED: gettext_lazy("suspended in its year"),
    CARRIED: gettext_lazy("moved to the next year"),
    UNFINISHED: gettext_lazy("not completed in its year"),
}
ENDED = {at.VERIFIED: DONE, at.CANCELLED: STOPPED, at.SUSPENDED: PAUSED, at.CARRIED: CARRIED, at.LAPSED: UNFINISHED}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is to be sent out, past due dates first; on POST, send it."""
    plan, actor, now = plan_or_404(request, pk), request_actor(request), timezone.now()
    day = timezone.localdate(now)
    if (
        "keeper" not in relations_to_record(plan, actor, day)
        or actor.behalf
        or plan.erased
        or plan.state != "published"
    ):
        raise Http404
    rows = to_send(plan, actor, day)
    if request.method != "POST":
        return _show(request, plan, rows, day)
    key = request_key(request) or uuid4()
    try:
        chosen = _chosen(request, plan, commitments_to_decide(rows, ledger_progress(rows), day), day)
        versions = _versions(request, rows)
        run = send_all(rows, versions, chosen, request.POST.get("reason", "").strip()[:500], actor, key=key, at=now)
    except RecordError as error:
        return _show(request, plan, rows, day, error)
    if run is None:
        messages.success(request, _("Recorded. Nothing remained to be sent out."))
        return HttpResponseRedirect(plan.get_absolute_url())
    return HttpResponseRedirect(reverse("records:run", args=["commitments", run.pk]))


def _versions(request: HttpRequest, rows: Sequence[Commitment]) -> dict[int, int]:
    """Return the rows and versions that the page showed; rows added since are not sent unseen."""
    found = {}
    for sent_row in request.POST.getlist("row"):
        pk, _colon, version = sent_row.partition(":")
        if pk.isdecimal() and version.isdecimal() and len(sent_row) < 40:
            found[int(pk)] = int(version)
    return {row.pk: found[row.pk] for row in rows if row.pk in found}


def _acts(plan: Plan, day: date) -> Mapping[str, StrOrPromise]:
    """Return what may be decided on a row, with its words."""
    return ACTS | (LAST_YEAR if plan.year < day.year else {})


def _chosen(request: HttpRequest, plan: Plan, rows: Sequence[Commitment], day: date) -> dict[int, SendChoice]:
    """Return the decision on each of these rows: its own, else the one for all.

    Raises:
        RecordError: ``incomplete``: a decision is missing, or a moved date is not in the future.
    """
    every, to = request.POST.get("every", ""), request.POST.get("every_to", "")
    found = {}
    for row in rows:
        act = request.POST.get(f"act_{row.pk}", "") or every
        if act not in _acts(plan, day):
            raise RecordError("incomplete", _("Choose for each passed due date what to do with it."))
        until = None
        if act == MOVE:
            until = _day(request.POST.get(f"to_{row.pk}", "") or to)
            if until is None or until < day:
                raise RecordError(
                    "incomplete", _("Choose today or a later day for the date that is moved: %(row)s.") % {"row": row}
                )
        found[row.pk] = SendChoice(act, row.version, until)
    return found


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _show(
    request: HttpRequest, plan: Plan, rows: Sequence[Commitment], day: date, error: RecordError | None = None
) -> HttpResponse:
    told = ledger_progress(rows) if rows else {}
    asked, sent, acts = {row.pk for row in commitments_to_decide(rows, told, day)}, request.POST, _acts(plan, day)
    said = {pk: ENDED.get(told_state(told.get(pk, ""), plan.year), "") for pk in asked}
    ended = {pk: act for pk, act in said.items() if act in acts} if request.method != "POST" else {}
    reason = _("The office's own ledger says so.") if ended else ""

    def row(one: Commitment) -> dict[str, object]:
        away = lateness_on_day(one.until, day) if one.until and one.until < day else None
        return {
            "key": f"{one.pk}:{one.version}",
            "number": one.number,
            "url": one.get_absolute_url(),
            "words": one.title,
            "unit": str(one.unit),
            "due": one.until.isoformat() if one.until else "",
            "note": lateness.unsent_late_message(away.workdays, away.days) if away else "",
            "name": f"act_{one.pk}",
            "act": sent.get(f"act_{one.pk}", ended.get(one.pk, "")),
            "told": mask_mobiles(told.get(one.pk, ""))[:MOST_TOLD],
            "moved": {"name": f"to_{one.pk}", "value": sent.get(f"to_{one.pk}", ""), "min": day.isoformat()},
        }

    shown = [row(commitment) for commitment in rows]
    context = {
        "title": _("Send out all: %(plan)s") % {"plan": plan.title},
        "crumbs": plan_crumbs(plan, _("Send out all")),
        "plan": plan,
        "passed": [line for row, line in zip(rows, shown, strict=True) if row.pk in asked],
        "rest": [line for row, line in zip(rows, shown, strict=True) if row.pk not in asked],
        "units": len({row.unit_id for row in rows}),
        "acts": list(acts.items()),
        "every": sent.get("every", ""),
        "every_to": sent.get("every_to", ""),
        "reason": sent.get("reason", reason),
        "ended": len(ended),
        "unclear": sum(pk in told and pk not in ended for pk in asked) if request.method != "POST" else 0,
        "today": day.isoformat(),
        "error": error,
        "once": str(request_key(request) or uuid4()),
        "no_print": True,
    }
    return render(request, "ledger/send.html", context, status=error_status(error) if error else 200)
