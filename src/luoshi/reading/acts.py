"""Name acts that are counted per period: 每季度调度一次重点工作 → 重点工作调度."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.context import condition_bearer
from luoshi.reading.per_unit_means import EACH_OF
from luoshi.reading.phrases import clean_phrase, entity_of_name, is_act, is_body_phrase, join_phrases, shorten_phrase
from luoshi.reading.sentence_themes import sentence_theme
from luoshi.reading.topics import Topic
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

_PERIOD = re.compile(
    r"每?(?:个)?(?:半[年月]|旬|\d{1,2}天|[两二三四五]周)|一年(?=至少|不少于)|至少|不少于|原则上|一般|各$"
)
_HELD = lazy_pattern(r"应?(?:召开|举办|开展|组织|举行|进行|听取|接受)$")
_DOER = lazy_pattern(r"([^，,；;。：:、\d]{2,16}?)(?:每|要|应|须|将|至少|原则上|一般|定期|半年|年内|全年)")
_OF_THEM = re.compile(
    r"^(?:每[户名人个家次]|(?:各[^，,]{1,6})?对(?:所|辖区|全)?[^，,的]{2,8}?(?=督|考|检|巡|走|上门|通报))"
)
_TOLD = frozenset({"汇报", "报告", "工作汇报", "情况汇报", "进展"})
_WHO = frozenset("局委办厅部科室处队站心")
_BODIES = "会组委局部院台府办班站科室协团处"
_ACT_NOUN = re.compile(r"(?:工作|活动)(?:开展|进行|组织|举行|举办)?$")


@cache
def _holds() -> re.Pattern[str]:
    return re.compile(f"(?:{trie_pattern(load_lexicon_table('quantities')['act']['holds'])})")


@cache
def _supervises() -> re.Pattern[str]:
    return re.compile(f"(?:{trie_pattern(load_lexicon_table('quantities')['act']['supervises'])})$")


@cache
def _meetings() -> frozenset[str]:
    return frozenset(load_lexicon_table("quantities")["act"]["meetings"])


@cache
def _does() -> re.Pattern[str]:
    return re.compile(trie_pattern(load_lexicon_table("quantities")["act"]["does"]))


def _meeting(place: AmountPlace, noun: str) -> str:
    """Return the name of a meeting with the body that meets: 领导小组每年召开|会议 → 领导小组会议."""
    found = _DOER.match(place.before)
    who = clean_phrase(found[1]) if found else ""
    if 2 <= len(who) <= 14 and who[-1] in _BODIES:
        return join_phrases(who, noun)
    about = sentence_theme(place)
    return join_phrases(about, noun) if about else noun


def name_act(place: AmountPlace, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    """Return the name of an act from the words on both sides of its count, with the bearer of the rule."""
    name, rule = _act(place, topic, left, noun)
    who = condition_bearer(topic) if len(name) <= 4 else ""
    return (join_phrases(who, name) if who and who[-2:] not in name else name), rule


def _act(place: AmountPlace, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    at = place.left.find("每", 2)
    if at > 0 and place.left[at - 1] in _WHO and len(done := clean_phrase(place.left[at:])) >= 4:
        left = done.removeprefix("对")  # 集团工会、生产业务部|每两个月联合检查
    name = clean_phrase(_PERIOD.sub("", left))
    if not name and not noun and topic.names:
        return topic.last, "carried"
    name = _OF_THEM.sub("", name)
    verb = _holds().match(name)
    what = noun or (name[verb.end() :] if verb else "")
    if what in _meetings():
        return _meeting(place, what), "act-noun"
    if noun:
        if (verb and len(name) - verb.end() < 2) or not name:
            return (noun if len(noun) > 2 else _of_theme(place, topic, noun)), "act-noun"
        held = _HELD.search(name)
        if held:
            name = name[: held.start()]
            if not name or is_body_phrase(name):
                return (noun if len(noun) > 2 else _of_theme(place, topic, noun)), "act-noun"
            return name + noun, "act-noun"
        if len(name) <= 4 and is_act(name):
            return join_phrases(noun, name), "act-on"
        name = shorten_phrase(name, 8)
        return name + (noun if noun not in name else ""), "act-noun"
    stem = _ACT_NOUN.sub("", name)
    if 2 <= len(stem) <= 4 and stem != name and stem in topic.title:
        return topic.title, "act-of-title"
    if verb and len(name) - verb.end() >= 2:
        return name, "act"
    does = _does().fullmatch(name) is not None
    if len(name) <= 4 and (does or is_act(name)):
        if does or _supervises().search(name):
            about = sentence_theme(place)
            if name in about:
                return about, "act-of-supervision"
            about = str(topic.title) or ("" if _supervises().search(name) else topic.whole)
            return (_whose(place, topic, name, about) or "任务" + name), "act-of-supervision"
        return _of_theme(place, topic, name), "act-of-theme"
    if len(name) <= 3:
        about = sentence_theme(place) or topic.whole
        return join_phrases(about, name), "act-of-theme"
    return shorten_phrase(name), "act"


def _of_theme(place: AmountPlace, topic: Topic, name: str) -> str:
    about = sentence_theme(place) or (topic.title.thing if name in _TOLD else "")
    if not about and _does().fullmatch(name):
        return _whose(place, topic, name, "") or name
    return join_phrases(about, entity_of_name(name)) if about else name


def _whose(place: AmountPlace, topic: Topic, name: str, about: str) -> str:
    """Name an office's act on the topic of the sentence, else of the document: 科技特派员|考核; "" without one."""
    if name in topic.title:
        return topic.title
    each = EACH_OF.findall(place.earlier)
    about = each[-1][1] if each else about or topic.title.thing
    return join_phrases(about, name) if about else ""
