"""Notifies administrators of counted values that today's rules would change, and supersedes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.dates.period_names import format_period
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.facts.countings.models import Counting
from luoshi.facts.revisions.queries import counting_revisions, may_revise, refused_formulas
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.kernel.steps.actions.steps import take
from luoshi.org.people.queries.people import in_role


def supersede_kept_values(reason: str, actor: Actor, *, at: datetime) -> int:
    """Recount each period with a changed value that no bulletin has issued; return the number of values changed.

    All or nothing: one entry has the number and the reason, and each counting has its own entry with the period.

    Raises:
        RecordError: ``refused``: not the administrator; ``incomplete``: no reason; and errors from counting.
    """
    if not may_revise(actor):
        raise RecordError("refused", _("Only an administrator supersedes stored values."))
    if not reason.strip():
        raise RecordError("incomplete", _("Enter the reason."), fields={"reason": [_("Enter the reason.")]})
    with transaction.atomic():
        found = [each for each in counting_revisions(timezone.localdate(at)) if not each.issued]
        if not found:
            return 0
        given = {"values_moved": len(found), "reason": reason.strip()}
        journal_act("facts:kept", "facts.revised", actor, given, at=at)
        for counting, span in dict.fromkeys((each.counting.pk, each.span) for each in found):
            again = {"period": format_period(span), "reason": reason.strip()}
            take(Counting.objects.get(pk=counting), "revise", actor, again, at=at, within=True)
    return len(found)


def tell_revisions(at: datetime) -> Iterator[None]:
    """Notify the administrators of values and formulas that today's rules would change, once for the same set."""
    day = timezone.localdate(at)
    values, formulas = [each for each in counting_revisions(day) if not each.issued], refused_formulas()
    if not values and not formulas:
        return
    which = [f"{each.counting.pk} {each.unit} {format_period(each.span)} {each.part} {each.now}" for each in values]
    which += [f"{each.definition.pk} {each.text}" for each in formulas]
    occasion = "facts.differ:" + hashlib.sha256("\n".join(which).encode()).hexdigest()
    with transaction.atomic():
        send_message("facts.differ", {}, people=in_role(Role.ADMINISTRATOR, day), occasion=occasion, at=at)
    yield
