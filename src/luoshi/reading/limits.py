"""Name time limits for doing something, and terms of what the sentence has just named."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.context import condition_bearer
from luoshi.reading.durations import WEAK, name_duration
from luoshi.reading.phrases import clean_phrase, is_body_phrase, join_phrases, noun_after_figure, shorten_phrase
from luoshi.reading.topics import Topic
from luoshi.reading.trailing_nouns import is_class_selector
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

# 船舶在港停时压缩至|18小时以内: the whole measure comes before its change.
_CHANGED = lazy_pattern(
    r"(?P<what>[^，,；;。：:\d]{3,14}?)(?:由[^，,]{1,10})?(?:再|已|全部|一律)?"
    r"(?:压缩|压减|缩短|控制|延长|调整|减少|压)(?:到|至|为|在)$"
)
_CHANGED_ENDS = frozenset("到至为在")
_MEASURED = ("用时时间", "时长时间", "秧龄时间")
_SHORT = frozenset({"分钟", "小时", "秒"})
_TIMES = ("时间", "期", "时限", "期限", "周期", "历时", "时", "工期", "时长")
_FROM_DEED = ("受理之日起", "收到之日起", "接到之日起", "自受理起", "受理后")
_WITHIN = lazy_pattern(r"^(?:之?内)?[，,]?")
_NOT_ALLOWED = lazy_pattern(r"不[得能再予准可]|不受理|禁止|暂停|停止|取消|限制")
_DONE = lazy_pattern(r"[，,；;。并或、和]|到位")
# 对考核结果有异议的，可在公示后|10个工作日内|申请复核.
_DOUBTED = lazy_pattern(r"对(?P<what>[^，,；;。对]{2,8}?)(?:有|持|存在|提出)(?:异议|不同意见)")
# 学术休假|，休假时间: a term of what was just counted.
_TERM = re.compile(r"(?P<of>[^，,；;。]{2,4})(?P<term>时间|期限|时限|期|年限|时长)$")


_CLAUSE = lazy_pattern(r"(?<![^，,；;。：:])[^，,；;。：:]*$")
_BOUND = lazy_pattern(
    r"(?:第[一二三四五六七八九十百]+条\s*)?(?P<who>[^，,；;。\d]{2,10}?)(?:应当?|须|要|可以?|必须|责令|在|每|一律)"
)


@cache
def _matters() -> re.Pattern[str]:
    return re.compile(trie_pattern(load_lexicon_table("quantities")["limit"]["matters"]))


def name_time_length(place: AmountPlace, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    """Return the name of a duration and the rule that made it, from the words on both sides."""
    if (
        is_class_selector(place.right)
        and place.amount.unit in _SHORT
        and len(thing := noun_after_figure(place.right[1:])) >= 2
    ):
        return thing + "时长", "length"
    name = name_time_limit(place, topic, left)
    if name:
        return name, "limit"
    name = name_repeated_term(place, topic, left)
    if name:
        return name, "term"
    if left[:1] == "每" or left[:3] == "平均每":
        name = join_phrases(shorten_phrase(topic.names[-1], 8), left) if topic.names else left
        return name.removesuffix("时间") + "时间", "each-lasts"
    name, rule = name_duration(place, topic, left, noun)
    name = name.removesuffix("时间") if name.endswith(_MEASURED) else name
    if rule == "term" and len(left) >= 4 and name.count(left[:2]) > 1 and name.endswith(left):
        name = left
    if "满" in place.quote and "年" in (place.amount.unit or "") and name.endswith("时间"):
        name = name[:-2] + "年限"
    if rule == "gone-by" and name.endswith("年限"):
        who = condition_bearer(topic)
        name = name if who[-2:] in name else join_phrases(who, name)
    return name, rule


def name_time_limit(place: AmountPlace, topic: Topic, left: str) -> str:
    """Return the name of a time limit: what was changed to it, or what must be done to which matter; else "".

    有异议的，由评审办公室在|20日|内核查答复 → 异议核查答复时限.
    """
    if left[-1:] in ("期", "间", "限") and not topic.names:
        return ""
    raw = place.left
    changed = _CHANGED.search(raw) if raw[-1:] in _CHANGED_ENDS else None
    if changed:
        what = clean_phrase(changed["what"])
        if len(what) < 3:
            return ""
        return "" if what.endswith(("时限", "期限", "期", "时间")) else what + ("" if what.endswith(_TIMES) else "时限")
    if (
        (raw[-1:] == "起" and not raw.endswith(_FROM_DEED))
        or place.amount.bound != "le"
        or "内" not in place.quote + place.right[:2]
    ):
        return ""
    if place.right[:1] == "的":
        return ""
    words = _WITHIN.sub("", place.right) or _WITHIN.sub("", place.after)
    if _NOT_ALLOWED.match(words):
        return ""
    done = clean_phrase(WEAK.sub("", _DONE.split(words, maxsplit=1)[0]))
    if not 2 <= len(done) <= 12:
        return ""
    doubted = _DOUBTED.search(place.earlier)
    said = list(_matters().finditer(place.earlier + raw))
    if said:
        own = doubted is not None and said[-1].start() < doubted.end()
        topic.matter = clean_phrase(doubted["what"]) if own and doubted else said[-1][0]
    of = "" if topic.matter in done else topic.matter
    if not of and len(done) < 5 and (who := _BOUND.match(raw)) and not is_body_phrase(who["who"]):
        of = clean_phrase(who["who"])
    return (of or (topic.title.thing if len(done) < 4 else "")) + done[:8] + "时限"


def name_repeated_term(place: AmountPlace, topic: Topic, left: str) -> str:
    """Return a term by what was just counted or said, if it repeats its last word; else ""."""
    found = _TERM.fullmatch(left)
    if not found:
        return ""
    said = _CLAUSE.search(place.earlier.rstrip("，,"))
    if said and said[0].endswith(found["of"]) and (who := _BOUND.match(said[0])) and not is_body_phrase(who["who"]):
        return clean_phrase(who["who"]) + left  # B级驾驶员须参加复训，复训时间
    thing = next((name for name in reversed(topic.names[-4:]) if name.endswith(found["of"])), "")
    return shorten_phrase(thing, 12) + found["term"] if len(thing) > len(found["of"]) else ""
