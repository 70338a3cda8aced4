"""Name figures compared with the previous one: of another time or place, a similar thing, or a missed target."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import clean_phrase, is_act
from luoshi.reading.sentence_themes import has_leading_verb
from luoshi.reading.topics import DIGIT, Topic, is_general_measure, prefix_general_name
from luoshi.reading.words import lazy_pattern

# 而去年同期仅为|4.98亿元; 全省平均水平为|13.9%.
_ELSEWHERE = re.compile(
    r"[，,、；;（(]?(?:而|但|其中)?(?:(?:上年|去年|前年|上一年|往年|(?:20|19)\d\d年)?(?:同期|同月|[年月]?[底末])"
    r"|上年|去年|前年|明年|后年|(?:全[省市国县区]|省|市|国家)?(?:平均|平均水平|均值)|全[省市国县区]"
    r"|其[余他]各?[县市区镇乡街道村、]{1,6}|(?:邻近|相邻|周边)的?[^，,的]{1,4}[县市区])(?:仅|只|则|却|才|要|也|就)*(?:为|是|有|在|达到?|到|过|超过?)*"
)
_ELSEWHERE_OPENS = frozenset("，,、；;（(而但其上去前往年月全省市国平均邻相周同明后底末12")
# The start of a list of things by the measure that applies to all of them.
_LISTS = frozenset("，,：:")
_MEASURES = ("比例", "标准", "事业费", "费用", "价格", "合格率", "覆盖率", "占比", "限额", "额度")
_EDGE = re.compile(r"(?s:.*)[，,；;。：:（）()]")  # up to the last one, because a lookahead would try each place
# 按可比价格增长9%: the price basis is not part of the name.
_PRICES = lazy_pattern(r"[，,]?按?(?:可比价格?|不变价格?|同口径|可比口径|现价)(?:计算|测算)?[，,]?")
# 到岗率从去年同期的|71%: the time is not part of the name.
_FROM_THEN = re.compile(
    r"(?<=..)[由从自][^，,由从自的]{0,6}(?:[年季月期底末初时前来始有]|[年季]度|计划|目标|水平)(?:的|的?不足|的?约|的?不到)?(?:全[省市县区国])?第?$"
)
# 比2015年的|5.12%提高: the previous measure, at an earlier time.
_THAN_THEN = lazy_pattern(
    r"[，,]?(?:但|而|也|又)?(?:比|较|相比|相较于?)[^，,]{0,10}?[年季月期底末初时前度](?:的|的?不足|的?约)"
)
_OF_THEN = frozenset("的足约")
EXCEEDED = frozenset({"超额", "超额完成", "超", "超计划"})
_GROWS = lazy_pattern(
    r"(?:同比|年均|平均|分别){0,9}(?:增长|下降|降低|提高|回落|上升|减少)(?:了|到)?(?:仅|约|不低于|不超过)?$"
)


def set_beside(place: AmountPlace, topic: Topic, raw: str) -> str:
    """Return the previous measure, if only another time, place or target is named here; "" if more is."""
    before = topic.by_unit.get(place.amount.unit, "")
    if not before:
        return ""
    if raw[:1] in _ELSEWHERE_OPENS and _ELSEWHERE.fullmatch(raw):
        return topic.last if topic.last in topic.names[-2:] else before
    if raw[-1:] in _OF_THEN and _THAN_THEN.fullmatch(raw):
        return topic.last if topic.last in topic.names[-2:] else before
    return ""


def name_under_list_measure(place: AmountPlace, topic: Topic, left: str) -> str:
    """Return a list item with the measure that opens the list: 生均事业费：小学|1.1万元 → 小学生均事业费; or ""."""
    unit = place.amount.unit
    if is_general_measure(left) or has_leading_verb(left) or is_act(left):
        return ""
    if place.earlier[-1:] in _LISTS:
        edge = _EDGE.match(place.earlier, 0, len(place.earlier) - 1)
        said = place.earlier[edge.end() if edge else 0 : -1]
        if len(said) >= 4 and said.endswith(_MEASURES) and not DIGIT.search(said):
            topic.header = (unit, clean_phrase(said))
    of, measure = topic.header
    return left + measure if measure and of == unit and left not in measure else ""


def without_reference(raw: str) -> str:
    """Return the words before a figure without its price basis and its time."""
    if "价" in raw or "口径" in raw:
        raw = _PRICES.sub("", raw)
    return _FROM_THEN.sub("", raw) if "从" in raw or "由" in raw else raw


def name_parallel_measure(place: AmountPlace, topic: Topic, name: str) -> str:
    """Return a similar thing with the previous measure: 城镇居民人均收入…，农村居民 → 农村居民人均收入; or ""."""
    if not topic.names or not 3 <= len(name) <= 8:
        return ""
    last = topic.by_unit.get(place.amount.unit) or topic.last
    at = last.find(name[-2:], 1)
    rest = last[at + 2 :]
    return name + rest if at > 0 and len(rest) >= 2 and rest[0] not in "与和及、占" and name not in last else ""


def name_growth_subject(place: AmountPlace, topic: Topic, raw: str, left: str) -> str:
    """Return what grows or is exceeded, if a change word is in its name (增加值) or replaces it (超额完成)."""
    if left in EXCEEDED:
        of = topic.level or topic.last
        return of + "超额完成比例" if of else ""
    if "增加值" in raw and (found := _GROWS.search(raw)):
        name = clean_phrase(raw[: found.start()])
        return prefix_general_name(place, topic, name) if len(name) >= 3 else ""
    return ""
