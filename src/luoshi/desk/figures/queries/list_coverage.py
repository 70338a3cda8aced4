"""Coverage of a code list: what each of its items has in each year, and which cells are empty."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.axes import axis_field
from luoshi.desk.figures.queries.figures import FigureSpan, figures_of
from luoshi.desk.figures.queries.grids import FigureCell
from luoshi.desk.figures.queries.suppression import disclosable_figures
from luoshi.desk.figures.rules import Answer, Answered, Cut, FigureValue
from luoshi.kernel.code_lists.definitions import List
from luoshi.kernel.code_lists.queries import code_word, items_in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Coverage
from luoshi.kernel.kinds.registry import find_kind


@dataclass(frozen=True)
class CountedCell:
    """What an item has in a year, with the kind whose rows are behind the number."""

    name: str
    label: str
    kind: CompiledKind
    by: str
    told: FigureCell

    @property
    def answer(self) -> Answer:
        """Whether there is anything; unknown if the number is hidden, or a value of the office is not set."""
        value = self.told.value
        if value is not None and (value.small or value.unset):
            return "unknown"
        return "yes" if value is not None and value.of else "no"


@dataclass(frozen=True)
class ListEntry:
    """An item of the list in a year."""

    code: str
    word: str
    year: int
    cells: Sequence[CountedCell]

    @property
    def empty_cells(self) -> list[str]:
        """The labels of the cells in which there is nothing."""
        return [cell.label for cell in self.cells if cell.answer == "no"]

    def answer_for(self, name: str) -> Answer:
        """Return the answer of a cell; "": of all cells together."""
        answers = [cell.answer for cell in self.cells if name in ("", cell.name)]
        if "no" in answers:
            return "no"
        return "unknown" if "unknown" in answers or not answers else "yes"


UsedCell = tuple[CompiledKind, str, str]  # kind, figure, and the field with the code


def cells_in_use(coverage: Coverage) -> dict[str, UsedCell]:
    """Return kind, figure and field of each cell whose line the office uses, by the name of the cell. No query."""
    found = {}
    for name, counted in coverage.counted_cells.items():
        kind_name, _dot, figure = counted.figure.partition(".")
        kind = find_kind(kind_name)
        if kind is not None and not kind.off:
            found[name] = (kind, figure, counted.by)
    return found


def list_entries(coverage: Coverage, actor: Actor, today: date, year: int, unit: int | None) -> list[ListEntry]:
    """Return what each item has in each of the years up to one, the latest first.

    A year that is not over is counted up to today. For each year one scan for each sort of row that counts.
    """
    cells = cells_in_use(coverage)
    if not cells:
        return []
    kind, _figure, by = next(iter(cells.values()))
    of: List = axis_field(kind, by).code_list
    labels = {cell.name: str(cell.label) for cell in coverage.cells}
    entries = []
    for past in range(coverage.years):
        span = _calendar_year(year - past, today)
        values = _values_by_code(cells, span, actor, today, unit)
        words = {item.code: item.word for item in items_in_force(of, unit, span.last)}
        others = sorted({code for found in values.values() for code in found} - words.keys())
        words |= {code: code_word(of, code, unit, span.last) for code in others}
        for code, word in words.items():
            told = [
                CountedCell(name, labels[name], kind, by, _cell(kind, figure, by, code, span, unit, values[name]))
                for name, (kind, figure, by) in cells.items()
            ]
            entries.append(ListEntry(code, word, year - past, told))
    return entries


def count_entries(coverage: Coverage, entries: Sequence[ListEntry]) -> dict[str, Answered]:
    """Count how many entries have each cell and, under "", all of them."""
    names = [*cells_in_use(coverage), ""]
    answers = {name: Counter(entry.answer_for(name) for entry in entries) for name in names}
    return {name: Answered(of["yes"], of["no"], of["unknown"]) for name, of in answers.items()}


def _values_by_code(
    cells: Mapping[str, UsedCell], span: FigureSpan, actor: Actor, today: date, unit: int | None
) -> dict[str, dict[str, FigureValue]]:
    """Return the value of each cell by code. One scan for each sort of row."""
    of_axis: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, (kind, _figure, by) in cells.items():
        of_axis[kind.name, by].append(name)
    found: dict[str, dict[str, FigureValue]] = {name: {} for name in cells}
    for (_kind, by), names in of_axis.items():
        kind = cells[names[0]][0]
        figures = [cells[name][1] for name in names]
        counted = disclosable_figures(kind, figures, span, actor, today, unit=unit, by=[by])
        for (code,), values in counted.items():
            if code is not None:  # rows without a code belong to no item
                for name in names:
                    if cells[name][1] in values:
                        found[name][code] = values[cells[name][1]]
    return found


def _cell(
    kind: CompiledKind,
    figure: str,
    by: str,
    code: str,
    span: FigureSpan,
    unit: int | None,
    values: Mapping[str, FigureValue],
) -> FigureCell:
    value = values.get(code)  # 0 where another figure of the same scan has rows
    has_any = value is not None and (value.of or value.small or value.unset)
    cut = Cut(figure, span.first, span.last, unit, codes={by: code})
    return FigureCell(figures_of(kind)[figure], value if has_any else None, cut)


def _calendar_year(year: int, today: date) -> FigureSpan:
    return FigureSpan(date(year, 1, 1), today if year == today.year else date(year, 12, 31))
