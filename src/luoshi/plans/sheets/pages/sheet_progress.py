"""Helpers for the pages of a sheet, and the page with the progress of a background import."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import render_problem
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_or_404
from luoshi.plans.editions.models.sheet_work import SheetWork
from luoshi.plans.editions.queries.sheet_work import work_of
from luoshi.plans.sheets.actions.work import cancel_sheet_work

REACHED = {SheetWork.WAITING: 0, SheetWork.READING: 1, SheetWork.WRITING: 2, SheetWork.FINDING: 3, SheetWork.DONE: 3}


def plan_to_fill(request: HttpRequest, pk: int) -> Plan:
    """Return the plan if the actor keeps it; raise 404 otherwise."""
    plan = plan_or_404(request, pk)
    if "keeper" not in relations_to_record(plan, request_actor(request), timezone.localdate()):
        raise Http404
    return plan


def sheet_page_context(plan: Plan, title: str) -> dict[str, object]:
    """Return the common context of the pages of a sheet: title, way back, no printing."""
    crumbs = [(str(kind_of(plan).label), reverse("records:list", args=["plans"])), (str(plan), plan.get_absolute_url())]
    return {"title": title, "kind": str(plan), "plan": plan, "crumbs": [*crumbs, (title, "")],
            "back_url": plan.get_absolute_url(), "no_print": True}  # fmt: skip


def to_work(plan: Plan, token: str) -> HttpResponse:
    """Redirect to the page of a sheet's background import."""
    return HttpResponseRedirect(reverse("ledger:sheet_work", args=[plan.pk, token]))


def why_failed(work: SheetWork | None) -> RecordError | None:
    """Return why the last attempt failed, for the page where it can be confirmed again."""
    return RecordError("incomplete", work.said) if work and work.state == SheetWork.FAILED else None


def sheet_work_context(work: SheetWork) -> dict[str, object]:
    """Return the status of a sheet, for ``ledger/_sheet_work.html``."""
    values = {"file": work.name, "at": timezone.localtime(work.at).strftime("%Y-%m-%d %H:%M"), "who": work.person}
    words = {
        SheetWork.WAITING: _("“%(file)s” is queued for import."),
        SheetWork.READING: _("“%(file)s”: its rows are being read. Nothing has been saved yet."),
        SheetWork.WRITING: _("“%(file)s”: its rows are being written, all of them or none."),
        SheetWork.FINDING: _("“%(file)s”: its rows are in effect and are being indexed for search."),
        SheetWork.LEAVING: _("“%(file)s” is being removed completely."),
        SheetWork.FAILED: _("“%(file)s” could not be imported; nothing was saved."),
        SheetWork.DONE: ngettext("“%(file)s”: %(n)d row was imported and has to be checked.",
                                 "“%(file)s”: %(n)d rows were brought in; they wait to be checked.", work.count),
    }  # fmt: skip
    if work.back:
        words[SheetWork.DONE] = ngettext(
            "“%(file)s”: %(n)d row was changed.", "“%(file)s”: %(n)d rows were changed.", work.count
        )
    if work.state == SheetWork.WRITING and work.count:
        values |= {"written": work.written}
        words[SheetWork.WRITING] = _("“%(file)s”: %(written)d of %(n)d rows are written. None is visible yet.")
    page = "ledger:sheet_changes" if work.back else "ledger:sheet_trial"
    return {
        "words": words[work.state] % {**values, "n": work.count},
        "asked": _("Asked for on %(at)s by %(who)s.") % values,
        "why": work.said,
        "going": work.state in SheetWork.GOING,
        "failed": work.state == SheetWork.FAILED,
        "reached": REACHED.get(work.state, 0),
        "may_drop": work.state in SheetWork.BEFORE,
        "url": reverse("ledger:sheet_work", args=[work.plan_id, work.token]),
        "again_url": reverse(page, args=[work.plan_id, work.token]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet_work_detail(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Show the progress of a sheet; users may leave and return, and cancel while none of it is valid."""
    plan = plan_to_fill(request, pk)
    work = work_of(plan, token)
    if work is None:
        raise Http404
    if request.method == "POST":
        try:
            if "drop" in request.POST and not cancel_sheet_work(work, request_actor(request)):
                messages.warning(request, _("It had already taken effect and cannot be cancelled."))
        except RecordError as error:
            return render_problem(request, error, home_url=plan.get_absolute_url())
        return HttpResponseRedirect(request.path)
    context = sheet_page_context(plan, _("A sheet is being imported")) | {
        "work": sheet_work_context(work),
        "correct_url": reverse("ledger:correct", args=[plan.pk]),
    }
    return render(request, "ledger/sheet_work.html", context)
