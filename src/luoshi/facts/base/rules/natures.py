"""What sort of number an indicator is, and so how it adds up over units and over time. Source: domain sheet 03 §3.2."""

from __future__ import annotations

from typing import Literal, NamedTuple

Units = Literal["sum", "ratio", "weighted", "max", "distinct", "share", "none"]
Time = Literal["sum", "last", "ratio", "weighted", "max", "distinct", "none"]


class Nature(NamedTuple):
    """How values of this sort add up, where the office says nothing else.

    Attributes:
        units: over units: ``sum``; ``ratio`` of sums, never the mean of rates; ``weighted`` mean; ``max``; ``distinct``
            only from a register; ``share`` of those that say yes; ``none``.
        time: over time: ``sum`` of flows, ``last`` of stocks and totals to date, ``ratio`` worked out anew.
        made: it is worked out from others by a formula, or it has a weight: never typed where those are known.
    """

    units: Units
    time: Time
    made: bool = False


def shown_in(nature: str, measure: str) -> str:
    """The unit in which values of several units are shown and reckoned with: of those that say yes a share."""
    return "%" if NATURES[nature].units == "share" else measure


NATURES: dict[str, Nature] = {
    "flow": Nature("sum", "sum"),  # 期间数: activities held, money paid
    "total": Nature("sum", "last"),  # 累计数: January to September; a month is the difference of two
    "stock": Nature("sum", "last"),  # 时点数: members at the month's end
    "rate": Nature("ratio", "ratio", made=True),  # a share, a quotient, so much a head
    "average": Nature("weighted", "weighted", made=True),  # income a household, weighted by households
    "score": Nature("none", "last"),  # a grade, a rank
    "peak": Nature("max", "max"),  # the largest event
    "distinct": Nature("distinct", "distinct"),  # persons: visits add up, people do not
    "yesno": Nature("share", "last"),  # has one or has none
    "sample": Nature("none", "none"),  # of a survey: only for the area that was asked
}
