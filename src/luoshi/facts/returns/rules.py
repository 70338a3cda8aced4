"""Rules of returns: parsing cells, computing values, and checking them. Pure, exact.

Sources: domain sheet 03 §3.2 (nil, not applicable, below the threshold), §3.5 (单月 and 累计), §3.8 (checks).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import NamedTuple

from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import MONTHS, Period, period_containing, to_date
from luoshi.facts.base.rules import cells, formulas
from luoshi.facts.base.rules.cells import CellValue
from luoshi.facts.base.rules.cells import cell_amount as _amount
from luoshi.facts.base.rules.checks import (
    Comparison,
    comparison_gap,
    outlier_positions,
    parse_comparison,
    parts_off,
    percent_jump,
)
from luoshi.facts.base.rules.doubts import Doubt, rest_of_parts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.returns import doubt_rules
from luoshi.figures.rounding import Exact
from luoshi.figures.written_units import Own, asked_in
from luoshi.kernel.kinds.language.formulas import parse_formula

FLOWS = ("flow", "total")  # with columns for the month and the year to date
QUESTIONS = ("told", "of_year")  # two differing values of the same: an explanation is required
ADDS = (*FLOWS, "stock")  # natures whose unit values add up to a whole
OWN, TO_DATE = "c", "t"  # the columns of the form's period, and of the year to date
SEEN = "doubts_seen"  # a page's field with the doubts it showed


@dataclass(frozen=True)
class IndicatorCheck:
    """A check of an indicator that is switched on."""

    sort: str  # balance, jump, peers
    text: str = ""
    border: Decimal | None = None
    hard: bool = False


@dataclass(frozen=True)
class FormLine:
    """A line of a form in a grid.

    Attributes:
        line: the line's id; with a unit's id it names the cells.
        told: the kind of period for which the indicator's values are stored.
        part, axis: the part of the indicator (0: the whole) and the axis of division; "" if parts may overlap.
        made: the formula over other lines of the form: it is neither typed nor stored.
    """

    line: int
    indicator: int
    name: str
    code: str = ""
    part: int = 0
    axis: str = ""
    nature: str = "flow"
    told: str = "month"
    own: Own = field(default_factory=Own)
    must: bool = True
    checks: tuple[IndicatorCheck, ...] = ()
    made: str = ""

    def cell(self, unit: int, column: str = OWN) -> str:
        """Return the name of a cell."""
        return f"{column}{self.line}u{unit}"

    def key(self, unit: int, span: Period) -> FactKey:
        """Return the key of the line's value, for a period of its form."""
        return FactKey(self.indicator, unit, encode_period(told_for(self, span)), self.part)

    def key_to_date(self, unit: int, span: Period) -> FactKey:
        """Return the key of the year-to-date value, as progress reports on commitments use it."""
        return FactKey(self.indicator, unit, encode_period(to_date(span.last)), self.part)


def entry_unit(measure: str, typed: str) -> Own | None:
    """Return the unit in which a line is typed, for values stored in ``measure``; None if it is incompatible."""
    try:
        return asked_in(measure, typed)
    except ValueError:
        return None


def told_for(one: FormLine, span: Period) -> Period:
    """Return the period under which a form's value is stored: the year to date, the last month of a stock …"""
    if one.told == "ytd":
        return to_date(span.last)
    if one.told == "moment":
        return Period("moment", span.last, span.last)
    shorter = one.told in MONTHS and MONTHS.get(one.told, 0) < MONTHS.get(span.kind, 0)
    return period_containing(one.told, span.last) if shorter and one.nature not in FLOWS else span  # type: ignore[arg-type]


def previous_form_period(span: Period) -> Period:
    """Return the form's period before this one."""
    return period_containing(span.kind, span.first.fromordinal(span.first.toordinal() - 1))


@lru_cache(maxsize=200)
def earlier_periods_of_year(span: Period) -> tuple[Period, ...]:
    """List the earlier periods of the same kind and year, in order."""
    found: list[Period] = []
    one = period_containing(span.kind, span.first.replace(month=1, day=1))
    while one.first < span.first:
        found.append(one)
        one = one.next()
    return tuple(found)


def later_periods_of_year(span: Period) -> list[Period]:
    """List the later periods of the same year, in order."""
    found: list[Period] = []
    one = span.next()
    while one.first.year == span.first.year:
        found.append(one)
        one = one.next()
    return found


def has_two_columns(one: FormLine, span: Period) -> bool:
    """Whether a line has two columns: the period, and the year to date."""
    return not one.made and one.nature in FLOWS and span.kind != "year" and one.told in ("ytd", span.kind)


def so_far(one: FormLine, unit: int, span: Period, known: Mapping[FactKey, CellValue]) -> Decimal | None:
    """Return the sum from January to the period before; None if some of it was not reported.

    Nil and not applicable add nothing.
    """
    spans = earlier_periods_of_year(span)
    if not spans:
        return Decimal(0)
    if one.told == "ytd":
        return _amount(known.get(one.key(unit, spans[-1])))
    amounts = [_amount(known.get(one.key(unit, each))) for each in spans]
    return None if None in amounts else sum((each for each in amounts if each is not None), Decimal(0))


def period_and_total_amounts(
    one: FormLine, kept: Decimal, before_it: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """Return the period's own amount and the year-to-date amount for a stored value."""
    if one.told == "ytd":
        return (None if before_it is None else kept - before_it), kept
    return kept, (None if before_it is None else before_it + kept)


def overlay_typed_cells(texts: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """Overlay cells with typed texts; if one of two columns is typed, the other is cleared and recomputed."""
    twins = {f"{TO_DATE if name[:1] == OWN else OWN}{name[1:]}" for name in typed}
    return {name: text for name, text in texts.items() if name not in twins} | {**typed}


def by_year_to_date(one: FormLine, unit: int, span: Period, known: EarlierValues) -> CellValue | None:
    """Derive a period's value from a year-to-date value that another reported; of a flow, minus what came before.

    None if there is none, an earlier period was not reported, or it is less than what came before.
    """
    total = known.facts.get(one.key_to_date(unit, span)) if one.told != "ytd" and not one.made else None
    if total is None or total.value is None:
        return None
    if one.nature == "stock":
        return total
    before_it = so_far(one, unit, span, known.facts) if has_two_columns(one, span) else None
    return None if before_it is None or total.value < before_it else CellValue(total.value - before_it)


def kept_of(
    one: FormLine, own: CellValue | None, total: CellValue | None, before_it: Decimal | None
) -> CellValue | None:
    """Return the value to store, from the texts of the two columns; one of them is enough.

    Raises:
        ValueError: ``unknown``: the other column cannot be computed, because an earlier period was not reported;
            ``differ``: both were typed and contradict each other.
    """
    here, there = (total, own) if one.told == "ytd" else (own, total)
    if there is None or there.value is None:
        return here if here is not None else there
    if here is not None and here.value is None:
        raise ValueError("differ")
    if before_it is None:
        if here is None:
            raise ValueError("unknown")
        return here
    follows = there.value + before_it if one.told == "ytd" else there.value - before_it
    if here is not None and here.value != follows:
        raise ValueError("differ")
    return CellValue(follows)


class CellFault(NamedTuple):
    """A fault or doubt of a cell: a code for the sentence, and its values."""

    cell: str
    code: str
    said: Mapping[str, object] = {}

    @property
    def name(self) -> str:
        """The key of its explanation."""
        return f"{self.code}:{self.cell}"


@dataclass
class CheckedCells:
    """The result of checking the cells.

    Attributes:
        told: the values to report, by cell.
        wrong: faults that prevent sending; ``doubts``: that ask for an explanation.
    """

    told: dict[str, FactValue] = field(default_factory=dict)
    wrong: list[CellFault] = field(default_factory=list)
    doubts: list[CellFault] = field(default_factory=list)


@dataclass(frozen=True)
class EarlierValues:
    """Earlier and other values that the checks of a grid need.

    Attributes:
        facts: by key, of this and earlier periods.
        others: keys reported by another record, with its name.
        codes: ids by code of indicators that a balance uses but the form lacks; ``units``: their units of measure.
        peers: values of similar units for this period, by indicator and part.
        shares: sum and number of the other units that owe the form, by indicator, part and period.
    """

    facts: Mapping[FactKey, CellValue] = field(default_factory=dict)
    others: Mapping[FactKey, str] = field(default_factory=dict)
    codes: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    peers: Mapping[tuple[int, int], Sequence[Decimal]] = field(default_factory=dict)
    shares: Mapping[tuple[int, int, int], tuple[Fraction, int]] = field(default_factory=dict)


def judge_form_cells(
    asked: Sequence[FormLine], units: Sequence[int], span: Period, texts: Mapping[str, str], known: EarlierValues
) -> CheckedCells:
    """Parse all cells, derive one column from the other, and check everything.

    Args:
        texts: what was typed, by cell; missing cells are empty.
    """
    found = CheckedCells()
    for unit in units:
        for form_line in asked:
            if not form_line.made:
                _read(form_line, unit, span, texts, known, found)
    wrong = {fault.cell for fault in found.wrong}
    for unit in units:
        _whole(asked, unit, found, wrong)
        for line, doubt in doubt_rules.find_attendance_doubts(asked, partial(_value, unit=unit, found=found)):
            _doubt(line, unit, doubt, found)
        for form_line in asked:
            told = found.told.get(form_line.cell(unit))
            if told is not None and form_line.cell(unit) not in wrong:
                _check(form_line, asked, unit, span, told, known, found)
    return found


def worked_out(one: FormLine, known: Mapping[str, Exact | None], asked: Iterable[FormLine]) -> formulas.FormulaOutcome:
    """Compute a line with a formula; no value if an input is unknown or a divisor is 0.

    Args:
        known: the values of the form's lines by their codes.
        asked: all lines of the form.
    """
    read = parse_formula(one.made)
    values = {name: known.get(name) for name in read.names}
    return formulas.worked_out(read, one.own.base, values, line_measures(asked))


def line_measures(asked: Iterable[FormLine]) -> dict[str, str]:
    """Return the units of measure in which the form's values are stored, by code."""
    return {line.code: line.own.base for line in asked if line.code and not line.part}


def _read(
    one: FormLine, unit: int, span: Period, texts: Mapping[str, str], known: EarlierValues, found: CheckedCells
) -> None:
    cell, twin = one.cell(unit), one.cell(unit, TO_DATE)
    typed: dict[str, CellValue | None] = {}
    for name in (cell, twin) if has_two_columns(one, span) else (cell,):
        try:
            typed[name] = cells.parse_cell(str(texts.get(name, "")), one.own)
        except ValueError as error:
            found.wrong.append(CellFault(name, str(error), {"typed": texts.get(name, "")}))
            return
    key = one.key(unit, span)
    try:
        kept = kept_of(one, typed[cell], typed.get(twin), so_far(one, unit, span, known.facts))
    except ValueError as error:
        found.wrong.append(CellFault(cell, str(error)))
        return
    was = known.facts.get(key)
    if kept is None:
        if was is not None:
            found.wrong.append(CellFault(cell, "emptied"))
        elif one.must:
            found.wrong.append(CellFault(cell, "missing"))
        return
    found.told[cell] = FactValue(key, kept.value, kept.state)
    if was is not None and key in known.others and was != kept:
        found.doubts.append(CellFault(cell, "told", {"who": known.others[key], "value": was}))
        return
    of_year = one.key_to_date(unit, span)
    if of_year != key and of_year in known.others and by_year_to_date(one, unit, span, known) not in (None, kept):
        found.doubts.append(CellFault(cell, "of_year", {"who": known.others[of_year], "value": known.facts[of_year]}))


def _value(one: FormLine, unit: int, found: CheckedCells) -> Decimal | None:
    told = found.told.get(one.cell(unit))
    return None if told is None else _amount(CellValue(told.value, told.state))


def _whole(asked: Sequence[FormLine], unit: int, found: CheckedCells, wrong: Collection[str]) -> None:
    """Check that parts of one axis do not exceed the whole and, if complete, add up to it; 其中 may not exceed it."""
    divided: dict[int, list[FormLine]] = {}
    for line in asked:
        if line.part:
            divided.setdefault(line.indicator, []).append(line)
    for whole in (line for line in asked if not line.part and line.indicator in divided):
        total, parts = _value(whole, unit, found), divided[whole.indicator]
        if total is None or whole.cell(unit) in wrong:
            continue
        for part in parts:
            value = _value(part, unit, found)
            if value is not None and value > total:
                found.wrong.append(CellFault(part.cell(unit), "more", {"whole": whole.name}))
        for axis in {part.axis for part in parts if part.axis}:
            some = [_value(part, unit, found) for part in parts if part.axis == axis]
            if len(some) > 1 and (difference := parts_off(total, some)) is not None:
                found.wrong.append(CellFault(whole.cell(unit), "parts", {"axis": axis, "off": difference}))
            elif None in some:
                named = [
                    (part.name, value) for part, value in zip((o for o in parts if o.axis == axis), some, strict=True)
                ]
                _doubt(whole, unit, rest_of_parts(total, named), found)


def _check(
    one: FormLine,
    asked: Sequence[FormLine],
    unit: int,
    span: Period,
    told: FactValue,
    known: EarlierValues,
    found: CheckedCells,
) -> None:
    cell, value = one.cell(unit), _amount(CellValue(told.value, told.state))
    last = known.facts.get(one.key(unit, previous_form_period(span)))
    then = _amount(last) if one.told != "ytd" or span.first.month > 1 else None
    here, last_time = told_for(one, span), told_for(one, previous_form_period(span))
    _doubt(one, unit, doubt_rules.find_history_doubt(one, unit, here, value, known), found)
    if one.nature in ADDS:
        _doubt(one, unit, doubt_rules.find_share_doubt(one, unit, (last_time, here), value, known), found)
    for check in one.checks:
        faults = found.wrong if check.hard else found.doubts
        if check.sort == "jump" and check.border is not None:
            if (change := percent_jump(value, then, check.border)) is not None:
                faults.append(CellFault(cell, "change", {"change": change, "border": check.border, "before": then}))
        elif check.sort == "peers" and value is not None:
            others = known.peers.get((one.indicator, one.part), ())
            if 0 in outlier_positions([value, *others]):
                faults.append(CellFault(cell, "peers", {"count": len(others)}))
        elif check.sort == "balance" and not one.part:
            read = parse_comparison(check.text)
            units = {**known.units, **line_measures(asked)}
            if (
                difference := comparison_gap(read, _by_code(read, asked, unit, span, known, found), units=units)
            ) is not None:
                own = difference / formulas.size_of(one.own.base)
                faults.append(CellFault(cell, "balance", {"text": check.text, "off": own}))


def _doubt(one: FormLine, unit: int, doubt: Doubt | None, found: CheckedCells) -> None:
    if doubt is not None:
        found.doubts.append(CellFault(one.cell(unit), doubt.code, {"doubt": doubt, "kind": one.told}))


def _by_code(
    read: Comparison, asked: Sequence[FormLine], unit: int, span: Period, known: EarlierValues, found: CheckedCells
) -> dict[str, Exact | None]:
    """Return the values used by a balance: from the grid, else facts of the same unit and period."""
    here = {line.code: _value(line, unit, found) for line in asked if line.code and not line.part}
    values: dict[str, Exact | None] = {}
    for name in read.names:
        if name in here:
            values[name] = here[name]
        elif name in known.codes:
            codes = (
                encode_period(span),
                encode_period(to_date(span.last)),
                encode_period(Period("moment", span.last, span.last)),
            )
            keys = [FactKey(known.codes[name], unit, code, 0) for code in codes]
            values[name] = next((_amount(known.facts[key]) for key in keys if key in known.facts), None)
        else:
            values[name] = None
    return values


def open_cells(names: Iterable[str], marks: Collection[str]) -> set[str]:
    """Return the editable cells: all, or those for which it was sent back, each with its other column."""
    every = set(names)
    marked = {name[1:] for name in marks}
    return {name for name in every if name[1:] in marked} if marked else every
