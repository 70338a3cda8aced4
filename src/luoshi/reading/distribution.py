"""Name figures that 分别, 依次 or 各 distribute over several subjects: which subjects enter the name.

甲镇、乙乡完成率分别为37%和40%: places and bodies are the scope of a figure, never part of its name.
高血压、糖尿病患者分别为78人和92人: kinds are what is counted and belong to the name.
"""

from __future__ import annotations

from functools import lru_cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.lists import of_places, split_items
from luoshi.reading.model import Aspect
from luoshi.reading.per_unit_means import MONEY
from luoshi.reading.phrases import bare_name, clean_phrase, entity_of_name, join_phrases, noun_after_figure
from luoshi.reading.topics import Topic, is_general_measure, join_qualifier_and_head, last_enumerated_things
from luoshi.reading.unit_names import unit_name_ends
from luoshi.reading.verb_patterns import only_acts
from luoshi.reading.words import lazy_pattern

_SHARED_OUT = lazy_pattern(r"分别|依次")
_MEASURES = ("占比", "率", "额", "量", "奖励", "补助", "奖金", "补贴", "资助")
_UNITS = lazy_pattern(r"[元家个件项名分%％人篇张户台座所辆]|成$")
# Words that make a body one of a kind: 民办小学, 乡镇卫生院.
_KIND = lazy_pattern(
    r"级|普通|公办|民办|公立|私立|乡镇|村|社区|规上|规模|综合|专科|重点|一般|示范|各类|新型|科技|工程|院士|博士"
)
_THAN = frozenset("比较与")
_AND = lazy_pattern("[、和与及]")
_SITED = frozenset("县市区镇乡村道州旗")


@lru_cache(maxsize=4096)
def a_body(words: str) -> bool:
    """Check whether words name one place or body (霞屿镇小学, 市财政局), not a kind of them (民办小学)."""
    found = unit_name_ends(words, 0, len(words))
    return bool(found) and found[-1][0] == len(words) and not _KIND.search(words)


def only_places(words: str) -> bool:
    """Check whether words are only a list of places: 江口县、塘下区."""
    items = [item for item in _AND.split(words) if item]
    if len(items) < 2:
        return False
    return all(item[-1] in _SITED and a_body(item) for item in items)


def strip_leading_places(raw: str) -> str:
    """Return the words before a figure without leading places: 云旗镇、柳坝乡|完成率均为; or all of them."""
    at = raw.rfind("、", 0, 24)
    if at < 2:
        return raw
    first = [item for item in _AND.split(raw[:at].lstrip("，,；;但而其中")) if item]
    if not all(item[-1] in _SITED and a_body(item) for item in first):
        return raw
    for end, _ in reversed(unit_name_ends(raw, at + 1, len(raw))):
        if raw[end - 1] in _SITED and len(raw) - end >= 3 and raw[end] not in "、和与级":
            return raw[end:] if not _AND.match(raw, end) else raw
    return raw


def name_distributed_figure(place: AmountPlace, kind: Aspect, topic: Topic, raw: str, left: str, run: int) -> str:
    """Return the name of one of several figures that a list distributes: 甲、乙分别为3家、5家; or "".

    Args:
        place: the amount in its clause.
        kind: its aspect.
        topic: the topic of the sentence; its ``listing`` gets the names of the following figures.
        raw: the words before the amount.
        left: the same, cleaned.
        run: how many amounts follow this one with only a pause between.
    """
    if topic.listing and place.follows:
        return topic.listing.pop(0)
    topic.listing = []
    at = _last(raw)
    if at is not None:
        topic.listing = _shared(place, kind, topic, raw, left, run, at)
    elif run and not place.follows and "、" in left and kind in ("level", "increase", "share"):
        items = split_items(left)
        listed = len(items) == run + 1 and all(len(item) > 2 for item in items)
        topic.listing = items if listed else []  # 甲企业、乙企业达30家、20家
    return topic.listing.pop(0) if topic.listing else ""


def _last(raw: str) -> tuple[int, int] | None:
    """Return the span of the last distributing word."""
    found = list(_SHARED_OUT.finditer(raw))
    if found:
        return found[-1].span()
    return (len(raw) - 1, len(raw)) if raw.endswith("各") else None


def _shared(
    place: AmountPlace, kind: Aspect, topic: Topic, raw: str, left: str, run: int, at: tuple[int, int]
) -> list[str]:
    words = clean_phrase(raw[: at[0]])
    items = split_items(words)
    if len(items) > 1:
        if measure := _of_bodies(words):
            return [measure] * len(items)
        noun = _measure(raw[at[1] :])
        items = of_places(items) or items
        if any(map(a_body, items)):
            what = noun or _behind(place) or _carried(place, kind, topic, items)
            if what:
                return [what] * len(items)
        return _of_kinds(place, kind, topic, items, noun)
    if not run:
        return []
    things = last_enumerated_things(place.earlier, run + 1)
    if things:
        what = left.replace("一次性", "") or noun_after_figure(_UNITS.split(place.tail)[-1])
        return [join_phrases(thing, what) for thing in things]
    if len(topic.names) <= run:
        return []
    return _of_names(kind, raw, left, topic.names[-run - 1 :])


def _of_bodies(words: str) -> str:
    """Return the rate at the end of a list of bodies: 甲镇、乙街道|投资完成率分别为…; or ""."""
    *items, last = _AND.split(words)
    if not items or not last.endswith("率") or not all(map(a_body, items)):
        return ""
    return next((last[end:] for end, _ in reversed(unit_name_ends(last, 0, len(last))) if len(last) - end > 2), "")


def _of_names(kind: Aspect, raw: str, left: str, names: list[str]) -> list[str]:
    """Return another measure of what the previous figures counted, in turn."""
    left = "" if left[:1] in _THAN else left
    whole = left.endswith(_MEASURES)
    left += "比重" if left[:1] == "占" and left[-2:] not in ("占比", "比重", "比例") else ""
    if kind == "share" and raw.endswith("的") and left[:1] != "占":
        left, whole = f"占{left}比重", True
    if whole and len(left) > 1 and len(set(names)) == 1:
        return [left] * len(names)  # the same thing for several bodies: only the measure is new
    if not left:
        return list(names)
    return [name + left if whole else join_qualifier_and_head(left, name) for name in names]


def _measure(behind: str) -> str:
    """Return what the words after 分别 measure: 新增学位 → 学位; "" if they only give an amount (达到, 增长)."""
    words = entity_of_name(bare_name(clean_phrase(behind)))
    if len(words) < 2 or (only_acts(words) and not MONEY.search(words) and not is_general_measure(words)):
        return ""
    return words


def _behind(place: AmountPlace) -> str:
    """Return the noun after the last figure: 分别有120张和80张|床位."""
    words = noun_after_figure(_UNITS.split(place.tail)[-1])
    return words if 2 <= len(words) <= 10 else ""


def _carried(place: AmountPlace, kind: Aspect, topic: Topic, items: list[str]) -> str:
    """Return the previous measure in this unit, for places that follow: 全县完成率…，甲镇、乙乡分别只有…."""
    unit = place.amount.unit
    if unit not in topic.by_unit or not all(item[-1] in _SITED for item in items):
        return ""
    return topic.last if unit in ("%", "‰") and kind == "share" else topic.by_unit[unit]


def _of_kinds(place: AmountPlace, kind: Aspect, topic: Topic, items: list[str], noun: str) -> list[str]:
    """Return kinds with their measure: the noun after 分别, or the share given before for all."""
    if noun:
        return [item if noun in item else join_phrases(item, noun) for item in items]
    before = topic.by_unit.get(place.amount.unit, "")
    if kind == "share" and before and not any(map(is_general_measure, items)):
        return [join_phrases(item, before) for item in items]
    return items
