"""Holds that protect records from erasure: set and lifted by the supervision office, readable by the auditor."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
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
    build_pager,
    paginate_rows,
)
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.privacy.erasing.actions import lift_hold, place_hold
from luoshi.desk.privacy.erasing.models import Hold
from luoshi.desk.privacy.erasing.queries import HOLDS, holds_in_force
from luoshi.kernel.history.queries.entries import journal_readable_records, may_read
from luoshi.kernel.kinds import fields
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.rights.pages import error_status
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.tree.models import FOREVER


class HoldForm(ScreenedForm):
    """The fields of a hold."""

    number = forms.CharField(label=gettext_lazy("Number of the record"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("For example a lawsuit, a review or an audit, with its number."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The first day on which it may be erased again. Empty: until it is lifted."),
    )


class Lifting(ScreenedForm):
    """The reason why a hold ends."""

    reason = forms.CharField(label=gettext_lazy("Why it is lifted"), max_length=200)


@require_safe
@login_required
def hold_list(request: HttpRequest) -> HttpResponse:
    """Show the holds in force today: of readable records in full, of others to an administrator by number and state."""
    actor, day = request_actor(request), timezone.localdate()
    if not may_read(actor):
        raise Http404
    rows = holds_in_force(day).select_related("record__unit").order_by("start", "pk")
    plain = journal_readable_records(actor, day)
    by_number = Role.ADMINISTRATOR in actor.roles
    page = paginate_rows(request, rows if by_number else rows.filter(record__in=plain.values("pk")))
    known = set(plain.filter(pk__in=[hold.record_id for hold in page]).values_list("pk", flat=True))
    sets = Role.SUPERVISOR in actor.roles
    nothing = Empty(
        _("Nothing is on hold."), _("A record on hold is not erased, neither at the end of its term nor by an order.")
    )
    kinds = ["code", "text", "text", "text", "text", "date", "date", *(["steps"] if sets else [])]
    labels = [_("Number"), _("Title"), _("Unit"), _("State"), _("Reason"), _("From"), _("Until"), _("Lift it")]
    full = any(hold.record_id in known for hold in page) or not by_number
    columns = [DataColumn(label, kind) for label, kind in zip(labels, kinds, strict=False) if full or label in _bare()]
    shown = {column.label for column in columns}
    table = [
        DataRow(
            str(hold.pk),
            hold.record.number,
            [cell for cell in _cells(hold, hold.record_id in known, sets) if cell.label in shown],
        )
        for hold in page
    ]
    new = {"label": _("Set a hold"), "url": reverse("records:hold_new"), "main": True}
    context = {
        "title": _("Holds"),
        "crumbs": [(_("Journal"), reverse("records:journal")), (_("Holds"), "")],
        "actions": [new] if sets else [],
        "table": DataTable(_("Holds"), columns, table, nothing),
        "pager": build_pager(request, page),
    }
    return render(request, "luoshi/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erasure_hold_new(request: HttpRequest) -> HttpResponse:
    """Show and process the form that sets a hold, from a record's page or by its number."""
    actor, at = request_actor(request), timezone.now()
    if Role.SUPERVISOR not in actor.roles:
        raise Http404
    day = timezone.localdate(at)
    form = HoldForm(request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number")})
    problem: RecordError | None = None
    if form.is_valid():
        asked = form.cleaned_data
        record = journal_readable_records(actor, day).filter(number=asked["number"].strip()).first()
        if record is None:
            form.add_error("number", _("There is no record of this number that you may read."))
        else:
            try:
                place_hold(record, asked["reason"], day, actor, at=at, until=asked["until"] or FOREVER)
            except RecordError as error:
                problem = _put(error, form)
            else:
                messages.success(request, _("Put on hold: %(number)s.") % {"number": record.number})
                return HttpResponseRedirect(reverse("records:holds"))
    return _ask(request, _("Set a hold"), form, problem, _("Set it"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hold_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a hold in force, with the form that lifts it."""
    actor, at = request_actor(request), timezone.now()
    day = timezone.localdate(at)
    if Role.SUPERVISOR not in actor.roles:
        raise Http404
    rows = holds_in_force(day).filter(pk=pk, record__in=journal_readable_records(actor, day).values("pk"))
    found = rows.select_related("record__unit").first()
    if found is None:
        raise Http404
    form = Lifting(request.POST if request.method == "POST" else None)
    problem: RecordError | None = None
    if form.is_valid():
        try:
            lift_hold(found, form.cleaned_data["reason"], actor, at=at)
        except RecordError as error:
            problem = _put(error, form)
        else:
            messages.success(request, _("Lifted: %(number)s.") % {"number": found.record.number})
            return HttpResponseRedirect(reverse("records:holds"))
    facts = [
        LabelledFact(_("Number"), found.record.number, url=found.record.get_absolute_url()),
        LabelledFact(_("Title"), found.record.title, long=True),
        LabelledFact(_("Reason"), found.reason, long=True),
        LabelledFact(_("From"), plain_text(found.start)),
        LabelledFact(_("Until"), _until(found)),
    ]
    title = _("Hold on %(number)s") % {"number": found.record.number}
    return _ask(request, title, form, problem, _("Lift it"), facts=facts)


def hold_button(record: Record, actor: Actor, standing: Collection[str]) -> list[dict[str, object]]:
    """Return the link from a record's page to the hold form, for a supervisor who may read it. No query."""
    theirs = Role.SUPERVISOR in actor.roles and not set(standing).isdisjoint(kind_of(record).rights.sees)
    if record.erased or not theirs:
        return []
    there = reverse("records:hold_new") + "?" + urlencode({"number": record.number})
    return [{"label": _("Hold it from erasure"), "url": there}]


def hold_facts(record: Record, actor: Actor, day: date) -> list[LabelledFact]:
    """Return a record's holds for its particulars, with the link to lift them for a supervisor. At most one query."""
    if not HOLDS.may_exist(record):
        return []
    leads = Role.SUPERVISOR in actor.roles
    return [
        LabelledFact(
            _("Held until"),
            _until(hold),
            url=reverse("records:hold", args=[hold.pk]) if leads else "",
            note=hold.reason,
        )
        for hold in holds_in_force(day).filter(record=record.pk).order_by("start", "pk")
    ]


def _bare() -> set[str]:
    """Return the columns that an administrator sees of a record that they may not read."""
    return {_("Number"), _("State"), _("From"), _("Until")}


def _cells(kept: Hold, plain: bool, sets: bool) -> list[DataCell]:
    record = kept.record
    there = reverse("records:hold", args=[kept.pk])
    cells = [
        DataCell(record.number, _("Number"), "code", head=True, url=record.get_absolute_url() if plain else ""),
        DataCell(record.title if plain else "", _("Title")),
        DataCell(str(record.unit) if plain else "", _("Unit")),
        DataCell(fields.field_text(record, "state"), _("State")),
        DataCell(kept.reason if plain else "", _("Reason")),
        DataCell(plain_text(kept.start), _("From"), "date"),
        DataCell(_until(kept), _("Until"), "date"),
    ]
    steps = [{"label": _("Lift it"), "url": there}] if plain else []
    return [*cells, DataCell("", _("Lift it"), "steps", steps=steps)] if sets else cells


def _until(kept: Hold) -> str:
    return _("until it is lifted") if kept.until == FOREVER else plain_text(kept.until)


def _put(error: RecordError, form: forms.Form) -> RecordError:
    """Attach an error to the fields of a form that it concerns."""
    for name, sentences in error.fields.items():
        form.add_error(name, list(sentences))
    if not error.fields:
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    return error


def _ask(
    request: HttpRequest,
    title: str,
    form: forms.Form,
    problem: RecordError | None,
    label: str,
    facts: Collection[LabelledFact] = (),
) -> HttpResponse:
    journal_if_marked(form, request.POST, request_actor(request), at=timezone.now())
    back = reverse("records:holds")
    context = {
        "title": title,
        "crumbs": [(_("Journal"), reverse("records:journal")), (_("Holds"), back), (title, "")],
        "form": form,
        "facts": facts,
        "to": {"url": request.path, "label": label, "back_url": back, "draft": request.get_full_path()},
        "no_print": True,
    }
    code = error_status(problem) if problem else 422 if form.errors else 200
    return render(request, "records/hold.html", context, status=code)
