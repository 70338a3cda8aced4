"""Which version of a list holds for a unit on a day, what a code is called by it, and what no version may do."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.code_lists.rules import (
    CodeListRow,
    ListVersionData,
    VersionChange,
    in_force,
    last_row,
    made_code,
    version_changes,
    version_faults,
)

FIRST = date(2026, 1, 1)
TREE = [1, 2, 3]  # 3 stands beneath 2, which stands beneath 1


def nearest(depth: int) -> list[int | None]:
    return [*TREE[:depth][::-1], None]


@st.composite
def histories(draw: st.DrawFn) -> list[ListVersionData]:
    """Versions for all, for three units one beneath the other, and for one beside them, set in any order."""
    rows = st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)
    some = draw(st.lists(st.tuples(st.sampled_from([None, 1, 2, 3, 9]), st.integers(0, 9), rows), max_size=6))
    return [
        ListVersionData(
            pk, unit, FIRST + timedelta(days=day), tuple(CodeListRow(code, f"{code}{pk}") for code in codes)
        )
        for pk, (unit, day, codes) in enumerate(some, 1)
    ]


@given(histories(), st.integers(0, 3), st.integers(0, 12))
def test_the_nearest_unit_above_that_has_one_decides_and_there_the_latest(
    versions: list[ListVersionData], depth: int, after: int
) -> None:
    day = FIRST + timedelta(days=after)
    expected = None
    for unit in [None, *TREE[:depth]]:  # from the top down: whoever is nearer takes the other's place
        of_unit = [version for version in versions if version.unit == unit and version.start <= day]
        if of_unit:
            expected = max(of_unit, key=lambda one: (one.start, one.pk))
    assert in_force(versions, nearest(depth), day) == expected


@given(histories(), st.integers(0, 3), st.integers(0, 9), st.integers(0, 9))
def test_a_later_version_changes_no_earlier_day(
    versions: list[ListVersionData], depth: int, start: int, before: int
) -> None:
    if before >= start:
        return
    day, later = (
        FIRST + timedelta(days=before),
        ListVersionData(99, TREE[0], FIRST + timedelta(days=start), (CodeListRow("z", "Z"),)),
    )
    assert in_force([*versions, later], nearest(depth), day) == in_force(versions, nearest(depth), day)


@given(histories(), st.integers(0, 3), st.integers(0, 12), st.sampled_from("abc"), st.booleans())
def test_a_code_that_somebody_knows_always_has_a_word_and_in_force_it_is_that_ones(
    versions: list[ListVersionData], depth: int, after: int, code: str, declared: bool
) -> None:
    day = FIRST + timedelta(days=after)
    found = last_row(code, versions, nearest(depth), day, declared)
    known = declared or any(row.code == code for version in versions for row in version.rows)
    assert (found is not None) is known
    now = in_force(versions, nearest(depth), day)
    if now and (row := next((current_row for current_row in now.rows if current_row.code == code), None)):
        assert found == row


def test_what_was_taken_out_keeps_the_word_that_it_had_last() -> None:
    old = ListVersionData(1, None, FIRST, (CodeListRow("a", "Alpha"), CodeListRow("b", "Beta")))
    renamed = ListVersionData(2, None, FIRST + timedelta(days=5), (CodeListRow("a", "Anna"), CodeListRow("b", "Beta")))
    without = ListVersionData(3, None, FIRST + timedelta(days=9), (CodeListRow("b", "Beta"),))
    every = [without, old, renamed]
    words = [last_row("a", every, [None], FIRST + timedelta(days=n), True) for n in (-1, 0, 5, 9, 20)]
    assert [row and row.word for row in words] == ["", "Alpha", "Anna", "Anna", "Anna"]  # "": as the program calls it


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", "Alpha", False), ("b", "Beta", True)], []),
        ([("a", "Alpha", False), ("B", "Beta", True)], [("code", 1, "B")]),
        ([("a", "Alpha", False), ("c" * 41, "Beta", True)], [("code", 1, "c" * 41)]),
        ([("a", "Alpha", False), ("a", "Beta", True)], [("twice", 1, "a")]),
        ([("a", "Alpha", False), ("gone", "Beta", True)], [("used", 1, "gone")]),
        ([("a", "Alpha", False), ("gone", "Beta", False)], []),  # it comes back
        ([("a", "", False)], [("word", 0, "a")]),
        ([("a", "Alpha", False), ("b", "Alpha", True)], [("same_word", 1, "Alpha")]),
        ([("b", "Beta", True)], [("fixed", None, "a")]),
    ],
)
def test_what_no_version_may_do(rows: list[tuple[str, str, bool]], expected: list[tuple[str, int | None, str]]) -> None:
    given_rows = [(CodeListRow(code, word), word, new) for code, word, new in rows]
    found = list(version_faults(given_rows, {"a", "gone"}, ["a"]))
    assert [(fault.code, fault.row, fault.what) for fault in found] == expected


def test_a_list_has_an_end() -> None:
    rows = [(CodeListRow(f"c{n}", f"C{n}"), f"C{n}", True) for n in range(201)]
    assert [fault.code for fault in version_faults(rows, (), ())] == ["many"]


@given(st.sets(st.from_regex(r"item_[0-9]{1,3}|[a-z]{1,8}", fullmatch=True)))
def test_a_code_that_is_made_was_never_used(known: set[str]) -> None:
    assert made_code(known) not in known


@given(st.permutations("abcde"))
def test_no_more_items_are_moved_than_explain_the_order(order: list[str]) -> None:
    was = [(CodeListRow(code), code) for code in "abcde"]
    now = [(CodeListRow(code), code) for code in order]
    moved = {change.code for change in version_changes(was, now, ()) if change.sort == "moved"}
    stayed = [code for code in order if code not in moved]
    assert stayed == sorted(stayed)
    longer = (some for some in combinations(order, len(stayed) + 1) if list(some) == sorted(some))
    assert next(longer, None) is None


def test_each_thing_that_changes_is_said_once() -> None:
    was = [
        (CodeListRow("a", "Alpha", {"points": "1"}), "Alpha"),
        (CodeListRow("b", "Beta"), "Beta"),
        (CodeListRow("c"), "C"),
    ]
    now = [
        (CodeListRow("c"), "C"),
        (CodeListRow("a", "Anna", {"points": "2"}), "Anna"),
        (CodeListRow("d", "Delta"), "Delta"),
    ]
    found = version_changes(was, now, ("points",))
    assert sorted(found, key=lambda one: (one.sort, one.code)) == [
        VersionChange("added", "d", now="Delta"),
        VersionChange("moved", "c", now="C") if found[-1].code == "c" else VersionChange("moved", "a", now="Anna"),
        VersionChange("removed", "b", was="Beta"),
        VersionChange("renamed", "a", "Alpha", "Anna"),
        VersionChange("valued", "a", "1", "2", "points"),
    ]
