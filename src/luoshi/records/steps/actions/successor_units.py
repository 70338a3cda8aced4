"""Where a matter goes that a step gives back: to the unit it came from, or to who goes on in that unit's place."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.org.orders.queries import surviving_unit_id
from luoshi.org.tree.models import Unit
from luoshi.records.base.errors import RecordError
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step


def to_who_goes_on(step: Step, record: Record, given: dict[str, Any], day: date) -> dict[str, Any]:
    """What a step sets, with the unit that it carries over as that unit stands on the day.

    Where another takes its place, that is added to ``given`` as ``heir``, so that the journal says so.

    A unit that owes nothing may close while matters would be given back to it: its heir by the order that closed it
    takes its place. A unit chosen in a form was looked up among those of the day. One query where a unit is carried
    over, none else; said after ``units_stay``, so that none closes meanwhile.

    Raises:
        RecordError: ``guarded``: it does not exist any more, and nobody goes on in its place.
    """
    found = step.values(given, record)
    if all(name != "unit" for name, _source in step.carries):
        return found
    unit = found["unit"]
    heir = surviving_unit_id(unit.pk, day)
    if heir is None:
        raise RecordError(
            "guarded",
            _("It cannot go back to %(unit)s: that unit does not exist any more, and none goes on in its place.")
            % {"unit": unit},
            where=str(record),
            remedy=_("The matter stays where it is. Ask an administrator which unit takes such matters now."),
        )
    if heir != unit.pk:
        found["unit"] = given["heir"] = Unit.objects.get(pk=heir)
    return found
