"""Pages of parameters: present values, unset ones and what waits for them, and setting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

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
from luoshi.kernel.code_lists import queries as code_lists
from luoshi.kernel.duties.models import Parameter as Value
from luoshi.kernel.kinds.compiled.words import plain_text
from luoshi.kernel.parameters.actions import compute_waiting, set_value, take_lawful_values
from luoshi.kernel.parameters.previews import ParameterPreview
from luoshi.kernel.parameters.queries import values
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import parse_public_text
from luoshi.kernel.rights.pages import render_problem
from luoshi.org.base.actions import journal_if_marked
from luoshi.org.base.screened_forms import ScreenedForm
from luoshi.org.units.choosers import UnitField
from luoshi.org.units.queries import standing_on

LIST_WORDS = 12  # words of a list shown on the overview
MAY_LOOK = {Role.ADMINISTRATOR, Role.AUDITOR}


@dataclass(frozen=True)
class ParameterChoice:
    """A value to choose, as the page shows it; ``here``: it is in force."""

    text: str
    source: str
    preview: ParameterPreview | None
    url: str
    here: bool


@dataclass(frozen=True)
class Setting:
    """A parameter on the overview; ``follows``: the consequence while it is not set."""

    id: str
    label: str
    url: str
    set_url: str
    suggested: Sequence[ParameterChoice]
    text: str
    light: Light | None
    follows: str
    since: date | None
    source: str
    own: int
    waiting: str
    preview: ParameterPreview | None


class ValueForm(ScreenedForm):
    """The form of a value: value, unit, first day and source."""

    value = forms.CharField(label=gettext_lazy("Value"), max_length=1000)
    unit = UnitField(
        label=gettext_lazy("For the unit, including subordinate units"),
        required=False,
        help_text=gettext_lazy("If empty, for all units without their own."),
    )
    start = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Past days keep the value they had."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("A document and its number, or who decided it and when."),
    )


@require_safe
@login_required
def parameter_list(request: HttpRequest) -> HttpResponse:
    """Show every parameter and list as of today, by groups, with suggestions. Seven queries in all."""
    actor, day = _looking(request), timezone.localdate()
    groups: dict[str, list[Setting]] = {}
    standings = values.parameter_standings(day)
    for parameter_standing in standings:
        groups.setdefault(str(parameter_standing.parameter.group or _("Further values")), []).append(
            _setting(parameter_standing, actor, day)
        )
    lists: dict[str, list[dict[str, object]]] = {}
    for of in code_lists.list_states(day):
        lists.setdefault(str(of.list.group), []).append(_list(of, actor))
        groups.setdefault(str(of.list.group), [])
    context = {
        "title": _("Parameters"),
        "crumbs": [(_("Parameters"), "")],
        "lawful": _lawful_table(standings),
        "take_url": reverse("records:take_values") if _can_take(standings, actor) else "",
        "own": _unset_links(standings, suggested=False),
        "open": _unset_links(standings, suggested=True),
        "groups": [
            {"title": title, "id": f"group-{number}", "values": some, "lists": lists.get(title, [])}
            for number, (title, some) in enumerate(sorted(groups.items(), key=_unset_first))
        ],
    }
    return render(request, "records/values.html", context)


@require_POST
@login_required
def lawful_values_take(request: HttpRequest) -> HttpResponse:
    """Set all values that a law or a standard gives and that are not set yet."""
    actor = _looking(request)
    try:
        done = take_lawful_values(actor, at=timezone.now(), source=_after)
    except RecordError as error:
        return render_problem(request, error)
    said = ngettext("%(n)d value is set: %(names)s.", "%(n)d values are set: %(names)s.", len(done))
    names = "、".join(str(parameter.label) for parameter in done)
    messages.success(request, said % {"n": len(done), "names": names} if done else _("They were set already."))
    return HttpResponseRedirect(reverse("records:values"))


def _after(source: str) -> str:
    return _("After: %(source)s") % {"source": source}


def _lawful_table(standings: Sequence[values.ParameterStanding]) -> DataTable:
    """Return the values that a law gives, each with its source and with what holds today."""
    heads = [_("Value"), _("Given"), _("Source"), _("Today")]
    rows = []
    for standing in standings:
        parameter, row = standing.parameter, standing.row
        if (given := parameter.law) is None:
            continue
        same = row is not None and row.value == given.value
        now = _("as given") if same else str(parameter.words(row.value)) if row else _("not set")
        said = [str(given.label or parameter.words(given.value)), str(given.source), now]
        cells = [DataCell(str(parameter.label), head=True, url=f"#{_anchor(parameter)}")]
        cells += [DataCell(words, head) for words, head in zip(said, heads[1:], strict=True)]
        rows.append(DataRow(parameter.name, str(parameter.label), cells))
    caption = _("Given by a law, a regulation or a standard")
    return DataTable(caption, [DataColumn(head) for head in heads], rows, Empty(""))


def _can_take(standings: Sequence[values.ParameterStanding], actor: Actor) -> bool:
    return Role.ADMINISTRATOR in actor.roles and any(
        standing.parameter.law and standing.row is None for standing in standings
    )


def _unset_links(standings: Sequence[values.ParameterStanding], *, suggested: bool) -> list[tuple[str, str]]:
    """Return label and anchor of what is not set and no law gives: with suggestions, or known to the office alone."""
    return [
        (str(standing.parameter.label), _anchor(standing.parameter))
        for standing in standings
        if standing.row is None and standing.parameter.law is None and bool(standing.parameter.suggested) == suggested
    ]


def _anchor(parameter: DeclaredParameter) -> str:
    return "value-" + parameter.name.replace(".", "-")


def _unset_first(group: tuple[str, list[Setting]]) -> tuple[bool, str]:
    return all(setting.light is None for setting in group[1]), group[0]


def _list(one: code_lists.ListState, actor: Actor) -> dict[str, object]:
    """Return a list for the overview, where it is shown like a parameter."""
    words = [item.word for item in one.items]
    set_url = reverse("records:set_code_list", args=[one.list.name]) if Role.ADMINISTRATOR in actor.roles else ""
    return {
        "id": "list-" + one.list.name.replace(".", "-"),
        "label": str(one.list.label),
        "words": "、".join(words[:LIST_WORDS]) + ("…" if len(words) > LIST_WORDS else ""),
        "count": len(words),
        "since": one.row.start if one.row else None,
        "source": one.row.source if one.row else "",
        "own": one.units,
        "url": reverse("records:code_list", args=[one.list.name]),
        "set_url": set_url,
    }


def _setting(one: values.ParameterStanding, actor: Actor, day: date) -> Setting:
    parameter, row = one.parameter, one.row
    url = reverse("records:value", args=[parameter.name])
    set_url = reverse("records:set_value", args=[parameter.name]) if Role.ADMINISTRATOR in actor.roles else ""
    choices = [
        ParameterChoice(
            str(each.label or parameter.words(each.value)),
            str(each.source),
            _preview(parameter, each.value, day),
            f"{set_url}?suggested={number}" if set_url else "",
            row is not None and row.value == each.value,
        )
        for number, each in enumerate(parameter.suggested)
    ]
    return Setting(
        id=_anchor(parameter),
        label=str(parameter.label),
        url=url,
        set_url=set_url,
        suggested=choices,
        text=str(parameter.words(row.value)) if row else "",
        light=None if row else _unset(one),
        follows="" if row else str(parameter.unset) or _not_computable(one),
        since=row.start if row else None,
        source=row.source if row else "",
        own=one.units,
        waiting=_late(one),
        preview=_preview(parameter, row.value, day) if row else None,
    )


def _preview(parameter: DeclaredParameter, text: str, day: date) -> ParameterPreview | None:
    return parameter.preview(parameter.read(text), day) if parameter.preview else None


@require_safe
@login_required
def parameter_detail(request: HttpRequest, name: str) -> HttpResponse:
    """Show a parameter: its state, what waits for it, and its history."""
    actor, parameter, day = _looking(request), _parameter_or_404(name), timezone.localdate()
    standing = values.value_on(parameter, day)
    page = paginate_rows(request, values.parameter_history(parameter))
    rows = [
        DataRow(
            str(row.pk),
            str(parameter.words(row.value)),
            [
                DataCell(str(parameter.words(row.value)), _("Value"), head=True),
                DataCell(str(row.unit) if row.unit else _("all"), _("For")),
                DataCell(plain_text(row.start), _("Holds from"), "date", note=_("not yet") if row.start > day else ""),
                DataCell(row.source, _("Source")),
                DataCell(_who(row), _("Set by")),
            ],
        )
        for row in page
    ]
    columns = [
        DataColumn(_("Value")),
        DataColumn(_("For")),
        DataColumn(_("Holds from"), "date"),
        DataColumn(_("Source")),
        DataColumn(_("Set by")),
    ]
    until_then = str(parameter.unset) or _("Results that need it cannot be computed until then.")
    empty = Empty(_("It was never set."), until_then)
    may = Role.ADMINISTRATOR in actor.roles
    set_url = reverse("records:set_value", args=[name])
    context = {
        "title": str(parameter.label),
        "crumbs": [(_("Parameters"), reverse("records:values")), (str(parameter.label), "")],
        "actions": [{"label": _("Set a value"), "url": set_url, "main": True, "dialog": True}] if may else [],
        "facts": _facts(standing),
        "table": DataTable(_("All earlier settings"), columns, rows, empty),
        "pager": build_pager(request, page),
        "waiting": _waiting(standing, values.count_computable_duties(parameter, day) if standing.waiting else 0),
        "compute_url": reverse("records:compute_value", args=[name]) if may else "",
    }
    return render(request, "records/value.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def set_one(request: HttpRequest, name: str) -> HttpResponse:
    """Show the form that sets a value; set it."""
    actor, parameter, at = _looking(request), _parameter_or_404(name), timezone.now()
    if Role.ADMINISTRATOR not in actor.roles:
        raise Http404
    day = timezone.localdate(at)
    form = ValueForm(
        request.POST if request.method == "POST" else None, initial={"start": day, **_chosen(request, parameter)}
    )
    form.fields["unit"].queryset = standing_on(day)  # type: ignore[attr-defined]
    if parameter.read is parse_public_text:
        form.fields["value"].widget = forms.Textarea(attrs={"rows": 8, "maxlength": 1000})
    if values.value_on(parameter, day).keeps:
        form.fields["start"].help_text = _(
            "How long a matter is kept depends on the value on the day it was closed: for matters closed earlier, "
            "set the value from an earlier day. Past days keep the value they had."
        )
    there = reverse("records:value", args=[name])
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_value(parameter, given["unit"], given["value"], given["start"], given["source"], actor, at=at)
        except RecordError as error:
            if error.code != "incomplete":
                form.add_error(None, error.what)
            for field, sentences in error.fields.items():
                form.add_error(field, list(sentences))
        else:
            messages.success(request, _("The value is set."))
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Redirect": there})
            return HttpResponseRedirect(there)
    journal_if_marked(form, request.POST, actor, at=at)
    dialog = bool(request.headers.get("HX-Request"))
    context = {
        "title": _("Set a value"),
        "of": str(parameter.label),
        "crumbs": [(_("Parameters"), reverse("records:values")), (str(parameter.label), there), (_("Set a value"), "")],
        "form": form,
        "to": {
            "url": request.path,
            "label": _("Set it"),
            "dialog": dialog,
            "back_url": there,
            "draft": request.path,
            "seen": None,
        },
        "no_print": True,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "luoshi/_dialog.html" if dialog else "luoshi/step.html", context, status=status)


def _chosen(request: HttpRequest, parameter: DeclaredParameter) -> dict[str, str]:
    """Return the form's initial values if a suggestion was chosen."""
    asked = request.GET.get("suggested", "")
    if not (asked.isascii() and asked.isdecimal()) or len(asked) > 3 or int(asked) >= len(parameter.suggested):
        return {}
    one = parameter.suggested[int(asked)]
    return {"value": one.value, "source": _after(str(one.source))}


@require_POST
@login_required
def parameter_compute(request: HttpRequest, name: str) -> HttpResponse:
    """Generate due dates for the duties that waited for this value."""
    actor, parameter = _looking(request), _parameter_or_404(name)
    try:
        made = compute_waiting(parameter, actor, at=timezone.now())
    except RecordError as error:
        return render_problem(request, error)
    if made.later:
        messages.info(request, _("Computing: %(count)d. You may leave this page.") % {"count": made.left})
    else:
        messages.success(request, _("Duties whose due dates were computed: %(count)d.") % {"count": made.done})
    return HttpResponseRedirect(reverse("records:value", args=[name]))


def _looking(request: HttpRequest) -> Actor:
    actor = request_actor(request)
    if MAY_LOOK.isdisjoint(actor.roles):
        raise Http404
    return actor


def _parameter_or_404(name: str) -> DeclaredParameter:
    try:
        return values.declared_parameters()[name]
    except KeyError:
        raise Http404 from None


def _unset(one: values.ParameterStanding) -> Light:
    return Light("late" if one.waiting else "none", _("not set"))


def _not_computable(one: values.ParameterStanding) -> str:
    where = "、".join(str(kind.label) for kind in one.kinds)
    if one.keeps:
        return _("therefore kept for ever: %(where)s") % {"where": where}
    words = _("therefore not computable: due dates in %(where)s") % {"where": where}
    return " · ".join(filter(None, [words, _late(one)]))


def _late(one: values.ParameterStanding) -> str:
    return _("duties waiting for it: %(count)d") % {"count": one.waiting} if one.waiting else ""


def _who(row: Value) -> str:
    return f"{row.entry.person} · {plain_text(row.entry.at)}" if row.entry and row.entry.person else ""


def _facts(one: values.ParameterStanding) -> list[LabelledFact]:
    today = LabelledFact(_("Today, for all"), str(one.parameter.words(one.row.value))) if one.row else None
    unset = LabelledFact(
        _("Today, for all"), "", light=_unset(one), note=str(one.parameter.unset) or _not_computable(one)
    )
    read_by = "、".join(str(kind.label) for kind in one.kinds)
    return [today or unset, LabelledFact(_("Read by"), read_by)]


def _waiting(one: values.ParameterStanding, ready: int) -> dict[str, object] | None:
    if not one.waiting:
        return None
    rest = one.waiting - ready
    said = _("They began before the first day of the value: set one from an earlier day.")
    if not ready and one.row is None and not one.units:
        said = _("Their due dates are computed once the value is set from the day they began, or earlier.")
    return {"ready": ready, "rest": rest, "why": said if rest else ""}
