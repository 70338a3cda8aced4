"""Computes the cells of a foreign table for a unit and a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.dates.periods import Period, to_date
from luoshi.facts.figure_views import figure_formats
from luoshi.facts.figure_views.queries import IndicatorLine, of_units, parts_over
from luoshi.facts.figure_views.queries.visibility import open_units
from luoshi.facts.foreign_tables import books, rules
from luoshi.facts.foreign_tables.models import ForeignTable, ForeignTablePlace
from luoshi.facts.foreign_tables.rules import CellMeaning, LabelNames
from luoshi.facts.indicators.models import Breakdown, Definition, OtherName
from luoshi.figures.heads import Heads, UnitQuestion, find_unit_heads, head_unit_size, is_head_unit_compatible
from luoshi.figures.rounding import round_to_places
from luoshi.figures.shares import growth_percent
from luoshi.figures.units import canonical_unit
from luoshi.figures.written_units import asked_in
from luoshi.kernel.files.models import Attachment
from luoshi.kernel.files.queries import kept_bytes
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.rights.queries.rights import readable_records
from luoshi.org.tree.models import Unit
from luoshi.org.units.queries import standing_on

DIGITS = 1  # of a change in per cent


def workbook_of(one: ForeignTable) -> tuple[str, bytes] | None:
    """Return a table's newest workbook with its name; None if its content was erased. Two queries."""
    file = Attachment.objects.filter(record=one.pk, part="workbook").select_related("evidence").order_by("-pk").first()
    data = kept_bytes(file.evidence) if file is not None else None
    return (file.name, data) if file is not None and data is not None else None


def foreign_table_places(one: ForeignTable) -> list[rules.TablePlace]:
    """List the recorded meanings of a table's rows and columns. One query."""
    return [
        rules.TablePlace(row.at, CellMeaning(row.indicator_id, row.part, row.unit_id, row.what, row.entry.strip()))
        for row in ForeignTablePlace.list_rows(one)
    ]


class ReadTable(NamedTuple):
    """The recorded meanings of a table's rows and columns, and the indicators among them."""

    places: list[rules.TablePlace]
    indicators: list[Definition]


def label_candidates(day: date) -> LabelNames:
    """Return the names that the labels of a table can match. Three queries."""
    indicators: dict[str, int] = {}
    rows = Definition.objects.filter(state="active", erased=None)
    for name, pk in OtherName.objects.filter(record__in=rows.values("pk")).values_list("name", "record"):
        indicators[rules.normalize_cell_label(name)] = pk
    for name, pk in rows.order_by("-pk").values_list("title", "pk"):
        indicators[rules.normalize_cell_label(name)] = pk
    units = {}
    for pk, name, short in standing_on(day).values_list("pk", "name", "short"):
        units[rules.normalize_cell_label(name)] = pk
        if short:
            units.setdefault(rules.normalize_cell_label(short), pk)
    return LabelNames(indicators, units)


@dataclass(frozen=True)
class FilledCell:
    """A cell with its value.

    Attributes:
        entry: the unit of measure in the cell, from its heads or as recorded.
        value: as written, in that unit; None: ``why`` gives the reason, ``heads`` the units in its heads.
        exact: the value in the indicator's own unit, not rounded.
    """

    at: tuple[str, int]
    of: Definition
    part: str
    unit: Unit
    what: str
    entry: str
    value: Decimal | None
    why: str = ""
    heads: tuple[str, ...] = ()
    exact: Fraction | None = None

    @property
    def address(self) -> str:
        """The address, ``C5``."""
        return f"{self.at[0]}{self.at[1]}"

    @property
    def in_per_cent(self) -> bool:
        """Whether the number is a percentage."""
        return self.what == "change" or canonical_unit(self.entry or self.of.measure) == "%"


def fill_foreign_table(
    one: ForeignTable, read: ReadTable, whose: Unit, span: Period, actor: Actor, day: date
) -> list[FilledCell]:
    """Fill the cells of a table for a unit and a period; figures not open to the actor stay empty.

    About ten queries, twice as many with year-to-date cells, for any number of cells.

    Raises:
        TablePlaceError: the recorded places are invalid.
    """
    meant = rules.map_cell_meanings(read.places)
    definitions = {definition.pk: definition for definition in read.indicators}
    pks = {cell.unit or whose.pk for cell in meant.values()}
    units = open_units(actor, day).in_bulk(pks)
    values = _IndicatorValues(list(definitions.values()), list(units.values()), span)
    said_by = heads_of(one)
    found = []
    for at, cell in sorted(meant.items(), key=lambda each: (each[0][1], len(each[0][0]), each[0][0])):
        definition = definitions[cell.indicator or 0]
        what = cell.what or "now"
        unit = units.get(cell.unit or whose.pk)
        if unit is None:
            found.append(FilledCell(at, definition, cell.part, whose, what, cell.entry, None, "closed"))
            continue
        exact, why = values.of(definition, cell.part, unit, what)
        filled = FilledCell(at, definition, cell.part, unit, what, cell.entry, None, why)
        found.append(filled if exact is None else _in_its_unit(filled, exact, said_by))
    return found


def heads_of(one: ForeignTable) -> Heads:
    """Return the units of measure in a table's heads; none if its workbook is gone. Two queries."""
    file = workbook_of(one)
    try:
        return find_unit_heads(books.whole_texts(file[1], one.sheet) if file is not None else [])
    except RecordError:  # reported when the workbook is exported
        return find_unit_heads([])


def _in_its_unit(cell: FilledCell, exact: Fraction, said_by: Heads) -> FilledCell:
    """Return a cell with its value in the cell's unit of measure, or with the reason why that is unclear."""
    if cell.what == "change":
        return replace(cell, value=round_to_places(exact, DIGITS), exact=exact, why="")
    try:
        unit = unit_at(cell, said_by)
    except UnitQuestion as question:
        return replace(cell, why=question.code, heads=question.units)
    try:
        own = asked_in(cell.of.measure, unit)
    except ValueError:
        return replace(cell, why="entry", entry=unit)
    value = (
        figure_formats.round_indicator_value(cell.of, exact)
        if own.size == 1
        else round_to_places(exact / own.size, 4).normalize()
    )
    return replace(cell, value=value, exact=exact, entry=own.unit, why="")


def unit_at(cell: FilledCell, said_by: Heads) -> str:
    """Return the unit of measure of a cell, from its heads and its recorded meaning.

    Raises:
        UnitQuestion: the two differ, or the heads do not fit the indicator.
    """
    measure = cell.of.measure
    try:
        by_heads = said_by.unit(rules.column_number_of(cell.at[0]), cell.at[1], measure)
    except UnitQuestion as question:
        if question.code == "two" or not cell.entry:
            raise
        by_heads = ""  # the recorded unit counts if the heads do not fit the indicator
    if (
        by_heads
        and cell.entry
        and is_head_unit_compatible(cell.entry, measure)
        and head_unit_size(by_heads, measure) != head_unit_size(cell.entry, measure)
    ):
        raise UnitQuestion("two", (by_heads, cell.entry))
    return cell.entry or _of_measure(by_heads, measure)


def _of_measure(unit: str, measure: str) -> str:
    """Return what applies of a head's unit: 元/人 is 元 for an indicator in 元."""
    return unit if "/" in measure else unit.partition("/")[0].strip()


def list_readback_differences(
    found: Sequence[FilledCell], back: Mapping[tuple[str, int], Decimal | None], said_by: Heads
) -> list[str]:
    """List the cells of a filled workbook that differ from the intended value, read back by its own heads."""
    wrong = []
    for cell in found:
        if cell.at not in back or cell.exact is None:
            continue
        try:
            unit = "" if cell.what == "change" else unit_at(cell, said_by)
        except UnitQuestion:
            wrong.append(cell.address)
            continue
        if not rules.is_rounding_match(back[cell.at], cell.exact, unit, cell.of.measure):
            wrong.append(cell.address)
    return wrong


class _IndicatorValues:
    """The values of indicators and their parts, each sort queried once."""

    def __init__(self, definitions: Sequence[Definition], units: Sequence[Unit], span: Period) -> None:
        self.definitions, self.units = definitions, units
        self.spans = {"now": span, "to_date": to_date(span.last)}
        self.lines: dict[str, dict[tuple[int, int], IndicatorLine]] = {}
        self.parts: dict[tuple[str, str, bool], dict[tuple[int, int, str], Fraction | None]] = {}

    def of(self, one: Definition, part: str, unit: Unit, what: str) -> tuple[Fraction | None, str]:
        """Return the exact value, or a message why there is none."""
        when = "to_date" if what.endswith("to_date") else "now"
        if part:
            at = (one.pk, unit.pk, part)
            if what != "change":
                return self._parts("before" if what.startswith("before") else "", when).get(at), ""
            value, before = (self._parts(of, when, alike=True).get(at) for of in ("", "before"))
            return growth_percent(value, before) if value is not None and before is not None else None, ""
        line = self._lines(when)[unit.pk, one.pk]
        if what.startswith("before"):
            return line.before.value, figure_formats.format_rolled_value(one, line.before, line.names)
        if what == "change":
            return line.grown, ""
        return line.now.value, figure_formats.format_rolled_value(one, line.now, line.names)

    def _lines(self, when: str) -> dict[tuple[int, int], IndicatorLine]:
        if when not in self.lines:
            found = of_units(self.definitions, self.units, self.spans[when])
            self.lines[when] = {(unit, line.of.pk): line for unit, some in found.items() for line in some}
        return self.lines[when]

    def _parts(self, before: str, when: str, *, alike: bool = False) -> dict[tuple[int, int, str], Fraction | None]:
        """Return the parts of this period or of a year before; ``alike``: over units that reported both."""
        key = (before, when, alike)
        if key not in self.parts:
            now, then = self.spans[when], self.spans[when].a_year_before()
            span, twin = (then, now) if before else (now, then)
            found = parts_over(self.definitions, self.units, span, twin if alike else None)
            self.parts[key] = {(*at, part.name): value for at, some in found.items() for part, value, _told in some}
        return self.parts[key]


def parts_missing(one: ForeignTable) -> list[str]:
    """List recorded parts that their indicators do not have. Two queries."""
    rows = [row for row in ForeignTablePlace.list_rows(one).select_related("indicator") if row.part]
    there = set(Breakdown.objects.filter(record__in={row.indicator_id for row in rows}).values_list("record", "name"))
    return [f"{row.at}: {row.part}" for row in rows if row.indicator_id and (row.indicator_id, row.part) not in there]


def table_of(pk: int, actor: Actor, day: date) -> ForeignTable | None:
    """Return a table that the actor may read. One query."""
    rows: Any = readable_records(get_kind("foreign_tables"), actor, day).filter(pk=pk, erased=None)
    return rows.first() if pk < 2**63 else None


def read_foreign_table(one: ForeignTable) -> ReadTable:
    """Return the recorded meanings of a table's rows and columns, and its indicators. Two queries."""
    places = foreign_table_places(one)
    return ReadTable(places, list(Definition.objects.filter(pk__in={place.meaning.indicator for place in places})))
