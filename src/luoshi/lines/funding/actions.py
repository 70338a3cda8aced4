"""Follow-ups of this line's steps."""

from __future__ import annotations

from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.duties.actions.took import Took
from luoshi.lines.funding.models import Change, FundingSupport
from luoshi.parts.funds.actions import shift_budget_line
from luoshi.parts.registers.findings import inspected_body

INSPECTED = inspected_body("receiver")


def refuse_late_receiver(took: Took[FundingSupport]) -> None:
    """Refuse to correct the receiver to an organisation whose association is late with its inspection.

    Raises:
        RecordError: ``guarded``.
    """
    given: Any = took.given
    took.write()
    if "receiver" in given["was"] and evaluate_conditions([INSPECTED.condition], took.record, took.day)[0] is not True:
        raise RecordError("guarded", str(INSPECTED.words), where=str(took.record))


def book_budget_change(took: Took[Change]) -> None:
    """Book an approved change: one budget line is reduced, the other increased."""
    one: Any = took.record
    shift_budget_line(took, one.gives_id, one.gets_id, one.year, one.amount)
