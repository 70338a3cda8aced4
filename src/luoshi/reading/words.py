"""The reader's words: tables of ``lexicon/*.toml`` and the regular expressions made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table ``lexicon/NAME.toml`` as it stands there."""
    return tomllib.loads((files(__package__) / "lexicon" / f"{name}.toml").read_text(encoding="utf-8"))


def trie(words: Iterable[str]) -> str:
    """A regular expression that matches the longest of ``words`` at a place.

    The words share their beginnings, so a place that fits none is left after one character: a plain
    alternation of a thousand words would be tried word by word.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(root)


def _branch(node: dict[str, Any]) -> str:
    ends = "" in node
    single: list[str] = []
    longer: list[str] = []
    for char, below in sorted(item for item in node.items() if item[0]):
        rest = _branch(below)
        (longer if rest else single).append(re.escape(char) + rest)
    parts = longer + ([single[0]] if len(single) == 1 else ["[" + "".join(single) + "]"] if single else [])
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not ends and not longer else "(?:" + "|".join(parts) + ")"
    return body + "?" if ends else body


def lexicon(name: str) -> dict[str, tuple[str, ...]]:
    """The classes of one lexicon file that has only classes: class name to its words, in the file's order."""
    return {key: tuple(words) for key, words in table(name).items()}


def alternatives(words: Iterable[str]) -> str:
    """The same as ``trie``, safe to stand inside a longer expression."""
    return f"(?:{trie(words)})"
