"""Who stands how to a norm."""

from __future__ import annotations

from datetime import date, timedelta

from luoshi.base.rights.rules.rights import usual
from luoshi.dates.time_limits import shift_months
from luoshi.kernel.base.words import words

_ = words(__name__)

WHY = {"reason": True}
WHO = usual(_("Supervising office"), _("The unit that drafts it"), _("Leader in charge"))
OURS = "unit desk"


def last_day_of_plan(first: date, months: int) -> date:
    """Return the last day of a plan for so many whole months: 2026-01-01 and 60 make 2030-12-31."""
    return shift_months(first, months) - timedelta(days=1)
