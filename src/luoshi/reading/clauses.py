"""Locate an amount in its sentence: the words to its left and right up to the next edge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.reading.structure import MeasuredAmount

# Edges that end a clause. Brackets are edges too, but a short remark in brackets is skipped.
_EDGE = re.compile(r"[，,；;。：:！？!?\n\r\t|（(）)【】]")
_REMARK = re.compile(r"[（(][^（）()\d]{0,14}[)）]")
_PAUSE = "、和与及或跟至~～—-至,， 　"
WINDOW = 64  # code points read on either side; keeps hostile lines linear


@dataclass(slots=True)
class AmountPlace:
    """An amount and the words around it in its statement."""

    amount: MeasuredAmount
    quote: str
    before: str  # from the clause's edge to the amount, earlier amounts included
    left: str  # from the clause's edge or the previous amount, whichever is nearer
    right: str  # up to the clause's edge, the next amount or a pause
    tail: str  # from the amount to the clause's edge, later amounts included
    follows: bool  # only a pause separates it from the previous amount in the same clause
    first: bool  # first amount of its clause
    clause: int  # the start of its clause
    earlier: str  # the words of the statement before its clause, up to a window
    after: str  # the words after that clause, up to half a window


def _edges(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the ends of the clauses of ``text[start:end]``, in order, and the end itself."""
    skip = start
    for found in _EDGE.finditer(text, start, end):
        at = found.start()
        if at < skip:
            continue
        if text[at] in "（(":
            remark = _REMARK.match(text, at, end)
            if remark:
                skip = remark.end()
                continue
        yield at
    yield end


def iterate_amount_places(text: str, start: int, end: int, amounts: list[MeasuredAmount]) -> Iterator[AmountPlace]:
    """Yield the place of each amount of one statement ``text[start:end]``, in order."""
    following = _edges(text, start, end)
    clause, edge = start, next(following)
    last_end = -1
    count = len(amounts)
    for index, amount in enumerate(amounts):
        at, behind = amount.start, amount.end
        while edge < at:
            clause, edge = edge + 1, next(following)
        while edge < behind and edge < end:  # the comma of 4,600 is not an edge
            edge = next(following)
        stop = edge if edge >= behind else behind
        begin = clause if clause > at - WINDOW else at - WINDOW
        first = last_end < clause
        left = text[begin if first or begin > last_end else last_end : at]
        limit = stop if stop < behind + WINDOW else behind + WINDOW
        until = limit
        if index + 1 < count and amounts[index + 1].start < until:
            until = amounts[index + 1].start
        right = text[behind:until]
        if "（" in right or "(" in right:
            right = _REMARK.sub("", right)
        pause = right.find("、")
        if pause >= 0:
            right = right[:pause]
        yield AmountPlace(
            amount,
            text[at:behind],
            text[begin:at],
            left,
            right,
            text[behind:limit],
            not first and not left.strip(_PAUSE),
            first,
            clause,
            text[start if start > clause - WINDOW else clause - WINDOW : clause],
            text[edge + 1 : end if end < edge + 1 + WINDOW // 2 else edge + 1 + WINDOW // 2],
        )
        last_end = behind
