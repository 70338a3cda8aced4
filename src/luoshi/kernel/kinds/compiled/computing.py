"""The values of computed fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import models

from luoshi.base.forms.fields import Fixed, decimal_from_units
from luoshi.figures.rounding import round_to_step
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.compiled.row_edits import RowsEdit
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.formulas import EPOCH, Known, Scalar
from luoshi.kernel.kinds.language.row_rules import RowLine, apply_row_diff
from luoshi.kernel.kinds.language.rows import Rows
from luoshi.kernel.kinds.models import Record, row_model

ColumnValues = Mapping[str, Sequence[Scalar]]  # by "rows.column"


def computed_value(part: Computed, known: Known, model: type[models.Model]) -> Decimal | int | date | datetime | None:
    """Return the value of a computed field from its inputs; None if it cannot be computed.

    Raises:
        ValueError, OverflowError: the result is a day or a moment that no calendar has.
    """
    found = part.parsed_formula.value(known)
    if found is None:
        return None
    column = model._meta.get_field(part.name)
    if isinstance(column, Fixed):
        step = Decimal(1).scaleb(-int(column.taken["decimal_places"] or 0))
        return decimal_from_units(int(round_to_step(found, step).scaleb(column.SCALE)))
    whole = int(round_to_step(found))
    if isinstance(column, models.DateTimeField):
        return EPOCH + timedelta(minutes=whole)
    return date.fromordinal(whole) if isinstance(column, models.DateField) else whole


def known_inputs(
    part: Computed, record: Record, columns: ColumnValues, values: Mapping[str, Scalar] | None = None
) -> Known:
    """Return the inputs of a computed field: the record's fields, columns of its rows, and the office's values.

    Args:
        columns: the values of its columns by "rows.column"; a missing one has no rows.
        values: the office's values by name; a missing one is not set.
    """
    found: dict[str, Scalar | Sequence[Scalar]] = {name: getattr(record, name) for name in part.of_record}
    found |= {name: (values or {}).get(name) for name in part.values}
    return found | {name: columns.get(name, ()) for name in part.parsed_formula.columns}


def stored_lines(
    kind: CompiledKind, parts: Sequence[Computed], records: Iterable[int]
) -> Mapping[int, Mapping[str, list[RowLine]]]:
    """Return the rows that formulas read, by record and by the rows' name. One query for each sort of rows."""
    found: dict[int, dict[str, list[RowLine]]] = {pk: {} for pk in records}
    for rows in kind.every(Rows):
        columns = tuple(dict.fromkeys(column for part in parts for column in part.of_rows.get(rows.name, ())))
        for pk, lines in row_model(rows).lines_of(found, columns).items() if columns and found else ():
            found[pk][rows.name] = lines
    return found


def columns_left(
    parts: Sequence[Computed], lines: Mapping[str, list[RowLine]], edits: Mapping[str, RowsEdit]
) -> ColumnValues:
    """Return the columns that formulas read as a step leaves the rows.

    Args:
        lines: the rows as they are stored, by name.
        edits: the changes of the step to rows, by name.
    """
    found: dict[str, Sequence[Scalar]] = {}
    for part in parts:
        for name, columns in part.of_rows.items():
            edit = edits.get(name)
            after = apply_row_diff(edit.made, lines.get(name, [])) if edit else lines.get(name, [])
            for column in columns:
                found[f"{name}.{column}"] = [_left(line, column, edit) for line in after]
    return found


def _left(line: RowLine, column: str, edit: RowsEdit | None) -> Scalar:
    """Return a value of a row as it will be stored: a new one without a value takes the column's default."""
    value: Scalar = line.values.get(column)
    if value is None and line.id is None and edit is not None:
        field = row_model(edit.part)._meta.get_field(column)
        return field.get_default() if isinstance(field, models.Field) else None
    return value
