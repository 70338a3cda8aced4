"""Messages of the organisation to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from luoshi.kernel.messages.actions.messages import send_message


def tell_people(
    people: Collection[int], code: str, values: Mapping[str, object], *, occasion: str, at: datetime
) -> None:
    """Send these people a message, once per person and occasion. One statement."""
    send_message(code, values, people=people, occasion=occasion, at=at)
