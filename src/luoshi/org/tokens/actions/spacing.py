"""Daily limit on messages, with growing waits between them; counted across all processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.errors import OrgError
from luoshi.org.tokens.models import Spacing
from luoshi.org.tokens.rules import wait_after


class TooSoon(OrgError):
    """The next message may go out later today or on another day; ``seconds`` until it may be requested."""

    def __init__(self, seconds: int, *, today: bool) -> None:
        what = _("Codes were requested too often: the next one can be sent in %(n)d minutes.") % {
            "n": -(-seconds // 60)
        }
        if not today:
            what = _("Codes were requested too often: no more are sent today.")
        super().__init__(
            "too_many", what, remedy=_("A code that has already arrived is still valid. Or call the office.")
        )
        self.seconds = seconds


@transaction.atomic
def keep_spaced(bounds: Mapping[str, int], *, at: datetime) -> None:
    """Count one message under each of these keys, or refuse it under all.

    Args:
        bounds: messages per day by key, such as "to:…" or "from:…"; 0: unlimited.

    Raises:
        TooSoon: one key has reached its limit of the day, or must wait; nothing was counted.
    """
    day = timezone.localdate(at)
    for key, most in sorted(bounds.items()):  # in a fixed order, or two concurrent requests could deadlock
        if not most:
            continue
        Spacing.objects.get_or_create(key=key, defaults={"day": day, "count": 0, "last": at})
        spacing = Spacing.objects.select_for_update().get(key=key)
        count = spacing.count if spacing.day == day else 0
        if count >= most:
            midnight = timezone.localtime(at).replace(hour=23, minute=59, second=59)
            raise TooSoon(int((midnight - at).total_seconds()) + 1, today=False)
        passed = (at - spacing.last).total_seconds()
        if count and (wait := wait_after(count, most)) > passed:
            raise TooSoon(int(wait - passed) + 1, today=True)
        spacing.day, spacing.count, spacing.last = day, count + 1, at
        spacing.save()


def forget_spacings(at: datetime) -> None:
    """Delete the counts of past days."""
    Spacing.objects.filter(day__lt=timezone.localdate(at)).delete()
