"""The values of computed fields."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from luoshi.base.forms.fields import Fixed, decimal_from_units
from luoshi.figures.rounding import round_to_step
from luoshi.kernel.kinds.language.computed_fields import Computed
from luoshi.kernel.kinds.language.formulas import Known
from luoshi.kernel.kinds.models import Record


def computed_value(part: Computed, known: Known, model: type[models.Model]) -> Decimal | int | None:
    """Return the value of a computed field from its inputs; None if one is unknown or a divisor is 0."""
    found = part.made.value(known)
    if found is None:
        return None
    column = model._meta.get_field(part.name)
    if isinstance(column, Fixed):
        step = Decimal(1).scaleb(-int(column.taken["decimal_places"] or 0))
        return decimal_from_units(int(round_to_step(found, step).scaleb(column.SCALE)))
    return int(round_to_step(found))


def known_inputs(part: Computed, record: Record) -> Known:
    """Return the inputs of a computed field from its record."""
    return {name: getattr(record, name) for name in part.made.names}
