"""Who goes on in the place of a unit that is no more, as the orders say that closed it."""

from __future__ import annotations

from datetime import date

from luoshi.org.orders.rules import line_of_heirs
from luoshi.org.tree.models import Succession
from luoshi.org.tree.queries import exists_on


def living(unit: int, day: date) -> int | None:
    """The unit, or the first in the line of its heirs that stands on a day; None where nobody goes on.

    One query for a unit that stands, else two and one for each heir that is tried.
    """
    if exists_on(unit, day):
        return unit
    rows = Succession.objects.filter(day__lte=day).order_by("day", "pk")
    known = dict(rows.values_list("unit_id", "heir_id"))
    return next((one for one in line_of_heirs(known, unit) if exists_on(one, day)), None)
