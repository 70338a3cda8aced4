"""List the figures of a plan that are no targets, so that each figure of it is in the answer.

The reader's figures are joined by those of a plain scan: a false heading or a sentence taken for a note must not hide
one. Dates, ordinals, numbers of papers and names are no figures.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from luoshi.figures.units import SIZES, canonical_unit, measure_unit_names, unit_aliases, unit_family
from luoshi.matching.model import FigureLeft, MatchingPaper, PrintedFigure, QuotedPlace
from luoshi.matching.structured_figures import is_class_threshold
from luoshi.reading.amount_words import is_unit_misread
from luoshi.reading.amounts import scan_amounts
from luoshi.reading.model import Bound, Quantity, QuantityRole
from luoshi.reading.structure import MeasuredAmount
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

_COUNT_OF_HEADING = lazy_pattern(r"[（(]\s{0,2}共?\d{1,3}[项条个件][）)]$")  # 一、重点工程（3项）
_ENDS, _CLAUSE = re.compile(r"[，,；;。\n|]"), 60  # the ends of a clause, and how far they are looked for
_LONGEST = 40  # code points of a heading's end that are searched
_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_NO_FIGURE = ("time", "calendar")  # whether 3年 is a duration or a date, only the reader tells


@dataclass(frozen=True, slots=True)
class _PlanFigure:
    """A figure of the plan, whoever found it."""

    start: int
    end: int
    value: Fraction
    upper: Fraction | None
    unit: str | None
    bound: Bound
    role: QuantityRole | None  # what the reader took it for; None if it found none


def list_figures_left(plan: MatchingPaper, targets: Iterable[PrintedFigure]) -> list[FigureLeft]:
    """Return the figures of a plan outside its targets, in text order; they overlap neither each other nor a target."""
    spans = sorted((figure.place.start, figure.place.end) for figure in targets)
    taken = [*spans, *_parts_of_targets(plan, spans)]
    out: list[FigureLeft] = []
    for rows in (_read(plan), _measured(plan), _printed(plan.text)):
        apart = _FreeSpans(taken)
        new = [found for found in rows if apart.add(found.start, found.end)]
        taken = apart.spans
        out.extend(_figure(plan, found) for found in new)
    return sorted(out, key=lambda left: left.figure.place.start)


def _parts_of_targets(plan: MatchingPaper, targets: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the figures that only say what a target of their clause counts: 亿元以上项目20个, 65岁以上老人体检率70%."""
    starts = [start for start, _ in targets]
    for quantity in plan.reading.quantities:
        if quantity.role == "other" or is_class_threshold(plan.text, quantity):
            near = plan.text[max(quantity.start - _CLAUSE, 0) : quantity.start]
            first = quantity.start - len(_ENDS.split(near)[-1])
            last = quantity.end + len(_ENDS.split(plan.text[quantity.end : quantity.end + _CLAUSE])[0])
            if bisect_left(starts, first) < bisect_left(starts, last):
                yield quantity.start, quantity.end


class _FreeSpans:
    """Spans that do not overlap, in order; ``add`` must be called in text order."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self.before = sorted(spans)
        self.starts = [start for start, _ in self.before]
        self.added: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> bool:
        """Add a span if it overlaps none; return whether it was added."""
        at = bisect_right(self.starts, start) - 1
        free = at < 0 or self.before[at][1] <= start
        free = free and (at + 1 >= len(self.before) or self.before[at + 1][0] >= end)
        free = free and not (self.added and self.added[-1][1] > start)
        if free:
            self.added.append((start, end))
        return free

    @property
    def spans(self) -> list[tuple[int, int]]:
        return self.before + self.added


def _figure(plan: MatchingPaper, found: _PlanFigure) -> FigureLeft:
    place = QuotedPlace(plan.name, found.start, found.end, plan.text[found.start : found.end])
    return FigureLeft(PrintedFigure(place, found.value, found.upper, found.unit, found.bound), found.role)


def _read(plan: MatchingPaper) -> Iterator[_PlanFigure]:
    """Yield the figures of the reader, in text order."""
    for quantity in sorted(plan.reading.quantities, key=lambda quantity: quantity.start):
        yield _found(quantity)


def _measured(plan: MatchingPaper) -> Iterator[_PlanFigure]:
    """Yield what the grammar of amounts finds in all lines, also where the reader saw a heading or a note."""
    counted = {heading.end for heading in plan.reading.headings if _ends_in_count(plan.text, heading.end)}
    at = 0
    for line in plan.text.splitlines(keepends=True):
        for amount in scan_amounts(plan.text, at, at + len(line.rstrip())):
            unit = amount.unit
            if unit is not None and not _is_time(unit) and amount.end + 1 not in counted:
                yield _found(amount)
        at += len(line)


def _is_time(unit: str) -> bool:
    return unit == "工作日" or unit_family(unit) in _NO_FIGURE


def _ends_in_count(text: str, end: int) -> bool:
    return _COUNT_OF_HEADING.search(text, max(end - _LONGEST, 0), end) is not None


def _found(amount: Quantity | MeasuredAmount) -> _PlanFigure:
    upper = None if amount.upper is None else Fraction(amount.upper)
    role = amount.role if isinstance(amount, Quantity) else None
    return _PlanFigure(amount.start, amount.end, Fraction(amount.value), upper, amount.unit, amount.bound, role)


def _printed(text: str) -> Iterator[_PlanFigure]:
    """Yield each Arabic number with a unit of the lexicon behind it, whatever stands around it."""
    for hit in _plain_pattern().finditer(text):
        number = hit["number"].translate(_WIDE).replace(",", "")
        unit = canonical_unit(hit["unit"].translate(_WIDE))
        if _is_time(unit) or unit in _dated() or is_unit_misread(unit, text, hit.end(), len(text)):
            continue
        yield _PlanFigure(hit.start(), hit.end(), Fraction(number) * SIZES[hit["size"] or ""], None, unit, "eq", None)


@cache
def _dated() -> frozenset[str]:
    """Return the words after which a number is a date, an ordinal, a rank or a length of time."""
    table = load_lexicon_table("units")
    return frozenset(" ".join((table["stops"], table["time"], table["sets"])).split())


@cache
def _plain_pattern() -> re.Pattern[str]:
    table = load_lexicon_table("units")
    words = {*table["counts"].split(), *_dated(), *measure_unit_names(), *unit_aliases(), "%", "％", "‰"}
    units = trie_pattern(word for word in words if not word.isascii() or word == "%")
    sizes = "|".join(sorted((size for size in SIZES if size), key=len, reverse=True))
    digit = "[0-9０-９]"
    return lazy_pattern(
        rf"(?<![第0-9０-９A-Za-z.．,，〔\[/-])(?P<number>{digit}{{1,12}}(?:[,，]{digit}{{3}}(?!{digit})){{0,4}}(?:[.．]{digit}{{1,6}})?)"
        rf"\s?(?P<size>{sizes})?[多余]?(?P<unit>{units})"
    )
