"""Totals of a form over all units that owe it for a period, with coverage and links to the returns.

Each unit that owes the form for the period counts once, whatever the tree. Not owed is not the same as unreported.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import Period
from luoshi.evidence.journal.models import Seal
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.base.rules.aggregation import SummedPart, sum_over_units
from luoshi.facts.base.rules.cells import CellValue
from luoshi.facts.base.rules.doubts import Doubt
from luoshi.facts.base.rules.formulas import FormulaOutcome, worked_out
from luoshi.facts.base.rules.natures import NATURES
from luoshi.facts.doubts.queries import doubts_of
from luoshi.facts.fact_store.queries import counting_facts
from luoshi.facts.fact_store.rules import FactKey
from luoshi.facts.indicators.models import Definition
from luoshi.facts.returns import rules
from luoshi.facts.returns.models import Form
from luoshi.facts.returns.queries import ACCEPTED, COLUMNS, DIGITS, child_units_by_unit, form_grid_lines
from luoshi.facts.returns.queries.form_status import UnitFormStatus, form_unit_statuses
from luoshi.facts.returns.rules import FormLine, told_for
from luoshi.figures.rounding import round_to_places
from luoshi.kernel.kinds.language.formulas import parse_formula

MOST_LOOKED = 1_000  # most values whose past is read for a page
OWN, TO_DATE = "own", "total"  # the period itself, or the year to its end


@dataclass(frozen=True)
class Total:
    """A line's total: ``counted`` of ``expected`` units reported a value or a reason, ``accepted`` were accepted.

    ``lacks``: missing inputs; ``zero``: a divisor that is 0. In both cases there is no value."""

    value: Fraction | None
    counted: int
    expected: int
    accepted: int
    lacks: tuple[str, ...] = ()
    zero: str = ""


@dataclass(frozen=True)
class FormTotals:
    """A form's totals over all units that owe it for a period.

    Attributes:
        rows: each unit's status, and its values by line; empty if it reported nothing.
        totals: by line.
        day: of the unit tree; ``seal``: the last one at the time of reading.
    """

    form: Form
    span: Period
    asked: Sequence[FormLine]
    rows: Sequence[tuple[UnitFormStatus, Mapping[int, CellValue]]]
    totals: Mapping[int, Total]
    day: date
    seal: int | None = None


def total_form_values(
    form: Form, span: Period, way: str = OWN, statuses: Sequence[UnitFormStatus] | None = None
) -> FormTotals:
    """Add up a form over all units that owe it. At most seven queries, for any number of units.

    Args:
        way: ``own``: the period alone; ``total``: the year to its end, for lines with that column.
        statuses: ``form_unit_statuses``, if they are known.
    """
    asked, found = form_grid_lines(form), form_unit_statuses(form, span) if statuses is None else statuses
    owing = [status.task.unit_id for status in found]
    under = child_units_by_unit(owing, span.last) if form.beneath else {unit: [unit] for unit in owing}
    facts = _facts(asked, {unit for some in under.values() for unit in some}, span)
    rows = []
    for status in found:
        units = under[status.task.unit_id]
        cells = {line.line: cell for line in asked if (cell := _cell(line, units, span, facts, way)) is not None}
        known = {line.code: cells[line.line].value for line in asked if line.code and line.line in cells}
        for line in (each for each in asked if each.made):
            if (value := rules.worked_out(line, known, asked).value) is not None:
                cells[line.line] = CellValue(round_to_places(value, DIGITS))
        rows.append((status, cells))
    accepted = {status.task.unit_id for status, _cells in rows if status.found and status.found.state == ACCEPTED}
    plain = {line.line: _added(line, rows, accepted) for line in asked}
    made = _made(asked, plain, rows, accepted)
    seal = Seal.objects.order_by("-number").values_list("number", flat=True).first()
    return FormTotals(form, span, asked, rows, {**plain, **made}, span.last, seal)


def doubts_by_unit_line(found: FormTotals) -> dict[tuple[int, int], Doubt]:
    """Return the doubts about reported values, by unit and line. Three queries.

    Returns {} for more than ``MOST_LOOKED`` values: each return shows its own doubts.
    """
    cells = {
        line.key(row.task.unit_id, found.span): (row.task.unit_id, line.line)
        for row, _cells in found.rows
        for line in found.asked
        if not line.made
    }
    if len(cells) > MOST_LOOKED:
        return {}
    told = counting_facts(cells.keys())
    return {cells[key]: doubt for key, doubt in doubts_of([fact.fact_value for fact in told.values()]).items()}


def _facts(asked: Sequence[FormLine], units: Collection[int], span: Period) -> dict[FactKey, CellValue]:
    """Return the facts of these lines for the period and the earlier ones of its year. One query."""
    codes = {
        encode_period(told_for(line, each)) for line in asked for each in (span, *rules.earlier_periods_of_year(span))
    }
    rows = Fact.objects.filter(
        indicator__in={line.indicator for line in asked}, unit__in=units, period__in=codes, ended=None
    )
    return {
        FactKey(indicator, unit, code, part): CellValue(value, state)
        for indicator, unit, code, part, value, state, *_rest in rows.values_list(*COLUMNS)
    }


def _cell(
    one: FormLine, units: Sequence[int], span: Period, facts: Mapping[FactKey, CellValue], way: str
) -> CellValue | None:
    """Return a unit's value of a line; for rows by unit, their sum."""
    told = [(unit, facts.get(one.key(unit, span))) for unit in units]
    known = [(unit, cell) for unit, cell in told if cell is not None]
    if not known:
        return None
    values = []
    for unit, cell in known:
        if cell.value is None:
            continue
        value: Decimal | None = cell.value
        if rules.has_two_columns(one, span):
            own, total = rules.period_and_total_amounts(one, cell.value, rules.so_far(one, unit, span, facts))
            value = total if way == TO_DATE else own
        if value is not None:
            values.append(value)
    if not values:
        return known[0][1] if all(cell.value is None for _unit, cell in known) else None
    if len(values) == 1:
        return CellValue(values[0])
    added = sum_over_units(NATURES[one.nature].units, [SummedPart(value) for value in values]).value
    return None if added is None else CellValue(round_to_places(added, 4))


Rows = Sequence[tuple[UnitFormStatus, Mapping[int, CellValue]]]


def _added(one: FormLine, rows: Rows, accepted: Collection[int]) -> Total:
    way = NATURES[one.nature].units
    there = [(standing, cells[one.line]) for standing, cells in rows if one.line in cells]
    values = [SummedPart(cell.value) for _standing, cell in there if cell.value is not None]
    sound = sum(standing.task.unit_id in accepted for standing, _cell in there)
    value = sum_over_units(way, values).value if way in ("sum", "max", "share") and values else None
    lacks = () if value is not None or not there else _why(way)
    return Total(value, len(there), len(rows), sound, lacks)


def _why(way: str) -> tuple[str, ...]:
    return ("does_not_add",) if way in ("none", "distinct") else ()


def _made(
    asked: Sequence[FormLine], plain: Mapping[int, Total], rows: Rows, accepted: Collection[int]
) -> dict[int, Total]:
    """Compute rates and averages from the totals of their inputs, never from each other. One query, or none."""
    made = [line for line in asked if NATURES[line.nature].made and not line.part]
    if not made:
        return {}
    by_code = {line.code: line for line in asked if line.code and not line.part}
    of = {
        pk: (text, weight)
        for pk, text, weight in Definition.objects.filter(indicator__in={line.indicator for line in made}).values_list(
            "indicator", "formula", "weight__code"
        )
    }
    found: dict[int, Total] = {}
    for line in made:
        text, weight = of.get(line.indicator, ("", None))
        before = plain[line.line]
        if text:
            read = parse_formula(text)
            lacks = tuple(name for name in read.names if name not in by_code or plain[by_code[name].line].value is None)
            known = {name: plain[by_code[name].line].value for name in read.names if name in by_code}
            outcome = FormulaOutcome() if lacks else worked_out(read, line.own.base, known, rules.line_measures(asked))
            found[line.line] = Total(
                outcome.value, before.counted, before.expected, before.accepted, lacks, outcome.zero
            )
        elif weight in by_code:
            parts = [
                SummedPart(cells[line.line].value, cells[by_code[weight].line].value)
                for _standing, cells in rows
                if line.line in cells and by_code[weight].line in cells
            ]
            value = sum_over_units("weighted", parts).value
            found[line.line] = Total(value, before.counted, before.expected, before.accepted)
        else:
            found[line.line] = Total(None, before.counted, before.expected, before.accepted, (weight or line.name,))
    return found
