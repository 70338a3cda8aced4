"""Where an amount stands in its sentence: the words to its left and right up to the next edge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.reading.structure import Amount

# Edges that end a clause. Brackets are edges too, but a short remark in brackets is looked over.
_EDGE = re.compile(r"[，,；;。：:！？!?\n\r\t|（(）)【】]")
_REMARK = re.compile(r"[（(][^（）()\d]{0,14}[)）]")
_PAUSE = "、和与及或跟至~～—-至,， 　"
WINDOW = 64  # code points looked at on either side: keeps hostile lines linear


@dataclass(slots=True)
class Place:
    """An amount and what stands around it in its statement."""

    amount: Amount
    quote: str
    before: str  # from the clause's edge to the amount, earlier amounts included
    left: str  # from the clause's edge or the amount before, whichever is nearer
    right: str  # up to the clause's edge, the next amount or a pause
    tail: str  # from the amount to the clause's edge, later amounts included
    follows: bool  # only a pause lies between it and the amount before it in the same clause
    first: bool  # first amount of its clause
    clause: int  # where its clause begins
    earlier: str  # the words of the statement before its clause, as far as a window reaches
    after: str  # the words behind that clause, as far as half a window reaches


def _edges(text: str, start: int, end: int) -> list[int]:
    """Where the clauses of ``text[start:end]`` end, in order, and the end itself."""
    edges = [found.start() for found in _EDGE.finditer(text, start, end)]
    if text.find("（", start, end) >= 0 or text.find("(", start, end) >= 0:
        edges = _outside(text, edges, end)
    edges.append(end)
    return edges


def _outside(text: str, edges: list[int], end: int) -> list[int]:
    """The edges that stand outside short remarks in brackets."""
    kept: list[int] = []
    skip = 0
    for at in edges:
        remark = _REMARK.match(text, at, end) if at >= skip and text[at] in "（(" else None
        if remark:
            skip = remark.end()
        elif at >= skip:
            kept.append(at)
    return kept


def places(text: str, start: int, end: int, amounts: list[Amount]) -> Iterator[Place]:
    """The place of each amount of one statement ``text[start:end]``, in order."""
    following = iter(_edges(text, start, end))
    clause, edge = start, next(following)
    earlier, after = "", text[edge + 1 : min(end, edge + 1 + WINDOW // 2)]
    last_end = -1
    ahead = [amount.start for amount in amounts[1:]]
    ahead.append(end)
    for amount, coming in zip(amounts, ahead, strict=True):
        at, behind = amount.start, amount.end
        if edge < behind and edge < end:
            while edge < at:
                clause, edge = edge + 1, next(following)
            while edge < behind and edge < end:  # the comma of 4,600 is no edge
                edge = next(following)
            earlier = text[max(start, clause - WINDOW) : clause]
            after = text[edge + 1 : min(end, edge + 1 + WINDOW // 2)]
        stop = edge if edge >= behind else behind
        begin = clause if clause > at - WINDOW else at - WINDOW
        first = last_end < clause
        left = text[begin if first or begin > last_end else last_end : at]
        limit = stop if stop < behind + WINDOW else behind + WINDOW
        tail = right = text[behind:limit]
        if coming < limit:
            right = text[behind:coming]
        if "（" in right or "(" in right:
            right = _REMARK.sub("", right)
        if "、" in right:
            right = right[: right.index("、")]
        follows = not first and not left.strip(_PAUSE)
        yield Place(amount, text[at:behind], text[begin:at], left, right, tail, follows, first, clause, earlier, after)
        last_end = behind
