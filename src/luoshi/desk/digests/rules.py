"""The daily digest: when it is sent, and what it counts."""

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
    """Return the non-zero figures of a person's digest for a day; None on a day off, or if there are none.

    Args:
        proof: For an auditor, who gets it even if nothing waits: the journal's ``head`` of the day before, the time of
            the last verification (``verified``), and the number of problems found (``broken``).
        further: The figures that lines of work add.
    """
    if not is_workday(day):
        return None
    all_of = {**asdict(counts), **(further or {})}
    found: dict[str, int | str] = {name: count for name, count in all_of.items() if count}
    found |= {name: value for name, value in (proof or {}).items() if value}
    return found or None


def is_digest_known(values: Mapping[str, Any], seen: Mapping[str, Any]) -> bool:
    """Return whether a digest tells nothing new after another: no figure is higher, and none is new.

    Unread messages are left to the caller: what counts is whether new ones came, not how many there are.
    """
    return "head" not in values and all(
        count <= seen.get(name, 0) for name, count in values.items() if name != "unread"
    )
