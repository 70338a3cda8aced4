"""Which heading stands above which: one answer for the ledger's paths and for the duties in headings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.heading_tree import heading_parents, heading_paths
from luoshi.reading.model import TextHeading


def headings(*levels: int) -> list[TextHeading]:
    return [TextHeading(at, at + 1, "", level, "", "numbered") for at, level in enumerate(levels)]


def test_a_heading_stands_under_the_last_of_a_higher_level() -> None:
    some = headings(1, 2, 3, 2, 1, 3, 2)
    assert heading_parents(some) == [None, 0, 1, 0, None, 4, 4]
    assert heading_paths(some) == [(0,), (0, 1), (0, 1, 2), (0, 3), (4,), (4, 5), (4, 6)]


@given(st.lists(st.integers(1, 6), max_size=30))
def test_a_path_goes_through_the_parents_and_its_levels_fall(levels: list[int]) -> None:
    some = headings(*levels)
    for path, parent in zip(heading_paths(some), heading_parents(some), strict=True):
        assert (path[-2] if len(path) > 1 else None) == parent
        assert [some[at].level for at in path] == sorted({some[at].level for at in path})
