"""Commitments for tests, taken through their steps by who may take them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from luoshi.kernel.steps.actions.steps import take
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import NOW, Office

ASKED = {"urgency": "plain"}


def at(month: int, day: int, year: int = 2026) -> datetime:
    """Ten in the morning in Shanghai."""
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def act(office: Office, record: Any, step: str, who: str, when: datetime = NOW, **given: Any) -> Any:
    """The commitment after one of its steps, read anew: a step may bring others with it."""
    take(record, step, office.actor(who, when.date()), given, at=when)
    return Commitment.objects.get(pk=record.pk)


def issued(office: Office, plan: Plan, words: str, when: datetime = NOW, **given: Any) -> Commitment:
    """The commitment with these words, sent out."""
    one = plan.commitments.get(words__contains=words)
    return act(office, one, "issue", "supervisor", when, **{**ASKED, **given})


def running(
    office: Office, plan: Plan, words: str, when: datetime = NOW, who: str = "clerk", **given: Any
) -> Commitment:
    """The same, accepted by its unit and with somebody who does it."""
    one = issued(office, plan, words, when, **given)
    return act(office, one, "accept", who, when, owner=office.posts[who].pk)


def finished(office: Office, one: Commitment, when: datetime = NOW, who: str = "clerk", **given: Any) -> Commitment:
    """The same, reported as done."""
    return act(office, one, "finish", who, when, words="已全部完成。", **given)


def verified(office: Office, one: Commitment, when: datetime = NOW) -> Commitment:
    """The same, checked by the office that supervises it."""
    return act(office, one, "verify", "supervisor", when, finding="实地核查，情况属实。")


def told(office: Office, one: Commitment, when: datetime, who: str = "clerk") -> Any:
    """The same, reported on: two of the three that it promises, where it promises three."""
    values = {f"value_{target.pk}": "2" for target in one.targets.filter(ended=None, quote__contains="3个")}
    given = {"words": "进展", "obstacles": "无", "following": "继续", "period": ""}
    return act(office, one, "report", who, when, **given, **values)
