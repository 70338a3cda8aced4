"""Follow-ups of this line's steps."""

from __future__ import annotations

from typing import Any

from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.funding.models import Change
from luoshi.parts.funds.actions import shift_budget_line


def book_budget_change(took: Took[Change]) -> None:
    """Book an approved change: one budget line is reduced, the other increased."""
    one: Any = took.record
    shift_budget_line(took, one.gives_id, one.gets_id, one.year, one.amount)
