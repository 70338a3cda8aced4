"""Evaluate conditions: for the rows of a list, and for one record as a step leaves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, Q, QuerySet, Value
from django.db.models import When as Then
from django.db.models.sql import Query

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.dates.workdays import previous_work
from luoshi.figures.bounds import Bound
from luoshi.kernel.conditions.queries.pairs import ConditionTerms, One, QueryRows, TruthPair, compile_condition
from luoshi.kernel.conditions.queries.paths import Shape, field_shape
from luoshi.kernel.conditions.queries.values import (
    KEPT,
    as_kept,
    group_units_by_values,
    in_force,
    to_stored_number,
    to_stored_range,
)
from luoshi.kernel.kinds.compiled.row_edits import given_value
from luoshi.kernel.kinds.language.conditions import During, Meets, Path, When, parameters_of
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import per_snapshot
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.rights.queries.sealing import read_conditions_by

Ends = tuple[Value | None, Value | None]  # of a bound in stored units
Answer = bool | None  # None: unknown


def definitely_true(condition: When, model: type[Record], day: date, *, each: bool = False) -> Q:
    """Return a filter for the records of a model for which a condition is certainly true on a day.

    No query; a few if the condition reads values of offices, for the units of all records at once.

    Args:
        each: for few rows, as on a page: look up other records row by row, not all of them first.
    """
    return _rows(condition, model, day, each).yes


read_conditions_by(definitely_true)


def definitely_false(condition: When, model: type[Record], day: date, *, each: bool = False) -> Q:
    """Return a filter for those for which it is certainly false; it is unknown for the rest.

    Arguments and queries as in ``definitely_true``.
    """
    return _rows(condition, model, day, each).no


def _rows(condition: When, model: type[Record], day: date, each: bool) -> TruthPair:
    day_worked = previous_work(day) if day > date.min else day  # any day will do if no condition reads it
    said, work = _day_value(day), _day_value(day_worked)

    def during(condition: During) -> tuple[Value, Value]:
        first, after = condition.bounds(day)
        return _day_value(first), _day_value(after)

    pairs = []
    for group in group_units_by_values(list(parameters_of(condition)), day):
        terms = ConditionTerms(said, work, _bound_by(group.values), _range_by(group.values), during, each=each)
        pair = compile_condition(condition, model, QueryRows(), terms)
        pairs.append(TruthPair(group.units & pair.yes, group.units & pair.no))
    return reduce(lambda one, other: TruthPair(one.yes | other.yes, one.no | other.no), pairs)


def _day_value(day: date) -> Value:
    return Value(day, output_field=models.DateField())


def _bound_by(values: Mapping[str, object]) -> Callable[[object, Shape], object]:
    def bound(value: object, sort: Shape) -> Any:
        asked = values[value.name] if isinstance(value, DeclaredParameter) else value
        return None if asked is None else as_kept(asked, sort)

    return bound


def _range_by(values: Mapping[str, Bound | None]) -> Callable[[Meets, Shape], Ends]:
    def stored_range(condition: Meets, sort: Shape) -> Ends:
        bound = values[condition.value.name]
        least, most = to_stored_range(bound, sort)
        return (None, None) if bound is None else (_as_units(least), _as_units(most))

    return stored_range


def _as_units(number: int | None) -> Value:
    return Value(number, output_field=models.BigIntegerField())


class _Typed(ValueSlot):
    """A slot with an explicit type: PostgreSQL could not infer it from its surroundings."""

    def as_postgresql(self, compiler: object, connection: BaseDatabaseWrapper) -> tuple[str, tuple[object, ...]]:
        return f"%s::{self.output_field.db_type(connection)}", (self,)


@dataclass
class _ConditionStatement:
    """A statement that answers conditions on one record, with the sources of its slots.

    Attributes:
        own: the record's columns, by slot.
        given: the step's input, by slot: its path in the form, and the shape in which it is compared.
        values: the office's values, by slot: the parameter, and the shape of the field that it is compared with.
        ranges: the bounds of the office whose least and greatest number have slots of these names, with that shape.
        periods: the conditions whose first day, and the first day after it, have slots of these names.
    """

    own: dict[str, object] = field(default_factory=dict)
    given: dict[str, tuple[Path, Shape]] = field(default_factory=dict)
    values: dict[str, tuple[DeclaredParameter, Shape]] = field(default_factory=dict)
    ranges: dict[tuple[str, str], tuple[DeclaredParameter, Shape]] = field(default_factory=dict)
    periods: dict[tuple[str, str], During] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.terms = ConditionTerms(
            ValueSlot.day("day"),
            ValueSlot.day("work"),
            self._bound_value,
            self._range,
            self._during,
            self._given_slot,
            each=True,
        )

    def _range(self, condition: Meets, sort: Shape) -> tuple[ValueSlot, ValueSlot]:
        slots = tuple(f"{end} of {condition.value.name} {sort}" for end in ("least", "most"))
        least, most = (_Typed(slot, models.BigIntegerField()) for slot in slots)
        self.ranges[slots[0], slots[1]] = (condition.value, sort)
        return least, most

    def _during(self, condition: During) -> tuple[ValueSlot, ValueSlot]:
        name = f"{condition.every} {condition.before}"
        slots = (f"first of {name}", f"after {name}")
        self.periods[slots] = condition
        return ValueSlot.day(slots[0]), ValueSlot.day(slots[1])

    def _own(self, column: Any) -> ValueSlot:
        name = f"own {column.attname}"
        self.own[name] = column
        return _Typed(name, KEPT[field_shape(column)] if not column.primary_key else models.BigIntegerField())

    def _given_slot(self, path: Path, sort: Shape) -> ValueSlot:
        slot = f"given {'.'.join(path)} {sort}"
        self.given[slot] = (path, sort)
        return _Typed(slot, KEPT[sort])

    def _bound_value(self, value: object, sort: Shape) -> object:
        if not isinstance(value, DeclaredParameter):
            return as_kept(value, sort)
        slot = f"value {value.name} {sort}"
        self.values[slot] = (value, sort)
        return _Typed(slot, KEPT[sort])

    def statement(self, model: type[Record], conditions: Sequence[When]) -> SqlStatement:
        """Return the statement, with one column for each condition: 1 for true, 0 for false, otherwise null."""
        query = Query(None)
        for place, condition in enumerate(conditions):
            found = compile_condition(condition, model, One(self._own), self.terms)
            told = Case(Then(found.yes, then=1), Then(found.no, then=0), output_field=models.IntegerField())
            query.add_annotation(told, f"told{place}")
        query.default_cols = False
        return SqlStatement(lambda: QuerySet(query=query))

    def slot_values(
        self, record: Record, values: Mapping[str, object], given: Mapping[str, object], day: date
    ) -> dict[str, object]:
        """Return the values of its slots for a record; a query or two for each value of the office."""
        asked = dict.fromkeys(parameter for parameter, _sort in (*self.values.values(), *self.ranges.values()))
        read = {parameter: in_force(parameter, unit_of(record, values), day) for parameter in asked}
        return {
            "day": day,
            "work": previous_work(day),
            **{
                slot: bound
                for slots, condition in self.periods.items()
                for slot, bound in zip(slots, condition.bounds(day), strict=True)
            },
            **{
                slot: end
                for slots, (parameter, sort) in self.ranges.items()
                for slot, end in zip(slots, to_stored_range(read[parameter], sort), strict=True)
            },
            **{
                slot: to_stored_number(as_left(record, values, column), field_shape(column))
                for slot, column in self.own.items()
            },
            **{slot: _said(given_value(given, path), sort) for slot, (path, sort) in self.given.items()},
            **{slot: to_stored_number(read[parameter], sort) for slot, (parameter, sort) in self.values.items()},
        }


def as_left(record: Record, values: Mapping[str, object], column: Any) -> Any:
    """Return a column of the record as the step leaves it; for a link, the id."""
    found = getattr(record, column.attname)
    for name in (column.attname, column.name):
        found = values.get(name, found)
    return found.pk if isinstance(found, models.Model) else found


def unit_of(record: Record, values: Mapping[str, Any]) -> int:
    """Return the id of the record's unit as the step leaves it."""
    return int(as_left(record, values, record._meta.get_field("unit")))


def _said(found: object, sort: Shape) -> object:
    """Return a form's value for comparison; if only its presence is tested, a placeholder."""
    if sort == "":
        return None if found in (None, "", [], ()) else "given"
    if sort == "text":
        return None if found is None else str(found)
    return None if found == "" else to_stored_number(found, sort)


@per_snapshot(2000)
def _prepared(model: type[Record], conditions: tuple[When, ...]) -> tuple[_ConditionStatement, SqlStatement]:
    asked = _ConditionStatement()
    return asked, asked.statement(model, conditions)


def evaluate_conditions(
    conditions: Sequence[When],
    record: Record,
    day: date,
    *,
    values: Mapping[str, object] | None = None,
    given: Mapping[str, object] | None = None,
    known: dict[object, list[Answer]] | None = None,
) -> list[Answer]:
    """Return the answer to each condition for one record on a day.

    One prepared statement, and one or two queries for each value of the office.

    Args:
        record: of the kind's own model; it may be unsaved.
        values: fields as the step leaves them, by name; all others are as the record has them.
        given: the cleaned values of the step's form.
        known: a cache of answers by everything that is asked; valid as long as nothing is written that the conditions
            read.
    """
    if not conditions:
        return []
    asked, statement = _prepared(type(record), tuple(conditions))
    filled = asked.slot_values(record, values or {}, given or {}, day)
    alike = (statement, *filled.items())
    if known is not None and alike in known:
        return known[alike]
    told = statement.rows(**filled)[0]
    found = [None if answer is None else bool(answer) for answer in told]
    if known is not None:
        known[alike] = found
    return found
