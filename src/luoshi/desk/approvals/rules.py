"""Which levels are required, and which is next. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

Number = Decimal | int


def flag_required_levels(above: Sequence[tuple[bool, Number | None, Number | None]]) -> list[bool]:
    """Return for each level of a chain whether it is required.

    Args:
        above: for each level whether it has a threshold, the figure, and the threshold.

    At the threshold is not above it. If the figure or the threshold is unknown, the level is required: nothing passes
    because something is unset. Source: PARTS P6.
    """
    return [not bounded or figure is None or border is None or figure > border for bounded, figure, border in above]


def next_level(levels: Sequence[str], given: str) -> str:
    """Return the level after this one; "" if it is the last."""
    at = list(levels).index(given) + 1
    return levels[at] if at < len(levels) else ""
