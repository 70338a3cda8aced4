"""Whether an office must name the leader who signed what a unit sends."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.base.record_errors import RecordError
from luoshi.commitments.reporting.rules import yes_or_no
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, Suggested, parameter_value

SIGNER = _("Signed by")
SIGNED = DeclaredParameter(
    "ledger.signed",
    _("Whether the last report and a request for more time must name the leader who signed them: 是 or 否"),
    yes_or_no,
    group=_("Sending out and reporting"),
    unset=_("The leader who signed may be named, and need not."),
    suggested=(
        Suggested(
            "是", _("One place's rule: a unit's leader signs what it reports (fymate 170700)"), _("It must be named")
        ),
        Suggested("否", _("Our own suggestion, for less work"), _("It may be named")),
    ),
)


def requires_signer(unit: int, day: date) -> bool:
    """Check whether the signer must be named; if no office set this, it is optional. Two queries at most."""
    try:
        found: bool = parameter_value(SIGNED, unit, day)
    except RecordError:
        return False
    return found
