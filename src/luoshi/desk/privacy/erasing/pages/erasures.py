"""Erasure orders: proposed by the supervision office, carried out by an administrator."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

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
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.privacy.erasing.actions import drop_order, execute_erasure, propose_erasure
from luoshi.desk.privacy.erasing.queries import Falling, expired_retentions, open_erasures, past_term, retention_terms
from luoshi.kernel.history.queries.entries import journal_readable_records
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of, list_kinds
from luoshi.kernel.parameters.queries.values import ParameterStanding
from luoshi.kernel.rights.pages import error_status
from luoshi.kernel.rights.pages import render_problem as problem_page
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.screened_forms import ScreenedForm

AHEAD = 90  # days shown in advance of automatic erasures


class ErasureForm(ScreenedForm):
    """The fields of an erasure order."""

    number = forms.CharField(label=gettext_lazy("Number of the record"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("This stays in the journal permanently: do not write anything that must be erased."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        help_text=gettext_lazy("The law and its article, or the decision with its number."),
    )


class Confirmation(ScreenedForm):
    """The number of the record, typed by the person who carries out an order."""

    number = forms.CharField(
        label=gettext_lazy("Number of the record"), max_length=40, help_text=gettext_lazy("Type it as shown above.")
    )


@require_safe
@login_required
def erasure_list(request: HttpRequest) -> HttpResponse:
    """Show the open orders: all to an administrator, their own to a supervisor. A bounded number of queries."""
    actor = request_actor(request)
    rows = [
        DataRow(
            str(erasure.pk),
            erasure.record.number,
            [
                DataCell(
                    erasure.record.number, _("Number"), head=True, url=reverse("records:erasure", args=[erasure.pk])
                ),
                DataCell(str(kind_of(erasure.record).one), _("Kind")),
                DataCell(str(erasure.record.unit), _("Unit")),
                DataCell(erasure.reason, _("Reason")),
                DataCell(erasure.basis, _("Basis")),
                DataCell(erasure.proposer.name, _("Proposed by")),
                DataCell(timezone.localtime(erasure.at).strftime("%Y-%m-%d"), _("Proposed on"), "date"),
            ],
        )
        for erasure in _open(actor)
    ]
    heads = [_("Number"), _("Kind"), _("Unit"), _("Reason"), _("Basis"), _("Proposed by"), _("Proposed on")]
    nothing = Empty(
        _("No erasure is ordered."),
        _(
            "The supervision office proposes an erasure and an administrator carries it out; records past their term "
            "are erased automatically."
        ),
    )
    day = timezone.localdate()
    page = paginate_rows(request, _falling(actor, day))
    propose_one = {"label": _("Propose an erasure"), "url": reverse("records:erasure_new"), "main": True}
    context = {
        "title": _("Erasures"),
        "crumbs": [(_("Journal"), reverse("records:journal")), (_("Erasures"), "")],
        "actions": [
            {"label": _("Holds"), "url": reverse("records:holds")},
            *([propose_one] if Role.SUPERVISOR in actor.roles else []),
        ],
        "table": DataTable(_("Orders to erase"), [DataColumn(head) for head in heads], rows, nothing),
        "terms": _terms(day),
        "falling": _falling_table(expired_retentions(page, day), day),
        "falling_title": _("Past their term within %(days)d days") % {"days": AHEAD},
        "pager": build_pager(request, page),
    }
    return render(request, "records/erasures.html", context)


def _falling(actor: Actor, day: date) -> QuerySet[Record]:
    """Return the records soon past their retention period: all for an administrator, else those the actor may read."""
    found = past_term(day + timedelta(days=AHEAD)).select_related("unit")
    if Role.ADMINISTRATOR in actor.roles:
        return found
    return found.filter(pk__in=journal_readable_records(actor, day).values("pk"))


def _terms(day: date) -> list[LabelledFact]:
    """Return the retention period of each kind as of today."""
    kept = {kind.name: term for term in retention_terms(day) for kind in term.kinds}
    found = []
    for kind in list_kinds():
        one = kept.get(kind.name)
        label = str(kind.label)
        if one is None:
            found.append(LabelledFact(label, _("for ever"), note=_("its line of work declares no term")))
        elif one.row is None:
            note = _("no term is set; an administrator sets it, with its source, under Parameters")
            found.append(LabelledFact(label, _("for ever"), note=_own(one) or note))
        else:
            note = " · ".join(filter(None, [one.row.source, _own(one)]))
            found.append(LabelledFact(label, _term(one.parameter.read(one.row.value)), note=note))
    return found


def _own(one: ParameterStanding) -> str:
    return _("units with their own term: %(count)d") % {"count": one.units} if one.units else ""


def _term(years: int | None) -> str:
    return _("for ever") if years is None else _("%(count)d years") % {"count": years}


def _falling_table(found: Iterable[Falling], day: date) -> DataTable:
    rows = [
        DataRow(
            str(retention.record.pk),
            retention.record.number,
            [
                DataCell(retention.record.number, _("Number"), "code", head=True),
                DataCell(str(kind_of(retention.record).one), _("Kind")),
                DataCell(str(retention.record.unit), _("Unit")),
                DataCell(plain_text(timezone.localdate(retention.record.closed)), _("Closed on"), "date"),
                DataCell(plain_text(retention.first), _("Erased from"), "date"),
                DataCell(_term(retention.years), _("Value applied"), note=_whose(retention)),
                DataCell("", _("Stands"), "light", light=_light(retention, day)),
            ],
        )
        for retention in found
    ]
    labels = [_("Number"), _("Kind"), _("Unit"), _("Closed on"), _("Erased from"), _("Value applied"), _("Stands")]
    sorts = ["code", "text", "text", "date", "date", "text", "light"]
    columns = [DataColumn(label, sort) for label, sort in zip(labels, sorts, strict=True)]
    return DataTable(_("Records soon past their term"), columns, rows, Empty(_("Nothing passes its term by then.")))


def _whose(one: Falling) -> str:
    whom = str(one.by.unit) if one.by.unit else _("for all")
    return _("%(whom)s, from %(day)s: %(source)s") % {"whom": whom, "day": one.by.start, "source": one.by.source}


def _light(one: Falling, day: date) -> Light:
    if one.held:
        return Light("paused", _("held"))
    return Light("late", _("erased tonight")) if one.first <= day else Light("steady", _("erased on its day"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erasure_order_new(request: HttpRequest) -> HttpResponse:
    """Show and process the form that proposes an erasure."""
    actor, at = request_actor(request), timezone.now()
    if Role.SUPERVISOR not in actor.roles:
        raise Http404
    form = ErasureForm(
        request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number")}
    )
    problem: RecordError | None = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        record = journal_readable_records(actor, timezone.localdate(at)).filter(number=asked["number"].strip()).first()
        if record is None:
            form.add_error("number", _("There is no record of this number that you may read."))
        else:
            try:
                propose_erasure(record, asked["reason"], asked["basis"], actor, at=at)
                messages.success(request, _("Proposed. An administrator carries it out."))
                return HttpResponseRedirect(reverse("records:erasures"))
            except RecordError as error:
                problem = error
                form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    return _ask(request, _("Propose an erasure"), form, problem, request.path, _("Propose"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erasure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an open order: an administrator carries it out by typing the number, or it is withdrawn."""
    actor, at = request_actor(request), timezone.now()
    found = _open(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = Confirmation(request.POST if request.method == "POST" and "drop" not in request.POST else None)
    problem: RecordError | None = None
    try:
        if request.method == "POST" and "drop" in request.POST:
            drop_order(found, request.POST.get("why", "")[:200], actor, at=at)
            messages.success(request, _("The order is withdrawn."))
            return HttpResponseRedirect(reverse("records:erasures"))
        if request.method == "POST" and form.is_valid():
            execute_erasure(found, form.cleaned_data["number"], actor, at=at)
            messages.success(request, _("Erased: %(number)s.") % {"number": found.record.number})
            return HttpResponseRedirect(reverse("records:erasures"))
    except RecordError as error:
        if not form.is_bound:
            return problem_page(request, error, home_url=request.path)
        problem = error
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    facts = [
        LabelledFact(_("Number"), found.record.number),
        LabelledFact(_("Kind"), str(kind_of(found.record).one)),
        LabelledFact(_("Unit"), str(found.record.unit)),
        LabelledFact(_("Reason"), found.reason, long=True),
        LabelledFact(_("Basis"), found.basis, long=True),
        LabelledFact(_("Proposed by"), found.proposer.name),
    ]
    may = Role.ADMINISTRATOR in actor.roles and actor.person != found.proposer_id
    more = {"facts": facts, "may_carry_out": may, "drop_label": _("Withdraw the order")}
    return _ask(request, _("Erasure of %(number)s") % {"number": found.record.number}, form, problem, request.path,
                _("Erase for good"), danger=True, **more)  # fmt: skip


def _open(actor: Actor) -> Any:
    if Role.ADMINISTRATOR in actor.roles:
        return open_erasures()
    if Role.SUPERVISOR in actor.roles:
        return open_erasures().filter(proposer=actor.person)
    raise Http404


def _ask(
    request: HttpRequest,
    title: str,
    form: forms.Form,
    problem: RecordError | None,
    url: str,
    label: str,
    *,
    danger: bool = False,
    **more: object,
) -> HttpResponse:
    journal_if_marked(form, request.POST, request_actor(request), at=timezone.now())
    context = {
        "title": title,
        "crumbs": [
            (_("Journal"), reverse("records:journal")),
            (_("Erasures"), reverse("records:erasures")),
            (title, ""),
        ],
        "form": form,
        "to": {
            "url": url,
            "label": label,
            "danger": danger,
            "back_url": reverse("records:erasures"),
            "draft": request.get_full_path(),
        },
        "no_print": True,
        "may_carry_out": True,
        **more,
    }
    code = error_status(problem) if problem else 422 if form.errors else 200
    return render(request, "records/journal_erasure.html", context, status=code)
