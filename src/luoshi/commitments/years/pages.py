"""Pages for the close of a plan's year, by row or by heading with a preview; and for the next year's plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from luoshi.base.forms.form_fields import find_form_field
from luoshi.base.forms.form_types import FormData
from luoshi.base.forms.requests import request_actor
from luoshi.base.record_errors import RecordError
from luoshi.commitments.assigning.supporting.queries import owing_of
from luoshi.commitments.years.actions.close import (
    BECOMES,
    decide_year_end,
    is_closed_as_done,
    parts_open,
    unchecked_year_end_error,
)
from luoshi.commitments.years.actions.rollover import begin_next, go_on_in
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.pages import error_status, render_problem, request_key
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.units.choosers import RowField
from luoshi.plans.base import code_labels
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.base.years import root_number, year_end_step
from luoshi.plans.detail.queries import plans
from luoshi.plans.detail.queries.years import (
    ALL,
    ONLY_CARRIED,
    continued_copies,
    count_undecided,
    first_undecided,
    may_take_in,
    next_year_copies,
    still_open,
    year_end_undecided,
)

ROWS = 400  # decided at once; the others follow afterwards
ACTS = {
    "close": gettext_lazy("end it: closed if checked, otherwise not completed"),
    "carry": gettext_lazy("carry it over to the next year"),
    "make_standing": gettext_lazy("make it standing: continue indefinitely"),
}


# The same, worded for the preview.
AHEAD = {
    "close": gettext_lazy("close it: it was checked"),
    "lapse": gettext_lazy("end it with the year: not completed"),
    "carry": ACTS["carry"],
    "make_standing": ACTS["make_standing"],
}


@dataclass(frozen=True)
class Why:
    """The reason for these outcomes, and the reason for closing without the supporting units' part."""

    reason: str = ""
    without_parts: str = ""


def _step(one: Commitment, act: str) -> str:
    return year_end_step(one.state) if act == "close" else act


def _kept_plan(request: HttpRequest, pk: int) -> Plan:
    """Return the plan to its keeper; raise 404 for others."""
    plan, actor = plan_or_404(request, pk), request_actor(request)
    if "keeper" not in relations_to_record(plan, actor, timezone.localdate()) or actor.behalf or plan.erased:
        raise Http404
    return plan


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def year_end_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide the outcome of each open commitment: choose, preview, confirm."""
    plan = _kept_plan(request, pk)
    if request.method != "POST":
        return _choose(request, plan, {}, Why())
    why = Why(*(request.POST.get(name, "").strip()[:500] for name in ("reason", "without_parts")))
    try:
        chosen = _chosen(request, plan)
        if request.POST.get("then") == "do":
            return _do(request, plan, chosen, why)
        if not chosen or not why.reason:
            words = _("Choose at least one row.") if not chosen else _("Enter the reason.")
            raise RecordError("incomplete", words)
        _refuse_early(plan, chosen, why)
    except RecordError as error:
        if error.code in ("incomplete", "marked", "guarded"):
            typed = Why() if error.code == "marked" else why
            return _choose(request, plan, _acts(request), typed, error)
        return render_problem(request, error, home_url=request.path)
    if request.POST.get("then") == "again":
        return _choose(request, plan, {pk: act for pk, (act, _version) in chosen.items()}, why)
    return _ahead(request, plan, chosen, why)


def _refuse_early(plan: Plan, chosen: Mapping[int, tuple[str, int]], why: Why) -> None:
    """Refuse before the preview what would be refused at the end."""
    rows = [row for row in year_end_undecided(plan) if row.pk in chosen]
    for row in rows:
        if not _step(row, chosen[row.pk][0]):
            raise unchecked_year_end_error(row)
    if not why.without_parts and (owed := owing_of([row for row in rows if is_closed_as_done(row, chosen[row.pk][0])])):
        raise parts_open({row.number: owed[row.pk] for row in rows if row.pk in owed})


def _acts(request: HttpRequest) -> dict[int, str]:
    """Return the choices for single rows."""
    names = [name for name in request.POST if name.startswith("row_") and name[4:].isdecimal() and len(name) < 24]
    return {int(name[4:]): request.POST[name] for name in names if request.POST[name]}


def _chosen(request: HttpRequest, plan: Plan) -> dict[int, tuple[str, int]]:
    """Return the outcome and version chosen for each commitment: from its row, or else from its heading.

    Raises:
        RecordError: ``incomplete`` if the data does not come from our page.
    """
    seen: dict[int, tuple[int, str]] = {}
    for sent_row in request.POST.get("seen", "").split():
        parts = sent_row.split(":")
        if len(parts) != 3 or not all(part.isdecimal() and len(part) < 19 for part in parts):
            raise RecordError("incomplete", _("The selection contains no valid rows."))
        seen[int(parts[0])] = (int(parts[1]), parts[2])
    own, found = _acts(request), {}
    for pk, (version, heading) in seen.items():
        act = own.get(pk) or request.POST.get(f"all_{heading}", "")
        if act and act != "open":
            if act not in BECOMES:
                raise RecordError("incomplete", _("A commitment is closed, carried over, or made standing."))
            found[pk] = (act, version)
    if len(found) > ROWS or own.keys() - seen.keys():
        raise RecordError("incomplete", _("The selection contains no valid rows."))
    return found


def _choose(
    request: HttpRequest, plan: Plan, chosen: Mapping[int, str], why: Why, error: RecordError | None = None
) -> HttpResponse:
    rows, counts = first_undecided(plan, ROWS), plans.commitment_state_counts(plan)
    count = count_undecided(plan, counts)
    groups = []
    for at, (part, some) in enumerate(groupby(rows, key=lambda one: one.part)):
        lines = [_line(row, chosen.get(row.pk, "")) for row in some]
        all_of = request.POST.get(f"all_{at}", "") if error else ""
        groups.append({"at": at, "path": part.split(plans.JOINED) if part else [], "rows": lines, "all": all_of})
    labels = get_kind("commitments").cycle.states
    context = {
        "title": _("The year's close: %(plan)s") % {"plan": plan.title},
        "crumbs": plan_crumbs(plan, _("The year's close")),
        "plan": plan,
        "counts": [{"label": str(labels[state]), "count": n} for state, n in counts.items()],
        "groups": groups,
        "open": count,
        "more": count - len(rows),
        "seen": " ".join(f"{row['pk']}:{row['version']}:{group['at']}" for group in groups for row in group["rows"]),
        "acts": ACTS.items(),
        "row_acts": [("open", _("leave it open")), *ACTS.items()],
        "why": why,
        "ask_parts": bool(why.without_parts or (error and "without_parts" in error.fields)),
        "error": " ".join(filter(None, [error.what, error.remedy])) if error else "",
        "may": plan.state == "published",
        "adrift": plans.count_unplaced_carryovers(plan),
        "close_url": reverse("records:step", args=["plans", plan.pk, "close"]),
        "no_print": True,
    }
    return render(request, "ledger/year.html", context, status=error_status(error))


def _line(one: Commitment, act: str) -> dict[str, object]:
    return {
        "pk": one.pk,
        "version": one.version,
        "number": root_number(one.number),
        "words": one.words,
        "url": one.get_absolute_url(),
        "unit": str(one.unit),
        "due": code_labels.falls_due(one.due, one.every, one.times),
        "name": f"row_{one.pk}",
        "act": act,
    }


def _ahead(request: HttpRequest, plan: Plan, chosen: Mapping[int, tuple[str, int]], why: Why) -> HttpResponse:
    """Show a preview of the outcomes."""
    rows = {row.pk: row for row in year_end_undecided(plan)}
    gone = [pk for pk in chosen if pk not in rows]
    if gone:
        raise_changed = RecordError(
            "changed",
            _("Some of these rows were decided by others in the meantime."),
            remedy=_("Nothing was changed. Look at what is still open and choose again."),
        )
        return render_problem(request, raise_changed, home_url=request.path)
    context = {
        "title": _("Disposition of %(count)d commitments") % {"count": len(chosen)},
        "crumbs": plan_crumbs(plan, _("The year's close")),
        "plan": plan,
        "groups": [
            {"act": name, "label": label, "rows": some}
            for name, label in AHEAD.items()
            if (
                some := [_line(rows[pk], act) for pk, (act, _version) in chosen.items() if _step(rows[pk], act) == name]
            )
        ],
        "seen": " ".join(f"{pk}:{version}:0" for pk, (_act, version) in chosen.items()),
        "chosen": {pk: act for pk, (act, _version) in chosen.items()}.items(),
        "left": len(rows) - len(chosen),
        "why": why,
        "no_print": True,
    }
    return render(request, "ledger/year_ahead.html", context)


def _do(request: HttpRequest, plan: Plan, chosen: Mapping[int, tuple[str, int]], why: Why) -> HttpResponse:
    at = timezone.now()
    done = decide_year_end(plan, chosen, why.reason, request_actor(request), at=at, without_parts=why.without_parts)
    words = {"close": _("closed: %(n)d"), "lapse": _("ended, not done: %(n)d"), "carry": _("carried over: %(n)d"),
             "make_standing": _("made standing: %(n)d")}  # fmt: skip
    said_so = [word % {"n": done[act]} for act, word in words.items() if done[act]]
    messages.success(request, _("Done.") + " " + _("; ").join(said_so))
    return HttpResponseRedirect(request.path)


class Following(ScreenedForm):
    """The title of the next year's plan and its initial rows."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100, required=False,
                              widget=forms.TextInput(attrs={"inputmode": "numeric"}))  # fmt: skip
    which = forms.ChoiceField(label=gettext_lazy("Begins with"), widget=forms.RadioSelect)
    into = RowField(
        Plan.objects.none(),
        required=False,
        label=gettext_lazy("Or into an existing plan"),
        empty_label=gettext_lazy("a new plan"),
    )

    def __init__(self, data: FormData, plan: Plan, drafts: QuerySet[Plan]) -> None:
        super().__init__(data)
        copies = next_year_copies(plan, ALL)
        every, carried = len(copies), len(continued_copies(copies))
        which = find_form_field(self, "which", forms.ChoiceField)
        which.choices = [
            (ALL, _("all rows of last year, as drafts to be decided (%(n)d)") % {"n": every}),
            (ONLY_CARRIED, _("only what is carried over and what recurs (%(n)d)") % {"n": carried}),
        ]
        self.initial = {
            "which": ALL,
            "year": plan.year + 1,
            "title": plan.title.replace(str(plan.year), str(plan.year + 1)),
        }
        into: Any = self.fields["into"]
        into.queryset = drafts
        into.label_from_instance = lambda one: f"{one.number} {one.title}"
        into.choices = choices = list(into.choices)  # asked once, for whether there are any and for the box
        if len(choices) == 1:  # “a new plan” alone
            del self.fields["into"]
            self.fields["title"].required = self.fields["year"].required = True

    def clean(self) -> dict[str, object]:
        values = super().clean() or self.cleaned_data
        if not values.get("into"):
            for name in ("title", "year"):
                if name not in self.errors and not values.get(name):
                    self.add_error(name, _("Required for a new plan."))
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def next_year_plan_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Create the next year's plan as a draft from last year's."""
    plan, actor, at = _kept_plan(request, pk), request_actor(request), timezone.now()
    drafts = may_take_in(plan, actor, timezone.localdate(at))
    form = Following(request.POST if request.method == "POST" else None, plan, drafts)
    error = None
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            if values.get("into"):
                new = go_on_in(plan, values["into"], values["which"], actor, at=at)
            else:
                given = {"title": values["title"], "year": values["year"]}
                new = begin_next(plan, given, values["which"], actor, at=at, once=request_key(request))
        except RecordError as refused:
            error = refused
            form.add_error(None, " ".join(filter(None, [refused.what, refused.remedy])))
        else:
            messages.success(request, _("Last year's rows are here as drafts: confirm, change or drop each."))
            return HttpResponseRedirect(reverse("ledger:correct", args=[new.pk]))
    return _ask(request, plan, form, 422 if form.errors and error is None else error_status(error))


def _ask(request: HttpRequest, plan: Plan, form: Following, code: int) -> HttpResponse:
    waiting = still_open(plan)
    closed = []
    if waiting:
        words = ngettext("%(n)d commitment is still open.", "%(n)d commitments are still open.", waiting)
        closed.append(words % {"n": waiting})
    if plan.state not in ("published", "closed"):
        closed.append(_("This plan is not published."))
    context = {
        "title": _("Next year's plan"),
        "of": plan.title,
        "crumbs": plan_crumbs(plan, _("Next year's plan")),
        "plan": plan,
        "form": form,
        "waiting": waiting,
        "to": {
            "url": request.path,
            "label": _("Create the plan"),
            "back_url": plan.get_absolute_url(),
            "draft": request.path,
            "closed": closed,
            "once": str(uuid4()),
        },
        "no_print": True,
    }
    return render(request, "ledger/next.html", context, status=code)
