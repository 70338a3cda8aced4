"""Coverage: which entries have what they should have, counted in one scan, and the entries with what each lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Model, Q, QuerySet, When
from django.db.models.lookups import In

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.figures import division_key
from luoshi.desk.figures.queries.sources import FigureRowSource
from luoshi.desk.figures.rules import Answer, Answered
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true
from luoshi.kernel.conditions.queries.values import EVERYBODY, in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language import conditions
from luoshi.kernel.kinds.language.conditions import parameters_of
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.unique.queries import uncounted_doubles
from luoshi.org.actors.queries import descendant_unit_ids

ALL = ""  # the cell for all cells together: whether an entry is complete


@dataclass(frozen=True)
class Base:
    """The number of entries on the day, and of those for which it is unknown whether they count as entries."""

    entries: int
    unsure: int
    cells: dict[str, Answered] = field(default_factory=dict)


def coverages_of(kind: CompiledKind) -> dict[str, Coverage]:
    """Return a kind's coverages by name."""
    return {coverage.name: coverage for coverage in kind.every(Coverage)}


def entries_of(kind: CompiledKind, coverage: Coverage) -> CompiledKind:
    """Return the kind whose records are the entries."""
    return get_kind(coverage.rows) if coverage.rows else kind


def unset_parameters(coverage: Coverage, unit: int | None, day: date) -> tuple[object, ...]:
    """Return the labels of the unset parameters that the coverage needs. One or two queries per parameter."""
    asked = [*coverage.conditions.values(), coverage.where]
    read = {parameter.name: parameter for of in asked for parameter in parameters_of(of)}
    return tuple(parameter.label for parameter in read.values() if in_force(parameter, unit or EVERYBODY, day) is None)


def count_coverage(
    kind: CompiledKind,
    coverage: Coverage,
    actor: Actor,
    today: date,
    day: date,
    *,
    unit: int | None = None,
    by: str = "",
    among: Sequence[int] = (),
) -> dict[object, Base]:
    """Count which entries have what, among those that the actor may see today. One scan.

    Args:
        day: The day on which the entries exist and are examined.
        unit: Only entries of this unit and its subtree on the day.
        by: "unit" or a field with codes; ``among`` as for figures.

    Returns:
        The counts by key, ``None`` for the whole, each with its cells by name and ``ALL``.
    """
    entries = entries_of(kind, coverage)
    model, asked = entries.record, _there(coverage)
    among_them = definitely_true(asked, model, day) if asked is not None else Q()
    certain = {
        name: (definitely_true(condition, model, day), definitely_false(condition, model, day))
        for name, condition in coverage.conditions.items()
    }
    certain[ALL] = (
        reduce(and_, (so for so, _not in certain.values())),
        reduce(or_, (not_so for _so, not_so in certain.values())),
    )
    wanted = {"entries": Count("pk", filter=among_them)}
    if asked is not None:
        wanted["unsure"] = Count("pk", filter=~among_them)
    for place, (so, not_so) in enumerate(certain.values()):
        wanted[f"yes_{place}"] = Count("pk", filter=among_them & so)
        wanted[f"no_{place}"] = Count("pk", filter=among_them & not_so)
    rows = _rows(entries, actor, today, day, unit)
    if asked is not None:
        rows = rows.filter(~definitely_false(asked, model, day))  # surely no entries
    if by:
        key = {"by_0": division_key(FigureRowSource(entries), by, day, among)}
        told = list(rows.annotate(**key).values("by_0").annotate(**wanted).values("by_0", *wanted))
    else:
        told = [rows.aggregate(**wanted)]
    found = {}
    for row in told:
        cells = {
            name: Answered(at := row[f"yes_{place}"], less := row[f"no_{place}"], row["entries"] - at - less)
            for place, name in enumerate(certain)
        }
        if row["entries"] or row.get("unsure") or not by:
            found[(row["by_0"] or None) if by else None] = Base(row["entries"], row.get("unsure", 0), cells)
    return found


def merge_coverage(coverage: Coverage, lines: Iterable[Base]) -> Base:
    """Add up lines; each entry is in exactly one of them."""
    lines = list(lines)
    names = [*(cell.name for cell in coverage.cells), ALL]
    cells = {
        name: Answered(
            sum(line.cells[name].yes for line in lines),
            sum(line.cells[name].no for line in lines),
            sum(line.cells[name].unknown for line in lines),
        )
        for name in names
    }
    return Base(sum(line.entries for line in lines), sum(line.unsure for line in lines), cells)


def coverage_entries(
    kind: CompiledKind,
    coverage: Coverage,
    actor: Actor,
    today: date,
    day: date,
    *,
    unit: int | None = None,
    cell: str = ALL,
    answers: Sequence[Answer] = ("no", "unknown"),
) -> QuerySet[Record]:
    """Return the entries with these answers for a cell, by number; by default those that lack something."""
    entries = entries_of(kind, coverage)
    model, asked = entries.record, _there(coverage)
    rows = _rows(entries, actor, today, day, unit)
    if asked is not None:
        rows = rows.filter(definitely_true(asked, model, day))
    some = [condition for name, condition in coverage.conditions.items() if cell in (ALL, name)]
    so = reduce(and_, (definitely_true(condition, model, day) for condition in some))
    not_so = reduce(or_, (definitely_false(condition, model, day) for condition in some))
    which = {"yes": so, "no": not_so, "unknown": ~so & ~not_so}
    return (
        rows.filter(reduce(or_, (which[answer] for answer in answers))).select_related("unit").order_by("number", "pk")
    )


def uncertain_entries(
    kind: CompiledKind, coverage: Coverage, actor: Actor, today: date, day: date, unit: int | None
) -> QuerySet[Model]:
    """Return the records for which it is unknown whether they count as entries."""
    entries, asked = entries_of(kind, coverage), _there(coverage)
    rows = _rows(entries, actor, today, day, unit)
    if asked is None:
        return rows.none()
    model = entries.record
    found = rows.filter(~definitely_true(asked, model, day) & ~definitely_false(asked, model, day))
    return found.select_related("unit").order_by("number", "pk")


def answer_cells(
    kind: CompiledKind, coverage: Coverage, pks: Sequence[int], day: date
) -> dict[int, dict[str, bool | None]]:
    """Return each cell of a few entries, as for a page: yes, no or unknown. One query."""
    model = entries_of(kind, coverage).record
    asked = {
        f"cell_{place}": Case(
            When(definitely_true(condition, model, day, each=True), then=1),
            When(definitely_false(condition, model, day, each=True), then=0),
            output_field=IntegerField(),
        )
        for place, condition in enumerate(coverage.conditions.values())
    }
    rows = model._default_manager.filter(pk__in=pks).annotate(**asked).values_list("pk", *asked)
    names = [cell.name for cell in coverage.cells]
    told = {1: True, 0: False, None: None}
    return {pk: {name: told[answer] for name, answer in zip(names, cells, strict=True)} for pk, *cells in rows}


def _there(coverage: Coverage) -> conditions.When | None:
    """Return the condition that a record must meet on the day to count as an entry."""
    if not coverage.at:
        return coverage.where
    valid = conditions.Valid(*coverage.at)
    return valid & coverage.where if coverage.where is not None else valid


def _rows(entries: CompiledKind, actor: Actor, today: date, day: date, unit: int | None) -> QuerySet[Any]:
    rows = (
        readable_records(entries, actor, today).filter(kind=entries.name).order_by().exclude(uncounted_doubles(entries))
    )
    return rows if unit is None else rows.filter(In(F("unit"), descendant_unit_ids([unit], day).query))
