"""What is done so many times a period: 每季度调度一次重点工作 → 重点工作调度."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import Place
from luoshi.reading.phrases import body, clean, entity, glue, is_act, shorten
from luoshi.reading.themes import reported, theme
from luoshi.reading.topics import Topic
from luoshi.reading.words import table, trie

_PERIOD = re.compile(
    r"每?(?:个)?(?:半[年月]|旬|\d{1,2}天|[两二三四五]周)|一年(?=至少|不少于)|至少|不少于|原则上|一般|各$"
)
_HELD = re.compile(r"应?(?:召开|举办|开展|组织|举行|进行|听取|接受)$")
_ACT_NOUN = re.compile(r"(?:工作|活动)(?:开展|进行|组织|举行|举办)?$")


@cache
def _holds() -> re.Pattern[str]:
    return re.compile(f"(?:{trie(table('quantities')['act']['holds'])})")


@cache
def _supervises() -> re.Pattern[str]:
    return re.compile(f"(?:{trie(table('quantities')['act']['supervises'])})$")


def act(place: Place, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    """The name of an act from the words left of its count and the noun right of it."""
    name = clean(_PERIOD.sub("", left))
    if not name and not noun and topic.names:
        return topic.last, "carried"
    verb = _holds().match(name)
    if noun:
        if (verb and len(name) - verb.end() < 2) or not name:
            return (noun if len(noun) > 2 else _of_theme(place, noun)), "act-noun"
        held = _HELD.search(name)
        if held:
            name = name[: held.start()]
            return (noun if not name or body(name) else name + noun), "act-noun"
        if len(name) <= 4 and is_act(name):
            return glue(noun, name), "act-on"
        name = shorten(name, 8)
        return name + (noun if noun not in name else ""), "act-noun"
    stem = _ACT_NOUN.sub("", name)
    if 2 <= len(stem) <= 4 and stem != name and stem in topic.title:
        return topic.title, "act-of-title"
    if verb and len(name) - verb.end() >= 2:
        return name, "act"
    if len(name) <= 4 and is_act(name):
        if _supervises().search(name):
            about = theme(place)
            if name in about:
                return about, "act-of-supervision"
            about = reported(place)
            if (not about or about in table("quantities")["act"]["reports"]) and topic.title:
                about = topic.title + about
            return (about or "任务") + name, "act-of-supervision"
        return _of_theme(place, name), "act-of-theme"
    if len(name) <= 3:
        about = theme(place) or topic.whole
        return glue(about, name), "act-of-theme"
    return shorten(name), "act"


def _of_theme(place: Place, name: str) -> str:
    about = theme(place)
    return glue(about, entity(name)) if about else name
