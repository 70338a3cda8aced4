"""Computed fields, written by each step that changes an input of their formula."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.code_lists.queries import column_values, items_in_force
from luoshi.kernel.kinds.compiled.computing import computed_value, known_inputs
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of


def computed_values(
    record: Record, changes: Mapping[str, object], on: date, named: Collection[str] = ()
) -> dict[str, Any]:
    """Return the computed fields of a record after these changes; only those with an input in ``named``.

    No query, except for a band: its list, as in force on the business day for the record's unit.

    Args:
        named: the fields that the step sets; empty: the record begins, and all fields are computed.

    Raises:
        RecordError: ``incomplete``: a result is too large for its field.
    """
    parts = [part for part in kind_of(record).every(Computed) if not named or not {*part.made.names}.isdisjoint(named)]
    if not parts:
        return {}
    left = copy(record)
    for name, value in changes.items():
        setattr(left, name, value)
    found: dict[str, Any] = {}
    for part in parts:
        value = computed_value(part, known_inputs(part, left), type(record))
        column: Any = type(record)._meta.get_field(part.name)
        try:
            column.run_validators(value) if value is not None else None
            column.get_prep_value(value)
        except ValidationError as error:
            said = f"{column.verbose_name}: {' '.join(error.messages)}"
            what = _("Something is missing or wrong: %(fields)s.") % {"fields": said.rstrip(".。")}
            raise RecordError("incomplete", what, where=str(record), fields={part.name: list(error.messages)}) from None
        found[part.name] = value
        if part.band:
            found[part.band[0]] = _band(part, column.model, value, left.unit_id, on)
    return found


def set_computed_values(record: Record, on: date) -> dict[str, object]:
    """Compute all fields of a record that begins, and set them on it."""
    found = computed_values(record, {}, on)
    for name, value in found.items():
        setattr(record, name, value)
    return found


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


def outcome_said(record: Record, found: Mapping[str, object]) -> dict[str, object]:
    """Return the journal's data on computed fields: results and inputs, without protected ones."""
    kind = kind_of(record)
    told = {name: value for name, value in found.items() if name not in {*kind.masked, *kind.hidden}}
    made = [
        part.made.said({name: _plain(value) for name, value in known_inputs(part, record).items()})
        for part in kind.every(Computed)
        if part.name in told
    ]
    return told | ({"computed_from": "; ".join(made)} if made else {})


def _plain(value: object) -> str:
    return "?" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
