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


# What the check looks for, so that it is not found in this file.
LOOP = "[{0} for {0} in ()]".format("one")


def test_names_are_counted_where_they_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    methods = ("told", "_asked", "list_asked", "feed")
    source = "class Line:\n" + "".join(f"    def {method}(self): ...\n" for method in methods)
    source += f"def told(): ...\ndef list_rows():\n    return {LOOP}\n"
    beside = f"PROGRAM = 'print({LOOP})'\nclass Line: ...\ndef told():\n    return {LOOP}\n"
    monkeypatch.setattr(names, "modules", lambda: [(f"{at}.py", ast.parse(source)) for at in "abc"])
    monkeypatch.setattr(names, "programs_beside", lambda: [("tests/test_a.py", ast.parse(beside))])
    counts, behind = names.count_names()
    assert counts == {
        "public_functions": 6,
        "one_word_functions": 3,
        "names_in_three_modules": 2,
        "loops_over_one": 5,
        "doubled_classes": 1,
        "participle_methods": 6,
    }
    assert behind["participle_methods"][:2] == ["a.py: Line.told", "a.py: Line._asked"]
    assert behind["loops_over_one"][3:] == ["tests/test_a.py:1", "tests/test_a.py:4"]


def test_loops_are_looked_at_in_all_that_is_beside_the_product() -> None:
    assert {name.partition("/")[0] for name, _tree in names.programs_beside()} == {"tests", "tools", "bench", "gold"}


def test_the_glossary_names_classes_that_are_there() -> None:
    rows = [row.split("|") for row in (names.ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if "|" in row]
    said = {word for row in rows for word in re.findall(r"`([A-Z][A-Za-z]+)`", row[2])}
    there = {node.name for _path, tree in names.modules() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    assert said - there == set()
    assert len(said) > 60
