"""Tiles of figures that kinds of record count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.boards.base.models import BoardTile
from luoshi.boards.base.rules import (
    MONTH,
    UNIT,
    WHOLE,
    DaySpan,
    days_a_year_before,
    days_of_period,
)
from luoshi.boards.tiles.contents import HIDDEN, TileCell, TileContent, TileLine
from luoshi.boards.tiles.period_words import format_days, format_month
from luoshi.boards.tiles.queries.kind_values import FigureScan, KindCounter, Values, find_figure, is_added, month_axis
from luoshi.dates.periods import month_end
from luoshi.desk.figures.queries.axes import is_year_axis
from luoshi.desk.figures.queries.cube import is_protected
from luoshi.desk.figures.queries.grids import FigureCell
from luoshi.desk.figures.queries.words import code_text, code_words
from luoshi.desk.figures.rules import NONE, Cut, FigureValue
from luoshi.desk.figures.tables import (
    exact_figure_value,
    figure_rows_url,
    format_figure_value,
    format_known_share,
)
from luoshi.figures.shares import growth_percent
from luoshi.figures.style import decimal_text
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.org.tree.models import Unit

MOST_LINES = 12


def ask_for_tile(tile: BoardTile, counter: KindCounter) -> None:
    """Have the numbers of a tile counted along with those of others."""
    found = find_figure(tile.kind, tile.figure)
    if found is not None and tile.picture == "number":
        for division in _number_divisions(tile, *found, counter):
            counter.ask_for(division, tile.figure)


def compose_kind_tile(tile: BoardTile, counter: KindCounter, places: Mapping[int, str]) -> TileContent:
    """Return a tile of a kind's figure, as its reader may count it.

    Args:
        places: the units of the grid or of the map with their names, for those pictures.
    """
    found = find_figure(tile.kind, tile.figure)
    content = TileContent(tile.picture, tile.title, tile.width, pk=tile.pk)
    if found is None:
        said = _("What this tile counted is kept no longer: its line of work is off, or the figure was withdrawn.")
        return replace(content, title=tile.title or tile.figure, refusal=said)
    kind, figure = found
    span = days_of_period(tile.period, counter.today)
    content = replace(
        content,
        title=tile.title or str(figure.label),
        measure=str(figure.unit),
        period=_as_of(figure, span),
        more_url=_figures_url(kind, tile, span),
    )
    if tile.cut == WHOLE:
        return _number(content, tile, kind, figure, counter)
    if tile.cut == MONTH:
        return _matrix(content, tile, kind, figure, counter)
    if tile.picture in ("places", "map"):
        lines = _unit_lines(tile, kind, figure, counter, None, places)
        return replace(content, lines=tuple(lines))
    return _bars(content, tile, kind, figure, counter)


def _as_of(figure: Figure, span: DaySpan) -> str:
    return _("as of %(day)s") % {"day": span.last.isoformat()} if figure.at else format_days(span)


def _figures_url(kind: CompiledKind, tile: BoardTile, span: DaySpan) -> str:
    asked = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    asked |= {"unit": str(tile.unit_id)} if tile.unit_id else {}
    asked |= {"by": tile.cut} if tile.cut not in (WHOLE, MONTH) else {}
    return reverse("records:figures", args=[kind.name]) + "?" + urlencode(asked)


def _cell(kind: CompiledKind, figure: Figure, value: FigureValue | None, cut: Cut | None) -> TileCell:
    if value is None:
        return TileCell("0" if figure.adds_up or figure.way == "distinct" else "—")
    exact = exact_figure_value(figure, value)
    return TileCell(
        format_figure_value(figure, value),
        figure_rows_url(kind, FigureCell(figure, value, cut)),
        value.exact,
        None if isinstance(exact, str) else exact,
        format_known_share(figure, value),
        HIDDEN if value.small else "",
    )


def _number_divisions(tile: BoardTile, kind: CompiledKind, figure: Figure, counter: KindCounter) -> list[FigureScan]:
    """Return what a number takes: itself, the same days a year before and, of a flow within a year, its months."""
    span = days_of_period(tile.period, counter.today)
    found = [FigureScan(kind.name, days, tile.unit_id) for days in (span, days_a_year_before(span))]
    axis = month_axis(kind, figure)
    if axis and tile.period != "month":
        found.append(FigureScan(kind.name, span, tile.unit_id, (axis,)))
    return found


def _number(
    content: TileContent, tile: BoardTile, kind: CompiledKind, figure: Figure, counter: KindCounter
) -> TileContent:
    now, before, *months = _number_divisions(tile, kind, figure, counter)
    value = counter.count_values(now, figure.name)[()]
    change, rises = _change(figure, value, counter.count_values(before, figure.name).get(()))
    cut = Cut(figure.name, now.span.first, now.span.last, tile.unit_id)
    spark: tuple[Fraction, ...] = ()
    for division in months:
        by_month = counter.count_values(division, figure.name)
        known = [by_month.get((month,)) for month in range(1, now.span.last.month + 1)]
        if not any(month.small for month in by_month.values()):
            spark = tuple(found.exact if found and found.exact is not None else Fraction(0) for found in known)
    return replace(content, whole=_cell(kind, figure, value, cut), change=change, rises=rises, spark=spark)


def _change(figure: Figure, now: FigureValue, before: FigureValue | None) -> tuple[str, bool | None]:
    """Return the change against the same days a year before, if both are shown as of their own last days."""
    if before is None or now.exact is None or before.exact is None or now.until or before.until:
        return "", None
    if figure.compared_figure:  # a change of a change tells nobody anything
        return "", None
    if figure.is_percent:
        change: Fraction | None = now.exact - before.exact
        words = _("%(change)s points")
    else:
        change, words = growth_percent(now.exact, before.exact), "%(change)s%%"
    if change is None:
        return "", None
    sign = "+" if change > 0 else ""
    return words % {"change": sign + decimal_text(change, 1)}, change > 0 if change else None


def _unit_lines(
    tile: BoardTile,
    kind: CompiledKind,
    figure: Figure,
    counter: KindCounter,
    alone: int | None,
    units: Mapping[int, str],
) -> list[TileLine]:
    span = days_of_period(tile.period, counter.today)
    division = FigureScan(kind.name, span, tile.unit_id, ("unit",), tuple(units))
    values = counter.count_values(division, figure.name) if units else {}
    found = []
    for unit, name in units.items():
        cut = Cut(figure.name, span.first, span.last, unit, unit == alone)
        found.append(TileLine(name, (_cell(kind, figure, values.get((unit,)), cut),), unit=unit))
    return found


def _bars(
    content: TileContent, tile: BoardTile, kind: CompiledKind, figure: Figure, counter: KindCounter
) -> TileContent:
    span = days_of_period(tile.period, counter.today)
    if tile.cut == UNIT:
        alone, units = counter.units_of_lines(tile.unit_id, span.last)
        every = _unit_lines(tile, kind, figure, counter, alone, units)
        lines = [line for line in every if line.cells[0].url or line.cells[0].state]
    else:
        values = counter.count_values(FigureScan(kind.name, span, tile.unit_id, (tile.cut,)), figure.name)
        lines = []
        for code, name in _codes(kind, tile.cut, span.last, values).items():
            codes = {tile.cut: NONE if code is None else str(code)}
            cut = Cut(figure.name, span.first, span.last, tile.unit_id, False, codes)
            lines.append(TileLine(name, (_cell(kind, figure, values.get((code,)), cut),)))
    return shorten_bars(content, lines)


def shorten_bars(content: TileContent, lines: Sequence[TileLine]) -> TileContent:
    """Return a tile with its longest bars, the greatest first, those without a value last; a note counts the others."""
    ordered = sorted(lines, key=lambda line: (line.cells[0].value is None, -(line.cells[0].value or 0)))
    left = len(ordered) - MOST_LINES
    words = _("%(n)d smaller ones are not shown") % {"n": left} if left > 0 else ""
    note = "; ".join(filter(None, [content.note, words]))
    return replace(content, lines=tuple(ordered[:MOST_LINES]), note=note)


def _codes(kind: CompiledKind, cut: str, day: date, values: Values) -> dict[object, str]:
    """Return the codes of the lines with their words: all of a list, or the years that there are."""
    if is_year_axis(cut):
        years = sorted((key[0] for key in values if key[0] is not None), key=str)
        found: dict[object, str] = {year: str(year) for year in years}
        return found | ({None: code_text(kind, cut, NONE, day)} if (None,) in values else {})
    codes = dict[object, str](code_words(kind, cut, day).items())
    if (None,) not in values:
        codes.pop(None, None)
    return codes | {code: str(code) for (code,) in values if code not in codes}


def _matrix(
    content: TileContent, tile: BoardTile, kind: CompiledKind, figure: Figure, counter: KindCounter
) -> TileContent:
    axis = month_axis(kind, figure)
    if not axis:
        return replace(
            content, refusal=_("This figure is a stock, or cumulated over years: it is not divided by month.")
        )
    span = days_of_period(tile.period if tile.period == "last_year" else "year", counter.today)
    alone, units = counter.units_of_lines(tile.unit_id, span.last)
    among = tuple(units)
    values = counter.count_values(FigureScan(kind.name, span, tile.unit_id, ("unit", axis), among), figure.name)
    if any(value.small for value in values.values()):
        said = _("This figure counts protected records: it is not shown by month, as single persons would follow.")
        return replace(content, refusal=said)
    sums = counter.count_values(FigureScan(kind.name, span, tile.unit_id, ("unit",), among), figure.name)
    lines = []
    for unit, name in units.items():
        if (unit,) not in sums:
            continue
        cells = []
        for month in range(1, 13):
            first = date(span.first.year, month, 1)
            if first > span.last:
                cells.append(TileCell())
                continue
            cut = Cut(figure.name, first, min(month_end(first.year, month), span.last), unit, unit == alone)
            cells.append(_cell(kind, figure, values.get((unit, month)), cut))
        cut = Cut(figure.name, span.first, span.last, unit, unit == alone)
        lines.append(TileLine(name, (*cells, _cell(kind, figure, sums[unit,], cut)), unit=unit))
    if len(lines) > 1 and has_total(kind, figure):
        total = _total_line(tile, kind, figure, counter, span)
        content = with_total(content, lines, total)
        lines.append(total)
    heads = (*(format_month(month) for month in range(1, 13)), _("Total"))
    return replace(content, heads=heads, has_sums=True, lines=tuple(lines), period=format_days(span))


def has_total(kind: CompiledKind, figure: Figure) -> bool:
    """Whether a matrix of a figure has a line of totals: where its values add up and no number could be hidden.

    A total beside the lines of protected records would tell what is hidden in one of them: total less the others.
    """
    return is_added(kind, figure) and not is_protected(kind, figure.name)


def _total_line(tile: BoardTile, kind: CompiledKind, figure: Figure, counter: KindCounter, span: DaySpan) -> TileLine:
    """Return the months of all units together, and their sum: counted as such, so that each opens as many rows."""
    months = counter.count_values(FigureScan(kind.name, span, tile.unit_id, (month_axis(kind, figure),)), figure.name)
    whole = counter.count_values(FigureScan(kind.name, span, tile.unit_id), figure.name)
    cells = []
    for month in range(1, 13):
        first = date(span.first.year, month, 1)
        last = min(month_end(first.year, month), span.last)
        cut = Cut(figure.name, first, last, tile.unit_id)
        cells.append(_cell(kind, figure, months.get((month,)), cut) if first <= span.last else TileCell())
    cut = Cut(figure.name, span.first, span.last, tile.unit_id)
    return total_line(tile.unit, (*cells, _cell(kind, figure, whole.get(()), cut)))


def total_line(unit: Unit | None, cells: tuple[TileCell, ...]) -> TileLine:
    """Return the last line of a matrix, called after its unit."""
    name = _("%(unit)s, total") % {"unit": unit.short or unit.name} if unit else _("Total")
    return TileLine(name, cells, is_total=True)


def with_total(content: TileContent, lines: Sequence[TileLine], total: TileLine) -> TileContent:
    """Return a matrix that says so if its total is more than its lines: who is not shown counts in it."""
    for at, cell in enumerate(total.cells):
        known = [line.cells[at].value for line in lines]
        if cell.value is not None and cell.value != sum((value for value in known if value is not None), Fraction(0)):
            return replace(content, note=_("The total also counts what stands in no line here."))
    return content
