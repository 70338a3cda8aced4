"""The unit to which a step returns a record: its earlier unit, or that unit's successor."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.org.orders.queries import surviving_unit_id
from luoshi.org.tree.models import Unit


def to_who_goes_on(step: Step, record: Record, given: dict[str, object], day: date) -> dict[str, object]:
    """Return the values that a step sets, with a carried-over unit replaced by its successor on the day.

    A successor is added to ``given`` as ``heir``, so that the journal names it.

    A unit without duties may close while records could still be returned to it; its successor, by the order that closed
    it, takes them over. A unit chosen in a form was already looked up among those of the day. One query if a unit is
    carried over, otherwise none; call it after ``units_stay``, so that no unit closes meanwhile.

    Raises:
        RecordError: ``guarded``: the unit no longer exists and has no successor.
    """
    found = step.values(given, record)
    if all(name != "unit" for name, _source in step.carries):
        return found
    unit = found["unit"]
    heir = surviving_unit_id(unit.pk, day)
    if heir is None:
        raise RecordError(
            "guarded",
            _("It cannot be returned to %(unit)s: that unit no longer exists and has no successor.") % {"unit": unit},
            where=str(record),
            remedy=_("The matter stays where it is. Ask an administrator which unit takes such matters now."),
        )
    if heir != unit.pk:
        found["unit"] = given["heir"] = Unit.objects.get(pk=heir)
    return found
