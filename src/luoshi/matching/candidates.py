"""Find the candidate figures for a target with an index over the terms of all figures.

Without it, each target would be compared with each figure. The index only visits figures that share a term, and rates
figures with the same words once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from luoshi.matching.likeness import (
    BARE,
    EXTRA,
    HEADING,
    SENTENCE,
    SPELLED,
    TermWeights,
    foreign_word_share,
    target_term_weights,
)
from luoshi.matching.structured_figures import Thing
from luoshi.matching.words import character_bigrams

_KEPT = 40  # figures kept for one target
_FLOOR = 0.22  # a figure that fits less is not a candidate, not even for a computation


@dataclass(slots=True)
class _Group:
    """Figures with the same words."""

    members: list[Thing] = field(default_factory=list)


class Index:
    """An index of figures by their words."""

    def __init__(self, figures: Sequence[Thing]) -> None:
        groups: dict[tuple[frozenset[str], ...], int] = {}
        self.groups: list[_Group] = []
        self.postings: dict[str, dict[int, float]] = defaultdict(dict)
        self.spelled: dict[str, dict[int, float]] = {}
        self.raw: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for figure in figures:
            key = tuple(frozenset(terms) for terms in (figure.name, figure.near, figure.far, figure.above))
            at = groups.get(key)
            if at is None:
                at = groups[key] = len(self.groups)
                self.groups.append(_Group())
                self._post(at, figure)
            self.groups[at].members.append(figure)

    def _post(self, at: int, figure: Thing) -> None:
        told = dict.fromkeys(figure.above, HEADING)
        told.update(dict.fromkeys(figure.far, BARE if figure.bare else SENTENCE))
        told.update(dict.fromkeys(figure.near, 1.0))
        for term, share in told.items():
            self.postings[term][at] = share
        for pair in figure.raw | figure.raw_far:
            self.raw[pair].append((at, 1.0 if pair in figure.raw else BARE if figure.bare else SENTENCE))

    def _groups_with_term(self, term: str, word: str) -> dict[int, float]:
        """Return the groups that contain a term, or spell out its word: 学会…设立服务站 for 学会服务站."""
        plain = self.postings.get(term, {})
        some = character_bigrams(word)
        if len(some) < 2:
            return plain
        if word not in self.spelled:
            told: dict[int, float] = defaultdict(float)
            for pair in some:
                for at, share in self.raw.get(pair, ()):
                    told[at] += share / len(some)
            self.spelled[word] = {at: SPELLED * share for at, share in told.items() if share >= 0.5}
        spelled = self.spelled[word]
        if spelled.keys() <= plain.keys():
            return plain
        return {at: max(plain.get(at, 0.0), spelled.get(at, 0.0)) for at in plain.keys() | spelled.keys()}

    def near(self, target: Thing, weights: TermWeights, floor: float = _FLOOR) -> list[tuple[float, Thing]]:
        """Return the candidates for a target with their likeness, best first, at most 40.

        Rare terms are looked up first. Once the rest cannot lift a new figure over the floor, common terms only update
        the figures found.
        """
        wanted = target_term_weights(target, weights)
        whole = left = sum(wanted.values())
        rows = [
            (self._groups_with_term(term, target.surfaces.get(term, "")), weight) for term, weight in wanted.items()
        ]
        told: dict[int, float] = defaultdict(float)
        for said, weight in sorted(rows, key=lambda row: len(row[0])):
            if left < floor * whole and len(told) < len(said):
                for at in told:
                    told[at] += weight * said.get(at, 0.0)
            else:
                for at, share in said.items():
                    told[at] += weight * share
            left -= weight
        found = []
        for at, sum_ in told.items():
            if sum_ >= floor * whole:
                first = self.groups[at].members[0]
                score = sum_ / whole * (1 - EXTRA * foreign_word_share(first, target))
                if score >= floor:
                    found.append((-score, at))
        out: list[tuple[float, Thing]] = []
        for score, at in sorted(found):
            room = _KEPT - len(out)
            out.extend((-score, figure) for figure in self.groups[at].members[:room])
            if len(out) >= _KEPT:
                break
        return out
