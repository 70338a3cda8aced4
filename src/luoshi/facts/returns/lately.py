"""The last periods of a form. Pure."""

from __future__ import annotations

from luoshi.dates.periods import Period
from luoshi.facts.returns.rules import previous_form_period


def periods_lately(span: Period, count: int = 6) -> list[Period]:
    """List the form's periods before this one, oldest first."""
    found = [previous_form_period(span)]
    while len(found) < count:
        found.append(previous_form_period(found[-1]))
    return found[::-1]
