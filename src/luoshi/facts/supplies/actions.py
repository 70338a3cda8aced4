"""Reports the values of a source by one entry, all or none; they can be corrected or withdrawn later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.dates.period_codes import encode_period
from luoshi.facts.base.models.fact import TOTAL
from luoshi.facts.base.models.indicator import Indicator
from luoshi.facts.fact_store.actions import tell_facts, withdraw_facts
from luoshi.facts.fact_store.rules import FactKey, FactValue
from luoshi.facts.indicators.models import PERIODS, Breakdown, Definition
from luoshi.facts.supplies.models import Supply, Value
from luoshi.facts.supplies.rules import RowError, parse_supply_row
from luoshi.facts.supplies.sheets import Line
from luoshi.figures.heads import in_its_unit
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.kinds.language.rows import FEW
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.org.actors.queries import ancestor_unit_ids
from luoshi.org.tree.models import Unit

TELL = (Role.SUPERVISOR, Role.HEAD, Role.CLERK)  # of the units in the charge of their posts


def tell_supply_values(took: Took[Supply]) -> None:
    """Report the values in the rows; withdraw those of an earlier step that are no longer there.

    Raises:
        RecordError: ``incomplete``: the faults, row by row; nothing is reported then.
    """
    rows = list(Value.list_rows(took.record))
    values = _read(took, rows)
    _undo(took)
    tell_facts(values, took.entry, repeats=True)
    units, indicators = {value.key.unit for value in values}, {value.key.indicator for value in values}
    took.set_fields(entry=took.entry, of={"indicators": sorted(indicators), "units": sorted(units)})


def withdraw_supply(took: Took[Supply]) -> None:
    """Withdraw all values of the source, so that the ones before them count again."""
    _undo(took)
    took.set_fields(entry=None)


def _undo(took: Took[Supply]) -> None:
    before = took.record.entry_id
    took.set_fields(entry=None)
    took.write()  # ``superseded_supply_entries`` reads it, so that values of a superseded entry are never restored
    if before is not None:
        indicators = set(took.record.of["indicators"])
        merged = Indicator.objects.filter(pk__in=indicators, same_as__isnull=False).values_list("same_as", flat=True)
        withdraw_facts(
            before, indicators | {indicator for indicator in merged if indicator}, took.record.of["units"], took.entry
        )


def _read(took: Took[Supply], rows: list[Value]) -> list[FactValue]:
    parts = {
        (record, name): pk
        for pk, record, name in Breakdown.objects.filter(record__in={row.indicator_id for row in rows}).values_list(
            "pk", "record", "name"
        )
    }
    charges = took.actor.over(TELL)
    over = ancestor_unit_ids({row.unit_id for row in rows}, took.day)
    found: dict[FactKey, FactValue] = {}
    wrong: dict[str, list[str]] = {}
    for at, row in enumerate(rows, 1):
        try:
            key, value = _key(row, parts, took.day, may=bool(charges & over[row.unit_id]))
            if key in found:
                raise RowError("twice")
            found[key] = value
        except RowError as error:
            wrong[f"values.{at - 1}"] = [_sentence(error.code, row)]
    if wrong:
        every = " ".join(
            _("Row %(row)d: %(what)s") % {"row": int(name.rpartition(".")[2]) + 1, "what": words[0]}
            for name, words in wrong.items()
        )
        raise RecordError("incomplete", every, where=str(took.record), remedy=_("Nothing was reported."), fields=wrong)
    return list(found.values())


def _key(one: Value, parts: Mapping[tuple[int, str], int], day: date, *, may: bool) -> tuple[FactKey, FactValue]:
    if not may:
        raise RowError("unit")
    definition = one.indicator
    read = parse_supply_row(one.period, one.value, told=definition.period, measure=definition.measure, day=day)
    part = parts.get((one.indicator_id or 0, one.part.strip())) if one.part.strip() else TOTAL
    if part is None:
        raise RowError("part")
    key = FactKey(definition.indicator_id or 0, one.unit_id, encode_period(read.span), part)
    return key, FactValue(key, read.cell.value, read.cell.state)


def _sentence(code: str, one: Value) -> str:
    told = {
        "period": _("“%(period)s” is not a period; write 2026, 2026-03 or 2026-Q1."),
        "future": _("“%(period)s” has not begun: nothing can be reported for it yet."),
        "often": _("%(indicator)s is reported for another kind of period: %(often)s."),
        "empty": _("There is no value."),
        "number": _("“%(value)s” is not a number."),
        "both": _("“%(value)s” is ambiguous in %(measure)s: enter the number alone, or with its full unit."),
        "ends": _("“%(value)s” cannot be stored exactly."),
        "large": _("“%(value)s” is too large to be stored."),
        "fine": _("“%(value)s” has more than four decimals."),
        "twice": _("The same item is entered twice."),
        "part": _("%(indicator)s has no part “%(part)s”."),
        "unit": _("You may not report the figures of %(unit)s."),
    }
    other = _("“%(value)s” has another unit: %(indicator)s is reported in %(measure)s.")
    return told.get(code, other) % {
        "period": one.period,
        "value": one.value,
        "part": one.part,
        "unit": one.unit,
        "indicator": one.indicator.title,
        "measure": one.indicator.measure,
        "often": PERIODS.get(one.indicator.period, ""),
    }


def import_supplies(
    rows: Sequence[tuple[int, Line]], title: str, unit: Unit, actor: Actor, *, at: datetime
) -> list[Supply]:
    """Report the values of a sheet, all or none, in records of at most ``FEW`` rows each.

    Raises:
        RecordError: ``incomplete``: the faults, by row of the sheet; and errors from creating the records.
    """
    known = Definition.objects.filter(code__in={row["code"] for _at, row in rows}, state="active")
    rows_of = list(known.values_list("code", "number", "measure"))
    numbers, measures = {code: number for code, number, _unit in rows_of}, {code: unit for code, _n, unit in rows_of}
    units = dict(Unit.objects.filter(code__in={row["unit"] for _at, row in rows}).values_list("code", "pk"))
    wrong = {}
    in_units: dict[int, str] = {}
    for at_row, row in rows:
        if row["code"] not in numbers:
            wrong[f"{at_row}"] = [_("No indicator in use has the code “%(code)s”.") % {"code": row["code"]}]
        elif row["unit"] not in units:
            wrong[f"{at_row}"] = [_("No unit has the code “%(code)s”.") % {"code": row["unit"]}]
        else:
            try:
                in_units[at_row] = in_its_unit(
                    row["value"], row.get("measure", ""), row.get("head", ""), measures[row["code"]]
                )
            except ValueError as error:
                wrong[f"{at_row}"] = [_unit_wrong(str(error), row, measures[row["code"]])]
    made: list[Supply] = []
    with transaction.atomic():
        for first in range(0, len(rows), FEW):
            some = rows[first : first + FEW]
            if any(str(number) in wrong for number, _row in some):
                continue
            values = [
                {
                    "indicator": numbers[row["code"]],
                    "part": row.get("part", ""),
                    "unit": units[row["unit"]],
                    "period": row["period"],
                    "value": in_units[number],
                }
                for number, row in some
            ]
            name = title if len(rows) <= FEW else f"{title}（{first // FEW + 1}）"
            try:
                with transaction.atomic():
                    done = begin(get_kind("supplies"), actor, {"title": name, "unit": unit.pk, "values": values}, at=at)
            except RecordError as error:
                rows_wrong = {key: said for key, said in error.fields.items() if key.startswith("values.")}
                if not rows_wrong:
                    raise
                for key, said in rows_wrong.items():
                    wrong[str(some[int(key.split(".")[1])][0])] = said
            else:
                made.append(done.record)  # type: ignore[arg-type]
        if wrong:
            raise _faults(wrong)
    return made


def _unit_wrong(code: str, row: Line, measure: str) -> str:
    """Explain why the unit of a value in a sheet is unclear."""
    told = {
        "units": _("The row says %(row)s and the column head %(head)s: which unit does “%(value)s” have?"),
        "both": _("“%(value)s” is ambiguous in %(unit)s: enter the number alone, or with its full unit."),
    }
    other = _("“%(unit)s” cannot be converted to %(measure)s, the indicator's unit of measure.")
    row_unit, head = row.get("measure", ""), row.get("head", "")
    values = {"row": row_unit, "head": head, "unit": row_unit or head, "value": row["value"], "measure": measure}
    return told.get(code, other) % values


def _faults(wrong: Mapping[str, list[str]]) -> RecordError:
    every = sorted(wrong.items(), key=lambda one: int(one[0]))
    said = " ".join(_("Row %(row)d: %(what)s") % {"row": int(row), "what": " ".join(words)} for row, words in every)
    return RecordError("incomplete", said, remedy=_("Nothing was reported."), fields=wrong)
