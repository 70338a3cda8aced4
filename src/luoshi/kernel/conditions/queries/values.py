"""Values for comparison: in the column's stored form, and the office's values, which are read first.

Within the query, an office's value would be looked up again for each row (288 and 809 ms over 100,000 rows; reading it
first takes 10).
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

from luoshi.base.forms.fields import Fixed
from luoshi.base.record_errors import RecordError
from luoshi.figures.bounds import Bound
from luoshi.kernel.conditions.queries.paths import Shape
from luoshi.kernel.duties.models import Parameter as Row
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, parameter_value, parameter_values
from luoshi.org.actors.queries import ancestor_unit_ids, descendant_unit_ids

EVERYBODY = 0  # no unit has this id: the value in force for it is the one for all

# A field of the type in which values of a shape are stored; for text, any text field, so that no cast truncates it.
KEPT: dict[Shape, models.Field[object, object]] = {
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


def to_stored_number(value: Any, sort: Shape) -> object:
    """Return a number in the stored form of this shape, rounded up: at least 2.5 means at least 3 for whole numbers."""
    if sort not in ("number", "exact") or value is None:
        return value
    units = math.ceil(Decimal(value).scaleb(Fixed.SCALE if sort == "exact" else 0))
    return max(-Fixed.LARGEST, min(Fixed.LARGEST, units))


def to_stored_range(bound: Bound | None, sort: Shape) -> tuple[int | None, int | None]:
    """Return the least and the greatest number in the stored form of this shape that meets a bound; None: not set."""
    if bound is None:
        return None, None
    least, most = bound.whole_range(Fixed.SCALE if sort == "exact" else 0)
    ends = (-Fixed.LARGEST if least is None else least, Fixed.LARGEST if most is None else most)
    return max(-Fixed.LARGEST, min(Fixed.LARGEST, ends[0])), max(-Fixed.LARGEST, min(Fixed.LARGEST, ends[1]))


def as_kept(value: object, sort: Shape) -> Value:
    """Return the same as a constant of a query."""
    return Value(to_stored_number(value, sort), output_field=KEPT[sort])


def in_force(parameter: DeclaredParameter, unit: int, day: date) -> Any:
    """Return the value in force for a unit on a day; None if no office set it. One or two queries."""
    try:
        return parameter_value(parameter, unit, day)
    except RecordError as error:
        if error.code != "unset":
            raise
        return None


@dataclass(frozen=True)
class ValueGroup:
    """Units with the same values in force: a filter on records, and each value by its parameter's name."""

    units: Q
    values: dict[str, Any]


def group_units_by_values(parameters: Collection[DeclaredParameter], day: date) -> list[ValueGroup]:
    """Group all units by the values in force for them on a day; one group if no unit has a value of its own.

    At most two queries, and two more for each parameter.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    own = Row.objects.filter(name__in=by_name, unit__isnull=False, start__lte=day) if by_name else Row.objects.none()
    units = sorted(set(own.values_list("unit_id", flat=True))) if by_name else []
    found = {name: parameter_values(parameter, [EVERYBODY, *units], day) for name, parameter in by_name.items()}
    over = ancestor_unit_ids(units, day) if units else {}

    def of(unit: int) -> dict[str, Any]:
        return {name: told.get(unit) for name, told in found.items()}

    # A unit takes the nearest value above it: from each subtree with its own value, nested such subtrees are excluded.
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
