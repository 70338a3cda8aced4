#!/usr/bin/env python3
"""How many true values are doubted, and how many slips of a power of ten are found, on invented series.

    python bench/doubts.py [--seed 2026] [--each 24]

The series (``doubts_made``) were made by someone who had not read the rules; the rules were not tuned on them. Each
value from the second year on is looked at as it is, and ten and a hundred times, and a tenth and a hundredth of it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date
from decimal import Decimal

from doubts_made import make_series

from luoshi.dates.periods import Period, month_end, period_containing, to_date
from luoshi.facts.base.rules.doubts import SLIP, doubt_of

FIRST = date(2022, 1, 1)
SLIPS = (1, -1, 2, -2)
TRUE, DOUBTED, MADE, FOUND, NAMED = "true", "doubted", "made", "found", "named"


def span_of(shape: str, month: int) -> Period:
    """The period of a series' month."""
    year, place = FIRST.year + month // 12, month % 12 + 1
    return to_date(month_end(year, place)) if shape == "to date" else period_containing("month", date(year, place, 1))


def measure(shape: str, values: tuple[Decimal, ...], counts: Counter[str]) -> None:
    """Look at the values of a series from its second year on."""
    spans = {span_of(shape, month): value for month, value in enumerate(values)}
    nature = "total" if shape == "to date" else "rate" if shape == "share" else "flow"
    for month in range(12, len(values)):
        span, value = span_of(shape, month), values[month]
        counts[TRUE] += 1
        counts[DOUBTED] += doubt_of(span, value, spans.get, nature) is not None
        for power in SLIPS if value else ():
            found = doubt_of(span, value.scaleb(power), spans.get, nature)
            counts[MADE] += 1
            counts[FOUND] += found is not None
            counts[NAMED] += found is not None and found.code == SLIP and found.power == abs(power)


def main() -> None:
    """Print both shares by shape and over all."""
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int, default=2026)
    options.add_argument("--each", type=int, default=24)
    asked = options.parse_args()
    by_shape: dict[str, Counter[str]] = {}
    for series in make_series(asked.seed, asked.each):
        measure(series.shape, series.values, by_shape.setdefault(series.shape, Counter()))
    every: Counter[str] = sum(by_shape.values(), Counter())
    for name, counts in (*by_shape.items(), ("all", every)):
        pairs = (DOUBTED, TRUE), (FOUND, MADE), (NAMED, MADE)
        doubted, found, named = (100 * counts[part] / max(counts[whole], 1) for part, whole in pairs)
        shares = f"{doubted:4.1f} % doubted; {counts[MADE]:6} slips, {found:5.1f} % found, {named:5.1f} % named"
        print(f"{name:12} {counts[TRUE]:6} true, {shares}")


if __name__ == "__main__":
    main()
