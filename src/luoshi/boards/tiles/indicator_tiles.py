"""Tiles of indicators: reported values, rolled up over the units that are open to the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.boards.base.models import BoardTile
from luoshi.boards.base.rules import MONTH, PART, WHOLE, months_of_matrix, period_of_tile
from luoshi.boards.tiles.contents import AWAITED, MISSING, TileCell, TileContent, TileLine
from luoshi.boards.tiles.kind_tiles import shorten_bars, total_line, with_total
from luoshi.boards.tiles.period_words import format_month
from luoshi.boards.tiles.queries.indicator_values import (
    IndicatorReader,
    last_due_days,
    rows_over_time,
    spans_of_trend,
)
from luoshi.dates.period_names import format_period
from luoshi.dates.periods import Period, to_date
from luoshi.facts.figure_views import queries
from luoshi.facts.figure_views.figure_formats import (
    format_coverage_count,
    format_indicator_number,
    format_partial_note,
    format_rolled_value,
    format_yearly_change,
    round_indicator_value,
    unit_of,
)
from luoshi.facts.indicators.models import Definition
from luoshi.facts.indicators.queries import THERE
from luoshi.facts.rollup.rules.tree_aggregation import Rolled, is_summed
from luoshi.kernel.duties.words import format_duty_period
from luoshi.org.tree.models import Unit

FOR_TREND = ("month", "quarter", "half", "year")


def ask_for_indicator(tile: BoardTile, reader: IndicatorReader) -> None:
    """Have the numbers of a tile rolled up along with those of others."""
    read = _reading(tile, reader)
    if isinstance(read, str) or tile.picture != "number":
        return
    definition, unit, span, newest = read
    reader.ask_for_line(definition, unit, span)
    if definition.period in FOR_TREND and (spans := spans_of_trend(definition, newest, reader.today)):
        reader.ask_for_trend(definition, unit, spans)


def compose_indicator_tile(tile: BoardTile, reader: IndicatorReader, places: Mapping[int, str]) -> TileContent:
    """Return a tile of an indicator, of the units that are open to its reader.

    Args:
        places: the units of the grid or of the map with their names, for those pictures.
    """
    may_read = tile.indicator is not None and reader.is_readable(tile.indicator)
    title = tile.title or (str(tile.indicator) if may_read else _("An indicator"))
    content = TileContent(tile.picture, title, tile.width, pk=tile.pk)
    read = _reading(tile, reader)
    if isinstance(read, str):
        url = tile.indicator.get_absolute_url() if tile.indicator and may_read else ""
        return replace(content, refusal=read, remedy_url=url)
    definition, unit, span, newest = read
    content = replace(
        content,
        measure=unit_of(definition),
        period=f"{unit.short or unit.name} · {format_duty_period(span)}",
        more_url=_figures_url(definition, unit.pk, span),
    )
    if tile.cut == WHOLE:
        return _number(content, definition, unit, span, newest, reader)
    if tile.cut == MONTH:
        return _matrix(content, tile, definition, unit, newest, reader)
    if tile.cut == PART:
        return _parts(content, definition, unit, span)
    if tile.picture in ("places", "map"):
        return replace(content, lines=tuple(_place_lines(definition, span, reader, places)))
    children = reader.child_units(unit, min(span.last, reader.today))
    whole, *every = _unit_lines(definition, [unit, *children], span)
    lines = [line for line in every if line.cells[0].text]
    return shorten_bars(content, lines or [line for line in [whole] if line.cells[0].text])


Reading = tuple[Definition, Unit, Period, Period]


def _reading(tile: BoardTile, reader: IndicatorReader) -> Reading | str:
    """Return the indicator, unit and period of a tile, and the newest period; or why nothing is shown."""
    definition = tile.indicator
    if definition is None or not reader.is_readable(definition):
        return _("You may not see this indicator.")
    if definition.state == "merged":
        return _("This indicator was merged into “%(name)s”.") % {"name": definition.same_as}
    if definition.state not in THERE or definition.indicator_id is None or definition.erased is not None:
        return _("This indicator was withdrawn.")
    unit = reader.unit_of_tile(tile.unit)
    if unit is None:
        return _("You may not see the figures of this unit.")
    newest = reader.newest_period(definition)
    if newest is None:
        return _("Nothing was reported yet.")
    return definition, unit, period_of_tile(tile.period, definition.period, newest, reader.today), newest


def _figures_url(definition: Definition, unit: int, span: Period) -> str:
    asked = urlencode({"unit": unit, "period": format_period(span)})
    return f"{reverse('facts:indicator_figures', args=[definition.pk])}?{asked}"


def _cell(definition: Definition, found: Rolled, url: str) -> TileCell:
    if found.value is None:
        why = format_rolled_value(definition, found) if found.lacks or found.zero else ""
        return TileCell("—" if why else "", url if found.told else "", note=why)
    notes = [format_partial_note(found)]
    if found.expected is not None and found.told < found.expected:
        notes.append(_("%(count)s reported") % {"count": format_coverage_count(found)})
    return TileCell(
        format_indicator_number(definition, found.value),
        url,
        found.value,
        round_indicator_value(definition, found.value),
        "; ".join(filter(None, notes)),
    )


def _number(
    content: TileContent,
    definition: Definition,
    unit: Unit,
    span: Period,
    newest: Period,
    reader: IndicatorReader,
) -> TileContent:
    line = reader.indicator_line(definition, unit, span)
    url = _figures_url(definition, unit.pk, span)
    cell = _cell(definition, line.now, url)
    if line.now.value is None:
        cell = replace(cell, text="—", note=format_rolled_value(definition, line.now, line.names), url=url)
    change = format_yearly_change(line)
    spans = spans_of_trend(definition, newest, reader.today) if definition.period in FOR_TREND else []
    values = [found.value for found in reader.values_over_time(definition, unit, spans)] if spans else []
    return replace(
        content,
        whole=cell,
        change="" if change == "—" else change,
        rises=line.grown > 0 if line.grown else None,
        spark=tuple(value for value in values if value is not None),
        note=_("Stopped on %(day)s") % {"day": definition.to_day} if definition.state == "ended" else "",
    )


def _unit_lines(definition: Definition, units: Sequence[Unit], span: Period) -> list[TileLine]:
    """Return a line for each unit; one that owes the value and did not report says so."""
    found = queries.of_units([definition], units, span)
    lines = []
    for unit in units:
        (line,) = found[unit.pk]
        cell = _cell(definition, line.now, _figures_url(definition, unit.pk, span))
        if not cell.text and line.now.expected:
            cell = TileCell(_("not reported"), cell.url, state=AWAITED)
        lines.append(TileLine(unit.short or unit.name, (cell,), unit=unit.pk))
    return lines


def _place_lines(
    definition: Definition, span: Period, reader: IndicatorReader, places: Mapping[int, str]
) -> list[TileLine]:
    units = reader.open_places(list(places))
    return _unit_lines(definition, units, span) if units else []


def _parts(content: TileContent, definition: Definition, unit: Unit, span: Period) -> TileContent:
    url = _figures_url(definition, unit.pk, span)
    lines = []
    for part, value, told in queries.parts_of(definition, unit, span):
        found = Rolled(value, told=told)
        lines.append(TileLine(part.name, (_cell(definition, found, url),)))
    return replace(content, lines=tuple(line for line in lines if line.cells[0].text))


def _matrix(
    content: TileContent,
    tile: BoardTile,
    definition: Definition,
    unit: Unit,
    newest: Period,
    reader: IndicatorReader,
) -> TileContent:
    today = reader.today
    spans = months_of_matrix(definition.period, tile.period, newest, today)
    begun = [span for span in spans if span.first <= today]
    totals = [] if spans[-1].kind == "year" else _totals_of(begun, today)
    day = min(spans[-1].last, today)
    units = {unit.pk: unit} | {child.pk: child for child in reader.child_units(unit, day)}
    found = rows_over_time(definition, list(units), [*begun, *totals], day)
    due = last_due_days(definition, begun)
    # What is shown beside them must add up to the total: with the running month only if somebody reported it.
    running = any(values[len(begun) - 1].told for values in found.values())
    lines = []
    for pk, of_line in units.items():
        values = found[pk]
        if not any(value.told or value.expected for value in values):
            continue
        cells = [
            _month_cell(definition, value, span, due.get(span.first), today, _figures_url(definition, pk, span))
            for span, value in zip(begun, values, strict=False)
        ]
        cells += [TileCell()] * (len(spans) - len(begun))
        if totals:
            of, span = (values[-1], totals[1]) if running else (values[-2], totals[0])
            cells.append(_cell(definition, of, _figures_url(definition, pk, span)))
        lines.append(TileLine(of_line.short or of_line.name, tuple(cells), unit=pk))
    if len(lines) > 1:  # the unit itself stands for all beneath it: alone, if none of them reports
        whole = next((line for line in lines if line.unit == unit.pk), None)
        lines = [line for line in lines if line.unit != unit.pk]
        if whole is not None and len(lines) > 1 and is_summed(definition.nature):
            total = total_line(unit, tuple(TileCell() if cell.state else cell for cell in whole.cells))
            content = with_total(content, lines, total)
            lines.append(total)
    heads = [_head(span) for span in spans]
    return replace(
        content,
        heads=(*heads, *([_("Total")] if totals else [])),
        has_sums=bool(totals),
        lines=tuple(lines),
        period=f"{unit.short or unit.name} · {spans[0].first.year}–{spans[-1].last.year}"
        if spans[0].first.year != spans[-1].last.year
        else f"{unit.short or unit.name} · {spans[0].first.year}",
    )


def _totals_of(begun: Sequence[Period], today: date) -> list[Period]:
    """Return the year up to the last of these periods that is over, and up to the one that is running."""
    over = [span for span in begun if span.last <= today] or begun
    return [to_date(over[-1].last), to_date(begun[-1].last)]


def _month_cell(
    definition: Definition, found: Rolled, span: Period, due: date | None, today: date, url: str
) -> TileCell:
    cell = _cell(definition, found, url)
    if cell.text or not found.expected:
        return cell
    late = due is not None and due < today
    if not late and span.last >= today:
        return cell
    return TileCell(_("not reported"), url, state=MISSING if late else AWAITED)


def _head(span: Period) -> str:
    if span.kind == "month":
        return format_month(span.first.month)
    return str(span.first.year) if span.kind == "year" else format_duty_period(span)
