"""The title of what somebody filed, and the code by which they ask for it."""

from __future__ import annotations

import re
from secrets import randbelow

TITLE = 30  # characters of the title made of what somebody wrote
DIGITS = 6


def filing_title(written: str) -> str:
    """Return the title of what somebody filed: its first sentence, at most thirty characters."""
    first = next(filter(None, (part.strip() for part in re.split(r"[\n。！？!?;；]", written))), written.strip())
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


def generate_query_code() -> str:
    """Generate the six digits by which somebody asks how their filing stands; guessing is slowed by the pace."""
    return f"{randbelow(10**DIGITS):0{DIGITS}}"
