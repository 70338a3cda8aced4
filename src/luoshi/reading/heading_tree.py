"""Which heading stands above which, from their order and levels."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.reading.markers import marker_at
from luoshi.reading.model import TextHeading, TextStatement

_INDENT = 8  # code points before a statement in which its line may begin


def heading_parents(headings: Sequence[TextHeading]) -> list[int | None]:
    """Return for each heading the index of the one above it; None at the top."""
    above: list[int] = []
    parents: list[int | None] = []
    for index, heading in enumerate(headings):
        while above and headings[above[-1]].level >= heading.level:
            above.pop()
        parents.append(above[-1] if above else None)
        above.append(index)
    return parents


def heading_paths(headings: Sequence[TextHeading]) -> list[tuple[int, ...]]:
    """Return for each heading the indices from the outermost above it down to itself."""
    paths: list[tuple[int, ...]] = []
    for index, parent in enumerate(heading_parents(headings)):
        paths.append((index,) if parent is None else (*paths[parent], index))
    return paths


def statement_headings(
    text: str, statements: Sequence[TextStatement], headings: Sequence[TextHeading]
) -> list[int | None]:
    """Return the heading of each statement, in the order of the text.

    An item that is a statement (2.办好培训班6期。) and what follows it belong under the heading above the one that it
    stands beside (1.做好普查。建立台账。), if its number is the next of the same series.

    Source: gold/GUIDE.md, "Headings": a note of duty never reaches the next item.
    """
    parents = heading_parents(headings)
    last: dict[int, int] = {}  # the last number beside a heading; 0: it has a list of its own below it
    left: set[int] = set()
    places: list[int | None] = []
    for statement in statements:
        place = statement.heading
        lead = text[max(0, statement.start - _INDENT) : statement.start].rstrip(" \t\u3000")
        begins_line = not lead or lead[-1] == "\n"
        mark = marker_at(text, statement.start, statement.end) if place is not None and begins_line else None
        if place is not None and mark and statement.row is None:
            beside = marker_at(text, headings[place].start, headings[place].end)
            if beside and beside.style == mark.style:
                before = last.get(place, beside.number)
                last[place] = mark.number if before and mark.number == before + 1 else 0
                left.update([place] if last[place] else [])
        places.append(parents[place] if place is not None and place in left else place)
    return places
