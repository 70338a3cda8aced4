"""The limit for late entry of acts."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value


def parse_grace_days(text: str) -> int:
    """Parse a number of days from 0 to 3660.

    Raises:
        ValueError: it is none.
    """
    if not text.strip().isdecimal() or int(text) > 3660:
        raise ValueError(_("A whole number of days, from 0 to 3660."))
    return int(text)


GRACE = DeclaredParameter(
    "entry.grace",
    _("Days after which past work can no longer be entered"),
    parse_grace_days,
    group=_("Late entry"),
    unset=_("Past work may be entered however long ago it was; the timeline shows that it was entered late."),
    suggested=(Suggested("30", _("Luoshi's suggestion: a month, for reports on the previous month")),),
)


def dated_steps(kind: CompiledKind) -> bool:
    """Whether a kind has steps that may be entered later than the day on which they were done."""
    return any(step.on for step in kind.cycle.all_steps)


def grace_of(unit: int, today: date) -> int | None:
    """Return the days within which acts are entered for a unit; None if not set, so there is no limit. Two queries."""
    try:
        grace: int = parameter_value(GRACE, unit, today)
    except RecordError:
        return None
    return grace
