"""The vocabulary of matching: synonyms used by offices, words that say little, and stages of processes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import Any

from luoshi.matching.directions import Ways, load_direction_words
from luoshi.reading.words import anywhere_pattern

WHOLE, REST = "全", "各"  # the whole area and the rest of it, in ``Lexicon.named_areas``
LONGEST = 40  # maximum characters of a word that an office adds
_WAYS = ("less", "more")  # an office's lists besides ``same``
_WORD, _IDEA = 0.35, 2.0
_BESIDE = 8  # characters beside a number in which the noun stands that it counts
_LETTERS = re.compile(r"[A-Za-z][A-Za-z.&+-]*")
_HAN = re.compile(r"[一-鿿]+")
_QUOTES = str.maketrans("", "", "“”《》‘’\"'·〈〉「」")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The vocabulary, ready for use.

    Attributes:
        same: a word → the name of its idea.
        little: ideas and words with little weight.
        stages: a word → its stage: (course, rank, whether that rank is not yet a result).
    """

    same: Mapping[str, str]
    little: frozenset[str]
    nothing: frozenset[str]
    stages: Mapping[str, tuple[tuple[str, int, bool], ...]]
    narrow: frozenset[str]
    weak: frozenset[str]
    told: Mapping[str, str]  # another word for a narrowing word → that word
    known: frozenset[str]  # all words except those that only narrow or only hide a stage
    pattern: re.Pattern[str]
    ways: Ways  # words that say whether more or less is better
    unsaid: Mapping[str, str]  # a noun → "people" or "money", where its number has no unit
    unsaid_nouns: re.Pattern[str]
    areas: Mapping[str, str]  # a word for a part of the area, or for all of it → the part's first name, or ``WHOLE``
    area_words: re.Pattern[str]

    def surfaces(self, text: str) -> dict[str, str]:
        """Return the ideas in a passage → the word used for each."""
        hits = self.pattern.finditer(text.translate(_QUOTES))
        return {self.same[hit[0]]: hit[0] for hit in hits if hit[0] in self.same}

    def terms(self, text: str) -> dict[str, float]:
        """Return what a passage is about: ideas and, for unknown words, pairs of characters, with their weights.

        ``新增高企18家`` → ``{"高新技术企业": 3.0}``. Word order, figures and empty words are left out.
        """
        found: dict[str, float] = {}
        text = text.translate(_QUOTES)
        for letters in _LETTERS.findall(text):
            if letters not in self.same and len(letters) > 1:
                found[letters.lower()] = 1.5
        at = 0
        for hit in self.pattern.finditer(text):
            self._pairs(text[at : hit.start()], found)
            at = hit.end()
            word = hit[0]
            if word not in self.known:
                self._pairs(word, found)
                continue
            if word not in self.same and word in self.stages:
                course, rank, _ = self.stages[word][0]
                found[f"{course}{rank}"] = 1.0
                continue
            if word not in self.same and word in self.nothing:
                continue
            idea = self.same.get(word, word)
            found[idea] = _WORD if idea in self.little else _IDEA + 0.25 * max(0, len(idea) - 2)
        self._pairs(text[at:], found)
        return found

    def _pairs(self, text: str, found: dict[str, float]) -> None:
        for run in _HAN.findall(text):
            if len(run) == 1:
                found.setdefault(run, 0.3)
            for at in range(len(run) - 1):
                found.setdefault(run[at : at + 2], 1.0)

    def narrowing_words(self, text: str) -> frozenset[str]:
        """Return the words in a passage that narrow what is counted, unless they are part of an idea's name."""
        return frozenset(
            hit[0]
            for hit in self.pattern.finditer(text)
            if hit[0] in self.narrow and text[hit.start() - 1 : hit.start()] not in ("进", "下", "入")
        )

    def broader(self, text: str) -> frozenset[str]:
        """Return the narrowing words that a passage expresses by other words: 行政村 means 农村."""
        return frozenset(word for other, word in self.told.items() if other in text)

    def stage(self, text: str) -> dict[str, tuple[int, bool]]:
        """Return the stages in a passage: course → (rank, open).

        The earliest rank counts (申报…认证9个 is applied for). If one word directly follows another, the last counts
        (评审认定). A word that is part of an idea's name is not a stage: 技术合同 is not a contract about something.
        """
        out: dict[str, tuple[int, bool]] = {}
        ends: dict[str, int] = {}
        for hit in self.pattern.finditer(text.translate(_QUOTES)):
            for course, rank, unfinished in self.stages.get(hit[0], ()):
                if course not in out or rank < out[course][0] or ends[course] == hit.start():
                    out[course] = (rank, unfinished)
                    ends[course] = hit.end()
        return out

    def named_areas(self, text: str) -> frozenset[str]:
        """Return the parts of a town's or county's area that a passage names: 主城区 → 城区, 全县 → ``WHOLE``."""
        return frozenset(self.areas[word] for word in self.area_words.findall(text) if word in self.areas)

    def unsaid_family(self, left: str, right: str) -> str | None:
        """Return what a number without a unit counts, ``people`` or ``money``, by the noun behind it or before it."""
        behind = self.unsaid_nouns.search(right, 0, _BESIDE)
        if behind:
            return self.unsaid[behind[0]]
        before = self.unsaid_nouns.findall(left[-_BESIDE:])
        return self.unsaid[before[-1]] if before else None


def character_bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text, without punctuation."""
    return frozenset(run[at : at + 2] for run in _HAN.findall(text.translate(_QUOTES)) for at in range(len(run) - 1))


@cache
def load_standard_lexicon() -> Lexicon:
    """Return the lexicon shipped with the program."""
    return build_matching_lexicon(_tables())


def _tables() -> dict[str, Any]:
    same, others, better = (
        tomllib.loads((get_data("luoshi.matching", f"lexicon/{name}.toml") or b"").decode())
        for name in ("same", "things", "ways")
    )
    return {**others, "same": same, "ways": better}


def extend_lexicon(own: Mapping[str, Any]) -> Lexicon:
    """Return the lexicon extended by an office's own lines.

    Args:
        own: a table ``same`` of lists, or of groups of lists, of lines; lists ``less`` and ``more`` of words for things
            for which less or more is better.

    Raises:
        ValueError: wrong form, or a word longer than ``LONGEST``; the message is the name of the entry.
    """
    table = _tables()
    for name, lines in own.items():
        if name in _WAYS:
            if not isinstance(lines, list) or not all(isinstance(line, str) and _usable(line) for line in lines):
                raise ValueError(name)
            words = " ".join(lines).translate(_QUOTES).split()
            table["ways"] = _told(table["ways"], name, words)
            continue
        if name != "same" or not isinstance(lines, Mapping | list):
            raise ValueError(str(name))
        groups = lines if isinstance(lines, Mapping) else {"own": lines}
        for group, words in groups.items():
            if not isinstance(words, list) or not all(isinstance(line, str) and _usable(line) for line in words):
                raise ValueError(f"same.{group}")
            table["same"][f"own.{group}"] = [line.translate(_QUOTES) for line in words]
    return build_matching_lexicon(table, joined=True)


def _told(table: Mapping[str, str], name: str, words: list[str]) -> dict[str, str]:
    """Return the lists of direction words; a word of the office is only in its list."""
    rest = {tells: [word for word in row.split() if word not in words] for tells, row in table.items()}
    rest[name] += words
    return {tells: " ".join(row) for tells, row in rest.items()}


def _usable(line: str) -> bool:
    words = line.translate(_QUOTES).split()
    return bool(words) and all(len(word) <= LONGEST for word in words)


def build_matching_lexicon(table: Mapping[str, Any], joined: bool = False) -> Lexicon:
    """Build a lexicon from the table of a file.

    A word in a later line belongs to that line's idea. With ``joined``, a line of the groups ``own.…`` that names words
    of several ideas merges them (青苗企业 高企: a 青苗企业 is a 高新技术企业).
    """
    same: dict[str, str] = {}
    for group, lines in table["same"].items():
        for line in lines:
            names = line.split()
            ideas = [same[word] for word in names if word in same]
            idea = (ideas or names)[0] if joined and group.startswith("own.") else same.get(names[0], names[0])
            for word in [idea, *names]:
                same[word] = idea
            if joined and len({*ideas}) > 1:
                same = {word: idea if other in ideas else other for word, other in same.items()}
    little, nothing = frozenset(table["little"]["words"].split()), frozenset(table["nothing"]["words"].split())
    weak = frozenset(table["narrow"]["weak"].split())
    narrow = frozenset(table["narrow"]["words"].split()) | weak
    told = {other: line.split()[0] for line in table["narrow"]["told"] for other in line.split()[1:]}
    stages: dict[str, tuple[tuple[str, int, bool], ...]] = {}
    masks = table["stages"]["masks"].split()
    for course, rows in table["stages"].items():
        if course == "masks":
            continue
        for rank, words in enumerate(rows["ranks"]):
            for word in words.split():
                stages[word] = (*stages.get(word, ()), (course, rank, rank in rows["open"]))
    known = frozenset({*same, *little, *nothing, *stages})
    pattern = re.compile(anywhere_pattern({*known, *narrow, *masks}))
    areas = {word: line.split()[0] for line in table["areas"]["parts"] for word in line.split()}
    areas |= dict.fromkeys(table["areas"]["whole"].split(), WHOLE) | dict.fromkeys(table["areas"]["rest"].split(), REST)
    unsaid = {word: family for family, words in table["unsaid"].items() for word in words.split()}
    return Lexicon(
        same, little, nothing, stages, narrow, weak, told, known, pattern, load_direction_words(table["ways"]),
        unsaid, re.compile(anywhere_pattern(set(unsaid))), areas,
        re.compile(anywhere_pattern({*areas, *table["areas"]["masks"].split()})),
    )  # fmt: skip
