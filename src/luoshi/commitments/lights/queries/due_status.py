"""The table of ``rules.due_status`` as database conditions."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, DateField, F, Q, Value, When

from luoshi.base.lateness import date_standing_condition
from luoshi.commitments.lights.rules.due_status import IN_PERIOD, MATTERS, MatterRow
from luoshi.commitments.lights.rules.page_lights import PAST_DATES
from luoshi.dates.lateness import LATE

# Work done on a day off counts as done on the working day before it, as in ``dates.lateness.is_late_on_day``.
IN_TIME = Q(done__isnull=False) & (Q(binds=None) | Q(done_work=None) | Q(done_work__lte=F("binds")))
MADE_LATE = Q(done__isnull=False, done_work__isnull=False, binds__isnull=False, done_work__gt=F("binds"))


def matter_case(day: date) -> Case:
    """Classify each commitment by its due dates on a day, as a code of ``MATTERS``."""
    *rows, rest = MATTERS
    cases = [When(_holds(row, day), then=Value(row.code)) for row in rows]
    return Case(*cases, default=Value(rest.code), output_field=CharField())


def standing_so(day: date, *codes: str) -> Q:
    """Return the condition for commitments in one of these states on a day, equivalent to ``matter_case``.

    Args:
        codes: of ``MATTERS``.
    """
    found, before = Q(pk__in=[]), Q()
    for row in MATTERS:
        held = _holds(row, day)
        if row.code in codes:
            found |= before & held
        elif _meets(row, codes):
            before &= ~held
    return found


def late_condition(day: date) -> Q:
    """Match what the light ``late`` shows: a date that is owed has passed, its own, a report's or the plan's."""
    return standing_so(day, *PAST_DATES)


def late_date_case(day: date) -> Case:
    """Return the date that has passed of each commitment that ``late_condition`` matches; null for all others."""
    rows = MATTERS[: max(at for at, row in enumerate(MATTERS) if row.code in PAST_DATES) + 1]
    cases = [When(_holds(row, day), then=F(row.by) if row.code in PAST_DATES else Value(None)) for row in rows]
    return Case(*cases, output_field=DateField())


def missed_date_case(day: date) -> Case:
    """Return the same date of rows that are late and whose ``matter`` is known, from it and columns of lights alone."""
    rows = [row for row in MATTERS if row.code in PAST_DATES]
    cases = []
    for place, row in enumerate(rows):
        last = all(further.code != row.code for further in rows[place + 1 :])  # of its code: nothing else is left
        cases.append(When(Q(matter=row.code) & (Q() if last else _holds(row, day)), then=F(row.by)))
    return Case(*cases, output_field=DateField())


def overdue_condition(day: date) -> Q:
    """Match what letters and circulars reproach a unit with: sent out, not done, and past its own due date."""
    return standing_so(day, LATE)


def _holds(row: MatterRow, day: date) -> Q:
    found = Q(state__in=row.states) if row.states else Q()
    if row.done is not None:
        return found & (MADE_LATE if row.done else IN_TIME)
    return (
        found & date_standing_condition(row.by, day, *row.on, in_period=IN_PERIOD.get(row.by, "")) if row.by else found
    )


def _meets(row: MatterRow, codes: tuple[str, ...]) -> bool:
    """Check whether a row could claim a commitment before one of the lower rows with these codes."""
    beneath = MATTERS[MATTERS.index(row) + 1 :]
    return any(
        lower_row.code in codes
        and (not lower_row.states or not row.states or not set(lower_row.states).isdisjoint(row.states))
        for lower_row in beneath
    )
