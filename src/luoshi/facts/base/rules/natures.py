"""The nature of an indicator, which decides how it adds up over units and time. Source: domain sheet 03 §3.2."""

from __future__ import annotations

from typing import Literal, NamedTuple

Units = Literal["sum", "ratio", "weighted", "max", "distinct", "share", "none"]
Time = Literal["sum", "last", "ratio", "weighted", "max", "distinct", "none"]


class Nature(NamedTuple):
    """How values of a nature add up, unless the office says otherwise.

    Attributes:
        units: over units: ``sum``; ``ratio`` of sums, never the mean of rates; ``weighted`` mean; ``max``; ``distinct``
            only from a register; ``share`` of the units that say yes; ``none``.
        time: over time: ``sum`` of flows, ``last`` of stocks and year-to-date totals, ``ratio`` recomputed.
        made: it is computed by a formula or has a weight: never typed where its inputs are known.
    """

    units: Units
    time: Time
    made: bool = False


def shown_in(nature: str, measure: str) -> str:
    """Return the unit of measure for values of several units: of yes or no it is the share in per cent."""
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
