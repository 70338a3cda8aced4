"""How many of a pool are checked, if the office sets a share."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, Decimal


def share_of(count: int, percent: Decimal) -> int:
    """Return this percentage of the count, rounded up, so at least one of any."""
    return int((Decimal(count) * percent / 100).to_integral_value(ROUND_CEILING))


def parse_draw_share(text: str) -> Decimal:
    """Parse a share in per cent, more than 0 and at most 100.

    Raises:
        ValueError: it is invalid.
    """
    found = Decimal(text) if re.fullmatch(r"\d{1,3}(\.\d{1,2})?", text) else Decimal(0)
    if not 0 < found <= 100:
        raise ValueError(text)
    return found
