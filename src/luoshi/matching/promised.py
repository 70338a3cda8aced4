"""Figures of a plan that promise though they read like results: 新获批重点实验室2个, 由6.2万人增至8万人."""

from __future__ import annotations

import re
from dataclasses import replace

from luoshi.matching.model import Paper
from luoshi.matching.things import Thing

_BEFORE = re.compile(r"上年|去年|上一年|年初|前年|已|现有|目前|截至|共有|(?<!\d)(?:19|20)\d\d年")
_TO = re.compile(
    r"(?:增[加至]?|提高|提升|上升|扩大|缩小|下降|降低|压减|减|升|降)[到至]$|突破$|达到?$|基础上[^，,；;。]{0,6}$"
)
_RISES = re.compile(r"增长|下降|提高|降低|压减|突破|达到?$|[要须应]|增至|基础上|获|备案")
_NOW = re.compile(r"今年|本年|年内|全年|再|力争|确保|争取")
_MORE = re.compile(r"[要须应](?:多|高|大|超)[于过]?(?:上年|去年)(?:的)?$")
_NOT_EQUAL = re.compile(r"持平[^，,；;。]{0,6}不算|不算完成")


def promised(plan: Paper, rows: list[Thing]) -> list[Thing]:
    """The figures of a plan, those taken for results among them made targets where nothing says they are past.

    Only of a document that is a plan. What its sentence said last of time holds on: 上年末4个，今年再建3个.
    """
    if plan.reading.kind != "plan":
        return rows
    out: list[Thing] = []
    past = False
    for at, thing in enumerate(rows):
        first = at == 0 or rows[at - 1].statement != thing.statement
        start = thing.within[0] if first else rows[at - 1].figure.place.end
        words = plan.text[start : thing.figure.place.start] + thing.quote[:2]
        past = _is_past(words, thing, plan.reading.year, False if first else past)
        out.append(_target(thing, plan.text[slice(*thing.within)]) if not past else thing)
    return out


def _is_past(words: str, thing: Thing, year: int | None, before: bool) -> bool:
    left = words[:-2]
    if _MORE.search(left) or thing.unit == "倍":
        return False
    if thing.past:
        return True
    if _MORE.search(left) or _TO.search(left) or thing.quote.startswith(("突破", "超过")):
        return False
    named = [hit[0] for hit in _BEFORE.finditer(words) if not year or hit[0] != f"{year}年"]
    if named:
        return not _NOW.search(left)
    return before and not _NOW.search(left)


def _target(thing: Thing, statement: str) -> Thing:
    does = (
        thing.unit == "倍"
        or thing.acts
        or thing.flow == "new"
        or thing.figure.bound != "eq"
        or _RISES.search(thing.left)
    )
    if thing.role != "actual" or thing.aspect == "duration" or not does:
        return thing
    figure = thing.figure
    if _MORE.search(thing.left) and _NOT_EQUAL.search(statement):
        figure = replace(figure, bound="gt")
    return replace(thing, role="target", figure=figure, past=False, months=None)
