"""Follow-ups of this line's steps."""

from __future__ import annotations

from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.funding.models import Change
from luoshi.parts.funds.actions import shift_budget_line

_ = words_now(__name__)


def book_budget_change(took: Took[Change]) -> None:
    """Book an approved change: one budget line is reduced, the other increased."""
    one: Any = took.record
    shift_budget_line(took, one.gives_id, one.gets_id, one.year, one.amount)


def two_lines(took: Took[Change]) -> None:
    """Refuse a change from a budget to itself, and one without an amount.

    Raises:
        RecordError: ``guarded``.
    """
    one = took.record
    wrong = ""
    if one.gives_id == one.gets_id:
        wrong = _("A budget cannot give to itself.")
    elif not one.amount:
        wrong = _("Enter the amount.")
    if wrong:
        raise RecordError("guarded", wrong, where=str(one), remedy=_("Correct it."))
