"""The business day of an act, where it differs from the day of entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.language.steps import Step, given_day
from luoshi.kernel.parameters.queries.grace import grace_of
from luoshi.kernel.steps.actions.acts import StepBatch


def business_day(step: Step, values: Mapping[str, object], today: date) -> date:
    """Return the day on which it was done: that of the form, otherwise the day of entry."""
    return given_day(step.on, values) or today


def set_business_days(batch: StepBatch) -> None:
    """Set the business day of each act; refuse a person's entry that is later than the office allows.

    Two queries for each unit with an act that is entered later.

    Raises:
        RecordError: ``incomplete``: it is entered too late.
    """
    step, today = batch.step, batch.day
    for act in batch.iterate_acts():
        act.on = business_day(step, act.values, today)
        if not batch.asked or batch.earlier or act.on >= today:
            continue
        asked = "grace", act.record.unit_id
        if asked not in batch.known:
            batch.known[asked] = grace_of(act.record.unit_id, today)
        grace = batch.known[asked]
        if grace is not None and (today - act.on).days > grace:
            raise _too_late(step, grace)


def _too_late(step: Step, grace: int) -> RecordError:
    words = _("It should have been entered within %(days)d days.") % {"days": grace}
    return RecordError(
        "incomplete",
        words,
        where=str(step.label),
        remedy=_("Ask an administrator to set under Parameters how far back entries are allowed."),
        fields={step.on.partition(".")[0]: [words]},
    )
