"""Orders to erase what a record says: proposed by the supervision office, carried out by an administrator."""

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

from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Light, Row, Table, paged, pager
from luoshi.org.base.typed import Typed, refused
from luoshi.org.rights.rules.rights import Actor, Role
from luoshi.records.base.errors import RecordError
from luoshi.records.erasing.actions import carry_out, drop_order, propose
from luoshi.records.erasing.queries import Falling, falling, ordered, past_term, terms
from luoshi.records.journal.queries.journal import readable
from luoshi.records.kinds import fields
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.registry import kinds
from luoshi.records.parameters.queries.values import Standing
from luoshi.records.rights.pages import problem as problem_page
from luoshi.records.rights.pages import status

AHEAD = 90  # days; how far one sees what goes by itself


class Proposal(Typed):
    """What an order to erase needs."""

    number = forms.CharField(label=gettext_lazy("Number of the record"), max_length=40)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("It stays in the journal for good: write nothing that is to be erased."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        help_text=gettext_lazy("The law and its article, or the decision with its number."),
    )


class Confirmation(Typed):
    """The number of the record, typed by who carries an order out."""

    number = forms.CharField(
        label=gettext_lazy("Number of the record"), max_length=40, help_text=gettext_lazy("Type it as it stands above.")
    )


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The orders that are open: all for an administrator, one's own for a supervisor. A bounded number of queries."""
    actor = acting(request)
    rows = [
        Row(
            str(one.pk),
            one.record.number,
            [
                Cell(one.record.number, _("Number"), head=True, url=reverse("records:erasure", args=[one.pk])),
                Cell(str(one.record.declared.one), _("Kind")),
                Cell(str(one.record.unit), _("Unit")),
                Cell(one.reason, _("Reason")),
                Cell(one.basis, _("Basis")),
                Cell(one.proposer.name, _("Proposed by")),
                Cell(timezone.localtime(one.at).strftime("%Y-%m-%d"), _("Proposed on"), "date"),
            ],
        )
        for one in _open(actor)
    ]
    heads = [_("Number"), _("Kind"), _("Unit"), _("Reason"), _("Basis"), _("Proposed by"), _("Proposed on")]
    nothing = Empty(
        _("No erasure is ordered."),
        _(
            "The supervision office proposes one, an administrator carries it out; what has passed its term goes "
            "by itself."
        ),
    )
    day = timezone.localdate()
    page = paged(request, _falling(actor, day))
    propose_one = {"label": _("Propose an erasure"), "url": reverse("records:erasure_new"), "main": True}
    context = {
        "title": _("Erasures"),
        "crumbs": [(_("Journal"), reverse("records:journal")), (_("Erasures"), "")],
        "actions": [
            {"label": _("Holds"), "url": reverse("records:holds")},
            *([propose_one] if Role.SUPERVISOR in actor.roles else []),
        ],
        "table": Table(_("Orders to erase"), [Column(one) for one in heads], rows, nothing),
        "terms": _terms(day),
        "falling": _falling_table(falling(page, day), day),
        "falling_title": _("Past their term within %(days)d days") % {"days": AHEAD},
        "pager": pager(request, page),
    }
    return render(request, "records/erasures.html", context)


def _falling(actor: Actor, day: date) -> QuerySet[Record]:
    """What is past its term soon: all for an administrator, by number; for a supervisor what they may read."""
    found = past_term(day + timedelta(days=AHEAD)).select_related("unit")
    if Role.ADMINISTRATOR in actor.roles:
        return found
    return found.filter(pk__in=readable(actor, day).values("pk"))


def _terms(day: date) -> list[Fact]:
    """How long each kind is kept, as it stands today."""
    kept = {kind.name: one for one in terms(day) for kind in one.kinds}
    found = []
    for kind in kinds():
        one = kept.get(kind.name)
        label = str(kind.label)
        if one is None:
            found.append(Fact(label, _("for ever"), note=_("its line declares no term")))
        elif one.row is None:
            note = _("no term is set; an administrator sets it, with its source, under Parameters")
            found.append(Fact(label, _("for ever"), note=_own(one) or note))
        else:
            note = " · ".join(filter(None, [one.row.source, _own(one)]))
            found.append(Fact(label, _term(one.parameter.read(one.row.value)), note=note))
    return found


def _own(one: Standing) -> str:
    return _("units with a term of their own: %(count)d") % {"count": one.units} if one.units else ""


def _term(years: int | None) -> str:
    return _("for ever") if years is None else _("%(count)d years") % {"count": years}


def _falling_table(found: Iterable[Falling], day: date) -> Table:
    rows = [
        Row(
            str(one.record.pk),
            one.record.number,
            [
                Cell(one.record.number, _("Number"), "code", head=True),
                Cell(str(one.record.declared.one), _("Kind")),
                Cell(str(one.record.unit), _("Unit")),
                Cell(fields.text(timezone.localdate(one.record.closed)), _("Closed on"), "date"),
                Cell(fields.text(one.first), _("Erased from"), "date"),
                Cell(_term(one.years), _("By which value"), note=_whose(one)),
                Cell("", _("Stands"), "light", light=_light(one, day)),
            ],
        )
        for one in found
    ]
    labels = [_("Number"), _("Kind"), _("Unit"), _("Closed on"), _("Erased from"), _("By which value"), _("Stands")]
    sorts = ["code", "text", "text", "date", "date", "text", "light"]
    columns = [Column(label, sort) for label, sort in zip(labels, sorts, strict=True)]
    return Table(_("What is past its term soon"), columns, rows, Empty(_("Nothing is past its term by then.")))


def _whose(one: Falling) -> str:
    whom = str(one.by.unit) if one.by.unit else _("for all")
    return _("%(whom)s, from %(day)s: %(source)s") % {"whom": whom, "day": one.by.start, "source": one.by.source}


def _light(one: Falling, day: date) -> Light:
    if one.held:
        return Light("paused", _("held"))
    return Light("late", _("goes tonight")) if one.first <= day else Light("steady", _("goes on its day"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """The form that proposes an erasure."""
    actor, at = acting(request), timezone.now()
    if Role.SUPERVISOR not in actor.roles:
        raise Http404
    form = Proposal(request.POST if request.method == "POST" else None, initial={"number": request.GET.get("number")})
    problem: RecordError | None = None
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        record = readable(actor, timezone.localdate(at)).filter(number=asked["number"].strip()).first()
        if record is None:
            form.add_error("number", _("There is no record of this number that you may read."))
        else:
            try:
                propose(record, asked["reason"], asked["basis"], actor, at=at)
                messages.success(request, _("Proposed. An administrator carries it out."))
                return HttpResponseRedirect(reverse("records:erasures"))
            except RecordError as error:
                problem = error
                form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    return _ask(request, _("Propose an erasure"), form, problem, request.path, _("Propose"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One open order: an administrator carries it out by typing the number, or it is dropped."""
    actor, at = acting(request), timezone.now()
    found = _open(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = Confirmation(request.POST if request.method == "POST" and "drop" not in request.POST else None)
    problem: RecordError | None = None
    try:
        if request.method == "POST" and "drop" in request.POST:
            drop_order(found, request.POST.get("why", "")[:200], actor, at=at)
            messages.success(request, _("The order is dropped."))
            return HttpResponseRedirect(reverse("records:erasures"))
        if request.method == "POST" and form.is_valid():
            carry_out(found, form.cleaned_data["number"], actor, at=at)
            messages.success(request, _("Erased: %(number)s.") % {"number": found.record.number})
            return HttpResponseRedirect(reverse("records:erasures"))
    except RecordError as error:
        if not form.is_bound:
            return problem_page(request, error, home_url=request.path)
        problem = error
        form.add_error(None, " ".join(filter(None, [error.what, error.remedy])))
    facts = [
        Fact(_("Number"), found.record.number),
        Fact(_("Kind"), str(found.record.declared.one)),
        Fact(_("Unit"), str(found.record.unit)),
        Fact(_("Reason"), found.reason, long=True),
        Fact(_("Basis"), found.basis, long=True),
        Fact(_("Proposed by"), found.proposer.name),
    ]
    may = Role.ADMINISTRATOR in actor.roles and actor.person != found.proposer_id
    more = {"facts": facts, "may_carry_out": may, "drop_label": _("Drop the order")}
    return _ask(request, _("Erasure of %(number)s") % {"number": found.record.number}, form, problem, request.path,
                _("Erase for good"), danger=True, **more)  # fmt: skip


def _open(actor: Actor) -> Any:
    if Role.ADMINISTRATOR in actor.roles:
        return ordered()
    if Role.SUPERVISOR in actor.roles:
        return ordered().filter(proposer=actor.person)
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
    **more: Any,
) -> HttpResponse:
    refused(form, request.POST, acting(request), at=timezone.now())
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
    code = status(problem) if problem else 422 if form.errors else 200
    return render(request, "records/journal_erasure.html", context, status=code)
