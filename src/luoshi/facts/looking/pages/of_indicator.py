"""The figures of an indicator in a unit and beneath it: whole, unit by unit, part by part, over time, and promised."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.dates.period_codes import decoded
from luoshi.dates.periods import Period
from luoshi.facts.base.models.fact import Fact as FactTold
from luoshi.facts.base.models.target import Target
from luoshi.facts.doubts.cards import doubtful
from luoshi.facts.indicators.models import Breakdown, Definition
from luoshi.facts.looking import charts, queries, said
from luoshi.facts.looking.pages.looking import Look, book_cells, book_columns, cells, columns, look
from luoshi.facts.looking.pages.of_unit import address, as_of
from luoshi.facts.looking.queries import Line, sources
from luoshi.facts.rollup.rules.added import Rolled
from luoshi.figures.rounding import places
from luoshi.org.base.requests import acting
from luoshi.org.base.shapes import Cell, Column, Empty, Fact, Row, Table, paged, pager, query
from luoshi.org.tree.models import Unit
from luoshi.records.counting.asking import filters, workbook
from luoshi.records.duties.words import called
from luoshi.records.kinds.registry import kind
from luoshi.records.pictures.pages import FILES, Figure, answer
from luoshi.records.rights.queries.rights import seen
from luoshi.writing.charts.model import Chart

PICTURES = ("units", "trend", "promised")


def _definition(request: HttpRequest, pk: int) -> Definition:
    day = timezone.localdate()
    found: Any = seen(kind("indicators"), acting(request), day).filter(pk=pk).first()
    if found is None or found.indicator_id is None:
        raise Http404
    return found


Rows = list[tuple[Unit, Line]]
History = list[tuple[Period, Rolled]]
Promised = list[tuple[Target, Fraction | None]]


def _beneath(one: Definition, asked: Look, units: Sequence[Unit]) -> tuple[Line | None, Rows]:
    """Of the unit that was asked for, and of these beneath it."""
    if asked.unit is None:
        return None, []
    found = queries.of_units([one], [asked.unit, *units], asked.span)
    return found[asked.unit.pk][0], [(unit, found[unit.pk][0]) for unit in units]


def _concerned(rows: Rows) -> Rows:
    """Those that told something, or owe it: of all others there is nothing to say."""
    return [(unit, line) for unit, line in rows if line.now.told or line.now.expected is not None or line.before.told]


@require_safe
@login_required
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What an indicator comes to, how it spreads over the units beneath, what it is made of, and how it went."""
    one = _definition(request, pk)
    asked = look(request, [one])
    under = paged(request, queries.children(asked.unit, asked.span.last) if asked.unit else [])
    whole, every = _beneath(one, asked, list(under))
    history = queries.trend(one, asked.unit, asked.span) if asked.unit else []
    promised = queries.reached(one, asked.unit, asked.actor, asked.day) if asked.unit else []
    rows = _concerned(every)
    looked = sources.told_by_each(one, [asked.unit, *under], asked.span) if asked.unit else []
    title = _("Figures of “%(name)s”") % {"name": one.title}
    context = {
        "title": title,
        "crumbs": [(_("Figures"), reverse("facts:unit_figures")), (one.title, "")],
        "filters": filters(request, asked.form),
        "of": f"{asked.unit} · {called(asked.span)}" if asked.unit else "",
        "facts": _facts(one, whole, history, asked) if whole else [],
        "as_of": as_of(asked),
        "table": _units(one, whole, rows, asked) if whole and rows else None,
        "others": len(every) - len(rows),
        "pager": pager(request, under),
        "cards": _cards(one, whole, promised, asked, looked),
        "figures": _pictures(request, one, rows, history, promised, asked),
        "definition_url": one.get_absolute_url(),
        "sheet_url": reverse("facts:indicator_book", args=[one.pk]) + query(request, page=None),
        "wide": True,
    }
    return render(request, "facts/indicator.html", context)


@require_POST
@login_required
def sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The units beneath as a workbook; journaled."""
    one = _definition(request, pk)
    asked = look(request, [one])
    units = list(queries.children(asked.unit, asked.span.last)) if asked.unit else []
    whole, rows = _beneath(one, asked, units)
    every = [*([(asked.unit, whole)] if whole else []), *_concerned(rows)]
    heads = [(_("Unit"), 30), *book_columns()]
    lines = [[str(unit), *book_cells(line)] for unit, line in every]
    return workbook(request, kind("indicators"), one.title, heads, lines, [called(asked.span), as_of(asked)])


@require_safe
@login_required
def picture(request: HttpRequest, pk: int, name: str, file: str) -> HttpResponse:
    """One of its pictures; whoever may not see the page may not see it."""
    one = _definition(request, pk)
    if name not in PICTURES or file not in FILES:
        raise Http404
    asked = look(request, [one])
    if asked.unit is None:
        raise Http404
    under = list(paged(request, queries.children(asked.unit, asked.span.last))) if name == "units" else []
    chart: Chart | None
    if name == "units":
        chart = charts.over_units(one, _concerned(_beneath(one, asked, under)[1]))
    elif name == "trend":
        chart = charts.over_time(one, queries.trend(one, asked.unit, asked.span))
    else:
        chart = charts.promised(one, queries.reached(one, asked.unit, asked.actor, asked.day))
    if chart is None:
        raise Http404
    return answer(request, chart, file)


def _pictures(
    request: HttpRequest, one: Definition, rows: Rows, history: History, promised: Promised, asked: Look
) -> list[Figure]:
    drawn = {
        "units": (_("By unit"), called(asked.span), charts.over_units(one, rows)),
        "trend": (_("Over time"), _("Each period by the units of its last day."), charts.over_time(one, history)),
        "promised": (
            _("Promised and reached"),
            _("The line across a bar is the target."),
            charts.promised(one, promised),
        ),
    }
    found = []
    for name, (title, note, chart) in drawn.items():
        if chart is None or chart.empty:
            continue
        urls = [reverse("facts:indicator_picture", args=[one.pk, name, file]) + query(request) for file in FILES]
        found.append(Figure(name, title, note, "", chart, *urls))
    return found


def _facts(one: Definition, whole: Line, history: History, asked: Look) -> list[Fact]:
    now = whole.now
    found = [
        Fact(
            _("Amount"),
            said.value(one, now, whole.names),
            note=" · ".join(filter(None, [said.band(whole), said.note(now)])),
        ),
        Fact(_("Told"), said.told(now)),
        Fact(_("Approved"), str(now.approved)),
    ]
    if whole.before.told:
        found.append(Fact(_("A year before"), said.value(one, whole.before)))
        found.append(Fact(_("Change"), said.change(whole)))
    if asked.unit is not None and (alike := queries.comparable(whole, asked.unit, asked.span)) is not None:
        words = _("A year before, by the units of %(day)s") % {"day": asked.span.last.isoformat()}
        note = _("comparable base: units were moved meanwhile; change %(change)s") % {"change": said.change(alike)}
        found.append(Fact(words, said.value(one, alike.before, alike.names), note=note))
    if one.outcome_id and one.outcome is not None and asked.unit is not None:
        beside = queries.of_units([one.outcome], [asked.unit], asked.span)[asked.unit.pk][0]
        value = said.value(one.outcome, beside.now, beside.names)
        found.append(Fact(_("Outcome"), f"{one.outcome.title}：{value}", url=address(one.outcome.pk, asked)))
    if one.formula:
        found.append(Fact(_("Formula"), one.formula))
    if one.nature == "stock" and (average := queries.average(history)) is not None:
        label = _("Average over %(n)d periods") % {"n": len(history)}
        found.append(Fact(label, said.amount(one, places(average, 2)), note=_("half of the first and of the last")))
    return [*found, *(_published(one, whole, asked.unit, asked) if asked.unit else ())]


def _published(one: Definition, whole: Line, unit: Unit, asked: Look) -> list[Fact]:
    """What was published besides, and what follows from it."""
    found = []
    for fact, compared in queries.published(one, unit, asked.span):
        url = reverse("facts:fact", args=[fact.pk])
        text = said.of_fact(fact, one.measure)
        found.append(Fact(_("Published besides"), text, url=url, note=said.beside(one, compared)))
    grown = queries.grown_from(one, unit, asked.span)
    if grown is not None:
        fact, base = grown
        url = reverse("facts:fact", args=[fact.pk])
        found.append(Fact(_("Growth that was published"), said.of_fact(fact, "%"), url=url))
        if base is not None and not whole.before.told:
            found.append(Fact(_("A year before"), said.amount(one, places(base, 1)), note=_("derived from the growth")))
    return found


def _ranks(one: Definition, rows: Rows, asked: Look) -> dict[int, int | None]:
    """The rank of each unit among all right beneath, also those of other pages; {} where the office ranks none."""
    if not one.ranked or asked.unit is None:
        return {}
    every = list(queries.children(asked.unit, asked.span.last))
    lines = rows if len(every) == len(rows) else _beneath(one, asked, every)[1]
    return dict(zip((unit.pk for unit, _line in lines), queries.ranked(one, [line for _u, line in lines]), strict=True))


def _units(one: Definition, whole: Line, rows: Rows, asked: Look) -> Table:
    """Unit by unit, each leading to those beneath it; ranked only where the office says on what basis."""
    ranks = _ranks(one, rows, asked)
    adds = not one.formula and one.nature in ("flow", "total", "stock")
    heads = [Column(_("Unit")), *columns()]
    heads += [Column(_("Share"), "number")] if adds else []
    heads += [Column(_("Rank"), "number")] if one.ranked else []
    made = []
    for unit, line in rows:
        rank = ranks.get(unit.pk)
        more = [said.share(line.now.value, whole.now.value)] if adds else []
        more += [str(rank) if rank is not None else "—"] if one.ranked else []
        beside = zip(more, heads[-len(more) :], strict=True) if more else ()
        shown = [Cell(unit.name, head=True, url=address(one.pk, asked, unit.pk)), *cells(line)]
        shown += [Cell(text, str(column.label), "number") for text, column in beside]
        made.append(Row(str(unit.pk), unit.name, shown))
    return Table(_("Unit by unit"), heads, made, Empty(""))


def _cards(
    one: Definition, whole: Line | None, promised: Promised, asked: Look, shown: Sequence[FactTold]
) -> list[dict[str, Any]]:
    if asked.unit is None or whole is None:
        return []
    found = [
        doubtful(shown),
        _parts(one, whole, asked.unit, asked),
        _itself(one, asked.unit, asked),
        _promised(one, promised),
    ]
    return [each for each in found if each is not None]


def _card(id: str, table: Table) -> dict[str, Any] | None:
    return {"id": id, "title": table.caption, "count": len(table.rows), "table": table} if table.rows else None


def _parts(one: Definition, whole: Line, unit: Unit, asked: Look) -> dict[str, Any] | None:
    found: list[tuple[Breakdown, Fraction | None, int]] = queries.parts_of(one, unit, asked.span)
    heads = [Column(_("Part of it")), Column(_("Divided by")), Column(_("Amount"), "number")]
    heads.append(Column(_("Told"), "number"))
    rows = [
        Row(
            str(part.pk),
            part.name,
            [
                Cell(part.name, head=True),
                Cell(_("may overlap") if part.within else part.axis, str(heads[1].label)),
                Cell(_("nothing told") if value is None else said.amount(one, value), str(heads[2].label), "number"),
                Cell(str(told), str(heads[3].label), "number"),
            ],
        )
        for part, value, told in found
    ]
    for axis, rest in queries.rests(found, whole):
        label = _("In none of them: %(axis)s") % {"axis": axis} if axis else _("In none of them")
        said_rest = (
            said.amount(one, rest)
            if rest >= 0
            else _("%(value)s more than the whole") % {"value": said.amount(one, -rest)}
        )
        cells = [
            Cell(label, head=True),
            Cell(axis, str(heads[1].label)),
            Cell(said_rest, str(heads[2].label), "number"),
        ]
        rows.append(Row(f"rest-{axis}", label, [*cells, Cell("", str(heads[3].label), "number")]))
    return _card("parts", Table(_("Its parts"), heads, rows, Empty("")))


def _itself(one: Definition, unit: Unit, asked: Look) -> dict[str, Any] | None:
    """What the unit itself told, each with the way to where it comes from."""
    found = sources.told_itself(one, unit, asked.span)
    names = sources.parts_named(found)
    heads = [Column(_("Period")), Column(_("Amount"), "number"), Column(_("Told by")), Column(_("On"), "date")]
    rows = []
    for each in found:
        by = each.told or each.entry
        period = called(decoded(each.period))
        label = f"{period} · {names[each.breakdown]}" if each.breakdown in names else period
        cells = [
            Cell(label, head=True, url=reverse("facts:fact", args=[each.pk])),
            Cell(said.of_fact(each, one.measure), str(heads[1].label), "number"),
            Cell(by.person.name if by.person else _("the program"), str(heads[2].label)),
            Cell(timezone.localdate(by.at).isoformat(), str(heads[3].label), "date"),
        ]
        rows.append(Row(str(each.pk), label, cells))
    return _card("itself", Table(_("What %(unit)s itself told") % {"unit": unit}, heads, rows, Empty("")))


def _promised(one: Definition, found: Promised) -> dict[str, Any] | None:
    heads = [Column(_("Matter")), Column(_("Unit")), Column(_("Target"), "number"), Column(_("Reached"), "number")]
    heads.append(Column(_("Still needed"), "number"))
    rows = [
        Row(
            str(target.pk),
            target.record.title,
            [
                Cell(target.record.title, head=True, url=target.record.get_absolute_url()),
                Cell(str(target.record.unit), str(heads[1].label)),
                Cell(target.quote, str(heads[2].label), "number"),
                Cell(_("nothing told") if value is None else said.amount(one, value), str(heads[3].label), "number"),
                Cell(said.needed(target, value, one.measure), str(heads[4].label), "number"),
            ],
        )
        for target, value in found
    ]
    return _card("promised", Table(_("What is promised of it"), heads, rows, Empty("")))
