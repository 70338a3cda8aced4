"""Follow-ups of the line's steps."""

from __future__ import annotations

from datetime import timedelta

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import PROGRAM
from luoshi.desk.declarations.office import office
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.parameters.queries.parameters import parameter_values
from luoshi.kernel.steps.actions.steps import take
from luoshi.parts.norms.models import Norm
from luoshi.parts.norms.rules import last_day_of_plan

_ = words_now(__name__)

CADRE_MONTHS = office(__name__).values["norms.cadre_months"]
DAY = timedelta(days=1)


def end_replaced(took: Took[Norm]) -> None:
    """End the version that is replaced on the day before the new one is in force: no day has both or none.

    Raises:
        RecordError: ``refused``: it has been replaced or abolished already.
    """
    new = took.record
    if new.replaces is None or new.from_day is None:
        return
    take(new.replaces, "replace", PROGRAM, {"to_day": new.from_day - DAY}, at=took.at, within=True)


def refuse_other_period(took: Took[Norm]) -> None:
    """Refuse a plan for training cadres that is not for the period that the office wants; unset, nothing is refused.

    Source: S000-116: a plan period of five years.

    Raises:
        RecordError: ``guarded``; it names the last day that the plan would have.
    """
    plan = took.record
    if (plan.sort, plan.audience) != ("plan", "cadres") or plan.from_day is None:
        return
    months = parameter_values(CADRE_MONTHS, [plan.unit_id], took.on).get(plan.unit_id)
    if months is None or plan.to_day == (last := last_day_of_plan(plan.from_day, months)):
        return
    what = _("A plan for training cadres that begins on %(first)s is for %(months)d months, until %(last)s.")
    said = what % {"first": plan.from_day, "months": months, "last": last}
    raise RecordError("guarded", said, where=str(plan), fields={"to_day": [said]}, remedy=_("Correct its days."))
