"""The page of a plan's targets: each with its reported values, as a table, as a bar chart and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
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
from luoshi.commitments.detail.pages.targets import format_target_shortfall
from luoshi.commitments.lights.rules.attainment import LIMITS, WHOLE
from luoshi.commitments.reporting.forms.reporting import format_share_input
from luoshi.commitments.statistics.target_progress import queries
from luoshi.commitments.statistics.target_progress.queries import MET, SHORT, UNTOLD, Promise
from luoshi.dates.period_names import format_period as named_period
from luoshi.dates.periods import Period
from luoshi.desk.figures.page_helpers import export_figures_workbook, figure_filter_context
from luoshi.desk.figures.pictures.pages import FILES, PictureFigure, picture_response
from luoshi.facts.figure_views import figure_formats as figures
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.actors.view_dates import parse_view_dates as asked_on
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.pages import plan_crumbs, plan_or_404
from luoshi.plans.twins.queries.twins import NEVER_OUT
from luoshi.writing.charts.model import Amounts, ChartAmount, clean_chart_names

STANDS = {MET: gettext_lazy("target met"), SHORT: gettext_lazy("not yet met"), UNTOLD: gettext_lazy("nothing reported")}
LIGHTS = {MET: "done", SHORT: "steady", UNTOLD: "none"}
SHARE = "share"  # the chart


class Which(forms.Form):
    """The filter by state."""

    stands = forms.ChoiceField(
        label=gettext_lazy("Show"), required=False, choices=[("", gettext_lazy("all figures")), *STANDS.items()]
    )


@require_safe
@login_required
def plan_target_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each target of the plan's commitments, fifty per page."""
    plan = _plan(request, pk)
    form, every, some = _asked(request, plan)
    rows, span = _shown(request, plan, every, some)
    title = _("Figures of the plan")
    context = {
        "title": title,
        "kind": plan.title,
        "crumbs": plan_crumbs(plan, title),
        "filters": figure_filter_context(request, form),
        "facts": _facts(every),
        "table": _table(rows, span),
        "pager": build_pager(request, paginate_rows(request, some)),
        "figures": _pictures(request, plan, rows),
        "sheet_url": reverse("ledger:plan_figures_book", args=[plan.pk]) + list_query_string(request),
        "wide": True,
    }
    return render(request, "ledger/plan_figures.html", context)


@require_safe
@login_required
def target_chart_file(request: HttpRequest, pk: int, name: str, file: str) -> HttpResponse:
    """Return the bar chart of a page of targets; the permissions are those of the page."""
    plan = _plan(request, pk)
    if name != SHARE:
        raise Http404
    _form, every, some = _asked(request, plan)
    return picture_response(request, _bars(_shown(request, plan, every, some)[0]), file)


@require_POST
@login_required
def export_plan_targets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export all of them as a workbook; the export is journaled."""
    plan = _plan(request, pk)
    _form, every, some = _asked(request, plan)
    actor, day = request_actor(request), asked_on(request).today
    span = queries.span_of(plan, every, day)
    heads = [
        (_("Number"), 12), (_("Matter"), 40), (_("Unit"), 24), (_("Indicator"), 24), (_("Target"), 14),
        (_("Reached"), 20), (_("Share (%)"), 10), (_("Expected (%)"), 12), (_("Reported on"), 12),
        (_("Including subordinate units, %(period)s") % {"period": format_duty_period(span)}, 28),
    ]  # fmt: skip
    lines = [
        [
            promise.commitment.number, promise.commitment.title, str(promise.commitment.unit), promise.target.words,
            promise.target.quote, format_target_shortfall(promise.target, promise.told),
            format_share_input(promise.share),
            format_share_input(promise.ahead),
            promise.told.day if promise.told else "", _beneath(promise),
        ]
        for promise in queries.with_units_beneath(some, span, actor, day)
    ]  # fmt: skip
    return export_figures_workbook(
        request, get_kind("commitments"), _("Figures of the plan"), heads, lines, [plan.title, format_duty_period(span)]
    )


def _plan(request: HttpRequest, pk: int) -> Plan:
    """Return a published plan, or the keeper's own."""
    plan, actor = plan_or_404(request, pk), request_actor(request)
    if plan.state in NEVER_OUT and "keeper" not in relations_to_record(plan, actor, asked_on(request).today):
        raise Http404
    return plan


def _asked(request: HttpRequest, plan: Plan) -> tuple[Which, list[Promise], list[Promise]]:
    """Return the filter form, all targets, and the filtered ones."""
    form = Which(request.GET)
    stands = form.cleaned_data["stands"] if form.is_valid() else ""
    every = queries.plan_promises(plan, request_actor(request), asked_on(request).today)
    return form, every, [promise for promise in every if not stands or promise.state == stands]


def _shown(
    request: HttpRequest, plan: Plan, every: Sequence[Promise], some: Sequence[Promise]
) -> tuple[list[Promise], Period]:
    day = asked_on(request).today
    span = queries.span_of(plan, every, day)
    return queries.with_units_beneath(list(paginate_rows(request, some)), span, request_actor(request), day), span


def _facts(every: Sequence[Promise]) -> list[LabelledFact]:
    counts = {name: sum(promise.state == name for promise in every) for name in STANDS}
    counted = [(str(STANDS[name]), f"?stands={name}", n) for name, n in counts.items() if n]
    return [
        LabelledFact(_("Figures promised"), str(len(every))),
        *(LabelledFact(label, str(n), url=url) for label, url, n in counted),
    ]


def _table(rows: Sequence[Promise], span: Period) -> DataTable:
    heads = [
        DataColumn(_("Matter")),
        DataColumn(_("Unit")),
        DataColumn(_("Target"), "number"),
        DataColumn(_("Reached"), "number"),
        DataColumn(_("Share of the target"), "number"),
        DataColumn(_("Status"), "light"),
        DataColumn(_("Including subordinate units, %(period)s") % {"period": format_duty_period(span)}, "number"),
    ]
    labels = [str(head.label) for head in heads]
    made = []
    for row in rows:
        url, of = "", row.definition
        if of is not None and row.beneath is not None:
            unit = row.commitment.unit_id
            url = reverse("facts:indicator_figures", args=[of.pk]) + f"?unit={unit}&period={named_period(span)}"
        name = of.title if of else row.target.words
        note = _("%(share)s expected by now") % {"share": format_share_input(row.ahead)} if _behind(row) else ""
        cells = [
            DataCell(name or row.target.quote, head=True, url=row.commitment.get_absolute_url() + "#targets",
                 note=f"{row.commitment.number} {row.commitment.title}"),
            DataCell(str(row.commitment.unit), labels[1]),
            DataCell(row.target.quote, labels[2], "number"),
            DataCell(format_target_shortfall(row.target, row.told), labels[3], "number",
                     note=str(row.told.day) if row.told else ""),
            DataCell(format_share_input(row.share) or "—", labels[4], "number", note=note),
            DataCell("", labels[5], "light", light=_light(row)),
            DataCell(_beneath(row) or "—", labels[6], "number", url=url),
        ]  # fmt: skip
        made.append(DataRow(str(row.target.pk), row.commitment.title, cells))
    nothing = Empty(_("No figure here."), _("Indicators appear here when commitments of the plan have targets."))
    return DataTable(_("Figures of the plan"), heads, made, nothing)


def _light(one: Promise) -> Light:
    return Light("soon" if one.state == SHORT and _behind(one) else LIGHTS[one.state], str(STANDS[one.state]))


def _behind(one: Promise) -> bool:
    """Check whether a target that grows over the year is behind schedule."""
    return one.share is not None and one.ahead is not None and one.share < min(one.ahead, WHOLE)


def _beneath(one: Promise) -> str:
    """Format the indicator's total for the unit's subtree, and how many units reported it."""
    if one.definition is None or one.beneath is None or not (one.beneath.told or one.beneath.expected):
        return ""
    value = figures.format_rolled_value(one.definition, one.beneath, {})
    return _("%(value)s (reported: %(told)s)") % {"value": value, "told": figures.format_coverage_count(one.beneath)}


def _bars(rows: Sequence[Promise]) -> Amounts:
    """Chart each reported target that grows towards its value; the mark is the expected progress."""
    told = [row for row in rows if row.share is not None]
    some = [promise for promise in told if promise.target.bound not in LIMITS and promise.target.aspect != "rank"]
    names = clean_chart_names(
        [f"{promise.commitment.number} {promise.target.words or promise.target.quote}" for promise in some]
    )
    bars = []
    for name, promise in zip(names, some, strict=True):
        value = Decimal(promise.share or 0) / 100
        mark = None if promise.ahead is None else Decimal(promise.ahead) / 100
        bars.append(
            ChartAmount(name, value, format_share_input(promise.share), mark, format_share_input(promise.ahead))
        )
    return Amounts(_("Promised figure"), _("Share of the target (%)"), tuple(bars), _("Expected by now"))


def _pictures(request: HttpRequest, plan: Plan, rows: Sequence[Promise]) -> list[PictureFigure]:
    chart = _bars(rows)
    if chart.empty:
        return []
    urls = [
        reverse("ledger:plan_figures_picture", args=[plan.pk, SHARE, file]) + list_query_string(request)
        for file in FILES
    ]
    note = _("The line across a bar is the progress expected by the months elapsed; for rates it is the target.")
    return [PictureFigure(SHARE, _("Progress towards targets"), note, "", chart, *urls)]
