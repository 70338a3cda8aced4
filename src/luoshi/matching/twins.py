"""Propose which tasks of other plans are likely the same as one's own. A person decides."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import islice
from pkgutil import get_data

from luoshi.figures.units import are_units_comparable
from luoshi.matching.likeness import in_unit
from luoshi.matching.model import AnswerReason
from luoshi.matching.signs import government_levels
from luoshi.matching.statements import strip_statement_lead
from luoshi.matching.words import Lexicon, character_bigrams, load_standard_lexicon

ENOUGH = 52  # per cent of likeness; less similar tasks are not proposed
_TELLING = 2.0  # minimum shared weight: a named thing, or two words in no lexicon
_DICE = 0.75  # weight of the Dice coefficient; the rest is the share of the shorter task that the longer one repeats
_FEW = 50  # fewer tasks than this do not show how common a word is
_LOOKED = 40  # tasks compared with each task
_CACHED = 60_000  # cache size for the words of tasks, about 60 MB
_MOSTLY = 0.8  # if all its words are common, this share of them must be repeated
_BESIDE = 0.75  # minimum likeness of a further proposal, relative to the best
_LEAST = 0.2  # minimum share of a task's words in another: less can never be enough
_MARKS = re.compile(r"[\s，,。；;、：:]+")
_YEAR = re.compile(r"(20\d\d)年")
_VILLAGE = re.compile(r"([一-鿿]{2}(?:(?<!乡)镇|(?<!城)乡(?![村镇])|街道|(?<![乡农])村))")

REASONS: Mapping[str, tuple[str, ...]] = {
    "same_words": (),
    "like_words": ("share",),
    "same_lead": ("unit",),
    "shared_unit": ("unit",),
    "same_figures": ("figures",),
    "figure_on_one_side": ("figures",),
}
"""All reasons for a proposal: message id → the values in its sentence."""


@dataclass(frozen=True, slots=True)
class TaskFigure:
    """A figure that a task asks for: its exact value in its unit ("" if it has none), and as printed."""

    value: Fraction
    unit: str
    quote: str


@dataclass(frozen=True, slots=True)
class PlanTask:
    """A task of a plan: its words, the year it is for, the units that owe it, the figures it asks for.

    ``lead`` and ``supports`` may name units by any stable key; empty: unknown.
    """

    words: str
    year: int | None = None
    lead: frozenset[str] = frozenset()
    supports: frozenset[str] = frozenset()
    figures: tuple[TaskFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Likely:
    """Two tasks that are likely the same: their indices in the input, their likeness in per cent, and the reasons."""

    one: int
    other: int
    share: int
    reasons: tuple[AnswerReason, ...]


@dataclass(frozen=True, slots=True)
class _Sense:
    """The meaning of a task: terms with their weights, and what must not differ."""

    text: str
    terms: Mapping[str, float]
    apart: tuple[frozenset[str], ...]  # years, levels, what narrows, villages: tasks that name different ones differ
    stages: frozenset[tuple[str, int]]


def find_likely_twins(
    ours: Sequence[PlanTask], others: Sequence[PlanTask], *, most: int = 3, lexicon: Lexicon | None = None
) -> list[Likely]:
    """List tasks of ``others`` that are likely the same as one of ``ours``, by ours in order, likeliest first.

    Two tasks are alike if they share many words, are of one year, are owed by a common unit, and have the same figures
    if both have any. What every plan says (加强组织领导) does not count. Costs the words of ours times their frequency
    in others: common words only update tasks found by rare ones.

    Args:
        most: maximum number of proposals for one task.
        lexicon: an office's own words; None for the standard ones.
    """
    return [twin for found in one_by_one(ours, others, most=most, lexicon=lexicon) for twin in found]


def one_by_one(
    ours: Sequence[PlanTask],
    others: Sequence[PlanTask],
    *,
    most: int = 3,
    first: int = 0,
    lexicon: Lexicon | None = None,
) -> Iterator[list[Likely]]:
    """Yield the same one task at a time from ``first`` on, so a long search shows results early and can be stopped."""
    words = lexicon or load_standard_lexicon()
    mine, theirs = [_sense(task.words, words) for task in ours], [_sense(task.words, words) for task in others]
    index = _Index(others, theirs, mine)
    for at in range(first, len(ours)):
        task, sense = ours[at], mine[at]
        alike: list[Likely] = []
        may = partial(_may, task, sense, others, theirs)
        near = ((shared, other) for shared, other in index.near(task, sense) if may(other))
        for shared, other in islice(near, _LOOKED):
            share = _share(shared, index.weight(sense), index.whole[other])
            if share >= ENOUGH:
                alike.append(Likely(at, other, share, _reasons(task, others[other], sense, theirs[other], share)))
        alike.sort(key=lambda one: (-one.share, one.other))
        yield [twin for twin in alike[:most] if twin.share >= _BESIDE * alike[0].share]


def mark_common_words(words: str, other: str, lexicon: Lexicon | None = None) -> list[tuple[str, bool]]:
    """Split the words into pieces and mark those that the other says too, by the same characters or another name."""
    lexicon = lexicon or load_standard_lexicon()
    said, ideas = character_bigrams(other), lexicon.surfaces(other)
    known = [False] * len(words)
    for at in range(len(words) - 1):
        if words[at : at + 2] in said:
            known[at] = known[at + 1] = True
    for idea, word in lexicon.surfaces(words).items():
        start = words.find(word) if idea in ideas else -1
        while start >= 0:
            known[start : start + len(word)] = [True] * len(word)
            start = words.find(word, start + 1)
    pieces: list[tuple[str, bool]] = []
    for letter, both in zip(words, known, strict=True):
        if pieces and pieces[-1][1] == both:
            pieces[-1] = (pieces[-1][0] + letter, both)
        else:
            pieces.append((letter, both))
    return pieces


class _Index:
    """An index of tasks by their words. A term weighs less the more tasks use it, not counting the pair itself."""

    def __init__(self, tasks: Sequence[PlanTask], rows: Sequence[_Sense], asking: Sequence[_Sense]) -> None:
        often: Counter[str] = Counter()
        for row in (*rows, *asking):
            often.update(row.terms.keys())
        many = max(len(rows) + len(asking), _FEW)
        self.tells = {
            term: math.log(1 + many / max(1, count - 1)) / math.log(1 + many) for term, count in often.items()
        }
        self.postings: dict[str, set[int]] = defaultdict(set)
        self.owed: dict[str, set[int]] = defaultdict(set)  # by unit; "" if unknown
        self.whole: list[float] = []
        for at, (task, row) in enumerate(zip(tasks, rows, strict=True)):
            self.whole.append(self.weight(row))
            for term in row.terms:
                self.postings[term].add(at)
            for unit in (task.lead | task.supports) or ("",):
                self.owed[unit].add(at)

    def weight(self, sense: _Sense) -> float:
        """Return the total weight of a task's words."""
        return sum(weight * self.tells[term] for term, weight in sense.terms.items())

    def near(self, task: PlanTask, asked: _Sense) -> list[tuple[float, int]]:
        """Return the tasks of the same units that share many words, with the shared weight, largest first.

        Rare terms are looked up first. Once the rest cannot make a new task likely, common terms are only looked up for
        those already found.
        """
        if sum(asked.terms.values()) < _TELLING:
            return []
        wanted = [(weight * self.tells[term], self.postings.get(term, set())) for term, weight in asked.terms.items()]
        units = task.lead | task.supports
        owed = set().union(*(self.owed.get(unit, ()) for unit in (*units, ""))) if units else None
        left = sum(weight for weight, _rows in wanted)
        floor = max(left * _LEAST, min(_TELLING, left * _MOSTLY))
        told: dict[int, float] = {}
        for weight, rows in sorted(wanted, key=lambda one: len(one[1])):
            if left >= floor:
                for at in rows if owed is None else rows & owed:
                    told[at] = told.get(at, 0.0) + weight
            else:
                for at in told.keys() & rows:
                    told[at] += weight
            left -= weight
        return [(-shared, at) for shared, at in sorted((-shared, at) for at, shared in told.items() if shared >= floor)]


def _may(task: PlanTask, sense: _Sense, others: Sequence[PlanTask], senses: Sequence[_Sense], at: int) -> bool:
    """Check whether nothing rules out that two tasks of a common unit are the same."""
    other, its = others[at], senses[at]
    if task.year and other.year and task.year != other.year:
        return False
    if any(names and two and not names & two for names, two in zip(sense.apart, its.apart, strict=True)):
        return False
    ranks = dict(sense.stages)
    if any(ranks.get(course, rank) != rank for course, rank in its.stages):
        return False  # 申报 for 认定
    return not (task.figures and other.figures) or bool(_same(task.figures, other.figures))


def _same(ours: Sequence[TaskFigure], theirs: Sequence[TaskFigure]) -> list[str]:
    """List the shared figures as printed; empty if they are less than half of the shorter list."""
    few, many = sorted((ours, theirs), key=len)
    same = [
        figure.quote
        for figure in few
        if any(
            are_units_comparable(figure.unit or None, other.unit or None)
            and in_unit(other.value, other.unit or None, figure.unit or None) == figure.value
            for other in many
        )
    ]
    return same if 2 * len(same) >= len(few) else []


def _share(shared: float, one: float, other: float) -> int:
    """Return how alike two tasks are, in per cent."""
    return round(100 * (_DICE * 2 * shared / (one + other) + (1 - _DICE) * shared / min(one, other)))


def _reasons(task: PlanTask, other: PlanTask, sense: _Sense, its: _Sense, share: int) -> tuple[AnswerReason, ...]:
    found = [
        AnswerReason("same_words") if sense.text == its.text else AnswerReason("like_words", {"share": str(share)})
    ]
    if task.lead & other.lead:
        found.append(AnswerReason("same_lead", {"unit": "、".join(sorted(task.lead & other.lead))}))
    elif both := (task.lead | task.supports) & (other.lead | other.supports):
        found.append(AnswerReason("shared_unit", {"unit": "、".join(sorted(both))}))
    if task.figures and other.figures:
        found.append(AnswerReason("same_figures", {"figures": "、".join(_same(task.figures, other.figures))}))
    elif some := task.figures or other.figures:
        found.append(AnswerReason("figure_on_one_side", {"figures": "、".join(figure.quote for figure in some)}))
    return tuple(found)


def _sense(words: str, lexicon: Lexicon) -> _Sense:
    return _standard_sense(words) if lexicon is load_standard_lexicon() else _read(words, lexicon)


@lru_cache(maxsize=_CACHED)
def _standard_sense(words: str) -> _Sense:
    return _read(words, load_standard_lexicon())


def _read(words: str, lexicon: Lexicon) -> _Sense:
    text = strip_statement_lead(words)
    told = _general().sub("，", text)
    apart = (
        frozenset(_YEAR.findall(words)),
        government_levels(told),
        lexicon.narrowing_words(told),
        frozenset(_VILLAGE.findall(told)),
    )
    stages = frozenset((course, rank) for course, (rank, _open) in lexicon.stage(told).items())
    return _Sense(_MARKS.sub("", text), lexicon.terms(told), apart, stages)


@cache
def _general() -> re.Pattern[str]:
    words = tomllib.loads((get_data("luoshi.matching", "lexicon/general.toml") or b"").decode())["words"].split()
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
