"""What `make check` refuses of regular expressions, and what it lets through (tools/runaway.py)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "tools"))

from expressions import faults


def refused(pattern: str, *ways: str) -> bool:
    return bool(faults(pattern, 0, ways))


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\w+:)?author",
        r"((?:\w+:)?(?:author|initials)\s*=)",
        r"\s*<html",
        r"\s+$",
        r"[^,]*$",
        r"(?:x|\w+:)y",
        r"(?=.*z)x",
        r"\w+(?=:)",
        r"(?:\w+\s?)+!",
        r"(?:a|a{1,3})*b",
        r"a(?:(?:b+)+c)*d",
    ],
)
def test_what_can_cost_more_than_its_text_is_long_is_refused(pattern: str) -> None:
    assert refused(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\w{1,9}:)?author",
        r"(?:author|initials)\s*=",
        r"<(?:\w+:)?author\b[^<>]*>",
        r"(?<!\s)\s+$",
        r"\b\w+:",
        r"^\s*<html",
        r"\w+",
        r"[0-9]+:|[0-9]++|x",
        r"(?:\\.|[^\\()])*",
    ],
)
def test_what_is_linear_or_bounded_is_let_through(pattern: str) -> None:
    assert not refused(pattern)


def test_how_an_expression_is_asked_counts() -> None:
    assert refused(r"\s*<html", "search") and not refused(r"\s*<html", "match")
    assert refused(r"(?:a+)+", "fullmatch") and not refused(r"(?:a+)+", "match")
