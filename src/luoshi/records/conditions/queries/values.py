"""What fields are compared with: as the column keeps it, and the values that offices set, read before all else.

Within the question itself an office's value would be looked for again at each row (288 and 809 ms over 100,000, where
reading it first takes 10).
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.lookups import In

from luoshi.org.actors.queries import ancestor_unit_ids, descendant_unit_ids
from luoshi.org.base.fields import Fixed
from luoshi.records.base.errors import RecordError
from luoshi.records.conditions.queries.paths import Shape
from luoshi.records.duties.models import Parameter as Row
from luoshi.records.parameters.queries.parameters import DeclaredParameter, parameter_value, parameter_values

EVERYBODY = 0  # no unit has this id: what is in force for it is what holds for all

# A field of the sort in which a value of a shape is kept; of text whatever is kept, so that no cast cuts it.
KEPT: dict[Shape, models.Field[Any, Any]] = {
    "text": models.TextField(),
    "sealed": models.TextField(),
    "": models.TextField(),
    "number": models.BigIntegerField(),
    "exact": models.BigIntegerField(),
    "yes": models.BooleanField(),
    "day": models.DateField(),
    "moment": models.DateTimeField(),
    "link": models.BigIntegerField(),
}


def to_stored_number(value: Any, sort: Shape) -> Any:
    """A number as a column of this shape keeps it, rounded up: what is at least 2.5 and whole is at least 3."""
    if sort not in ("number", "exact") or value is None:
        return value
    units = math.ceil(Decimal(value).scaleb(Fixed.SCALE if sort == "exact" else 0))
    return max(-Fixed.LARGEST, min(Fixed.LARGEST, units))


def as_kept(value: Any, sort: Shape) -> Value:
    """The same as a constant of a query."""
    return Value(to_stored_number(value, sort), output_field=KEPT[sort])


def in_force(parameter: DeclaredParameter, unit: int, day: date) -> Any:
    """The value in force for a unit on a day; None: nobody set it. One or two queries."""
    try:
        return parameter_value(parameter, unit, day)
    except RecordError as error:
        if error.code != "unset":
            raise
        return None


@dataclass(frozen=True)
class ValueGroup:
    """Units for which the same values are in force: a condition on records, and each value by its parameter's name."""

    units: Q
    values: dict[str, Any]


def group_units_by_values(parameters: Collection[DeclaredParameter], day: date) -> list[ValueGroup]:
    """All units, by the values that are in force for them on a day; one group where no unit has a value of its own.

    At most two queries, and two more for each parameter.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    own = Row.objects.filter(name__in=by_name, unit__isnull=False, start__lte=day) if by_name else Row.objects.none()
    units = sorted(set(own.values_list("unit_id", flat=True))) if by_name else []
    found = {name: parameter_values(parameter, [EVERYBODY, *units], day) for name, parameter in by_name.items()}
    over = ancestor_unit_ids(units, day) if units else {}

    def of(unit: int) -> dict[str, Any]:
        return {name: told.get(unit) for name, told in found.items()}

    # A unit has what is nearest above it: of each subtree with a value of its own those within it are left out.
    made = []
    for unit in [None, *units]:
        beneath = [
            lower_unit for lower_unit in units if lower_unit != unit and (unit is None or unit in over[lower_unit])
        ]
        asked = Q() if unit is None else Q(In(F("unit"), descendant_unit_ids([unit], day).query))
        if beneath:
            asked &= ~Q(In(F("unit"), descendant_unit_ids(beneath, day).query))
        made.append(ValueGroup(asked, of(EVERYBODY if unit is None else unit)))
    return made
