"""Coverages as programs read them: of records, of the items of a list by year, and of units of the tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from luoshi.base.forms.requests import request_actor
from luoshi.desk.api.figures import ensure_form_valid, pick_query_params
from luoshi.desk.api.reading import build_reading, select_named
from luoshi.desk.figures import tables
from luoshi.desk.figures.forms import CoverageForm, ListCoverageForm
from luoshi.desk.figures.queries import coverage as lacking
from luoshi.desk.figures.queries.list_coverage import CountedCell, count_entries, list_entries
from luoshi.desk.figures.queries.unit_coverage import UnitEntry, chosen_units, count_units, unit_entries, unit_parameter
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.org.api.operations import Operation
from luoshi.org.api.responses import BENEATH, LIMIT, OFFSET, ON, ApiModel


class CellOut(ApiModel):
    """How many entries have something, how many lack it, and for how many this is unknown."""

    name: str = Field(description=N_("If empty, everything."))
    label: str
    yes: int
    no: int
    unknown: int


class EntryOut(ApiModel):
    """An entry with what it has: true, false, or null where it is not known."""

    id: int
    number: str
    title: str
    cells: dict[str, bool | None]


class CoverageOut(ApiModel):
    """All entries of a day: how many have what, and which lack something or are unknown."""

    day: date
    counted_for: str = Field(description=N_("Only the records that this person may see are counted."))
    entries: int
    unsure: int = Field(description=N_("The number of entries of which it is not known whether they count."))
    unset: list[str] = Field(description=N_("Parameters that are not set and without which it cannot be computed."))
    cells: list[CellOut]
    total: int
    limit: int
    offset: int
    rows: list[EntryOut]


class CountedOut(ApiModel):
    """What an item of a list has in a year."""

    value: str | None = Field(description=N_("Exact, as text; null: nothing, or not computable."))
    answer: Literal["yes", "no", "unknown"]
    rows: str | None = Field(description=N_("The rows behind it: the value of the list’s parameter “figure”."))
    kind: str = Field(description=N_("The kind of these rows."))


class ListEntryOut(ApiModel):
    """An item of a list in a year, with the labels of the cells in which there is nothing."""

    code: str
    label: str
    year: int
    cells: dict[str, CountedOut]
    lacking: list[str]


class ListCoverageOut(ApiModel):
    """All items of a list in each of some years: what each has, and which cells are empty."""

    last_year: int
    counted_for: str
    entries: int
    cells: list[CellOut]
    rows: list[ListEntryOut]


class RecordFoundOut(ApiModel):
    """A record that is there and does not fill the gap: its state today; its number only to those who may read it."""

    number: str
    state: str


class UnitCellOut(ApiModel):
    """What a unit has of one thing on the day."""

    answer: Literal["yes", "no", "unknown"]
    found: RecordFoundOut | None = Field(description=N_("What stands beside a gap; null: no record of any state."))


class UnitEntryOut(ApiModel):
    """A unit by its name on the day, with the labels of what it does not certainly have."""

    unit: int
    code: str
    name: str
    cells: dict[str, UnitCellOut]
    lacking: list[str]


class UnitCoverageOut(ApiModel):
    """All units that the office’s value names, and what each has on the day."""

    day: date
    counted_for: str
    entries: int
    unset: list[str] = Field(description=N_("Parameters that are not set and without which it cannot be computed."))
    absent: list[str] = Field(description=N_("Codes of the value of which there is no unit on the day."))
    cells: list[CellOut]
    rows: list[UnitEntryOut]


class CoverageQuery(ApiModel):
    """The day and the unit for which a coverage is requested, and which part of its rows."""

    day: date | None = ON
    unit: int | None = BENEATH
    limit: int = LIMIT
    offset: int = OFFSET


class UnitCoverageQuery(ApiModel):
    """The day and the unit for which a coverage of units is requested."""

    day: date | None = ON
    unit: int | None = BENEATH


class ListCoverageQuery(ApiModel):
    """The last of the years and the unit for which a coverage of a list is requested."""

    year: int | None = Field(None, description=N_("The last of the years; this year if not given."))
    unit: int | None = BENEATH


def coverage_operations(kind: CompiledKind, name: str = "") -> Iterator[Operation]:
    """Yield an operation for each coverage of a kind, or for the one of a name."""
    for coverage in select_named(kind.every(Coverage), name):
        path, title = f"coverage/{coverage.name}", f"coverage_{kind.name}_{coverage.name}"
        if coverage.of_list:
            call = partial(get_list_coverage, coverage)
            yield build_reading(kind, path, title, coverage.label, call, ListCoverageOut, ListCoverageQuery)
            continue
        if coverage.of_units:
            call = partial(get_unit_coverage, coverage)
            yield build_reading(kind, path, title, coverage.label, call, UnitCoverageOut, UnitCoverageQuery)
            continue
        call = partial(get_coverage, coverage)
        yield build_reading(kind, path, title, coverage.label, call, CoverageOut, CoverageQuery)


def get_coverage(
    coverage: Coverage, kind: CompiledKind, request: HttpRequest, limit: int, offset: int, **_of_form: Any
) -> dict[str, Any]:
    """Return a coverage with a stretch of its rows; day and unit are read by the form of the pages.

    Raises:
        RecordError: ``incomplete``.
    """
    actor, today = request_actor(request), timezone.localdate()
    form = CoverageForm(pick_query_params(request, "day", "unit"), coverage, today)
    of_unit = ensure_form_valid(form, kind) and form.requested_value("unit")
    pk = of_unit.pk if of_unit else None
    base = lacking.count_coverage(kind, coverage, actor, today, form.on, unit=pk)[None]
    found = lacking.coverage_entries(kind, coverage, actor, today, form.on, unit=pk)
    rows = list(found[offset : offset + limit])
    told = lacking.answer_cells(kind, coverage, [row.pk for row in rows], form.on)
    names = {cell.name: str(cell.label) for cell in coverage.cells} | {lacking.ALL: _("all of it")}
    cells = [{"name": name, "label": label, **vars(base.cells[name])} for name, label in names.items()]
    return {
        "day": form.on,
        "counted_for": actor.name,
        "entries": base.entries,
        "unsure": base.unsure,
        "unset": [str(parameter) for parameter in lacking.unset_parameters(coverage, pk, form.on)],
        "cells": cells,
        "total": found.count(),
        "limit": limit,
        "offset": offset,
        "rows": [{"id": row.pk, "number": row.number, "title": row.title, "cells": told[row.pk]} for row in rows],
    }


def get_unit_coverage(
    coverage: Coverage, kind: CompiledKind, request: HttpRequest, **_of_form: object
) -> dict[str, object]:
    """Return what each of the units has on a day; day and unit are read by the form of the page.

    Raises:
        RecordError: ``incomplete``.
    """
    actor, today = request_actor(request), timezone.localdate()
    form = CoverageForm(pick_query_params(request, "day", "unit"), coverage, today)
    of_unit = ensure_form_valid(form, kind) and form.requested_value("unit")
    chosen = chosen_units(coverage, of_unit.pk if of_unit else None, form.on)
    entries = unit_entries(coverage, chosen, actor, today, form.on)
    names = {cell.name: str(cell.label) for cell in coverage.cells} | {lacking.ALL: _("all of it")}
    counts = count_units(coverage, entries)
    return {
        "day": form.on,
        "counted_for": actor.name,
        "entries": len(entries),
        "unset": [str(unit_parameter(coverage).label)] if chosen.unset else [],
        "absent": [*chosen.absent],
        "cells": [{"name": name, "label": names[name], **vars(told)} for name, told in counts.items()],
        "rows": [_unit_entry(entry) for entry in entries],
    }


def _unit_entry(entry: UnitEntry) -> dict[str, object]:
    cells = {
        cell.name: {
            "answer": cell.answer,
            "found": cell.found and {"number": cell.found.number, "state": cell.found.state},
        }
        for cell in entry.cells
    }
    return {"unit": entry.pk, "code": entry.code, "name": entry.name, "cells": cells, "lacking": entry.lacking}


def get_list_coverage(
    coverage: Coverage, kind: CompiledKind, request: HttpRequest, **_of_form: object
) -> dict[str, object]:
    """Return what each item of a list has in each year; year and unit are read by the form of the page.

    Raises:
        RecordError: ``incomplete``.
    """
    actor, today = request_actor(request), timezone.localdate()
    form = ListCoverageForm(pick_query_params(request, "year", "unit"), coverage, today)
    of_unit = ensure_form_valid(form, kind) and form.requested_value("unit")
    entries = list_entries(coverage, actor, today, form.last_year, of_unit.pk if of_unit else None)
    names = {cell.name: str(cell.label) for cell in coverage.cells} | {"": _("all of it")}
    counts = count_entries(coverage, entries)
    return {
        "last_year": form.last_year,
        "counted_for": actor.name,
        "entries": len(entries),
        "cells": [{"name": name, "label": names[name], **vars(told)} for name, told in counts.items()],
        "rows": [
            {
                "code": entry.code,
                "label": entry.word,
                "year": entry.year,
                "cells": {cell.name: _counted_cell(cell) for cell in entry.cells},
                "lacking": entry.empty_cells,
            }
            for entry in entries
        ],
    }


def _counted_cell(cell: CountedCell) -> dict[str, str | None]:
    figure, value = cell.told.figure, cell.told.value
    known = value is not None and value.exact is not None
    rows = cell.told.cut if value is not None and value.of else None
    return {
        "value": f"{tables.exact_figure_value(figure, value):f}" if known else None,
        "answer": cell.answer,
        "rows": str(rows) if rows else None,
        "kind": cell.kind.name,
    }
