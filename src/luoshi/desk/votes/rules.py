"""Whether a counted vote is passed, failed or void: exact fractions, never a per cent. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

VoteBase = Literal["present", "cast", "eligible"]
VoteResult = Literal["passed", "failed", "void"]
BASES: dict[str, VoteBase] = {"present": "present", "cast": "cast", "eligible": "eligible"}
_SHARE = re.compile(r"(>=|≥|>)\s*(\d{1,4})\s*/\s*(\d{1,4})")


@dataclass(frozen=True, slots=True)
class VoteShare:
    """A share that a number must reach (≥) or exceed (>), as a fraction.

    Source: 民法典 art. 1259: “以上” includes the number itself, “超过” does not.
    """

    sign: Literal["≥", ">"]
    part: Fraction

    def is_met(self, n: int, of: int) -> bool:
        """Whether ``n`` of ``of`` meets it: 40 of 60 meets ≥2/3 exactly, 39 does not. Nothing of nothing does not."""
        edge = self.part * of
        return of > 0 and (n >= edge if self.sign == "≥" else n > edge)

    def __str__(self) -> str:
        return f"{self.sign}{self.part.numerator}/{self.part.denominator}"


def parse_vote_share(text: str) -> VoteShare:
    """Parse a share as an office types it, ``≥2/3`` or ``>1/2``: the ``read`` of a ``Parameter``.

    Raises:
        ValueError: there is no sign or no fraction, it is none above 0 and up to 1, or nothing can meet it: “2/3” does
            not say whether exactly two thirds are enough, and 66.67 % is not two thirds.
    """
    found = _SHARE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or not int(found[3]):
        raise ValueError(f"{text} is no sign with a fraction, such as ≥2/3 or >1/2")
    sign, part = "≥" if found[1] in (">=", "≥") else ">", Fraction(int(found[2]), int(found[3]))
    if part > 1 or (part == 1 and sign == ">") or (part == 0 and sign == "≥"):
        raise ValueError(f"{text} is met always or never")
    return VoteShare("≥" if sign == "≥" else ">", part)


def parse_vote_base(text: str) -> VoteBase:
    """Parse of what a majority is counted: ``present``, ``cast`` (ayes and noes) or ``eligible``.

    Raises:
        ValueError: it is none of these.
    """
    if (found := BASES.get(text.strip().lower())) is None:
        raise ValueError(f"{text} is none of {', '.join(BASES)}")
    return found


@dataclass(frozen=True, slots=True)
class VoteCount:
    """The counts of a ballot: nobody's vote, only how many."""

    eligible: int
    present: int
    ayes: int
    noes: int
    abstain: int
    spoilt: int = 0

    @property
    def cast_in_all(self) -> int:
        """All votes together, also those that are no valid ones."""
        return self.ayes + self.noes + self.abstain + self.spoilt

    def base(self, of: VoteBase) -> int:
        """Return the number of which a majority is counted; cast are ayes and noes."""
        return {"present": self.present, "cast": self.ayes + self.noes, "eligible": self.eligible}[of]


def vote_fault(count: VoteCount) -> Literal["", "present", "sum"]:
    """Say what is wrong with the counts: "present" (more than eligible), "sum" (not all who are present voted), ""."""
    if count.present > count.eligible:
        return "present"
    return "" if count.cast_in_all == count.present else "sum"


def decide_vote(count: VoteCount, quorum: VoteShare, majority: VoteShare, of: VoteBase) -> VoteResult:
    """Return the result of a vote whose counts are right: void if there is no quorum, whatever the majority."""
    if not quorum.is_met(count.present, count.eligible):
        return "void"
    return "passed" if majority.is_met(count.ayes, count.base(of)) else "failed"
