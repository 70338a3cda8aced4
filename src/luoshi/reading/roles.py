"""Decide what a sentence is, from weighed signs: task, fact, norm or context.

A linear model: each sign has a weight for each role, and the sums of the roles are compared. The weights are learned
from the labelled documents by ``tools/learn_roles.py``. Source of the roles: gold/GUIDE.md, "Statements".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pkgutil import get_data
from typing import NamedTuple

from luoshi.reading.model import UNCLEAR_ROLE, StatementRole
from luoshi.reading.role_signs import CUES

NO_ROW = "none"  # not a statement by the guide: a duty note, a cell
_ROLES: dict[str, StatementRole] = {
    "task": "task", "fact": "fact", "norm": "norm", "context": "context", NO_ROW: "context",
}  # fmt: skip
_SHOWN = 3  # number of reasons shown
_KIND_SIGNS = ("g:", "months:", "T")  # the kind of the paper and the words of its title
_OVER = "tense:over"  # a year that is over: a task with this sign is doubtful, however large its lead
_PLAN = "g:plan"  # named by the title or a person; a guess has a question mark
_TOLD_BESIDE = frozenset({"last:past", "para:past"})
_TOLD_APART = frozenset({"task", "fact"})
_CUES = frozenset(CUES)


class RoleJudgement(NamedTuple):
    """A role, the strongest reason for it, the reasons to look twice, and by how much the role leads."""

    role: StatementRole
    rule: str
    doubts: tuple[str, ...] = ()
    margin: int | None = None


@dataclass(frozen=True, slots=True)
class RoleWeights:
    """For each sign its weights in the order of ``roles``; ``base`` is the start value. All in thousandths."""

    roles: tuple[str, ...]
    base: tuple[int, ...]
    of: dict[str, tuple[int, ...]]
    close: int = 0  # the role is doubtful if it leads the second by less

    @classmethod
    def from_json(cls, said: dict[str, object]) -> RoleWeights:
        """Return the weights from the JSON that ``tools/learn_roles.py`` writes."""
        return cls(
            tuple(said["roles"]),  # type: ignore[arg-type]
            tuple(said["base"]),  # type: ignore[arg-type]
            {sign: tuple(weights) for sign, weights in said["of"].items()},  # type: ignore[attr-defined]
            int(said["close"]),  # type: ignore[call-overload]
        )


@cache
def load_role_weights() -> RoleWeights:
    """Return the weights shipped with the package."""
    return RoleWeights.from_json(json.loads(get_data("luoshi.reading", "lexicon/roles.json") or b"{}"))


class Judge:
    """Weighs the signs of sentences, in the order of the text."""

    def __init__(self, by: RoleWeights) -> None:
        self.by = by
        self.roles = [_ROLES[role] for role in by.roles]
        self.common: list[str] | None = None  # of the part that was weighed last
        self.sums = self.of_kind = by.base

    def role(self, own: list[str], common: list[str], barred: frozenset[str] = frozenset()) -> RoleJudgement:
        """Return the role with the largest sum over both lists of signs, with up to three cues that explain it.

        Args:
            barred: roles that the form of the sentence rules out; if one of them would have won, the row gets a doubt.
        """
        if self.common is not common:
            self.common, self.sums = common, self._sums(common, self.by.base)
            self.of_kind = self._sums([sign for sign in common if sign.startswith(_KIND_SIGNS)], (0, 0, 0, 0, 0))
        sums = self._sums(own, self.sums)
        first = sums.index(max(sums))
        ruled_out = bool(barred) and self.by.roles[first] in barred
        if ruled_out:
            first = max(
                (at for at, name in enumerate(self.by.roles) if name not in barred), key=lambda at: (sums[at], -at)
            )
        role = self.roles[first]
        rest = max(value for value, other in zip(sums, self.roles, strict=True) if other != role)
        margin = sums[first] - rest
        doubts = ("role_weak",) if ruled_out or margin < self.by.close else ()
        # What a plan by its title lists is owed, unless the sentences around it tell of the past.
        listed = role == "task" and _PLAN in common and _TOLD_BESIDE.isdisjoint(own)
        if not (barred or listed) and self._kind_decides(sums, first):
            doubts = (*doubts, UNCLEAR_ROLE)
        return RoleJudgement(
            role,
            self._format_reasons(own, first),
            (*doubts, "year_over") if role == "task" and _OVER in own else doubts,
            margin,
        )

    def _kind_decides(self, sums: tuple[int, ...], first: int) -> bool:
        """Check whether a task would be a fact, or a fact a task, but for the kind of the paper."""
        if self.by.roles[first] not in _TOLD_APART:
            return False
        bare = [whole - kind for whole, kind in zip(sums, self.of_kind, strict=True)]
        return self.by.roles[bare.index(max(bare))] in _TOLD_APART - {self.by.roles[first]}

    def _sums(self, found: list[str], base: tuple[int, ...]) -> tuple[int, ...]:
        task, fact, norm, context, none = base
        for task_weight, two, three, four, five in filter(None, map(self.by.of.get, found)):
            task += task_weight
            fact += two
            norm += three
            context += four
            none += five
        return task, fact, norm, context, none

    def _format_reasons(self, own: list[str], role: int) -> str:
        weights = self.by.of
        reasons = []
        for sign in own:
            if not is_cue(sign):
                break  # the cues come first
            weight = weights[sign][role] if sign in weights else 0
            if weight > 0:
                reasons.append((-weight, sign))
        return "+".join(sign for _, sign in sorted(reasons)[:_SHOWN]) or "words"


def is_cue(sign: str) -> bool:
    """Check whether a sign can be explained in plain words, unlike a pair of characters."""
    return sign in _CUES or sign.startswith(("k:", "tense:"))
