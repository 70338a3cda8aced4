"""In which order gates are passed and taken back. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple


class GateFault(NamedTuple):
    """Why a gate cannot be passed or taken back, and the gate that is in the way."""

    code: Literal["order", "day", "back"]
    gate: str


def open_gates(gates: Sequence[str], passed: Collection[str]) -> list[str]:
    """Return the gates that are still to be passed, in their order."""
    return [gate for gate in gates if gate not in passed]


def passing_fault(
    gates: Sequence[str], passed: Mapping[str, date | None], gate: str, day: date | None
) -> GateFault | None:
    """Return why a gate cannot be passed on a day; None if it can.

    Only the next one can, and not before the day of the last. What is no gate of this record may be entered at any
    time, and what has been passed already is not for this rule to refuse.

    Args:
        passed: the day on which each was passed; None: not known.
    """
    left = open_gates(gates, passed)
    if gate not in left:
        return None
    if gate != left[0]:
        return GateFault("order", left[0])
    former = [(on, name) for name in gates if (on := passed.get(name)) is not None]
    latest = max(former, default=None, key=lambda pair: pair[0])
    return GateFault("day", latest[1]) if latest and day is not None and day < latest[0] else None


def taking_back_fault(gates: Sequence[str], passed: Collection[str], gate: str) -> GateFault | None:
    """Return why a gate cannot be taken back: a later one has been passed; None if it is the last."""
    after = gates[gates.index(gate) + 1 :] if gate in gates else ()
    later = [name for name in after if name in passed]
    return GateFault("back", later[-1]) if later else None
