"""Builds the grid of a form for a page: cells, earlier values, faults and doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, cast

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from luoshi.base import lateness
from luoshi.base.rights.rules.rights import Actor
from luoshi.facts.indicators.cards import legal_head_gaps
from luoshi.facts.returns import actions, queries, rules
from luoshi.facts.returns.cards import before_text, year_before_text
from luoshi.facts.returns.fault_messages import format_cell_fault, format_zero_division
from luoshi.facts.returns.form_sides import form_side
from luoshi.facts.returns.queries import FormGrid, OwedForm
from luoshi.facts.returns.rules import CellFault, FormLine
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.words import format_duty_period
from luoshi.kernel.kinds import fields
from luoshi.kernel.rights.queries.rights import relations_to_record
from luoshi.org.tree.models import Unit

_ = words_now(__name__)


class ReturnCell(TypedDict):
    """A cell of a grid for ``returns/_cell.html``."""

    name: str
    text: str
    label: str
    open: bool
    marked: bool
    wrong: list[str]
    doubts: list[dict[str, object]]
    known: str
    unit: str
    stock: bool


class ReturnRow(TypedDict):
    """A row of a grid, as far as all grids have it."""

    name: str
    cells: list[ReturnCell]


def build_form_grid(
    one: OwedForm, actor: Actor, day: date, *, opened: bool, posted: object = None
) -> dict[str, object]:
    """Build a form's card: its head and, if unfolded, its cells. Ten queries, none if folded."""
    form = one.task.form
    assert form is not None
    head = {
        "task": one.task.pk,
        "period": one.span.first.isoformat(),
        "key": f"{one.task.pk}-{one.span.first.isoformat()}",
        "title": form.title,
        "unit": one.task.unit,
        "receiver": form.unit,
        "called": format_duty_period(one.span),
        "due": one.due,
        "light": lateness.due_date_light(one.due, day),
        "state": fields.field_text(one.found, "state") if one.found else _("Not begun"),
        "url": one.found.get_absolute_url() if one.found else "",
        "note": form.note,
        "lacks": legal_head_gaps(form, day),
        "number": form.table_number,
        "open": opened or bool(posted),
        "sheet_url": f"{reverse('returns:book')}?task={one.task.pk}&period={one.span.first.isoformat()}",
        "here": f"?task={one.task.pk}&period={one.span.first.isoformat()}",
    }
    if not head["open"]:
        return head
    return head | _cells(one, actor, day, posted)


def _cells(one: OwedForm, actor: Actor, day: date, posted: Any) -> dict[str, object]:
    found = one.found
    sheet = queries.load_form_grid(one.task, one.span, one.span.last, found.pk if found else None)
    draft = queries.draft_of(found) if found else None
    texts = queries.texts_of(sheet, draft)
    if posted:
        texts = rules.overlay_typed_cells(
            texts, {name: text for name, text in posted.cells.items() if name in sheet.names}
        )
    standing = relations_to_record(one.task, actor, day)
    own = actions.FILLS[0] in standing
    editable = (own or bool({*standing} & {*actions.TYPES_IN})) and one.state in ("", *queries.TYPED)
    open_now = rules.open_cells(sheet.names, found.marks if found else ()) if editable else set()
    judged = rules.judge_form_cells(sheet.asked, [unit.pk for unit in sheet.units], one.span, texts, sheet.known)
    texts |= _worked_out(sheet, judged)
    shown = posted is not None and posted.error is not None
    faults = _by_cell(judged.wrong if shown else [fault for fault in judged.wrong if fault.code != "missing"])
    doubts = _by_cell(judged.doubts)
    notes = {**(draft.notes if draft else {}), **(posted.notes if posted else {})}
    more = {
        "editable": editable,
        "own": own,
        "told_by": posted.told_by if posted else "",
        "revision": posted.revision if posted else draft.revision if draft else 0,
        "beneath": sheet.form.beneath,
        "error": posted.error if posted else None,
        "why": queries.why_back(found) if found and one.state == queries.BACK else "",
        "period_label": format_duty_period(one.span),
        "paired": any(rules.has_two_columns(each, one.span) for each in sheet.asked) and not sheet.form.beneath,
        "stocks": any(each.nature == "stock" for each in sheet.asked),
        "yearly": one.span.a_year_before() is not None and one.span.kind != "year",
        "saved": timezone.localtime(draft.at) if draft else None,
        "side": form_side(one, sheet, day) if editable else None,
    }

    def cell(each: FormLine, unit: Unit, column: str = rules.OWN) -> ReturnCell:
        name = each.cell(unit.pk, column)
        wrong = faults.get(name, [])
        asked = doubts.get(name, [])
        known = sheet.told_elsewhere(each, unit.pk) if column == rules.OWN else ""
        return {
            "name": name,
            "text": texts.get(name, ""),
            "label": f"{unit} {each.name}" if sheet.form.beneath else each.name,
            "open": name in open_now,
            "marked": bool(found and name[1:] in {mark[1:] for mark in found.marks}),
            "wrong": [format_cell_fault(fault, each) for fault in wrong],
            "doubts": [
                {
                    "name": f"note-{fault.name}",
                    "key": fault.name,
                    "words": format_cell_fault(fault, each),
                    "text": notes.get(fault.name, ""),
                }
                for fault in asked
            ],
            "known": known,
            "unit": each.own.unit,
            "stock": each.nature == "stock",
        }

    if sheet.form.beneath:
        more["columns"] = [
            {"name": each.name, "unit": each.own.unit, "must": each.must and not each.made} for each in sheet.asked
        ]
        more["rows"] = [
            {"name": str(unit), "cells": [cell(each, unit) for each in sheet.asked]} for unit in sheet.units
        ]
        return more
    (unit,) = sheet.units
    rows = []
    for each in sheet.asked:
        pair = rules.has_two_columns(each, one.span)
        before = rules.so_far(each, unit.pk, one.span, sheet.known.facts) if pair else None
        rows.append(
            {
                "name": each.name,
                "unit": each.own.unit,
                "must": each.must and not each.made,
                "made": bool(each.made),
                "before": before_text(sheet, each, unit.pk),
                "year_before": year_before_text(sheet, each, unit.pk),
                "so_far": each.own.number(before) if before is not None else "",
                "cells": [cell(each, unit), *([cell(each, unit, rules.TO_DATE)] if pair else [])],
            }
        )
    return more | {"rows": rows}


def weigh_form_grid(one: OwedForm, actor: Actor, day: date) -> list[dict[str, object]]:
    """Return what is said under each cell of a form as it was saved last, and the computed ones. Ten queries.

    Each cell is ``{"id", "keys": what is said, in short, "html", "text": of a computed one}``.
    """
    grid = build_form_grid(one, actor, day, opened=True)
    rows = cast("Sequence[ReturnRow]", grid.get("rows", ()))
    found: list[dict[str, object]] = []
    for cell in [cell for row in rows for cell in row["cells"]]:
        keys = [*cell["wrong"], *(f"{doubt['key']} {doubt['words']}" for doubt in cell["doubts"])]
        said = render_to_string("returns/_said.html", {"cell": cell}) if keys else ""
        text = None if cell["open"] else cell["text"]
        found.append({"id": f"{grid['key']}-{cell['name']}", "keys": "|".join(keys), "html": said, "text": text})
    return found


def _worked_out(sheet: FormGrid, judged: rules.CheckedCells) -> dict[str, str]:
    """Compute the lines with a formula from the cells as typed, by cell."""
    found = {}
    for unit in sheet.units:
        told = {line.code: judged.told.get(line.cell(unit.pk)) for line in sheet.asked if line.code and not line.made}
        known = {code: value.value for code, value in told.items() if value is not None}
        for line in (each for each in sheet.asked if each.made):
            worked = rules.worked_out(line, known, sheet.asked)
            text = "" if worked.value is None else line.own.number(round_to_places(worked.value, queries.DIGITS))
            found[line.cell(unit.pk)] = format_zero_division(worked.zero, sheet.asked) or text
    return found


def _by_cell(faults: list[CellFault]) -> Mapping[str, list[CellFault]]:
    found: dict[str, list[CellFault]] = {}
    for fault in faults:
        found.setdefault(fault.cell, []).append(fault)
    return found
