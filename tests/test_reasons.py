"""A test of many things says in one line why it failed."""

from __future__ import annotations

import pytest

from reasons import LONGEST, nothing, reason


def test_the_first_of_what_was_found_and_how_much_more_there_is() -> None:
    assert reason({"rights": [("clerk", 404), ("head", 200)], "scripts": [], "broken": ["a\nform"]}) == (
        "rights: ('clerk', 404) (and 2 more)"
    )
    assert [reason(nothing_found) for nothing_found in ({}, [], {"rights": [], "scripts": {}})] == ["", "", ""]


def test_it_is_one_line_of_bounded_length() -> None:
    said = reason(["x\n" * 10_000, "y"])
    assert "\n" not in said and len(said) < LONGEST + 20


def test_where_something_was_found_the_test_fails_and_else_it_goes_on() -> None:
    nothing({"rights": []})
    with pytest.raises(pytest.fail.Exception, match=r"^rights: 1 \(and 1 more\)$"):
        nothing({"rights": [1, 2]})
