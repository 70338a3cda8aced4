"""Money that a rule gives on a condition: 首次通过认定的，奖励20万元 → 首次通过认定奖励."""

from __future__ import annotations

import re

from luoshi.reading.clauses import Place
from luoshi.reading.phrases import clean, shorten

_GIVEN = re.compile(
    r"(?:.{0,8}?(?:财政|[局委厅科协部]|政府))?(?:给予|再给予|分别|按|另|再|一次性|最高|发放|安排|提供|可获得?|享受"
    r"|予以|追加|同时|并|各|的)*"
    r"(?P<what>[^，,的]{0,6}?(?:奖励|补助|补贴|资助|津贴|奖金|经费|资金|奖补|贴息|支持|扶持|慰问金|保费|安家费|生活费|奖|补))$"
)
_ENDS = frozenset("励助贴金费补息持奖")
_CONDITION = re.compile(
    r"(?:^|[，,；;。：:])(?P<if>[^，,；;。：:]{3,40}的|(?:[^，,；;。：:]{0,6})对(?!外|口"
    r"|接)[^，,；;。：:]{3,40})[，,]$"
)
_FOR = re.compile(r"^(?:[^，,对]{0,8}对(?:于|符合条件的)?|凡是?|其中|每)")


def granted(place: Place, name: str) -> str:
    """The name of money given on the condition that the clause before states; "" where it states none."""
    given = _GIVEN.fullmatch(name) if name[-1:] in _ENDS else None
    if not given:
        return ""
    found = _CONDITION.search(place.earlier)
    if not found:
        return ""
    words = clean(found["if"])
    if any(char.isdigit() for char in words):
        return ""
    condition = shorten(clean(_FOR.sub("", words)).strip("的"), 14)
    what = given["what"]
    what = {"奖": "奖励", "补": "补助"}.get(what, what)
    return condition + what if 2 <= len(condition) <= 18 else ""
