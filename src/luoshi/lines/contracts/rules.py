"""What may not be said of a contract's money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from luoshi.records.base.words import words_now

_ = words_now(__name__)


def day_after(record: Any, around: Any) -> str:
    """For tries of a renewal: a day on which a new term may begin."""
    return ((record.to_day or around.day) + timedelta(days=1)).isoformat()


def paid_by_now(record: Any, given: Mapping[str, Any], at: datetime) -> list[str]:
    """Reasons against payments as they are entered: one that is still to come was not paid."""
    edit, today = given.get("payments"), timezone.localdate(at)
    later = (
        [one.values["paid"] for one in edit.after if one.values["paid"] and one.values["paid"] > today] if edit else []
    )
    return (
        [_("Nothing was paid on %(day)s yet: leave the day empty until it is.") % {"day": min(later)}] if later else []
    )
