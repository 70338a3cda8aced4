"""Find the statements about the same thing as a given one, by their words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luoshi.matching.model import MatchingPaper, QuotedPlace
from luoshi.matching.words import Lexicon, character_bigrams

_LONGEST = 240  # code points of a statement that are compared
_MARKER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[）)]?[、.．：:]?\s*)+")
_DATES = re.compile(r"(?:\d{4}年)?\d{1,2}月(?:底|末|上旬|中旬|下旬|\d{1,2}日)?(?:之?前|以前)?|年[内底末终](?:之?前)?")
_CLAUSE = re.compile(r"[，,、]")
_HEADING = 0.35  # weight of a term that is only in the heading above a statement
_SPELLED = 0.8


@dataclass(frozen=True, slots=True)
class WeightedStatement:
    """A statement and its words, with weights."""

    place: QuotedPlace
    terms: dict[str, float]
    surfaces: dict[str, str]
    raw: frozenset[str]
    above: dict[str, float]
    head: str | None = None  # the last pair of characters of its first clause, if it names a thing


def paper_statements(
    paper: MatchingPaper, lexicon: Lexicon, roles: Iterable[str], unsure: bool = False
) -> list[WeightedStatement]:
    """Return the statements of a paper with one of ``roles``, in text order.

    Args:
        unsure: also those of another role that may as well have one of these.
    """
    titles = [lexicon.terms(heading.title[:40]) for heading in paper.reading.headings]
    out = []
    wanted = frozenset(roles)
    for statement in paper.reading.statements:
        if statement.role not in wanted and not (unsure and "role_weak" in statement.doubts):
            continue
        heading = titles[statement.heading] if statement.heading is not None else {}
        out.append(statement_of_span(paper, statement.start, statement.end, lexicon, heading))
    return out


def statement_of_span(
    paper: MatchingPaper, start: int, end: int, lexicon: Lexicon, above: dict[str, float]
) -> WeightedStatement:
    """Return a passage as a statement, ignoring its leading number and its dates."""
    words = strip_statement_lead(paper.text[start : min(end, start + _LONGEST)])
    return WeightedStatement(
        QuotedPlace(paper.name, start, end, paper.text[start:end]),
        lexicon.terms(words),
        lexicon.surfaces(words),
        character_bigrams(words),
        above,
        _head(words, lexicon),
    )


def strip_statement_lead(words: str) -> str:
    """Return the beginning of a statement without its leading number and its dates."""
    return _MARKER.sub("", _DATES.sub("，", words[:_LONGEST]).lstrip("，"))


def _head(bare: str, lexicon: Lexicon) -> str | None:
    clause = _CLAUSE.split(bare.strip())[0].rstrip("。；;！")
    head = clause[-2:]
    plain = head in lexicon.little or head in lexicon.nothing or head in lexicon.stages or head in lexicon.same
    return None if plain or len(clause) < 4 else head


class Statements:
    """An index of statements by their words."""

    def __init__(self, rows: Sequence[WeightedStatement]) -> None:
        self.rows = rows
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self.raw: dict[str, list[int]] = defaultdict(list)
        self.often: Counter[str] = Counter()
        for at, row in enumerate(rows):
            self.often.update(row.terms.keys())
            for term in row.terms.keys() | row.above.keys():
                self.postings[term].append((at, 1.0 if term in row.terms else _HEADING))
            for pair in row.raw:
                self.raw[pair].append(at)

    def near(
        self, asked: WeightedStatement, weights: dict[str, float], least: float
    ) -> list[tuple[float, WeightedStatement]]:
        """Return the statements that contain at least the share ``least`` of the words asked for, best first."""
        whole = sum(weights.values())
        told: dict[int, float] = defaultdict(float)
        for term, weight in weights.items():
            found = dict(self.postings.get(term, ()))
            for at, share in self._rows_spelling(asked.surfaces.get(term, "")).items():
                found[at] = max(found.get(at, 0.0), share)
            for at, share in found.items():
                told[at] += weight * share
        rows = sorted((-score / whole, at) for at, score in told.items() if whole and score >= least * whole)
        return [(-score, self.rows[at]) for score, at in rows]

    def _rows_spelling(self, word: str) -> dict[int, float]:
        some = character_bigrams(word)
        if len(some) < 2:
            return {}
        told: Counter[int] = Counter(at for pair in some for at in self.raw.get(pair, ()))
        return {at: _SPELLED * count / len(some) for at, count in told.items() if count * 2 >= len(some)}


def weigh_statement_terms(asked: WeightedStatement, often: Counter[str], told: Counter[str]) -> dict[str, float]:
    """Weigh the terms of a statement: less if many statements of its own document or of the others use them."""
    return {term: weight / math.sqrt(max(1, often[term], told[term] / 2)) for term, weight in asked.terms.items()}


ENOUGH, SURE = 0.32, 0.5  # shares of a task's words
LEAST, _TELLING = 0.08, 2.2  # a smaller share counts if its words weigh this much and no other statement has them
_ALONE, _LIKE = 0.7, 0.95


def score_statement_support(
    asked: WeightedStatement, found: Sequence[tuple[float, WeightedStatement]], whole: float
) -> float:
    """Rate whether the nearest statement is about a thing: 1 certainly, 0.5 perhaps, 0 not.

    It is if it contains many of the thing's words, or words that no other statement has. It counts less without the
    head noun (引导基金).

    Args:
        asked: the statement asked about.
        found: the nearest statements with the share of its words they contain, best first.
        whole: the weight of all that it asks for.
    """
    if not found:
        return 0.0
    best, row = found[0]
    alone = len(found) < 2 or found[1][0] <= _ALONE * best
    telling = best * whole
    headless = asked.head is not None and asked.head not in row.raw
    if best >= ENOUGH:
        clear = best >= SURE or alone or found[1][0] < _LIKE * best or telling >= 2 * _TELLING
        return (1.0 if best >= SURE and not headless else 0.5) if clear else 0.0
    return 0.5 if alone and telling >= _TELLING else 0.0
