"""Figures in a grid: by unit, by code, or one figure by two codes, each cell with the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.figures.queries.axes import is_text_axis, is_year_axis, linked_axis, same_texts
from luoshi.desk.figures.queries.figures import WHOLE, FigureSpan, figures_of
from luoshi.desk.figures.queries.suppression import disclosable_figures
from luoshi.desk.figures.queries.words import code_text, code_words
from luoshi.desk.figures.rules import NONE, Cut, FigureValue, sum_values
from luoshi.figures.bounds import Bound
from luoshi.kernel.conditions.queries.values import EVERYBODY, in_force
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.kernel.search.links.queries import linked_records_by_id
from luoshi.org.tree.queries import placements_on, right_under, unit_names_on_day

Key = tuple[Any, ...]  # of a cell: units, codes, linked records
ELSEWHERE = None  # below none of the units shown, or without a code
LINES = 50  # linked records shown, those with the greatest values; the others are one line
OTHERS = "others"


@dataclass(frozen=True)
class FigureCell:
    """A figure in a cell: its value (None: there are no rows), and the rows behind it."""

    figure: Figure
    value: FigureValue | None
    cut: Cut | None


@dataclass(frozen=True)
class FigureGrid:
    """Figures in lines and columns.

    Attributes:
        heads: The names of the columns: figures, or codes of ``across`` and, last, all of them together.
        lines: Key, name and cells of each line.
        total: The undivided line; None if the lines are the figures themselves.
        targets: The target of each figure that has one; None: the parameter is not set.
        code_targets: The same with its parameter, by figure and key of a line, if the lines are codes with own targets.
        columns: Of one figure by two fields, the codes of ``across`` in the order of the heads.
    """

    heads: Sequence[str]
    lines: Sequence[tuple[str, str, Sequence[FigureCell]]]
    total: Sequence[FigureCell] | None
    targets: Mapping[str, Bound | None]
    code_targets: Mapping[tuple[str, str], tuple[Any, Bound | None]] = field(default_factory=dict)
    columns: Sequence[str] = ()

    @property
    def empty_cells(self) -> list[tuple[str, str]]:
        """Of one figure by two fields, the names of line and column of each pair of codes without any row."""
        return [
            (name, head)
            for key, name, cells in self.lines
            for column, head, cell in zip(self.columns, self.heads, cells, strict=False)
            if cell.value is None and "None" not in (key, column)
        ]

    @property
    def is_guarded(self) -> bool:
        """Whether a number is hidden or shown as of an earlier day, because it concerns few people."""
        every = [*(self.total or ()), *(cell for _key, _name, cells in self.lines for cell in cells)]
        return any(cell.value is not None and (cell.value.small or cell.value.until) for cell in every)


@dataclass(frozen=True)
class FigureQuery:
    """A query of a kind's figures."""

    span: FigureSpan
    unit: int | None = None
    by: str = ""
    across: str = ""
    figure: str = ""


def units_shown(unit: int | None, day: date) -> tuple[int | None, dict[int, str]]:
    """Return the unit and its direct children on a day, by code, with their names then; without a unit the roots.

    Four queries.

    Returns:
        The unit that counts for itself alone, since its children are listed beside it; and all of them by id.
    """
    rows = placements_on(day)
    if unit is None:
        tops = rows.filter(depth=0).exclude(unit__in=rows.filter(depth=1).values("unit"))
        roots = list(tops.order_by("unit__code").values_list("unit_id", flat=True)[:2000])
        if len(roots) != 1:
            names = unit_names_on_day(roots, day)
            return None, {root: names.get(root, ("", ""))[0] for root in roots}
        unit = roots[0]
    shown = [unit, *right_under(unit, day, None, None)]
    names = unit_names_on_day(shown, day)
    return unit, {shown_unit: names.get(shown_unit, ("", ""))[0] for shown_unit in shown}


def figure_grid(kind: CompiledKind, asked: FigureQuery, actor: Actor, today: date) -> FigureGrid:
    """Compute the grid of a query. One scan for each type of row for the whole, and another if it is divided."""
    every, span = figures_of(kind), asked.span
    names = [asked.figure] if asked.figure in every else [*every]
    if asked.by:
        names = [name for name in names if asked.by in every[name].by]
    if asked.across:
        names = [name for name in names if asked.across in every[name].by][:1]
    whole = disclosable_figures(kind, names, span, actor, today, unit=asked.unit)[WHOLE]
    targets = {
        name: in_force(every[name].target, asked.unit or EVERYBODY, span.last)
        for name in names
        if every[name].target is not None
    }
    base = Cut("", span.first, span.last, asked.unit)
    undivided = [FigureCell(every[name], whole[name], _cut(base, name)) for name in names]
    if not asked.by or not names:
        lines = [(cell.figure.name, str(cell.figure.label), [cell]) for cell in undivided]
        return FigureGrid([""], lines, None, targets)
    alone, units = units_shown(asked.unit, span.last) if asked.by == "unit" else (None, {})
    by = [asked.by, *([asked.across] if asked.across and not is_text_axis(kind, asked.by) else [])]
    found = disclosable_figures(kind, names, span, actor, today, unit=asked.unit, by=by, among=[*units])
    if is_text_axis(kind, asked.by) or (linked_axis(kind, asked.by) is not None and not asked.across):
        lines = _named_lines(kind, asked, [every[name] for name in names], found, actor, today)
        return FigureGrid([_head(every[name]) for name in names], lines, undivided, targets)
    down = _keys(kind, asked.by, units, span.last, [key[0] for key in found])
    if not asked.across:
        own = {
            (name, code): (target, in_force(target, asked.unit or EVERYBODY, span.last))
            for name in names
            for code, target in every[name].targets.get(asked.by, {}).items()
        }
        lines = []
        for key, name in down.items():
            told = _with_nothing(found.get((key,), {}), [every[of] for of, code in own if code == key])
            cut = _narrowed(base, asked.by, key, alone)
            lines.append((str(key), name, [FigureCell(every[name], told.get(name), _cut(cut, name)) for name in names]))
        return FigureGrid([_head(every[name]) for name in names], lines, undivided, targets, own)
    return _crossed(kind, asked, every[names[0]], found, down, undivided, alone, actor, today, [*units])


def _crossed(
    kind: CompiledKind,
    asked: FigureQuery,
    figure: Figure,
    found: Mapping[Key, Mapping[str, FigureValue]],
    down: Mapping[object, str],
    whole: Sequence[FigureCell],
    alone: int | None,
    actor: Actor,
    today: date,
    among: Sequence[int],
) -> FigureGrid:
    """Return one figure by two fields, with the totals of lines and columns. Two more scans.

    The totals are counted for themselves: distinct persons, and records with several codes, are in several cells.
    """
    span, base = asked.span, Cut("", asked.span.first, asked.span.last, asked.unit)
    over = _keys(kind, asked.across, {}, span.last, [key[1] for key in found])

    def counted(axis: str) -> Mapping[Key, Mapping[str, FigureValue]]:
        return disclosable_figures(kind, [figure.name], span, actor, today, unit=asked.unit, by=[axis], among=among)

    def cell(key: Key, of: Mapping[Key, Mapping[str, FigureValue]], cut: Cut | None) -> FigureCell:
        return FigureCell(figure, of.get(key, {}).get(figure.name), _cut(cut, figure.name))

    of_lines, of_columns = counted(asked.by), counted(asked.across)
    lines = []
    for key, name in down.items():
        of_line = _narrowed(base, asked.by, key, alone)
        cells = [cell((key, code), found, of_line and _narrowed(of_line, asked.across, code, None)) for code in over]
        lines.append((str(key), name, [*cells, cell((key,), of_lines, of_line)]))
    total = [cell((code,), of_columns, _narrowed(base, asked.across, code, None)) for code in over]
    codes = [str(code) for code in over]
    return FigureGrid([*over.values(), _("All")], lines, [*total, *whole], {}, columns=codes)


def _with_nothing(told: Mapping[str, FigureValue], aimed: Sequence[Figure]) -> Mapping[str, FigureValue]:
    """Return the values of a line; a count without rows is 0 where the line has a target: it is not met by silence.

    A count out of another is known where that is, and there it has been told.
    """
    counts = (figure for figure in aimed if figure.measure == "count" and not figure.out_of)
    return {figure.name: FigureValue(Fraction(0)) for figure in counts} | dict(told)


def _named_lines(
    kind: CompiledKind,
    asked: FigureQuery,
    figures: Sequence[Figure],
    found: Mapping[Key, Mapping[str, FigureValue]],
    actor: Actor,
    today: date,
) -> list[tuple[str, str, list[FigureCell]]]:
    """Return a line for each linked record or text, the greatest value of the first figure first; one for the others.

    Records are called by their number, and by their title too if the actor may read them; a text is only told to those
    who may read a record with it. Two queries.
    """
    base = Cut("", asked.span.first, asked.span.last, asked.unit)

    def rank(key: Any) -> tuple[bool, Fraction | int, Any]:
        value = found[key,].get(figures[0].name)
        return (value is None or value.exact is None, -(value.exact or 0) if value else 0, key)

    there = sorted((key for (key,) in found if key is not ELSEWHERE), key=rank)
    shown, rest = there[:LINES], there[LINES:]
    if is_text_axis(kind, asked.by):
        named = _texts_shown(kind, asked.by, shown, actor, today)
    else:
        called = linked_records_by_id(shown, actor, today)
        named = {pk: (pk, str(called.get(pk, pk))) for pk in shown}
    if (ELSEWHERE,) in found:
        named[ELSEWHERE] = (ELSEWHERE, code_text(kind, asked.by, NONE, today))
    lines = []
    for key, (code, name) in named.items():
        cut = _narrowed(base, asked.by, code, None)
        cells = [FigureCell(figure, found[key,].get(figure.name), _cut(cut, figure.name)) for figure in figures]
        lines.append((str(code), name, cells))
    if rest:
        words = _("%(n)d others") % {"n": len(rest)}
        lines.append((OTHERS, words, [FigureCell(figure, _together(figure, found, rest), None) for figure in figures]))
    return lines


def _texts_shown(
    kind: CompiledKind, by: str, texts: Sequence[str], actor: Actor, today: date
) -> dict[object, tuple[object, str]]:
    """Return the id of the first record with each of these texts, and what the text is called for the actor."""
    known = {found.text: found for found in same_texts(kind, by).values()}
    spelt = [spelling for text in texts for spelling in known[text].spellings]
    readable = readable_records(kind, actor, today).filter(**{f"{by}__in": spelt})
    told = {*readable.order_by().values_list(by, flat=True).distinct()}
    made: dict[object, tuple[object, str]] = {}
    for text in texts:
        first = known[text].first
        may = not told.isdisjoint(known[text].spellings)
        made[text] = (first, text if may else code_text(kind, by, str(first), today))
    return made


def _together(
    figure: Figure, found: Mapping[Key, Mapping[str, FigureValue]], rest: Sequence[int]
) -> FigureValue | None:
    """Return the value of several linked records together; of a mean, a share or a distinct count there is none."""
    values = [found[pk,][figure.name] for pk in rest if figure.name in found[pk,]]
    if not values:
        return None
    added = sum_values(values)
    return added if figure.adds_up else replace(added, exact=None)


def _head(figure: Figure) -> str:
    return f"{figure.label} ({figure.unit})" if figure.unit else str(figure.label)


def _cut(cut: Cut | None, figure: str) -> Cut | None:
    return None if cut is None else Cut(figure, cut.first, cut.last, cut.units, cut.own, cut.codes)


def _keys(
    kind: CompiledKind, by: str, shown: Mapping[int, str], day: date, found: Sequence[object]
) -> dict[object, str]:
    """Return the lines or columns: units with rows, or all codes; one without a code only if there are such rows."""
    if by == "unit":
        there = {*found}
        made: dict[object, str] = {unit: name for unit, name in shown.items() if unit in there}
        return made | ({ELSEWHERE: ""} if ELSEWHERE in there else {})
    if is_year_axis(by):
        years = sorted((year for year in found if year is not ELSEWHERE), key=str)
        return {year: str(year) for year in years} | (
            {ELSEWHERE: code_text(kind, by, NONE, day)} if ELSEWHERE in found else {}
        )
    codes: dict[Any, str] = {**code_words(kind, by, day)}
    if ELSEWHERE not in found:
        codes.pop(ELSEWHERE, None)
    return codes | {code: str(code) for code in found if code not in codes}


def _narrowed(base: Cut, by: str, key: Any, alone: int | None) -> Cut | None:
    """Return the rows of a line; None if no URL can name them: those below none of the units shown."""
    if by == "unit":
        return None if key is ELSEWHERE else Cut("", base.first, base.last, key, key == alone, base.codes)
    codes = {**base.codes, by: NONE if key is ELSEWHERE else str(key)}
    return Cut("", base.first, base.last, base.units, base.own, codes)
