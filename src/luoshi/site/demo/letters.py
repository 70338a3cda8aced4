"""Demo letters about what was late a few days ago, as the desk would write them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from luoshi.commitments.letters.actions.letters import proposed_words
from luoshi.papers.actions import LetterRequest, send_letters
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.states import OWED

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

DESK, ACCOUNT, LIMIT = "YL-DC", "du", 9
# Form, working days ago, number of items late then.
ROUNDS = (("push", 6, 3), ("slip", 4, 4), ("talk", 2, 1))


def plan_letters(making: Making) -> None:
    """Schedule when each round is sent."""
    for form, ago, count in ROUNDS:
        making.later(making.at(ago, 3), partial(_send, making, form, count))


def _late(making: Making, at: datetime) -> list[Commitment]:
    day = timezone.localdate(at)
    rows = Commitment.objects.filter(desk=making.units[DESK], state__in=OWED, pressing__lt=day).select_related("unit")
    return list(rows.order_by("pressing", "pk")[:6])


def _send(making: Making, form: str, count: int, at: datetime) -> None:
    keys = [commitment.pk for commitment in _late(making, at)[:count]]
    limit = timezone.localdate(at) + timedelta(LIMIT)
    asked = LetterRequest(form, proposed_words(form), limit, each=False)
    once = UUID(int=sum(form.encode()))
    if keys:
        send_letters(keys, asked, making.actor(ACCOUNT, at), at=at, once=once)
