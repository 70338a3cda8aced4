"""Job of housekeeping: warns of empty duty shifts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.actions.messages import send_message
from luoshi.kernel.rights.queries.rights import posts_told
from luoshi.lines.housekeeping.models import Shift
from luoshi.lines.housekeeping.queries import gaps_of, roster_days_ahead
from luoshi.org.tree.models import Unit


def tell_of_gaps(at: datetime) -> None:
    """Notify the desk of each roster with empty shifts in an upcoming break, once a day."""
    day, desk = localdate(at), get_kind("shifts").rights.by_name["desk"]
    for unit, ahead in roster_days_ahead(day).items():
        if not (slots := gaps_of(unit, ahead, day)):
            continue
        row = Unit.objects.get(pk=unit)
        posts = posts_told(desk, Shift(unit=row), day)
        values = {"who": "", "unit": str(row), "due": slots[0][0].isoformat()}
        with transaction.atomic():
            send_message("housekeeping.empty", values, occasion=f"roster:{unit}:{day}", at=at, posts=posts)
