"""Which heading stands above which, from their order and levels."""

from __future__ import annotations

from collections.abc import Sequence

from luoshi.reading.model import TextHeading


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
