"""What is decided on plain values: which levels are asked, and which comes next."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

Number = Decimal | int


def flag_required_levels(above: Sequence[tuple[bool, Number | None, Number | None]]) -> list[bool]:
    """Whether each level of a chain is asked.

    Args:
        above: of each level whether it is asked only above a border, the figure, and the border.

    At the border is not above it. Where the figure is not known or nobody set the border, the level is asked: nothing
    passes because something is unset. Source: PARTS P6.
    """
    return [not bounded or figure is None or border is None or figure > border for bounded, figure, border in above]


def next_level(levels: Sequence[str], given: str) -> str:
    """The level after this one; "": it was the last."""
    at = list(levels).index(given) + 1
    return levels[at] if at < len(levels) else ""
