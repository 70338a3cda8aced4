"""The checks of names and of commits see what they are for."""

from __future__ import annotations

import ast
import re

import pytest

import commits
import names


@pytest.mark.parametrize(
    ("message", "lines", "fault"),
    [
        ("Say why\n", 49, ""),
        ("Say why\n\nBecause nobody else would.\n", 500, ""),
        ("Say why\n", 50, "it changes 50 lines and has no body that says why"),
        ("x" * 73, 1, "its subject has more than 72 characters"),
        ("Say\nwhy\n", 1, "a blank line stands between subject and body"),
    ],
)
def test_a_commit_says_what_and_why(message: str, lines: int, fault: str) -> None:
    assert list(commits.commit_faults(message, lines)) == ([fault] if fault else [])


def test_what_programs_write_counts_for_no_line() -> None:
    numstat = "30\t5\tsrc/a.py\n400\t3\tsrc/locale/django.po\n-\t-\tdocs/x.png\n90\t90\trequirements-dev.txt\n"
    assert commits.changed_lines(numstat) == 35


def test_names_are_counted_where_they_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "class Line: ...\ndef told(): ...\ndef list_rows():\n    return [one for one in ()]\n"
    monkeypatch.setattr(names, "modules", lambda: [(f"{at}.py", ast.parse(source)) for at in "abc"])
    counts, _behind = names.count_names()
    assert counts == {
        "public_functions": 6,
        "one_word_functions": 3,
        "names_in_three_modules": 2,
        "loops_over_one": 3,
        "doubled_classes": 1,
    }


def test_the_glossary_names_classes_that_are_there() -> None:
    rows = [row.split("|") for row in (names.ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if "|" in row]
    said = {word for row in rows for word in re.findall(r"`([A-Z][A-Za-z]+)`", row[2])}
    there = {node.name for _path, tree in names.modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert said - there == set()
    assert len(said) > 60
