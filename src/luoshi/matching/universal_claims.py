"""Words for all (全覆盖, 全部, 无一) mean 100 % without a figure. Source: gold/MATCH.md, rule 7."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from luoshi.matching.model import MatchingPaper, PrintedFigure, QuotedPlace
from luoshi.matching.structured_figures import Thing
from luoshi.matching.words import Lexicon, character_bigrams

_WORDS = re.compile(
    r"全覆盖|全面覆盖|全部(?:达标|合格|完成|办结|建成|覆盖|到位|落实|实现|兑现|整改|销号|设立|建立|配齐|通过|开放|纳入)?|无一(?:例外|遗漏|缺失|超期|逾期)?"
    r"|百分之百|悉数|件件[有均]?(?:回音|落实|办结|着落)"
)
_EDGE = re.compile(r"[，,；;。：:！？\n]")
_BEFORE, _BEHIND, _SENTENCE = 40, 24, 160  # code points around such a word that say what it refers to


def find_universal_claims(paper: MatchingPaper, lexicon: Lexicon) -> Iterator[Thing]:
    """Yield a share of 100 % for each word for all in the statements of a paper, in text order."""
    for at, statement in enumerate(paper.reading.statements):
        sentence = paper.text[statement.start : statement.end]
        far, raw_far = lexicon.terms(sentence[:_SENTENCE]), character_bigrams(sentence[:_SENTENCE])
        for hit in _WORDS.finditer(sentence):
            left = _EDGE.split(sentence[max(0, hit.start() - _BEFORE) : hit.start()])[-1]
            right = _EDGE.split(sentence[hit.end() : hit.end() + _BEHIND])[0]
            place = QuotedPlace(paper.name, statement.start + hit.start(), statement.start + hit.end(), hit[0])
            near = lexicon.terms(left + "，" + right)
            yield Thing(
                figure=PrintedFigure(place, Fraction(100), None, "%", "eq"),
                index=-1,
                statement=at,
                within=(statement.start, statement.end),
                order=-1,
                kind="share",
                label=left or right,
                name=near,
                near=near,
                far=far,
                role="actual",
                aspect="share",
                left=left,
                right=right,
                said=sentence[max(0, hit.start() - _SENTENCE) : hit.start()],
                surfaces=lexicon.surfaces(left + "，" + right),
                raw=character_bigrams(left) | character_bigrams(right),
                raw_far=raw_far,
                sides=near,
                phrase=near,
                narrow=lexicon.narrowing_words(left + right) - lexicon.weak,
            )
