"""The day on which something was done, where that is not the day of its entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from luoshi.records.base.errors import RecordError
from luoshi.records.kinds.rules import Step, given_day
from luoshi.records.parameters.queries.grace import too_late


def business_day(step: Step, values: Mapping[str, Any], unit: int, today: date) -> date:
    """The day on which it was done.

    Raises:
        RecordError: ``incomplete``: it is entered later than the office lets it be.
    """
    on = given_day(step.on, values) or today
    if (grace := too_late(unit, on, today)) is not None:
        words = _("It should have been entered within %(days)d days.") % {"days": grace}
        raise RecordError(
            "incomplete",
            words,
            where=str(step.label),
            remedy=_("Ask an administrator, who sets under Parameters how far back things are entered."),
            fields={step.on.partition(".")[0]: [words]},
        )
    return on
