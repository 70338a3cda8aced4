"""What a plan will demand of each unit, before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.commitments.publishing.rules import Burden, Load, ReportingDemand, reckon_burden
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value
from luoshi.org.tree.models import Unit
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.receiving.queries import column_questions
from luoshi.plans.rows.rules.doubts import is_date_missing

MOST_REPORTS = DeclaredParameter(
    "ledger.most_reports",
    _("Number of reports asked of one unit in a year above which the plan points it out"),
    int,
    group=_("Assignment and reporting"),
    unset=_("A plan only shows how many reports it asks of each unit, without a warning."),
    suggested=(Suggested("12", _("Luoshi's suggestion: at most one a month")),),
)


@dataclass(frozen=True)
class Forecast:
    """The reports that the plan asks for in its year, and the units above the limit, by name.

    ``limit`` None: nobody has set one, and ``unset`` explains that.
    """

    burden: Burden
    limit: int | None
    unset: str
    above: list[tuple[str, Load]]
    names: dict[int, str]


def forecast_burden(plan: Plan, limit: DeclaredParameter, day: date) -> Forecast:
    """Forecast what the rows in the ledger will ask for from a day on. Five queries."""
    rows = plan.rows.filter(state=PlanRow.KEPT).prefetch_related("units")
    found = reckon_burden([_asked(row, plan.rhythm) for row in rows], max(day, date(plan.year, 1, 1)), plan.year)
    names = dict(Unit.objects.filter(pk__in=[load.unit for load in found.loads]).values_list("pk", "name"))
    most, unset = None, ""
    try:
        most = parameter_value(limit, plan.unit_id, day)
    except RecordError as error:
        if error.code != "unset":
            raise
        unset = error.what
    return Forecast(found, most, unset, [(names[load.unit], load) for load in found.above(most) or ()], names)


def passed_rows(plan: Plan, day: date) -> list[PlanRow]:
    """List the rows in the ledger whose due date has passed and that are in no edition yet, in plan order.

    One query.
    """
    rows = plan.rows.filter(state=PlanRow.KEPT, due__lt=day, commitments=None)
    return list(rows.order_by("place", "pk"))


def undated_rows(plan: Plan) -> list[PlanRow]:
    """List the rows in the ledger that have words of a date but no date, in plan order. One query."""
    rows = plan.rows.filter(state=PlanRow.KEPT, due=None, every="").order_by("place", "pk")
    return [
        row for row in rows if is_date_missing(f"{row.words}；{row.phrase}", row.due, row.every, row.doubts, plan.year)
    ]


def column_warnings(plan: Plan) -> list[str]:
    """Return the warning on each document whose column of tasks was guessed, with the question's address. One query."""
    words = gettext("Nobody has said which column of “%(document)s” holds the tasks (%(address)s).")
    return [
        words % {"document": source, "address": reverse("ledger:columns", args=[plan.pk, source.place])}
        for source in column_questions(plan)
    ]


def _asked(row: PlanRow, rhythm: str) -> ReportingDemand:
    units = [unit for unit in row.units.all() if unit.unit_id]
    lead = tuple(unit.unit_id for unit in units if unit.role == RowUnit.LEAD and unit.unit_id)
    support = tuple(unit.unit_id for unit in units if unit.role == RowUnit.SUPPORT and unit.unit_id)
    return ReportingDemand(lead, support, row.due, row.every, rhythm)
