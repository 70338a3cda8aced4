"""Makers of texts: anything at all, and pieces of official prose put together wrongly."""

from __future__ import annotations

import tomllib
from pathlib import Path

from hypothesis import strategies as st

# fmt: off
SPACES = ("\n", "\n\n", "\r\n", "\r", "\x85", "\u2028", "\x0b", "\x0c", "\t", " ", "\u3000", "\xa0", "\u200b", "\ufeff")
ODD = (
    "\0", "\u202e", "\u200f", "😀", "👨\u200d👩\u200d👧", "ﬁ", "ﷺ", "e\u0301", "Ⅳ", "㈱", "㎡", "𠮷", "\uffff",
    "\U0010ffff", "\x1b[31m", "<b>", "&nbsp;", "\ud800", "\udfff",
)
# fmt: on
_TABLE = tomllib.loads(Path(__file__).with_name("official_texts.toml").read_text(encoding="utf-8"))
_WORDS = {name: words.split() for name, words in _TABLE.items() if isinstance(words, str)}


def _any(*names: str) -> st.SearchStrategy[str]:
    return st.sampled_from([word for name in names for word in _WORDS[name]])


piece = st.one_of([*(_any(name) for name in _WORDS), st.sampled_from(SPACES), st.sampled_from(ODD)])
figure = st.builds("".join, st.tuples(_any("verbs"), _any("numbers"), _any("units")))
clause = st.builds("".join, st.tuples(_any("times"), _any("offices"), _any("verbs"), figure, _any("marks")))
line = st.builds("".join, st.lists(st.one_of(clause, figure, piece), min_size=1, max_size=8))
_whole_line = st.sampled_from([*_TABLE["rows"], *_TABLE["furniture"]]).map("\n{}\n".format)
# Pieces in any order, and clauses in an order that reads like prose: both with every kind of line break.
prose = st.builds("".join, st.lists(st.one_of(line, st.sampled_from(SPACES), _whole_line), max_size=12))
anything = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)


def spoiled(lines: list[str]) -> st.SearchStrategy[str]:
    """Texts made of some of ``lines`` in any order, each perhaps cut short or with a piece put into it."""

    @st.composite
    def one(draw: st.DrawFn) -> str:
        words = draw(st.sampled_from(lines))
        at = draw(st.integers(0, len(words)))
        match draw(st.integers(0, 3)):
            case 0:
                return words
            case 1:
                return words[:at]
            case 2:
                return words[at:]
            case _:
                return words[:at] + draw(piece) + words[at:]

    joints = st.sampled_from(["\n", "\n", "", "\r\n", " ", "；"])
    return st.lists(st.tuples(one(), joints), max_size=8).map(lambda pairs: "".join(a + b for a, b in pairs))
