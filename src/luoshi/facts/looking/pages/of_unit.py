"""The figures of a unit with all beneath it: every indicator of which something was told or is owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from luoshi.dates.period_codes import decoded
from luoshi.dates.period_names import named
from luoshi.facts.base.models.fact import Question
from luoshi.facts.looking import queries, said
from luoshi.facts.looking.pages.looking import Look, book_cells, book_columns, cells, columns, look
from luoshi.facts.looking.queries import Line, sources
from luoshi.org.base.shapes import Cell, Column, Empty, Row, Table, query
from luoshi.records.counting.asking import filters, workbook
from luoshi.records.duties.words import called
from luoshi.records.kinds.registry import kind


def _lines(asked: Look, definitions: Sequence[Any]) -> list[Line]:
    """Of each indicator of which there is something to say."""
    if asked.unit is None:
        return []
    found = queries.of_units(definitions, [asked.unit], asked.span)[asked.unit.pk]
    return [one for one in found if one.now.told or one.now.expected or one.before.told]


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What each indicator comes to, of how many, beside a year before."""
    definitions = queries.defined()
    asked = look(request, definitions)
    title = _("Figures")
    context = {
        "title": f"{asked.unit} · {called(asked.span)}" if asked.unit else title,
        "crumbs": [(title, "")],
        "filters": filters(request, asked.form),
        "table": _table(_lines(asked, definitions), asked),
        "as_of": as_of(asked),
        "questions": _questions(asked),
        "sheet_url": reverse("facts:unit_book") + query(request),
        "wide": True,
    }
    return render(request, "facts/figures.html", context)


@require_POST
@login_required
def sheet(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook; journaled."""
    definitions = queries.defined()
    asked = look(request, definitions)
    heads = [(_("Indicator code"), 16), (_("Indicator"), 30), *book_columns()]
    lines = [[one.of.code, one.of.title, *book_cells(one)] for one in _lines(asked, definitions)]
    of = [str(asked.unit), called(asked.span), as_of(asked)]
    return workbook(request, kind("indicators"), _("Figures"), heads, lines, of)


def as_of(asked: Look) -> str:
    """By which tree of units, and up to which seal."""
    seal = queries.last_seal()
    words = _("Units as of %(day)s, read up to seal %(seal)s; always counted anew.")
    return words % {"day": asked.span.last.isoformat(), "seal": seal if seal is not None else "—"}


def address(pk: int, asked: Look, unit: int | None = None) -> str:
    """The page of an indicator, of the same period and unit, or of another unit."""
    of = unit if unit is not None or asked.unit is None else asked.unit.pk
    return reverse("facts:indicator_figures", args=[pk]) + f"?unit={of}&period={named(asked.span)}"


def _table(lines: Sequence[Line], asked: Look) -> Table:
    heads = [Column(_("Indicator")), *columns()]
    by_record = {one.of.pk: one for one in lines}
    rows = []
    for one in lines:
        outcome = by_record.get(one.of.outcome_id or 0)
        beside = ""
        if outcome is not None:
            beside = _("Outcome: %(name)s %(value)s") % {
                "name": outcome.of.title,
                "value": said.value(outcome.of, outcome.now, outcome.names),
            }
        elif one.of.outcome_id:
            beside = _("Outcome: %(name)s, nothing told") % {"name": one.of.outcome}
        title = Cell(one.of.title, head=True, url=address(one.of.pk, asked), note=beside)
        rows.append(Row(str(one.of.pk), one.of.title, [title, *cells(one)]))
    nothing = Empty(_("Of this period nothing was told here."), _("Choose another period, or another unit."))
    return Table(_("Figures"), heads, rows, nothing)


def _questions(asked: Look) -> Table | None:
    """Where two values differ and nobody has decided yet."""
    found: list[Question] = sources.open_questions(asked.unit, asked.day) if asked.unit else []
    if not found:
        return None
    names = sources.indicators_of([one.stays for one in found])
    heads = [Column(_("Indicator")), Column(_("Unit")), Column(_("Period")), Column(_("Amount"), "number")]
    heads.append(Column(_("Was told too"), "number"))
    rows = []
    for one in found:
        of = names.get(one.stays.indicator_id)
        name, measure = (of.title, of.measure) if of else (str(one.stays.indicator), one.stays.indicator.unit)
        cells = [
            Cell(name, head=True, url=reverse("facts:fact", args=[one.stays_id])),
            Cell(str(one.stays.unit), str(heads[1].label)),
            Cell(called(decoded(one.stays.period)), str(heads[2].label)),
            Cell(said.of_fact(one.stays, measure), str(heads[3].label), "number"),
            Cell(said.of_fact(one.other, measure), str(heads[4].label), "number"),
        ]
        rows.append(Row(str(one.pk), name, cells))
    return Table(_("Two values for the same: which is right?"), heads, rows, Empty(""))
