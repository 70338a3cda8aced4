"""Lets kept values follow the rules of now: all that no bulletin has issued, by one step."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.dates.period_names import named
from luoshi.facts.counted.models import Counting
from luoshi.facts.revised.queries import may_revise, revisions
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import journal
from luoshi.records.steps.actions.steps import take


def supersede(reason: str, actor: Actor, *, at: datetime) -> int:
    """Count once more each period of which a kept value differs and that no bulletin has issued; how many values did.

    All or none: one entry says how many and why, and each counting has its own with the period.

    Raises:
        RecordError: ``refused``: not the administrator; ``incomplete``: no reason; and what counting raises.
    """
    if not may_revise(actor):
        raise RecordError("refused", _("Kept values are superseded by the administrator."))
    if not reason.strip():
        raise RecordError("incomplete", _("Say why."), fields={"reason": [_("Say why.")]})
    with transaction.atomic():
        found = [each for each in revisions(timezone.localdate(at)) if not each.issued]
        if not found:
            return 0
        given = {"values_moved": len(found), "reason": reason.strip()}
        journal("facts:kept", "facts.revised", actor, given, at=at)
        for counting, span in dict.fromkeys((each.counting.pk, each.span) for each in found):
            again = {"period": named(span), "reason": reason.strip()}
            take(Counting.objects.get(pk=counting), "revise", actor, again, at=at, within=True)
    return len(found)
