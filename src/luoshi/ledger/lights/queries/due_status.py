"""The table of ``rules.matters`` as conditions of the database."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, CharField, F, Q, Value, When

from luoshi.dates.lateness import LATE
from luoshi.ledger.lights.rules.due_status import IN_PERIOD, MATTERS, MatterRow
from luoshi.org.base.lateness import date_standing_condition

# What comes on a day off counts as on the working day before it: so is it late, as ``dates.lateness.late`` has it.
IN_TIME = Q(done__isnull=False) & (Q(binds=None) | Q(done_work=None) | Q(done_work__lte=F("binds")))
MADE_LATE = Q(done__isnull=False, done_work__isnull=False, binds__isnull=False, done_work__gt=F("binds"))


def matter_case(day: date) -> Case:
    """How each commitment stands towards its dates on a day, a code of ``MATTERS``."""
    *rows, rest = MATTERS
    cases = [When(_holds(row, day), then=Value(row.code)) for row in rows]
    return Case(*cases, default=Value(rest.code), output_field=CharField())


def standing_so(day: date, *codes: str) -> Q:
    """The commitments that stand so on a day: as ``matter_case`` says it, as a condition.

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
    """The matters that are late on a day: sent out, not done, their own date passed by a working day."""
    return standing_so(day, LATE)


def _holds(row: MatterRow, day: date) -> Q:
    found = Q(state__in=row.states) if row.states else Q()
    if row.done is not None:
        return found & (MADE_LATE if row.done else IN_TIME)
    return (
        found & date_standing_condition(row.by, day, *row.on, in_period=IN_PERIOD.get(row.by, "")) if row.by else found
    )


def _meets(row: MatterRow, codes: tuple[str, ...]) -> bool:
    """Whether a row could take a commitment from one of these that stand beneath it."""
    beneath = MATTERS[MATTERS.index(row) + 1 :]
    return any(
        lower_row.code in codes
        and (not lower_row.states or not row.states or not set(lower_row.states).isdisjoint(row.states))
        for lower_row in beneath
    )
