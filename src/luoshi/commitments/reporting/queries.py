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
    _("Whether the final report and a request for an extension must name the leader who signed them: 是 or 否"),
    yes_or_no,
    group=_("Assignment and reporting"),
    unset=_("Naming the leader who signed is optional."),
    suggested=(
        Suggested(
            "是", _("One place's rule: a unit's leader signs what it reports (fymate 170700)"), _("Must be named")
        ),
        Suggested("否", _("Luoshi's suggestion, for less work"), _("May be left empty")),
    ),
)


def requires_signer(unit: int, day: date) -> bool:
    """Check whether the signer must be named; if no office set this, it is optional. Two queries at most."""
    try:
        found: bool = parameter_value(SIGNED, unit, day)
    except RecordError:
        return False
    return found
