"""What the tests of the year's close share: commitments by their words, and what becomes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from luoshi.commitments.years.actions.close import decide_year_end
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import Office

JANUARY = datetime(2027, 1, 12, 2, 0, tzinfo=UTC)


def of(plan: Plan, words: str) -> Commitment:
    return plan.commitments.get(words__contains=words)


def closing(office: Office, plan: Plan, who: str = "supervisor", reason: str = "年终收账", **acts: str) -> Any:
    """Decide commitments, each named by words of it; ``rest`` is for all others."""
    rest = acts.pop("rest", "")
    choices = {}
    for commitment in plan.commitments.filter(state="listed"):
        act = next((act for words, act in acts.items() if words in commitment.words), rest)
        if act:
            choices[commitment.pk] = (act, commitment.version)
    return decide_year_end(plan, choices, reason, office.actor(who), at=JANUARY)
