"""The figure page of an indicator for a unit: total, child units, parts, trend, and targets."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.base.forms.requests import request_actor
from luoshi.base.forms.shapes import (
    DataCell,
    DataColumn,
    DataRow,
    DataTable,
    Empty,
    LabelledFact,
    build_pager,
    list_query_string,
    paginate_rows,
)
from luoshi.dates.period_codes import decode_period
from luoshi.dates.periods import Period
from luoshi.desk.figures.page_helpers import export_figures_workbook, figure_filter_context
from luoshi.desk.figures.pictures.pages import FILES, PictureFigure, picture_response
from luoshi.facts.base.models.fact import Fact as FactTold
from luoshi.facts.base.models.target import Target
from luoshi.facts.doubts.cards import build_doubt_card
from luoshi.facts.figure_views import charts, figure_formats, queries
from luoshi.facts.figure_views.pages.figure_request import (
    FigureRequest,
    book_cells,
    book_columns,
    indicator_value_cells,
    indicator_value_columns,
    parse_figure_request,
)
from luoshi.facts.figure_views.pages.unit_figure_pages import as_of, indicator_figure_url
from luoshi.facts.figure_views.queries import IndicatorLine, sources
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.facts.rollup.rules.tree_aggregation import Rolled
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree.models import Unit
from luoshi.writing.charts.model import Chart

PICTURES = ("units", "trend", "promised")


def _definition(request: HttpRequest, pk: int) -> Definition:
    day = timezone.localdate()
    found = readable_records(get_kind("indicators"), request_actor(request), day).filter(pk=pk).first()
    if not isinstance(found, Definition) or found.indicator_id is None:
        raise Http404
    return found


Rows = list[tuple[Unit, IndicatorLine]]
History = list[tuple[Period, Rolled]]
Promised = list[tuple[Target, Fraction | None]]


def _beneath(one: Definition, asked: FigureRequest, units: Sequence[Unit]) -> tuple[IndicatorLine | None, Rows]:
    """Return the line of the requested unit, and those of the given child units."""
    if asked.unit is None:
        return None, []
    found = queries.of_units([one], [asked.unit, *units], asked.span)
    return found[asked.unit.pk][0], [(unit, found[unit.pk][0]) for unit in units]


def _concerned(rows: Rows) -> Rows:
    """Keep the units that reported or owe something."""
    return [(unit, line) for unit, line in rows if line.now.told or line.now.expected is not None or line.before.told]


@require_safe
@login_required
def indicator_figure_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an indicator: its total, child units, parts and trend."""
    one = _definition(request, pk)
    asked = parse_figure_request(request, [one])
    under = paginate_rows(request, queries.child_units_on(asked.unit, asked.span.last) if asked.unit else [])
    whole, every = _beneath(one, asked, list(under))
    history = queries.indicator_trend(one, asked.unit, asked.span) if asked.unit else []
    promised = queries.targets_with_progress(one, asked.unit, asked.actor, asked.day) if asked.unit else []
    rows = _concerned(every)
    looked = sources.told_by_each(one, [asked.unit, *under], asked.span) if asked.unit else []
    title = _("Figures of “%(name)s”") % {"name": one.title}
    context = {
        "title": title,
        "crumbs": [(_("Figures by unit"), reverse("facts:unit_figures")), (one.title, "")],
        "filters": figure_filter_context(request, asked.form),
        "of": f"{asked.unit} · {format_duty_period(asked.span)}" if asked.unit else "",
        "facts": _facts(one, whole, history, asked) if whole else [],
        "as_of": as_of(asked),
        "table": _units(one, whole, rows, asked) if whole and rows else None,
        "others": len(every) - len(rows),
        "pager": build_pager(request, under),
        "cards": _cards(one, whole, promised, asked, looked),
        "figures": _pictures(request, one, rows, history, promised, asked),
        "definition_url": one.get_absolute_url(),
        "sheet_url": reverse("facts:indicator_book", args=[one.pk]) + list_query_string(request, page=None),
        "wide": True,
    }
    return render(request, "facts/indicator.html", context)


@require_POST
@login_required
def indicator_figure_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export the child units as a workbook; journaled."""
    one = _definition(request, pk)
    asked = parse_figure_request(request, [one])
    units = list(queries.child_units_on(asked.unit, asked.span.last)) if asked.unit else []
    whole, rows = _beneath(one, asked, units)
    every = [*([(asked.unit, whole)] if whole else []), *_concerned(rows)]
    heads = [(_("Unit"), 30), *book_columns()]
    lines = [[str(unit), *book_cells(line)] for unit, line in every]
    return export_figures_workbook(
        request, get_kind("indicators"), one.title, heads, lines, [format_duty_period(asked.span), as_of(asked)]
    )


@require_safe
@login_required
def indicator_figure_chart(request: HttpRequest, pk: int, name: str, file: str) -> HttpResponse:
    """Return one of the charts, under the same permissions as the page."""
    one = _definition(request, pk)
    if name not in PICTURES or file not in FILES:
        raise Http404
    asked = parse_figure_request(request, [one])
    if asked.unit is None:
        raise Http404
    under = list(paginate_rows(request, queries.child_units_on(asked.unit, asked.span.last))) if name == "units" else []
    chart: Chart | None
    if name == "units":
        chart = charts.chart_units(one, _concerned(_beneath(one, asked, under)[1]))
    elif name == "trend":
        chart = charts.over_time(one, queries.indicator_trend(one, asked.unit, asked.span))
    else:
        chart = charts.chart_targets(one, queries.targets_with_progress(one, asked.unit, asked.actor, asked.day))
    if chart is None:
        raise Http404
    return picture_response(request, chart, file)


def _pictures(
    request: HttpRequest, one: Definition, rows: Rows, history: History, promised: Promised, asked: FigureRequest
) -> list[PictureFigure]:
    drawn = {
        "units": (_("By unit"), format_duty_period(asked.span), charts.chart_units(one, rows)),
        "trend": (
            _("Over time"),
            _("Each period is added up by the units as of its last day."),
            charts.over_time(one, history),
        ),
        "promised": (
            _("Promised and reached"),
            _("The line across a bar is the target."),
            charts.chart_targets(one, promised),
        ),
    }
    found = []
    for name, (title, note, chart) in drawn.items():
        if chart is None or chart.empty:
            continue
        urls = [
            reverse("facts:indicator_picture", args=[one.pk, name, file]) + list_query_string(request) for file in FILES
        ]
        found.append(PictureFigure(name, title, note, "", chart, *urls))
    return found


def _facts(one: Definition, whole: IndicatorLine, history: History, asked: FigureRequest) -> list[LabelledFact]:
    now = whole.now
    found = [
        LabelledFact(
            _("Amount"),
            figure_formats.format_rolled_value(one, now, whole.names),
            note=" · ".join(
                filter(None, [figure_formats.figure_band_name(whole), figure_formats.format_partial_note(now)])
            ),
        ),
        LabelledFact(_("Number reported"), figure_formats.format_coverage_count(now)),
        LabelledFact(_("Approved"), str(now.approved)),
    ]
    if whole.before.told:
        found.append(LabelledFact(_("A year before"), figure_formats.format_rolled_value(one, whole.before)))
        found.append(LabelledFact(_("Change"), figure_formats.format_yearly_change(whole)))
    if asked.unit is not None and (alike := queries.like_for_like_line(whole, asked.unit, asked.span)) is not None:
        words = _("A year before, by the units of %(day)s") % {"day": asked.span.last.isoformat()}
        note = _("comparable basis: units were moved in between; change %(change)s") % {
            "change": figure_formats.format_yearly_change(alike)
        }
        found.append(LabelledFact(words, figure_formats.format_rolled_value(one, alike.before, alike.names), note=note))
    if one.outcome_id and one.outcome is not None and asked.unit is not None:
        beside = queries.of_units([one.outcome], [asked.unit], asked.span)[asked.unit.pk][0]
        value = figure_formats.format_rolled_value(one.outcome, beside.now, beside.names)
        found.append(
            LabelledFact(_("Outcome"), f"{one.outcome.title}：{value}", url=indicator_figure_url(one.outcome.pk, asked))
        )
    if one.formula:
        found.append(LabelledFact(_("Formula"), one.formula))
    if one.nature == "stock" and (average := queries.chronological_average(history)) is not None:
        label = _("Average over %(n)d periods") % {"n": len(history)}
        found.append(
            LabelledFact(
                label,
                figure_formats.format_amount_with_unit(one, round_to_places(average, 2)),
                note=_("first and last counted half"),
            )
        )
    return [*found, *(_published(one, whole, asked.unit, asked) if asked.unit else ())]


def _published(one: Definition, whole: IndicatorLine, unit: Unit, asked: FigureRequest) -> list[LabelledFact]:
    """List the values published separately, and what follows from them."""
    found = []
    for fact, compared in queries.published_comparisons(one, unit, asked.span):
        url = reverse("facts:fact", args=[fact.pk])
        text = figure_formats.of_fact(fact, one.measure)
        found.append(
            LabelledFact(
                _("Published besides"), text, url=url, note=figure_formats.format_published_check(one, compared)
            )
        )
    grown = queries.grown_from(one, unit, asked.span)
    if grown is not None:
        fact, base = grown
        url = reverse("facts:fact", args=[fact.pk])
        found.append(LabelledFact(_("Growth that was published"), figure_formats.of_fact(fact, "%"), url=url))
        if base is not None and not whole.before.told:
            found.append(
                LabelledFact(
                    _("A year before"),
                    figure_formats.format_amount_with_unit(one, round_to_places(base, 1)),
                    note=_("derived from the growth"),
                )
            )
    return found


def _ranks(one: Definition, rows: Rows, asked: FigureRequest) -> dict[int, int | None]:
    """Return the rank of each child unit, including those on other pages; {} if the office does not rank units."""
    if not one.ranked or asked.unit is None:
        return {}
    every = list(queries.child_units_on(asked.unit, asked.span.last))
    lines = rows if len(every) == len(rows) else _beneath(one, asked, every)[1]
    return dict(
        zip((unit.pk for unit, _line in lines), queries.unit_ranks(one, [line for _u, line in lines]), strict=True)
    )


def _units(one: Definition, whole: IndicatorLine, rows: Rows, asked: FigureRequest) -> DataTable:
    """Build the table of child units with links; ranked only if the office names a basis."""
    ranks = _ranks(one, rows, asked)
    adds = not one.formula and one.nature in ("flow", "total", "stock")
    heads = [DataColumn(_("Unit")), *indicator_value_columns()]
    heads += [DataColumn(_("Share"), "number")] if adds else []
    heads += [DataColumn(_("Rank"), "number")] if one.ranked else []
    made = []
    for unit, line in rows:
        rank = ranks.get(unit.pk)
        more = [figure_formats.format_percent_share(line.now.value, whole.now.value)] if adds else []
        more += [str(rank) if rank is not None else "—"] if one.ranked else []
        beside = zip(more, heads[-len(more) :], strict=True) if more else ()
        shown = [
            DataCell(unit.name, head=True, url=indicator_figure_url(one.pk, asked, unit.pk)),
            *indicator_value_cells(line),
        ]
        shown += [DataCell(text, str(column.label), "number") for text, column in beside]
        made.append(DataRow(str(unit.pk), unit.name, shown))
    return DataTable(_("Unit by unit"), heads, made, Empty(""))


def _cards(
    one: Definition, whole: IndicatorLine | None, promised: Promised, asked: FigureRequest, shown: Sequence[FactTold]
) -> list[dict[str, object]]:
    if asked.unit is None or whole is None:
        return []
    found = [
        build_doubt_card(shown),
        _parts(one, whole, asked.unit, asked),
        _itself(one, asked.unit, asked),
        _promised(one, promised),
    ]
    return [each for each in found if each is not None]


def _card(id: str, table: DataTable) -> dict[str, object] | None:
    return {"id": id, "title": table.caption, "count": len(table.rows), "table": table} if table.rows else None


def _parts(one: Definition, whole: IndicatorLine, unit: Unit, asked: FigureRequest) -> dict[str, object] | None:
    found: list[tuple[Breakdown, Fraction | None, int]] = queries.parts_of(one, unit, asked.span)
    heads = [DataColumn(_("Part of it")), DataColumn(_("Broken down by")), DataColumn(_("Amount"), "number")]
    heads.append(DataColumn(_("Number reported"), "number"))
    rows = [
        DataRow(
            str(part.pk),
            part.name,
            [
                DataCell(part.name, head=True),
                DataCell(_("may overlap") if part.within else part.axis, str(heads[1].label)),
                DataCell(
                    _("nothing reported") if value is None else figure_formats.format_amount_with_unit(one, value),
                    str(heads[2].label),
                    "number",
                ),
                DataCell(str(told), str(heads[3].label), "number"),
            ],
        )
        for part, value, told in found
    ]
    for axis, rest in queries.axis_remainders(found, whole):
        label = _("In none of these: %(axis)s") % {"axis": axis} if axis else _("In none of these")
        said_rest = (
            figure_formats.format_amount_with_unit(one, rest)
            if rest >= 0
            else _("%(value)s more than the whole") % {"value": figure_formats.format_amount_with_unit(one, -rest)}
        )
        cells = [
            DataCell(label, head=True),
            DataCell(axis, str(heads[1].label)),
            DataCell(said_rest, str(heads[2].label), "number"),
        ]
        rows.append(DataRow(f"rest-{axis}", label, [*cells, DataCell("", str(heads[3].label), "number")]))
    return _card("parts", DataTable(_("Its parts"), heads, rows, Empty("")))


def _itself(one: Definition, unit: Unit, asked: FigureRequest) -> dict[str, object] | None:
    """Build the card of the facts that the unit itself reported, with links to their sources."""
    found = sources.told_itself(one, unit, asked.span)
    names = sources.parts_named(found)
    heads = [
        DataColumn(_("Period")),
        DataColumn(_("Amount"), "number"),
        DataColumn(_("Reporting person")),
        DataColumn(_("On"), "date"),
    ]
    rows = []
    for each in found:
        by = each.told or each.entry
        period = format_duty_period(decode_period(each.period))
        label = f"{period} · {names[each.breakdown]}" if each.breakdown in names else period
        cells = [
            DataCell(label, head=True, url=reverse("facts:fact", args=[each.pk])),
            DataCell(figure_formats.of_fact(each, one.measure), str(heads[1].label), "number"),
            DataCell(by.person.name if by.person else _("the program"), str(heads[2].label)),
            DataCell(timezone.localdate(by.at).isoformat(), str(heads[3].label), "date"),
        ]
        rows.append(DataRow(str(each.pk), label, cells))
    return _card("itself", DataTable(_("Reported by %(unit)s itself") % {"unit": unit}, heads, rows, Empty("")))


def _promised(one: Definition, found: Promised) -> dict[str, object] | None:
    heads = [
        DataColumn(_("Matter")),
        DataColumn(_("Unit")),
        DataColumn(_("Target"), "number"),
        DataColumn(_("Reached"), "number"),
    ]
    heads.append(DataColumn(_("Still needed"), "number"))
    rows = [
        DataRow(
            str(target.pk),
            target.record.title,
            [
                DataCell(target.record.title, head=True, url=target.record.get_absolute_url()),
                DataCell(str(target.record.unit), str(heads[1].label)),
                DataCell(target.quote, str(heads[2].label), "number"),
                DataCell(
                    _("nothing reported") if value is None else figure_formats.format_amount_with_unit(one, value),
                    str(heads[3].label),
                    "number",
                ),
                DataCell(
                    figure_formats.format_needed_growth(target, value, one.measure), str(heads[4].label), "number"
                ),
            ],
        )
        for target, value in found
    ]
    return _card("promised", DataTable(_("Related targets"), heads, rows, Empty("")))
