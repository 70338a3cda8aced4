"""What a name in a cell may mean: the same for units, people, posts and records. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST_OFFERED = 20  # rows offered for one word
# What stands between 、 , ; and line breaks, but for those in brackets, and the comma of “Co., Ltd”.
_NAME = re.compile(
    r"(?:[^、，,;；\r\n（(]|（[^（）\r\n]{0,60}）|\([^()\r\n]{0,60}\)|[（(]|,(?=\s{0,2}(?:ltd|inc|llc)\b))+",
    re.IGNORECASE,
)
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class NameMatches(Generic[T_co]):
    """The rows that a word may mean, among those that the person may see.

    Attributes:
        exact: rows with exactly this number or code; if there are none, with exactly this name; else with this alias.
        spoken: rows whose pinyin initials are exactly these, if the word can be initials.
        near: rows whose name contains the word; they are offered, never taken.
    """

    exact: tuple[T_co, ...] = ()
    spoken: tuple[T_co, ...] = ()
    near: tuple[T_co, ...] = ()

    @property
    def only(self) -> T_co | None:
        """The one row that is meant; None if that is not certain."""
        some = self.exact or self.spoken
        return some[0] if len(some) == 1 else None

    def list_offered(self) -> tuple[T_co, ...]:
        """The rows from which a person chooses, the likeliest first."""
        return tuple(dict.fromkeys([*self.exact, *self.spoken, *self.near]))[:MOST_OFFERED]


@dataclass(frozen=True)
class NamedRow(Generic[T]):
    """A row with all by which it is known.

    Attributes:
        names: names by rank: those of the first rank count before those of the next.
        initials: the pinyin initials, in each reading.
        parts: names of which a part is enough to offer the row.
    """

    row: T
    names: Sequence[Collection[str]]
    initials: Collection[str] = ()
    parts: Collection[str] = ()


def split_cell_names(words: str) -> list[str]:
    """Return the names that one cell lists, each once: between 、 , ; and line breaks, except in brackets."""
    parts = (" ".join(part.split()) for part in _NAME.findall(words))
    return list(dict.fromkeys(part for part in parts if part))


def fold_name(words: str) -> str:
    """Return a name in its form for comparison: NFKC, without case, blanks and invisible characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    return "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign) != "Cf")


def may_be_initials(words: str) -> bool:
    """Whether a word can be the pinyin initials of a name: at least two Latin letters or digits, one a letter."""
    folded = fold_name(words)
    return len(folded) > 1 and folded.isascii() and folded.isalnum() and not folded.isdecimal()


def match_names(words: Iterable[str], rows: Iterable[NamedRow[T]]) -> dict[str, NameMatches[T]]:
    """Return for each word the rows that it may mean; a word that means none has no matches."""
    ranks: list[dict[str, list[T]]] = []
    spoken: dict[str, list[T]] = {}
    parts: list[tuple[str, T]] = []
    for named in rows:
        for rank, names in enumerate(named.names):
            if rank == len(ranks):
                ranks.append({})
            for name in {fold_name(name) for name in names if name}:
                ranks[rank].setdefault(name, []).append(named.row)
        for initials in named.initials:
            spoken.setdefault(initials, []).append(named.row)
        parts += [(fold_name(name), named.row) for name in named.parts if name]
    return {word: _matches(fold_name(word), ranks, spoken, parts) for word in dict.fromkeys(words)}


def _matches(
    word: str,
    ranks: Sequence[Mapping[str, list[T]]],
    spoken: Mapping[str, list[T]],
    parts: Sequence[tuple[str, T]],
) -> NameMatches[T]:
    exact = next((found for rank in ranks if (found := rank.get(word))), [])
    if exact or not word:
        return NameMatches(tuple(exact))
    said = spoken.get(word, []) if may_be_initials(word) else []
    near = [row for name, row in parts if len(word) > 1 and word in name]
    return NameMatches((), tuple(said), tuple(near[: MOST_OFFERED + 1]))
