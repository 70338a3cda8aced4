"""Figures that are computed from others: which they count, on which days, and their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from luoshi.desk.figures.rules import (
    FigureValue,
    change_value,
    divide_values,
    growth_value,
    span_before,
    subtract_values,
    sum_values,
)
from luoshi.kernel.kinds.language.conditions import PERIODS
from luoshi.kernel.kinds.language.figures import Figure


def reached_figures(every: Mapping[str, Figure], names: Iterable[str]) -> list[Figure]:
    """List these figures, all from which they are computed, and those out of which they count, each once."""
    found: dict[str, Figure] = {}
    new = [*names]
    while new:
        found |= {name: every[name] for name in new}
        named = (name for of in new for name in (*every[of].made_of, *filter(None, (every[of].out_of,))))
        new = [name for name in named if name not in found]
    return list(found.values())


def counted_figures(every: Mapping[str, Figure], figure: Figure) -> list[Figure]:
    """List the figures that a figure counts: itself, or those from which it is computed."""
    if not figure.made_of:
        return [figure]
    found = {part.name: part for name in figure.made_of for part in counted_figures(every, every[name])}
    return list(found.values())


def figure_value(
    every: Mapping[str, Figure],
    figure: Figure,
    values: Mapping[str, FigureValue],
    earlier: Mapping[str, Mapping[str, FigureValue]],
) -> FigureValue:
    """Return the value of a figure from those that it counts, now and in the spans before."""
    parts = [figure_value(every, every[name], values, earlier) for name in figure.made_of]
    if figure.plus:
        return sum_values(parts)
    if figure.compared_figure:
        compare = change_value if figure.more else growth_value
        return compare(parts[0], figure_value(every, every[figure.compared_figure], earlier[figure.before], earlier))
    if not figure.made_of:
        nowhere = figure.out_of and not values[figure.out_of].exact
        return replace(values[figure.name], exact=None) if nowhere else values[figure.name]
    one, other = parts
    return subtract_values(one, other) if figure.less else divide_values(one, other, 100 if figure.is_percent else 1)


def counted_spans(
    every: Mapping[str, Figure], figure: Figure, first: date, last: date
) -> Iterator[tuple[Figure, date, date]]:
    """Yield the figures that a figure counts, each with the first and the last day on which it does."""
    if not figure.made_of:
        yield figure, first, last
    for name in figure.made_of:
        yield from counted_spans(every, every[name], first, last)
    if figure.compared_figure:
        then = span_before(first, last, PERIODS[figure.before])
        yield from counted_spans(every, every[figure.compared_figure], *then)
