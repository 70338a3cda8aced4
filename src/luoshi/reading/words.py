"""Load the reader's words: tables of ``lexicon/*.toml`` and the regular expressions made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pkgutil import get_data
from typing import Any, TypeAlias, cast

Trie: TypeAlias = "dict[str, Trie]"  # character → what may follow; "" where a word may end


@cache
def load_lexicon_table(name: str) -> dict[str, Any]:
    """Return the table ``lexicon/NAME.toml`` unchanged."""
    return tomllib.loads((get_data("luoshi.reading", f"lexicon/{name}.toml") or b"").decode())


def trie_pattern(words: Iterable[str]) -> str:
    """Return an expression that matches the longest of ``words`` at a position.

    The words share their beginnings, so a position that fits none fails after one character; a plain alternation of a
    thousand words would be tried word by word.
    """
    root: Trie = {}
    for word in words:
        node: Trie = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(root)


def _branch(node: Trie) -> str:
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


class CompiledPattern:
    """A compiled expression: using it takes a third less time than one that may not be compiled yet."""


class _Later(CompiledPattern):
    """Placeholder for an expression; first use compiles it, and afterwards its methods are that expression's."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __getattr__(self, name: str) -> Any:
        made = re.compile(self.source)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "pattern", "groupindex"):
            setattr(self, method, getattr(made, method))
        self.__class__ = CompiledPattern  # type: ignore[assignment]  # nothing is left to intercept
        return getattr(made, name)


def lazy_pattern(source: str) -> re.Pattern[str]:
    """Return an expression that is compiled on first use: a set of Chinese characters takes 35 µs to compile, a range
    of them 500, and a page needs only half of the expressions."""
    return cast("re.Pattern[str]", _Later(source))


def lexicon_classes(name: str) -> dict[str, tuple[str, ...]]:
    """Return the classes of a lexicon file that has only classes: class name → its words, in file order."""
    return {key: tuple(words) for key, words in load_lexicon_table(name).items()}


def grouped_trie_pattern(words: Iterable[str]) -> str:
    """Return ``trie_pattern`` grouped, for use inside a longer expression."""
    return f"(?:{trie_pattern(words)})"


def trie_branches(words: Iterable[str]) -> str:
    """Return ``trie_pattern`` without its outer group, as the first of a list of alternatives.

    If each branch of an expression begins with one character, the search knows where it may begin: 4 ns a character of
    text instead of 40. So a lookbehind is better placed after that character.
    """
    made = trie_pattern(words)
    return made[3:-1] if made.startswith("(?:") else made


def bucketed_pattern(words: Iterable[str], size: int = 32) -> str:
    """Return an expression like ``trie_pattern``, for hundreds of words at a known position.

    Each first character is tried in turn, 2 ns each; so the words are grouped, and one set selects each group.
    """
    groups = (f"(?=[{any_char(word[0] for word in some)}]){trie_pattern(some)}" for some in _parted(words, size))
    return f"(?:{'|'.join(groups)})"


def _parted(words: Iterable[str], size: int) -> list[list[str]]:
    """Return the words in groups of at most ``size`` first characters each, in order."""
    words = sorted(set(words))
    first = sorted({word[0] for word in words})
    opens = [first[at : at + size] for at in range(0, len(first), size)]
    return [[word for word in words if some[0] <= word[0] <= some[-1]] for some in opens]


def anywhere_pattern(words: Iterable[str], parts: int = 6) -> str:
    """Return an expression that finds the longest of hundreds of ``words`` anywhere.

    It matches what ``trie_pattern`` does. One character in four opens some word, and each such position would try every
    opening. So positions are tested by two characters, first all together and then in a few groups of words. For 550
    words a sentence of 40 characters takes 1.4 µs instead of 3.8.
    """
    words = set(words)
    single = [word for word in words if len(word) == 1]
    longer = [word for word in words if len(word) > 1]
    first, second = any_char(word[0] for word in longer), any_char(word[1] for word in longer)
    heads, groups = ([f"[{first}][{second}]"] if longer else []), []
    for some in _parted(longer, -(-len({word[0] for word in longer}) // parts) or 1):
        two = f"[{any_char(word[0] for word in some)}][{any_char(word[1] for word in some)}]"
        groups.append(f"(?={two})(?:{trie_pattern(some)})")
    if single:
        groups.append(f"[{any_char(single)}]")
        heads.append(groups[-1])
    return f"(?={'|'.join(heads)})(?:{'|'.join(groups)})"


def any_char(chars: Iterable[str]) -> str:
    """Return the inside of a character set, each character once."""
    return "".join(re.escape(char) for char in sorted(set(chars)))
