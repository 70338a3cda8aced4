"""The one message a day that says how much waits: when it goes out, and what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from luoshi.dates.workdays import is_workday


@dataclass(frozen=True, slots=True)
class DigestCounts:
    """How many matters wait for a person, how many of them are late or due soon, and how many messages are unread."""

    waiting: int = 0
    late: int = 0
    soon: int = 0
    unread: int = 0


def make_digest(
    counts: DigestCounts,
    day: date,
    proof: Mapping[str, int | str] | None = None,
    further: Mapping[str, int] | None = None,
) -> dict[str, int | str] | None:
    """What a person is told on a day: only what is more than nothing; None on a day that is not worked, or of nothing.

    Args:
        proof: for an auditor, who is told it also where nothing waits: the journal's ``head`` of the day before, when
            all was ``verified`` last, and how many problems that found (``broken``).
        further: what lines of work count besides.
    """
    if not is_workday(day):
        return None
    all_of = {**asdict(counts), **(further or {})}
    found: dict[str, int | str] = {name: count for name, count in all_of.items() if count}
    found |= {name: value for name, value in (proof or {}).items() if value}
    return found or None


def is_digest_known(values: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
    """Whether whoever has seen one digest learns nothing from another: no figure in it is higher, none is new.

    Unread messages are left to whoever asks: those that came since count, not how many there are.
    """
    return "head" not in values and all(
        count <= seen.get(name, 0) for name, count in values.items() if name != "unread"
    )
