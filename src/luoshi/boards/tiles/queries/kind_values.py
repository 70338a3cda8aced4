"""Figures of kinds for all tiles of a board: what counts the same rows is counted in one scan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from luoshi.base.rights.rules.rights import Actor
from luoshi.boards.base.rules import DaySpan
from luoshi.desk.figures.queries.axes import MONTH, has_code_axis, is_year_axis
from luoshi.desk.figures.queries.computed import counted_figures
from luoshi.desk.figures.queries.figures import FigureSpan, figures_of
from luoshi.desk.figures.queries.grids import units_shown
from luoshi.desk.figures.queries.suppression import disclosable_figures
from luoshi.desk.figures.rules import FigureValue
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import find_kind, get_kind, list_kinds
from luoshi.org.tree.queries import unit_names_on_day

Values = Mapping[tuple[object, ...], FigureValue]


class FigureScan(NamedTuple):
    """A scan: a kind, days, a unit with its subtree, and by what it is divided; ``among``: the units of the lines."""

    kind: str
    span: DaySpan
    unit: int | None = None
    by: tuple[str, ...] = ()
    among: tuple[int, ...] = ()


class KindCounter:
    """Counts figures for one reader. What is asked for before the first value is read is counted together.

    Numbers of few protected records, and those from which they follow, are hidden by ``disclosable_figures``, which
    decides over all numbers of a figure at once, whatever a board shows of them: no tile reveals what another hides.
    """

    def __init__(self, actor: Actor, today: date) -> None:
        self.actor, self.today = actor, today
        self._asked: dict[FigureScan, dict[str, None]] = {}
        self._found: dict[FigureScan, Mapping[tuple[object, ...], Mapping[str, FigureValue]]] = {}
        self._units: dict[tuple[int | None, date], tuple[int | None, dict[int, str]]] = {}

    def ask_for(self, division: FigureScan, figure: str) -> None:
        """Have a figure counted along with the others of this division."""
        self._asked.setdefault(division, {})[figure] = None

    def count_values(self, division: FigureScan, figure: str) -> Values:
        """Count a figure; return its values by key. One scan for all figures of the division."""
        self.ask_for(division, figure)
        found = self._found.get(division)
        if found is None or not any(figure in values for values in found.values()):
            found = self._found[division] = disclosable_figures(
                get_kind(division.kind),
                list(self._asked[division]),
                FigureSpan(*division.span),
                self.actor,
                self.today,
                unit=division.unit,
                by=division.by,
                among=division.among,
            )
        return {key: values[figure] for key, values in found.items() if figure in values}

    def units_of_lines(self, unit: int | None, day: date) -> tuple[int | None, dict[int, str]]:
        """Return the units of lines, as ``units_shown``, with their short names; read once for all tiles."""
        if (unit, day) not in self._units:
            alone, units = units_shown(unit, day)
            named = unit_names_on_day(units, day)
            self._units[unit, day] = alone, {pk: named.get(pk, ("", ""))[1] or name for pk, name in units.items()}
        return self._units[unit, day]


def month_axis(kind: CompiledKind, figure: Figure) -> str:
    """Return the axis that divides a flow by month; "": it is a stock, or cumulated, or computed from others."""
    every = figures_of(kind)
    if any(counted.within is not None for counted in counted_figures(every, figure)):
        return ""
    days = {every[name].on for name in figure.plus} or {figure.on}
    day = days.pop()
    return f"{day}{MONTH}" if day and not days else ""


def cuts_of_figure(kind: CompiledKind, figure: Figure) -> list[str]:
    """List by what a tile may divide a figure: its unit, fields with codes, years; no links."""
    return [name for name in figure.by if name == "unit" or is_year_axis(name) or has_code_axis(kind, name)]


def find_figure(kind: str, figure: str) -> tuple[CompiledKind, Figure] | None:
    """Return a kind in use with one of its figures; None: it is switched off, or there is none of this name."""
    found = find_kind(kind)
    if found is None or found.off:
        return None
    figures = figures_of(found)
    return (found, figures[figure]) if figure in figures else None


def is_added(kind: CompiledKind, figure: Figure) -> bool:
    """Whether the values of disjoint rows add up to the figure's: it counts or sums, and so do those that it adds."""
    every = figures_of(kind)
    addends = [every[name] for name in figure.plus] or [figure]
    return all(addend.adds_up for addend in addends)


def kinds_with_entries() -> set[str]:
    """Return the names of the kinds of which there is any entry. One query."""
    return set(Record.objects.filter(erased=None).order_by().values_list("kind", flat=True).distinct())


def kinds_with_figures() -> list[tuple[CompiledKind, list[Figure]]]:
    """List the kinds in use that have figures. No query."""
    every = [(kind, list(figures_of(kind).values())) for kind in list_kinds() if not kind.off]
    return [(kind, figures) for kind, figures in every if figures]
