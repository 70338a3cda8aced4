"""What is right in an indicator's definition: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
HEAD = ("table_number", "maker", "approval", "valid_until")  # what a statistical form must bear


def head_lacks(head: dict[str, str | date | None], day: date) -> list[str]:
    """What the legal head of a statistical indicator lacks on a day: names of ``HEAD``; ``expired`` past its term.

    An indicator that has nothing of a head is none of statistics, and lacks nothing.

    Source: 统计法 (2024), the marks that a lawful statistical form bears; domain sheet 03.
    """
    if not any(head.get(name) for name in HEAD):
        return []
    lacks = [name for name in HEAD if not head.get(name)]
    until = head.get("valid_until")
    return [*lacks, "expired"] if isinstance(until, date) and until < day else lacks


def broken_between(breaks: Iterable[date], first: date, second: date) -> bool:
    """Whether a series breaks between two periods, each by its first day: a new meaning began in between."""
    earlier, later = sorted((first, second))
    return any(earlier < day <= later for day in breaks)
