"""Figures set beside the one before: of another time or place, of a like thing, or of a target that was missed."""

from __future__ import annotations

import re

from luoshi.reading.clauses import Place
from luoshi.reading.phrases import clean
from luoshi.reading.topics import Topic, prefixed

# 而去年同期仅为|4.98亿元; 全省平均水平为|13.9%.
_ELSEWHERE = re.compile(
    r"[，,、；;（(]?(?:而|但|其中)?(?:(?:上年|去年|前年|上一年|往年|(?:20|19)\d\d年)?(?:同期|同月|[年月]?[底末])"
    r"|上年|去年|前年|明年|后年|(?:全[省市国县区]|省|市|国家)?(?:平均|平均水平|均值)|全[省市国县区]"
    r"|(?:邻近|相邻|周边)的?[^，,的]{1,4}[县市区])(?:仅|只|则|却|才|要|也|就)*(?:为|是|有|达到?|到|过|超过?)*"
)
_ELSEWHERE_OPENS = frozenset("，,、；;（(而但其上去前往年月全省市国平均邻相周同明后底末12")
_TARGET = re.compile(r"的(?:目标|任务|要求|标准|序时|指标|平均|水平)")
_MISSED = re.compile(r"(?:未|没有|尚未|不能|难以|已|低于|高于|超过)(?:能|够)?(?:达到?|完成|实现|突破)?$")
# 按可比价格增长9%: in which prices is no part of the name.
_PRICES = re.compile(r"[，,]?按?(?:可比价格?|不变价格?|同口径|可比口径|现价)(?:计算|测算)?[，,]?")
# 税收收入要多于上年的|6.1亿元.
_OVER = re.compile(r"(?:要|应|须)?(?:不?[多少高低]于|超过|不及)(?:上年|去年|前年|往年|同期|上年同期|去年同期)的?$")
EXCEEDED = frozenset({"超额", "超额完成", "超", "超计划"})
_GROWS = re.compile(
    r"(?:同比|年均|平均|分别)*(?:增长|下降|降低|提高|回落|上升|减少)(?:了|到)?(?:仅|约|不低于|不超过)?$"
)


def set_beside(place: Place, topic: Topic, raw: str) -> str:
    """The measure before, for which only another time, place or target is named here; "" where more is."""
    if not topic.names:
        return ""
    before = topic.by_unit.get(place.amount.unit, "")
    if not before:
        return ""
    if raw[:1] in _ELSEWHERE_OPENS and _ELSEWHERE.fullmatch(raw):
        return topic.last if topic.last in topic.names[-2:] else before
    if place.tail[:1] == "的" and _TARGET.match(place.tail) and len(raw) < 8 and _MISSED.search(raw):
        return topic.last or before
    return ""


def plain(raw: str) -> str:
    """The words before a figure without the prices it is reckoned in and the year it is to exceed."""
    if "价" in raw or "口径" in raw:
        raw = _PRICES.sub("", raw)
    return _OVER.sub("", raw) if "于" in raw or "超过" in raw or "不及" in raw else raw


def parallel(place: Place, topic: Topic, name: str) -> str:
    """A like thing with the measure of the one before: 城镇居民人均收入…，农村居民 → 农村居民人均收入; "" if unlike."""
    if not topic.names or not 3 <= len(name) <= 8:
        return ""
    last = topic.by_unit.get(place.amount.unit) or topic.last
    at = last.find(name[-2:], 1)
    rest = last[at + 2 :]
    return name + rest if at > 0 and len(rest) >= 2 and rest[0] not in "与和及、占" and name not in last else ""


def grown(place: Place, topic: Topic, raw: str, left: str) -> str:
    """What grows or is exceeded, where a word of change hides in its name (增加值) or stands for it (超额完成)."""
    if left in EXCEEDED:
        of = topic.level or topic.last
        return of + "超额完成比例" if of else ""
    if "增加值" in raw and (found := _GROWS.search(raw)):
        name = clean(raw[: found.start()])
        return prefixed(place, topic, name) if len(name) >= 3 else ""
    return ""
