"""Named reasons to look twice at what was found."""

from __future__ import annotations

from collections import Counter
from functools import cache

from luoshi.reading.model import Assignment, Quantity, Statement
from luoshi.reading.structure import Span
from luoshi.reading.words import table

_EDGES = frozenset("，；。：,;:（）()\n|")
_BEFORE, _BEHIND = 64, 20  # code points in which a name is looked for


def doubt(
    text: str,
    statements: list[Statement],
    quantities: list[Quantity],
    assignments: list[Assignment],
    joined: tuple[Span, ...],
) -> None:
    """Add to each record the doubts that only show when all of them are seen."""
    crowd = Counter(quantity.statement for quantity in quantities)
    for quantity in quantities:
        statement = statements[quantity.statement] if quantity.statement is not None else None
        quantity.doubts = _weighed(text, statement, quantity, crowd[quantity.statement])
    if joined:
        for assignment in assignments:
            if any(start < assignment.end and assignment.start < end for start, end in joined):
                assignment.doubts.append("cell_joined")


@cache
def _points() -> tuple[dict[str, int], int, frozenset[str]]:
    words = table("aspects")["doubt"]
    return words["points"], words["enough"], frozenset(words["rules"])


def _weighed(text: str, statement: Statement | None, quantity: Quantity, crowd: int) -> list[str]:
    """The doubts about a quantity, where together they weigh enough to be worth a second look.

    Each reason has points in ``lexicon/aspects.toml``; they were measured on labelled documents. Alone most
    reasons are true of more right figures than wrong ones. Doubts about the amount itself are always kept.
    """
    points, enough, rarely = _points()
    signs = _signs(text, statement, quantity, rarely)
    if quantity.doubts:
        signs = list(dict.fromkeys([*quantity.doubts, *signs]))
    weight = points["crowd"] * (crowd >= 6) + points["long"] * (len(quantity.indicator) >= 15)
    for sign in signs:
        weight += points.get(sign, 0)
    if not quantity.indicator:
        return [*(sign for sign in signs if "." in sign), "no_indicator"]
    if weight < enough:
        return [sign for sign in signs if "." in sign]
    return [sign for sign in signs if not sign.startswith("_")] or ["context_guessed"]


def _signs(text: str, statement: Statement | None, quantity: Quantity, rarely: frozenset[str]) -> list[str]:
    """What speaks against a quantity; signs that begin with ``_`` only weigh and are not shown."""
    name = quantity.indicator
    why = quantity.rule.partition("/")[2]
    before = text[max(0, quantity.start - _BEFORE) : quantity.start]
    behind = text[quantity.end : quantity.end + _BEHIND]
    out = []
    if why in rarely:
        out.append("rule_rarely_right")
    if len(name) <= 3:
        out.append("name_says_little")
    elif len(name) <= 6:
        out.append("_brief")
    if "的" in name or "、" in name:
        out.append("name_unclear")
    if name not in before:
        out.append("_behind" if name in behind else "name_joined")
    if len(before) <= 1 or not _EDGES.isdisjoint(before[-2:]):  # at most one code point behind the clause's edge
        out.append("carried")
    elif len(before) < 4 or not _EDGES.isdisjoint(before[-4:]):
        out.append("_short_clause")
    if quantity.aspect == "ratio":
        out.append("aspect_guessed")
    elif quantity.aspect == "duration":
        out.append("_duration")
    if statement and statement.doubts:
        out.append("role_weak")
    if statement and statement.role == "norm":
        out.append("_rule_text")
    if quantity.period is None and quantity.role in ("actual", "target"):
        out.append("period_unknown")
    return out
