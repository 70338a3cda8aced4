"""The pages of an applicant: what is open and how their applications stand, and the beginning of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from luoshi.base.forms.requests import received_at, request_actor
from luoshi.base.forms.shapes import DataCell, DataColumn, DataRow, DataTable, Empty, LabelledFact, Light
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_in, words_now
from luoshi.kernel.kinds.fields import field_text
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import error_status, request_key
from luoshi.kernel.rights.queries.rights import names_itself, open_steps
from luoshi.kernel.steps.actions.steps import begin
from luoshi.kernel.steps.step_forms import form_class
from luoshi.parts.calls.actions import code_words
from luoshi.parts.calls.applicant import queries
from luoshi.parts.calls.applicant.lacking import (
    Standing,
    days_left,
    describe_days_left,
    describe_next,
    format_moment,
    read_standings,
)
from luoshi.parts.calls.cycles import APPLICATIONS
from luoshi.parts.calls.models import Application, Call, CallCondition
from luoshi.parts.calls.queries import calls_to_apply_for, recommending_units

_ = words_now(__name__)
_p = words_in(__name__)

APPLY = APPLICATIONS.by_name["apply"]
SOON = 3  # days left from which on a call is shown yellow
OFFERED = ("edit", "attach_blind", "send", "resend")  # the steps that an applicant takes, as buttons


@require_safe
@login_required
def own_application_list(request: HttpRequest) -> HttpResponse:
    """List the calls that are open for the user, and their own applications with what these lack and what comes next.

    At most thirteen queries besides those of every page.
    """
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    applications = queries.own_applications(actor, day)
    standings = read_standings(applications, at)
    steps = open_steps(applications, actor, day) if applications else {}
    own = [_own_row(row, standings[row.pk], [step.name for step in steps[row.pk]], at) for row in applications]
    context: dict[str, Any] = {"title": _("My applications"), "own": _own_table(own), "own_count": len(own)}
    if names_itself(get_kind("applications"), APPLY, actor):
        begun = {row.call_id for row in applications if row.state in ("drafted", "supplement")}
        rows = [_call_row(call, call.pk in begun, at) for call in calls_to_apply_for(at)]
        context |= {"calls": _call_table(rows), "calls_count": len(rows), "calls_title": _("Open for you")}
    return render(request, "calls/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin_application(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a call to somebody from outside, and begin their application for it.

    Raises:
        Http404: the call is not open for them.
    """
    actor, at, declared = request_actor(request), received_at(request), get_kind("applications")
    call = calls_to_apply_for(at).filter(pk=pk).first()
    if call is None or not names_itself(declared, APPLY, actor):
        raise Http404
    if (
        request.headers.get("HX-Request") and request.method != "POST"
    ):  # a button of a list: it is no dialog, but a page
        return HttpResponse(status=204, headers={"HX-Redirect": request.path})
    error = None
    if request.method == "POST":
        given = {"call": call.number, "title": request.POST.get("title", ""), "unit": request.POST.get("unit", "")}
        try:
            done = begin(declared, actor, given, at=at, once=request_key(request), step=APPLY.name)
        except RecordError as refused:
            error = refused
        else:
            messages.success(request, _("Begun: now fill it in. You can save it and come back until you send it."))
            return HttpResponseRedirect(reverse("records:step", args=[declared.name, done.record.pk, "edit"]))
    sent = {**request.POST.dict(), "call": call.number} if error else None
    form: Any = form_class(declared, APPLY, actor)(sent, record=declared.record(), actor=actor, at=at)  # type: ignore[misc]
    units = recommending_units(form.entry, call) if form.entry is not None else {}
    form.fields["unit"].choices = [*units.items()]
    if len(units) < 2:
        del form.fields["unit"]
    del form.fields["call"]
    if error and error.code != "incomplete":
        form.add_error(None, error.sentence)
    closed = [] if form.entry else [_("Your account belongs to no entry of the register: ask the office that calls.")]
    context = {
        "title": _("Begin your own application"),
        "of": call.title,
        "crumbs": [(_("My applications"), reverse("calls:own_applications")), (_("Begin your own application"), "")],
        "facts": _call_facts(call, at),
        "facts_title": _("What the call says"),
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Begin an application"),
            "back_url": reverse("calls:own_applications"),
            "once": str(uuid4()),
            "closed": closed,
        },
        "no_print": True,
    }
    return render(request, "calls/apply.html", context, status=error_status(error))


def _call_facts(call: Call, at: datetime) -> list[LabelledFact]:
    assert call.from_at is not None and call.to_at is not None
    facts = [
        LabelledFact(_("Call"), f"{call.number} {call.title}"),
        LabelledFact(_("Office that calls"), str(call.unit)),
        LabelledFact(_("Open from"), _opening_words(call)),
        LabelledFact(_("Open until"), format_moment(call.to_at), light=_light_of_window(call, at)),
        LabelledFact(_("Sealed"), _sealed_words(call), long=True),
        LabelledFact(_p("call", "Guide"), call.guide, long=True),
    ]
    conditions = queries.conditions_of_calls([call.pk]).get(call.pk, [])
    said = [_condition_words(row, call, timezone.localdate(at)) for row in conditions]
    facts.append(LabelledFact(_("Conditions"), "；".join(said), long=True))
    return [fact for fact in facts if fact.text]


def _opening_words(call: Call) -> str:
    """Say from when one can apply: nothing is begun before a call is published, whatever its window says."""
    assert call.from_at is not None
    said = format_moment(call.from_at)
    if call.published is None or call.published <= timezone.localdate(call.from_at):
        return said
    return _("%(moment)s (published on %(day)s, and open since then)") % {"moment": said, "day": call.published}


def _sealed_words(call: Call) -> str:
    if call.sealed != "yes":
        return ""
    return _("Until the end nobody but you and your unit sees what you write; then two people open all at once.")


def _condition_words(condition: CallCondition, call: Call, day: date) -> str:
    if condition.sort == "words":
        return condition.text
    label = code_words(CallCondition, "sort", condition.sort, call.unit_id, day)
    return " ".join(filter(None, (label, "" if condition.most is None else str(condition.most), condition.text)))


def _light_of_window(call: Call, at: datetime) -> Light:
    assert call.from_at is not None and call.to_at is not None
    if at < call.from_at:
        return Light("none", _("not open yet"))
    return Light("yellow" if days_left(call.to_at, at) <= SOON else "green", describe_days_left(call.to_at, at))


def _call_row(call: Call, begun: bool, at: datetime) -> DataRow:
    assert call.from_at is not None and call.to_at is not None
    opens = "" if at >= call.from_at else _("opens %(moment)s") % {"moment": format_moment(call.from_at)}
    url = reverse("calls:apply", args=[call.pk])
    label = _("Begin another") if begun else _("Begin an application")
    return DataRow(str(call.pk), call.title, [
        DataCell(call.title, head=True, url=url, note=str(call.unit)),
        DataCell(format_moment(call.to_at), _("Open until"), "date", note=opens),
        DataCell("", _("Days left"), light=_light_of_window(call, at)),
        DataCell("", _p("call", "Apply"), "steps", steps=[{"url": url, "label": label}]),
    ])  # fmt: skip


def _call_table(rows: list[DataRow]) -> DataTable:
    heads = [_("Call"), _("Open until"), _("Days left"), _p("call", "Apply")]
    columns = [DataColumn(head, "steps" if place == 3 else "text") for place, head in enumerate(heads)]
    empty = Empty(_("No call is open for you now."), _("A call stands here as soon as an office publishes it."))
    return DataTable(_("Open for you"), columns, rows, empty)


def _own_row(application: Application, standing: Standing, steps: list[str], at: datetime) -> DataRow:
    kind = get_kind("applications")
    offered = [
        {"url": reverse("records:step", args=[kind.name, application.pk, name]),
         "label": str(kind.cycle.by_name[name].label)}
        for name in OFFERED
        if name in steps and not (name in ("send", "resend") and standing.lacks)
    ]  # fmt: skip
    note = application.call.title if application.call is not None else ""
    return DataRow(str(application.pk), application.title, [
        DataCell(application.title, head=True, url=application.get_absolute_url(), note=f"{application.number} {note}"),
        DataCell(field_text(application, "state"), _("Status")),
        DataCell(" ".join(standing.lacks), _("What is missing"), light=_light_of_lacks(application, standing)),
        DataCell(describe_next(application, standing, at), _("What comes next")),
        DataCell(application.receipt, _("Receipt"), "hash"),
        DataCell("", _("Your steps"), "steps", steps=offered),
    ])  # fmt: skip


def _light_of_lacks(application: Application, standing: Standing) -> Light | None:
    if application.state not in ("drafted", "supplement"):
        return None
    return Light("yellow", _("incomplete")) if standing.lacks else Light("green", _("complete"))


def _own_table(rows: list[DataRow]) -> DataTable:
    heads = [_("Application"), _("Status"), _("What is missing"), _("What comes next"), _("Receipt"), _("Your steps")]
    columns = [DataColumn(head, "steps" if place == 5 else "text") for place, head in enumerate(heads)]
    empty = Empty(_("You have no application yet."), _("Begin one with a call that is open."))
    return DataTable(_("My applications"), columns, rows, empty)
