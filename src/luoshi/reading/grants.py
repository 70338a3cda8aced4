"""Name sums by their use, their owner, or the condition of their grant: 首次通过认定奖励."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.model import Aspect
from luoshi.reading.phrases import clean_phrase, entity_of_name, shorten_phrase
from luoshi.reading.sentence_themes import has_leading_verb
from luoshi.reading.words import lazy_pattern

_GIVEN = re.compile(
    r"(?:.{0,8}?(?:财政|[局委厅科协部]|政府))?(?:给予|再给予|分别|按|另|再|一次性|最高|发放|安排|提供|可获得?|享受"
    r"|予以|追加|同时|并|各|的){0,9}"
    r"(?P<what>[^，,的]{0,6}?(?:奖励|补助|补贴|资助|津贴|奖金|经费|资金|奖补|贴息|支持|扶持|慰问金|保费|安家费|生活费|奖|补))$"
)
_ENDS = frozenset("励助贴金费补息持奖")
_CONDITION = re.compile(
    r"(?:^|[，,；;。：:])(?P<if>[^，,；;。：:]{3,40}的|(?:[^，,；;。：:]{0,6})对(?!外|口"
    r"|接)[^，,；;。：:]{3,40})[，,]$"
)
# 拿出500万元|设立人才专项: the purpose of the money is its name.
_PAYS = lazy_pattern(r"拿出|安排|投入|出资|筹集|筹措|列支|设立|拨付|切出|财政")
_FOUNDS = re.compile(
    r"(设立|建立|组建|作为|(?:专项|重点|主要)?用于|专门用于|充实)了?([^，,；;。、\d]{2,14}?)(?=[，,；;。、]|$)"
)
_FUNDS = ("基金", "资金", "经费", "资金池", "奖金", "补助", "补贴", "费用", "奖励", "奖")


def of_money(place: AmountPlace, kind: Aspect, left: str, noun: str) -> tuple[str, str] | None:
    """Return the name of a sum by its use, its owner, or the condition of its grant."""
    if noun and left.endswith(("投资", "投入")) and has_leading_verb(noun):
        return entity_of_name(noun.removesuffix("规模")) + left[-2:], "money"
    founds = _FOUNDS.match(place.tail) if kind in ("level", "per") else None
    if founds and _PAYS.search(place.before):
        what = clean_phrase(founds[2])
        return (what if what.endswith(_FUNDS) else what + "资金"), "founded"
    if not noun and left.endswith(("财政", "投")):
        return left + ("入" if left.endswith("投") else "资金"), "money"
    name = name_conditional_grant(place, noun or left) if kind in ("level", "per") else ""
    return (name, "granted") if name else None


def name_conditional_grant(place: AmountPlace, name: str) -> str:
    """Return the name of money granted on the condition in the clause before; "" if there is none."""
    given = _GIVEN.fullmatch(name) if name[-1:] in _ENDS else None
    if not given:
        return ""
    found = _CONDITION.search(place.earlier)
    if not found:
        return ""
    words = clean_phrase(found["if"])
    if any(char.isdigit() for char in words):
        return ""
    condition = shorten_phrase(words.strip("的"), 14)
    what = given["what"]
    what = {"奖": "奖励", "补": "补助"}.get(what, what)
    return condition + what if 2 <= len(condition) <= 18 else ""
