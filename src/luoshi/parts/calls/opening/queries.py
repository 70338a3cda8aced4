"""Who asked to open a sealed call, and what was received for it."""

from __future__ import annotations

from datetime import datetime

from luoshi.kernel.history.queries.history import entries_of
from luoshi.parts.calls.models import Application, Call
from luoshi.parts.calls.queries import COUNTED


def who_asked(call: Call) -> int | None:
    """Return the person who asked last to open a call. One query."""
    return entries_of(call).filter(step="ask_opening").order_by("-pk").values_list("person", flat=True).first()


def received_for(call: int) -> list[tuple[str, datetime]]:
    """Return number and moment of what was received for a call and not withdrawn, and nothing else. One query."""
    rows = Application.objects.filter(call=call, state__in=COUNTED, sent_at__isnull=False, erased=None)
    found = rows.order_by("sent_at", "pk").values_list("number", "sent_at")
    return [(number, at) for number, at in found if at is not None]
