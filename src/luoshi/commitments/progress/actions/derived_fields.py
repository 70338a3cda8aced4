"""Updates the derived fields of a commitment, used by its light and by lists, after each step that may change them."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Q, Value, When

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.commitments.lights.rules.attainment import is_rate
from luoshi.commitments.lights.rules.measures import month_number
from luoshi.commitments.progress.queries import DELIVER, RECUR, REPORT
from luoshi.kernel.duties.actions.schedule import NextDue, earliest_due
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.queries.duties import not_overtaken
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.values.queries import current_targets


def update_due(took: Took[Commitment]) -> None:
    """Set the earliest open due date of all duties and of reports, as they bind, and its own due date. One query."""
    fields = due_fields(took.record)
    del fields["binds"]
    took.set_fields(**fields)


def update_binding(took: Took[Commitment]) -> None:
    """Do the same as ``update_due``, and set the binding date: the original one if more time was requested too late."""
    took.set_fields(**due_fields(took.record))


def due_fields(commitment: Commitment) -> dict[str, object]:
    """Return the fields that ``update_due`` and ``update_binding`` set. One query."""
    rows = _STANDS.rows(record=commitment.pk)
    owed = [
        (name, NextDue(expired or due, in_period), NextDue(due, in_period and not expired), waits)
        for name, expired, due, in_period, settled, waits in rows
        if not settled
    ]
    bound = [expired or due for name, expired, due, *_rest in rows if name == DELIVER]
    pressing = earliest_due(binds for _name, binds, _due, _waits in owed)
    report = earliest_due(binds for name, binds, _due, _waits in owed if name in (REPORT, RECUR))
    return {
        **earliest_due(due for _name, _binds, due, waits in owed if waits)._asdict(),
        "pressing": pressing.due,
        "pressing_in_period": pressing.due_in_period,
        "report_due": report.due,
        "report_due_in_period": report.due_in_period,
        "binds": bound[-1] if bound else commitment.until,
    }


_STANDS = SqlStatement(
    lambda: (
        Occurrence.objects.filter(duty__record=ValueSlot.number("record"), dropped=None)
        .filter(Q(settled=None) | Q(duty__name=DELIVER))
        .annotate(waits=Case(When(not_overtaken(), then=Value(True)), default=Value(False)))
        .order_by("pk")
        .values_list("duty__name", "expired", "due", "in_period", "settled", "waits")
    )
)


def progress_span_fields(commitment: Commitment, until: date | None) -> dict[str, date | int | None]:
    """Return the fields for its due date and the months over which progress is expected."""
    begins = month_number(date(commitment.plan.year, 1, 1))
    asked = current_targets(commitment)
    if asked and all(is_rate(target.aspect, target.unit) for target in asked):
        return {"until": until, "begins": begins, "ends": begins}  # a rate is expected in full all year
    last = until or date(commitment.plan.year, 12, 31)
    return {"until": until, "begins": begins, "ends": max(month_number(last), begins)}
