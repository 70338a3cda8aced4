"""Who stands how to patents and cases, and the term of a case by its lane."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from luoshi.base.rights.rules.rights import usual
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words
from luoshi.kernel.parameters.queries.parameters import working_days

if TYPE_CHECKING:
    from luoshi.lines.patents.models import IpCase

_ = words(__name__)

VALUES = office(__name__).values
WHY = {"reason": True}
OURS = "unit desk"
OF_PATENTS = usual(_("Supervising office"), _("Unit that keeps it"), _("Leader in charge"))
OF_CASES = usual(_("Supervising office"), _("Unit that handles it"), _("Leader in charge"))
TERMS = {lane: working_days(VALUES[f"ipcases.{lane}_days"]) for lane in ("fast", "normal")}


def handling_term(case: IpCase, on: date) -> Mapping[str, object]:
    """Return the rule of the duty to handle a case: so many working days, by its lane.

    Raises:
        RecordError: ``unset``: the office has not set the days of this lane.
    """
    return TERMS[case.lane](case, on)
