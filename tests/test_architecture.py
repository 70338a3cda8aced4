"""The document by which a stranger finds the code says where things are."""

from __future__ import annotations

import ast
import re

import pytest

import architecture

ROOT = architecture.ROOT
WORDS = architecture.DOCUMENT.read_text("utf-8")


LAYERS = ["models", "actions", "rules", "queries", "forms", "pages", "cards", "line", "kind", "urls"]
ANYWHERE = {
    *(f"{layer}.py" for layer in LAYERS),
    *(f"{layer}/" for layer in LAYERS),
    "templates/",
    "locale/",
    "locale/zh_Hans",
}
"""Names that every room may have."""


def test_every_place_that_it_names_is_there() -> None:
    words = WORDS.replace("ROOM", "site").replace("src/luoshi/**/locale/**/*.po", "src/luoshi/site/locale")
    quoted = set(re.findall(r"`([\w./*-]+)`", words)) - ANYWHERE
    places = {place for place in quoted if "/" in place or place.endswith((".py", ".md"))}
    gone = {place for place in places if not any((root / place).exists() for root in (ROOT, ROOT / "src/luoshi"))}
    assert gone == set() and len(places) > 100


def test_every_function_that_it_names_stands_in_the_file_named_before() -> None:
    pairs = re.findall(r"`([\w/]+\.py)`, `(\w+)`", WORDS)
    assert len(pairs) >= 6
    for path, name in pairs:
        tree = ast.parse((architecture.SOURCE / path).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{path} has no {name}"


def test_the_rooms_are_those_of_the_contract(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert architecture.main([]) == 0
    assert "kernel → org" in architecture.room_arrow() and "`kernel/steps`" in architecture.room_tables()
    monkeypatch.setattr(architecture, "room_layers", lambda: [["site"], ["org"]])
    assert architecture.main([]) == 1
    assert capsys.readouterr().out == (
        "out of date: architecture.md, CONTRIBUTING.md; write them anew: python tools/architecture.py --write\n"
    )


def test_each_room_and_topic_says_what_it_is() -> None:
    tables = architecture.room_tables()
    assert not re.findall(r"^\| `[\w/]+` \|  \|$", tables, re.M)
    rooms = {path.name for path in architecture.SOURCE.iterdir() if (path / "__init__.py").exists()}
    named = {room for layer in architecture.room_layers() for room in layer}
    assert rooms - named == {"schema"}
