"""Name what points are given for: 按期换届，得8分 → 按期换届得分; 得分85分以上的评为优秀 → 优秀得分."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import clean_phrase, shorten_phrase
from luoshi.reading.topics import Topic
from luoshi.reading.words import lazy_pattern

_RESULT = lazy_pattern(
    r"的?[^，,；;。为]{0,8}?(?:评定为|确定为|认定为|评为|列为|定为|划为|视为|纳入|进入|为)(?P<rank>[^，,；;。的]{2,8})"
    r"|的(?:[^，,；;。]{0,6}?)(?P<fate>(?:取消|予以|不予|不得|给予|责令|限期|暂停|不再)[^，,；;。]{2,10})"
)
_FAILS = lazy_pattern(r"取消|不得|责令|限期|暂停|不再")
_GIVEN = lazy_pattern(
    r"(?P<each>每[^，,；;。每\d]{1,6}?)?(?:再|另|可|各|分别|最多|至多|累计){0,9}(?P<verb>得|记|计|加|减|扣|奖"
    r"|赋)(?:不超过|最多)?$"
)
_ONCE = lazy_pattern(r"^([^，,；;。\d]{1,6})一[次项个篇人份天处起]")
_SCORE = lazy_pattern(r"(?:得分|分数|分值|总分|评分|分)$")
_JUDGED = lazy_pattern(r"考核|评审|评估|评价|验收|测评|考评|评选|竞赛")
# 到帮扶村坐诊的|每天加0.2分: its own clause says what for.
_OWN = lazy_pattern(r"([^，,；;。\d每]{4,20})的(?:每[^，,\d]{1,3})?(?:再|另|可|一次性)*[得记计加减扣奖赋]$")
# 办理工作在年度绩效考核中|占3分: its weight.
_WEIGHT = lazy_pattern(
    r"(?:[将把])?(?P<what>[^，,；;。]{2,12}?)(?:工作)?(?:纳入|列入|计入|在)[^，,；;。]{0,10}?(?P<test>(?:绩效|目标|综合)?(?:考核|考评|评价))"
)
_FIGURES = lazy_pattern(
    r"(?:不少于|不低于|至少|超过|达到|不超过)?\d[\d.,%％]*[一-鿿]?(?:以上|以内|左右)?|每年|一次"
    r"|(?:的)?[一二两三四五六七八九]成(?:以上)?"
)
_STEPS = lazy_pattern(r"([^，,；;。、\d]{3,14}?)每(?:低|高|少|多|减少|增加|超过?|提高|降低|下降|上升)")
_FIGURE = lazy_pattern(r"\d|[一二两三四五六七八九十]{1,3}[个次项家名]")
_FAULTS = ("被", "缺", "逾期", "未", "每", "迟", "少", "多", "超", "不")


def name_points(place: AmountPlace, topic: Topic, left: str) -> tuple[str, str]:
    """Return the name of points: a threshold by its result, points given by their reason."""
    raw = place.left.rstrip("为约")
    if raw.endswith("占"):
        weight = _WEIGHT.search(place.earlier + place.before)
        if weight:
            return clean_phrase(weight["what"]) + weight["test"] + "分值", "points-weight"
    given = _GIVEN.search(raw)
    if given and not raw.endswith("合计"):
        item = _stepped(place) or _item(place, topic)
        kind = {"加": "加分", "减": "减分", "扣": "扣分"}.get(given["verb"], "得分")
        each = given["each"] or ""
        once = _ONCE.match(clean_phrase(raw))
        if once:
            each = once[1] if len(once[1]) > 1 else "每次"
        each = each.rstrip("扣加减得记")
        if item.endswith(("分值", "分数", "得分")):
            return item + each, "points-for"
        return item + each + kind, "points-for"
    if not left and raw.endswith(("到", "至")) and topic.names and topic.last.endswith(("分值", "得分", "分数")):
        return topic.last, "carried"
    stem = _SCORE.sub("", left)
    result = _RESULT.match(place.tail)
    if result:
        if not stem:
            stem = topic.judged
        if not stem:
            found = _JUDGED.findall(place.earlier + topic.title)
            stem = found[-1] if found else ""
            if stem and topic.last.endswith(stem) and len(topic.last) <= 8:
                stem = topic.last
        topic.judged = stem
        fate = "不合格" if _FAILS.match(result["fate"] or "") else result["fate"]
        return stem + (result["rank"] or fate or "") + "得分", "points-from"
    if place.tail.startswith("的") and topic.judged:
        return topic.judged + "得分", "points-from"
    if len(stem) <= 2:
        return re.split("[由占按]", _item(place, topic))[0] + (left or "得分"), "points-for"
    return left, "points"


def _stepped(place: AmountPlace) -> str:
    """Return the variable that points step with: 完成率每低10个百分点扣0.5分."""
    step = _STEPS.search(place.before)
    return clean_phrase(step[1]) if step else ""


def _item(place: AmountPlace, topic: Topic) -> str:
    """Return what is scored: the first words of the sentence, or of the line if these only step up or down."""
    said = place.earlier + place.before
    said = said[max(said.rfind("："), said.rfind(":")) + 1 :]  # words that only open a list score nothing
    own = _OWN.match(place.before)
    if own and own[1][0] != "被" and len(name := _name(own[1])) >= 4:
        return name
    if name := _in_clause(place):
        return name
    first = re.split(r"[，,；;。]", said)[0] if place.earlier else ""
    name = _name(first)
    if len(name) < 3 or name.startswith(("每", "缺", "逾期", "未")):
        name = topic.item or name
    elif not topic.item:
        topic.item = name
    return name


def _in_clause(place: AmountPlace) -> str:
    """Return what its own clause scores: 兼职科普员|得2分, 场地不少于100平方米的|得8分; "" for a step or a fault."""
    said = _GIVEN.sub("", place.left.rstrip("为约"))
    if len(said.strip("、，,的以上下内")) < 3:
        said = _GIVEN.sub("", _FIGURE.split(place.before, maxsplit=1)[0])
    name = _name(said)
    return "" if len(name) < 3 or name.endswith("分") or name.startswith(_FAULTS) or "每" in name else name


def _name(clause: str) -> str:
    return shorten_phrase(clean_phrase(_FIGURES.sub("", clean_phrase(clause))), 12).strip("的、得记")
