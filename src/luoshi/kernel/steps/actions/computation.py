"""Computed fields, written by each step that changes an input of their formula."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.code_lists.queries import column_values, items_in_force
from luoshi.kernel.conditions.queries.values import in_force
from luoshi.kernel.kinds.compiled.computing import (
    ColumnValues,
    columns_left,
    computed_value,
    known_inputs,
    stored_lines,
)
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.kinds.compiled.words import input_words
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.conditions import OfficeValue
from luoshi.kernel.kinds.language.formulas import Known, Scalar
from luoshi.kernel.kinds.language.row_rules import RowLine
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch


def compute_act(batch: StepBatch, act: StepAct, lines: Mapping[str, list[RowLine]]) -> None:
    """Compute the fields of an act: set on a new record itself, otherwise among what the step leaves.

    Args:
        lines: the stored rows of its record that formulas read.
    """
    record, edits = act.record, edits_of(batch.step, act.values)
    parts = list(batch.kind.every(Computed))
    if not batch.step.begins:
        parts = parts_reading(batch.kind, {*act.left, *edits})
    left = copy(record)
    for name, value in act.left.items():
        setattr(left, name, value)
    _compute(batch, act, parts, left, columns_left(parts, lines, edits))
    if batch.step.begins:
        for name, value in act.computed.items():
            setattr(record, name, value)
    act.left |= act.computed


def compute_again(batch: StepBatch, act: StepAct, changed: Collection[str]) -> None:
    """Compute again the fields whose inputs follow-ups have changed. One query for each sort of rows that they read."""
    if parts := parts_reading(batch.kind, changed):
        record = act.record
        lines = stored_lines(batch.kind, parts, [record.pk])[record.pk]
        _compute(batch, act, parts, record, columns_left(parts, lines, {}))
        act.took.set_fields(**act.computed)


def parts_reading(kind: CompiledKind, names: Collection[str]) -> list[Computed]:
    """List the computed fields that have one of these fields or rows as an input."""
    return [part for part in kind.every(Computed) if not part.inputs.isdisjoint(names)]


def edits_of(step: Step, values: Mapping[str, object]) -> dict[str, RowsEdit]:
    """Return the changes of a step to rows, by their name."""
    return {name: edit for name in step.touches if isinstance(edit := values.get(name), RowsEdit)}


def input_values(record: Record) -> dict[str, object]:
    """Return the fields of a record that its formulas read."""
    return {name: getattr(record, name) for part in kind_of(record).every(Computed) for name in part.of_record}


def _compute(batch: StepBatch, act: StepAct, parts: Collection[Computed], left: Record, columns: ColumnValues) -> None:
    """Set the computed fields of an act, and what its journal entry says of them.

    No query, except for a band: its list, as in force on the business day for the record's unit; and for values of
    offices, once in a batch for each unit and day.

    Raises:
        RecordError: ``incomplete``: a result is too large for its field.
    """
    closed = {*batch.kind.masked_fields, *batch.kind.hidden}
    told = []
    for part in parts:
        values = {name: _in_force(batch, value, left.unit_id, act.on) for name, value in part.values.items()}
        known = known_inputs(part, left, columns, values)
        said = part.parsed_formula.format_words({name: input_words(value) for name, value in known.items()})
        value = _fitting(part, known, left, said)
        act.computed[part.name] = value
        if part.band:
            band: Decimal | int | None = None if isinstance(value, date) else value
            act.computed[part.band[0]] = _band(part, type(left), band, left.unit_id, act.on)
        entered = value is not None or any(known[name] not in (None, (), []) for name in known.keys() - values.keys())
        told += [said] if entered and part.name not in closed else []
    act.computed_from = "; ".join(told)


def _in_force(batch: StepBatch, value: OfficeValue, unit: int, on: date) -> Scalar:
    assert isinstance(value, DeclaredParameter)
    key = (value.name, unit, on)
    if key not in batch.known:
        batch.known[key] = in_force(value, unit, on)
    found: Scalar = batch.known[key]
    return found


def _fitting(part: Computed, known: Known, left: Record, said: str) -> Decimal | int | date | None:
    """Return the value of a computed field, if its column takes it."""
    column: models.Field[object, object] = type(left)._meta.get_field(part.name)  # type: ignore[assignment]
    try:
        value = computed_value(part, known, type(left))
        column.run_validators(value) if value is not None else None
        column.get_prep_value(value)
    except ValidationError as error:
        messages = list(error.messages)
    except (ValueError, OverflowError):  # a day that no calendar has
        messages = [_("%(value)s is too large.") % {"value": said}]
    else:
        return value
    named = f"{column.verbose_name}: {' '.join(messages)}"
    what = _("Something is missing or wrong: %(fields)s.") % {"fields": named.rstrip(".。")}
    raise RecordError("incomplete", what, where=str(left), fields={part.name: messages}) from None


def _band(part: Computed, model: Any, value: Decimal | int | None, unit: int | None, on: date) -> str:
    """Return the code of the first item whose number exceeds the value, or of the item without a number."""
    if value is None:
        return ""
    field, column = part.band[:2]
    of: Any = model._meta.get_field(field).code_list
    below = column_values(of, column, unit, on)
    within = (
        entry.code for entry in items_in_force(of, unit, on) if entry.code not in below or value < below[entry.code]
    )
    return next(within, "")


def outcome_said(act: StepAct, kind: CompiledKind) -> dict[str, object]:
    """Return the journal's data on computed fields: results and inputs, without protected ones."""
    told = {name: value for name, value in act.computed.items() if name not in {*kind.masked_fields, *kind.hidden}}
    return told | ({"computed_from": act.computed_from} if act.computed_from else {})
