"""Split lists of things and places before the figures distributed over them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from luoshi.reading.phrases import strip_stock_word, whole_verbs
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

# What several things before 分别 may share: 研究机构和高等学校经费 → 研究机构经费, 高等学校经费.
_SHARED = lazy_pattern(
    r"(?:经费|收入|产值|面积|投资|支出|资金|金额|数量|人数|占比|比重|比例|覆盖率|率|总量|产量|用量|分值|奖励"
    r"|补助)$"
)

_SORT = lazy_pattern(r".{2,6}?(?P<of>(?:类|型|级)(?:.{2,6})?)$")


def split_items(phrase: str) -> list[str]:
    """Return the things in a list before 分别: 甲、乙和丙 → 甲, 乙, 丙; 一、二、三等奖 → 一等奖, 二等奖, 三等奖."""
    items = [item for item in re.split(r"[、和与及]", phrase) if item]
    if len(items) > 1 and len(items[0]) == 1 and len(items[-1]) > 2:
        rest = items[-1][1:]
        items = [item + rest for item in items[:-1]] + [items[-1]]
    sort = _SORT.match(items[-1]) if len(items) > 1 else None
    if sort and not any(item.endswith("类") for item in items[:-1]):  # 融资、用工、用地类诉求
        return [item + sort["of"] for item in items[:-1]] + [items[-1]]
    shared = _SHARED.search(items[-1]) if len(items) > 1 else None
    size = len(items[0]) if items else 0
    if shared and 2 <= size <= 4 and len(items[-1]) >= size + 4 and all(len(item) == size for item in items[:-1]):
        return [item + items[-1][size:] for item in items[:-1]] + [items[-1]]
    if shared and len(items[-1]) > len(shared[0]):
        items = [item if _SHARED.search(item) else item + shared[0] for item in items[:-1]] + [items[-1]]
    return items


_PLACE_ITEM = lazy_pattern(r"[一-鿿]{1,8}(?:[县区市镇乡州旗]|街道|新城|开发区|园区)")
_OF_PLACE = lazy_pattern(r"[一-鿿]{1,6}?(?:[县区市镇乡旗]|街道)的?(?P<what>[^、，,]{2,})$")


def of_places(items: list[str]) -> list[str]:
    """Return what is counted in each listed place: 高新区, 云台县高新技术企业数 → 高新技术企业 for both."""
    if not all(_PLACE_ITEM.fullmatch(item) for item in items[:-1]):
        return []
    found = _OF_PLACE.match(items[-1])
    return [strip_stock_word(found["what"])] * len(items) if found else []


@cache
def _verbs() -> dict[str, re.Pattern[str]]:
    lists = load_lexicon_table("quantities")["indicator"]
    return {"verb": re.compile(trie_pattern(lists["verb"])), "strong": re.compile(trie_pattern(lists["strong"]))}


@lru_cache(maxsize=4096)
def strip_examples(phrase: str) -> str:
    """Strip the examples before 等: 梳理用地、融资等问题 → 梳理问题; unchanged if too little would remain."""
    at = phrase.rfind("等", 4, -2)
    if at < 0 or phrase.find("、", 0, at) < 0 or phrase[at + 1] in "级额次":
        return phrase
    what = phrase[at + 1 :]
    if _verbs()["strong"].search(what):
        return phrase
    found = _verbs()["verb"].match(phrase)
    if found and found[0] not in whole_verbs():
        return found[0] + what
    return what if len(what) >= 3 else phrase
