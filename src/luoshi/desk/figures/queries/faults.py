"""Checks of figures and coverages after all kinds are declared: references to things that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from luoshi.desk.figures.queries.axes import (
    axis_field,
    axis_path,
    has_code_axis,
    is_text_axis,
    is_year_axis,
    linked_axis,
)
from luoshi.desk.figures.queries.computed import counted_figures
from luoshi.desk.figures.queries.cube import is_masked_path, is_protected, protected_subject_column, reads_masked_mean
from luoshi.desk.figures.queries.figures import figures_of
from luoshi.desk.figures.queries.sources import FigureRowSource, counted_path, figure_row_source
from luoshi.figures.bounds import Bound
from luoshi.kernel.conditions.queries import faults as conditions
from luoshi.kernel.conditions.queries.paths import Misfit, field_shape
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Coverage, Figure, Matrix
from luoshi.kernel.kinds.registry import declared_kinds, find_kind
from luoshi.kernel.parameters.rules import UnitChoice, YearSpan


def figure_faults(kind: CompiledKind) -> Iterator[str]:
    """Yield the faults of a kind's figures and coverages as sentences that begin with the name."""
    for figure in kind.every(Figure):
        faults = _of_computed(kind, figure) if figure.made_of else _of_figure(kind, figure)
        yield from (f"figure {figure.name}: {fault}" for fault in faults)
    for coverage in kind.every(Coverage):
        yield from (f"coverage {coverage.name}: {fault}" for fault in _of_coverage(kind, coverage))
    for matrix in kind.every(Matrix):
        yield from (f"matrix {matrix.name}: {fault}" for fault in _of_matrix(kind, matrix))


def _of_matrix(kind: CompiledKind, matrix: Matrix) -> Iterator[str]:
    figure = figures_of(kind).get(matrix.figure)
    if figure is None:
        yield f"the kind has no figure {matrix.figure}"
        return
    if len({*matrix.by}) != 2 or len(matrix.by) != 2:
        yield "by: it takes two fields, of the lines and of the columns"
    for by in matrix.by:
        if by not in figure.by or not has_code_axis(kind, by):
            yield f"by {by}: the figure {figure.name} is not divided by it, or it has no codes"
    if is_protected(kind, figure.name):
        yield f"the figure {figure.name} counts protected records: a cell of few would tell them"


def _of_computed(kind: CompiledKind, figure: Figure) -> Iterator[str]:
    """Yield why a figure cannot be computed from others: a difference or a quotient would tell what is hidden."""
    every = figures_of(kind)
    is_of_two = bool(figure.less or figure.over) and not any(every[name].made_of for name in figure.made_of)
    if not figure.plus and not is_of_two and is_protected(kind, figure.name):
        yield f"{figure.way}: it is computed from counts of protected records, which could be derived from it"
    yield from _of_values(figure)


def _of_figure(kind: CompiledKind, figure: Figure) -> Iterator[str]:
    try:
        source = figure_row_source(kind, figure)
    except Misfit as misfit:
        yield str(misfit)
        return
    shapes = {}
    for path in (
        *(column for column in figure.columns if column != source.name),
        *(axis_path(axis) for axis in figure.by if axis != "unit"),
    ):
        try:
            shapes[path] = field_shape(source.field(path))
        except Misfit as misfit:
            yield str(misfit)
            continue
        if is_masked_path(source, path) and not reads_masked_mean(source, figure, path):
            yield f"{path} is protected: a figure of few would tell it"
    yield from _shapes(source, figure, shapes)
    for asked in figure.conditions:
        yield from conditions.condition_faults(asked, kind, open_to_all=True)
    for name, of_rows in (("only", figure.only), ("part", figure.part)):
        if of_rows is not None and source.behind is None:
            yield f"{name} is asked of rows that belong to the records, and it counts the records themselves"
        elif of_rows is not None and source.behind is not None:
            yield from conditions.faults_among(of_rows, source.behind)
    yield from _of_values(figure)
    if figure.within is not None and protected_subject_column(source, figure):
        yield "within: it counts protected records, and numbers of these are shown for a year"
    if figure.since_ever and protected_subject_column(source, figure):
        yield "since_ever: it counts protected records, and what of these is told goes by their days"
    yield from _of_targets(source, figure, shapes)
    for by in figure.by:
        own = by.rpartition(".")[0]
        is_of_rows = source.inside and own == source.name  # a code of the rows that it counts
        if own and not (is_of_rows or is_year_axis(by)):
            yield f"by {by}: it is divided by fields of its own, or of the rows that it counts"
        if (linked_axis(kind, by) is not None or is_text_axis(kind, by)) and protected_subject_column(source, figure):
            yield f"by {by}: it counts protected records, which a line for each of them would tell apart"


def _of_targets(source: FigureRowSource, figure: Figure, shapes: Mapping[str, object]) -> Iterator[str]:
    for axis, codes in figure.targets.items():
        if axis not in figure.by or axis == "unit" or axis not in shapes or not _codes(source.field(axis)):
            yield f"targets of {axis}: it is not divided by it"
        elif (known := conditions.field_codes(source.field(axis))) is not None:
            wrong = sorted(code for code in codes if code not in known)
            yield from (f"targets of {axis}: it is never {code!r}" + conditions.known_codes(known) for code in wrong)


def _of_values(figure: Figure) -> Iterator[str]:
    """Yield parameters that are parsed as another type than the one they are used as."""
    having = figure.distinct_filter
    own = [target for codes in figure.targets.values() for target in codes.values()]
    compared = [figure.target, *own, *([having.bound] if having else ())]
    for value in compared:
        if value is not None and getattr(value, "gives", Bound) is not Bound:
            yield f"{value.name} is compared with, and has no sign: it is read by bound, as ≥36"
    if figure.within is not None and getattr(figure.within, "gives", YearSpan) is not YearSpan:
        yield f"{figure.within.name} is no span of years: it is read by span, as 2022–2026"
    if having and not isinstance(having.how, str) and having.how.gives is not str:
        yield f"{having.how.name} says how values are put together: it is read by mode, as sum"


def _shapes(source: FigureRowSource, figure: Figure, shapes: Mapping[str, object]) -> Iterator[str]:
    """Yield paths that lead to fields of the wrong type."""
    days = [(path, "a day") for path in ((figure.on,) if figure.on else figure.at) if path in shapes]
    sums = [figure.of] if figure.measure in ("sum", "mean") or isinstance(figure.base, str) else []
    sums += [figure.base] if isinstance(figure.base, str) else []
    sums += [figure.distinct_filter.field] if figure.distinct_filter else []
    for day_path, _what in days:
        if shapes[day_path] not in ("day", "moment") or (figure.at and shapes[day_path] == "moment"):
            yield f"{day_path} is no day"
    for sum_path in sums:
        if sum_path in shapes and shapes[sum_path] not in ("number", "exact"):
            yield f"{sum_path} is nothing exact to add up: whole numbers and Fixed are"
    for axis in figure.by:
        if is_year_axis(axis) and shapes.get(axis_path(axis), "day") not in ("day", "moment"):
            yield f"by {axis}: {axis_path(axis)} is no day"
        elif axis in shapes and not _is_divisible(source, axis):
            remedy = ": of a text, Same says which spellings are one" if shapes[axis] == "text" else ""
            yield f"by {axis}, whose values are no codes, nor is it a link{remedy}"
    path = counted_path(source, figure)
    if figure.measure == "distinct" and shapes.get(path, "link") != "link" and not _codes(source.field(path)):
        yield f"{path} is no link and has no codes: only entries are told apart surely, never names"
    if figure.measure == "count" and path:
        yield f"count counts rows: {path} is summed, or told apart (distinct)"
    if figure.at and len({source.locate_path(path)[0] for path in figure.at}) > 1:
        yield "its first and its last day stand in two sorts of rows"


def _is_divisible(source: FigureRowSource, axis: str) -> bool:
    linked = linked_axis(source.kind, axis) is not None
    return linked or _codes(source.field(axis)) or is_text_axis(source.kind, axis)


def _codes(field: object) -> bool:
    return bool(getattr(field, "choices", None)) or hasattr(field, "code_list")


def _of_list(coverage: Coverage) -> Iterator[str]:
    """Yield what is wrong with a coverage of the items of a list."""
    if coverage.rows not in {code_list.name for kind in declared_kinds() for code_list in kind.code_lists()}:
        yield f"there is no list {coverage.rows}"
        return
    for name, counted in coverage.counted_cells.items():
        kind_name, _dot, figure_name = counted.figure.partition(".")
        kind = next((kind for kind in declared_kinds() if kind.name == kind_name), None)
        figure = next((own for own in kind.every(Figure) if own.name == figure_name), None) if kind else None
        if kind is None or figure is None:
            yield f"cell {name}: there is no figure {counted.figure}"
        elif any(
            found.within is not None for found in counted_figures({own.name: own for own in kind.every(Figure)}, figure)
        ):
            yield f"cell {name}: {counted.figure} comes together within some years, and a cell counts one"
        elif counted.by not in figure.by:
            yield f"cell {name}: {counted.figure} is not divided by {counted.by}"
        elif getattr(getattr(axis_field(kind, counted.by), "code_list", None), "name", "") != coverage.rows:
            yield f"cell {name}: {counted.by} of {kind_name} takes no codes of {coverage.rows}"


def _of_units(coverage: Coverage) -> Iterator[str]:
    """Yield what is wrong with a coverage of units."""
    if getattr(coverage.which, "gives", None) is not UnitChoice:
        yield "which names no units: it is a value that is read as units"
    for name, within in coverage.cells_within.items():
        kind = find_kind(within.kind)
        if kind is None:
            yield f"cell {name}: there is no kind {within.kind}"
            continue
        if kind.masked_fields:
            yield f"cell {name}: records of {within.kind} are protected: what one unit has would tell of a single one"
        for condition in (within.where, *(() if within.so is None else (within.so,))):
            yield from conditions.condition_faults(condition, kind, open_to_all=True)


def _of_coverage(kind: CompiledKind, coverage: Coverage) -> Iterator[str]:
    if coverage.of_list:
        yield from _of_list(coverage)
        return
    if coverage.of_units:
        yield from _of_units(coverage)
        return
    entries = find_kind(coverage.rows) if coverage.rows else kind
    if entries is None:
        yield f"there is no kind {coverage.rows}"
        return
    asked = [*coverage.conditions.values()]
    asked += [coverage.where] if coverage.where is not None else []
    for condition in asked:
        yield from conditions.condition_faults(condition, entries, open_to_all=True)
    source = FigureRowSource(entries)
    for path in (*coverage.at, *(axis for axis in coverage.by if axis != "unit")):
        try:
            found = source.field(path)
        except Misfit as misfit:
            yield str(misfit)
            continue
        if path in coverage.at and field_shape(found) != "day":
            yield f"{path} is no day"
        if path in coverage.by and not _codes(found):
            yield f"by {path}, whose values are no codes"
        if is_masked_path(source, path):
            yield f"{path} is protected"
