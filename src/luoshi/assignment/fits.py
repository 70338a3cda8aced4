"""How well an assessor fits an object: by field, and by likeness of the object's words to those of the assessor."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from luoshi.assignment.problem import BARRED, SCALE
from luoshi.matching.words import character_bigrams

BY_FIELD, BY_WORDS = 60, 40  # of a hundred: an assessor of the field comes before one who only wrote about the like
ALIKE = SCALE // 5  # the cosine of two texts on one subject
WHOLE = 1000  # the weight of a word that one text has


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an object or an assessor: the fields, and words in which its subject is described."""

    fields: frozenset[str] = frozenset()
    words: str = ""


def rate_fits(things: Sequence[Profile], people: Sequence[Profile], able: Sequence[Sequence[bool]]) -> array[int]:
    """Rate each pair, row by row for each object, from 0 to SCALE; BARRED where ``able`` says no.

    The likeness of words is the cosine of pairs of characters, rare ones weighing more, against the largest in all, or
    against ALIKE where nothing is very like.
    An object without a field fits everybody by half.
    """
    likes = _rate_words([thing.words for thing in things], [person.words for person in people])
    most = max((max(row, default=0) for row in likes), default=0)
    most = max(most, ALIKE)
    found = array("I")
    for thing, row, may in zip(things, likes, able, strict=True):
        for person, like, allowed in zip(people, row, may, strict=True):
            by_field = 100 if thing.fields & person.fields else 0 if thing.fields else 50
            rated = (BY_FIELD * by_field * SCALE // 100 + BY_WORDS * like * SCALE // most) // 100
            found.append(rated if allowed else BARRED)
    return found


def _rate_words(things: Sequence[str], people: Sequence[str]) -> list[list[int]]:
    """The likeness of each pair, per million; whole numbers, so that no machine rounds otherwise."""
    asked, known = [character_bigrams(words) for words in things], [character_bigrams(words) for words in people]
    often = Counter(term for terms in (*asked, *known) for term in terms)
    weights = {term: WHOLE * WHOLE // n for term, n in often.items()}
    where: dict[str, list[int]] = {}
    for place, terms in enumerate(known):
        for term in terms:
            where.setdefault(term, []).append(place)
    lengths = [sum(weights[term] for term in terms) for terms in known]
    found = []
    for terms in asked:
        row, length = [0] * len(people), sum(weights[term] for term in terms)
        for term in terms & where.keys():
            for place in where[term]:
                row[place] += weights[term]
        found.append([shared * SCALE // max(isqrt(length * own), 1) for shared, own in zip(row, lengths, strict=True)])
    return found
