"""Take what a name needs from beyond its clause: the bearer of a rule, the document's thing, the band."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import SPACE, clean_phrase, entity_of_name, is_act, join_phrases
from luoshi.reading.topics import Topic, is_general_measure
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

_ASKED = re.compile(r"条件|资格")
_RELAXED = re.compile(r"(?:放宽|提高|降低|增加|扩大)(?:到|至|为)?(?:不超过|不低于)?$")
_RELAXED_ENDS = frozenset("宽高低加大到至为过于")
_CASES = ("情况", "情形", "特殊情况下")
_SITES = frozenset("县市区镇乡村道院所校馆站队地")  # places where something is counted, not counted things
_BOUNDS = ("以上", "以下", "以内", "级")
_PROJECTS = lazy_pattern(r"([^，,、；;。的\d]{0,6}(?:项目|工程))$")
_STAFF = ("从业人员", "职工", "员工", "职工人数", "从业人数", "在职职工")
_PLANTED = lazy_pattern(r"^(?:试种|引种|种植|栽种|播种|扩种|栽植|补种|套种|发展种植)了?(.{2,8})$")


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(trie_pattern(load_lexicon_table("quantities")["counted"]["heads"]))


@cache
def _counted_things() -> tuple[str, ...]:
    return tuple(load_lexicon_table("quantities")["counted"]["heads"])


def is_head(name: str) -> bool:
    """Check whether a name is a class of bodies that offices count (医院), not one body."""
    return name in _counted_things()


def is_thing(name: str) -> bool:
    """Check whether a name ends with a noun that offices count: 个体工商户, 小微企业."""
    return name[-1:] not in _SITES and name.endswith(_counted_things())


def condition_bearer(topic: Topic) -> str:
    """Return the bearer of the conditions around a figure: （二）科普示范基地 under 申报条件; "" if none is named."""
    if topic.asked is None:
        topic.asked = _asked(topic)
    return topic.asked


def _asked(topic: Topic) -> str:
    title = topic.title
    if title.bearer and title.bound == topic.dated:
        return title.bearer
    above = topic.dated.removesuffix(topic.heading)
    if not above or not _ASKED.search(above):
        return ""
    words = clean_phrase(topic.heading[:40])
    return words if 3 <= len(words) <= 12 else ""


def add_condition_bearer(topic: Topic, name: str) -> str:
    """Return a bare measure with the bearer of the rule, or with what a survey counts; "" if it needs none."""
    if len(name) > 10 or topic.parent:
        return ""
    of = condition_bearer(topic) if topic.asked is None else topic.asked
    if of and len(name) <= 8:
        return "" if of[-2:] in name or name[:2] in of else join_phrases(of, name)
    thing = topic.title.thing
    if not topic.title.surveyed or not thing or not thing.endswith(_counted_things()):
        return ""
    whole = topic.whole if topic.whole and _heads().search(topic.whole) else thing
    if name.endswith(_STAFF):
        return "" if thing[-2:] in name else join_phrases(whole, name)
    if name.startswith(thing[-2:]):
        return thing[:-2] + name
    return "" if _heads().search(name) or thing[-2:] in name or name[:2] in thing else join_phrases(thing, name)


def name_relaxed_bound(place: AmountPlace, topic: Topic, raw: str, left: str) -> str:
    """Return the previous measure if its bound is relaxed for someone: 贫困地区可放宽到60户; else ""."""
    words = raw.rstrip()
    relaxes = (words[-1:] in _RELAXED_ENDS and _RELAXED.search(words)) or left.endswith(_CASES)
    if not relaxes or not left or left[0] in "比较" or is_act(left) or is_general_measure(left):
        return ""
    unit = place.amount.unit
    what = topic.by_unit.get(unit) or topic.counted.get(unit) or ""
    return join_phrases(left, what) if what and what not in left else ""


def name_band_measure(place: AmountPlace, topic: Topic, raw: str, left: str) -> str:
    """Return the measure of a list of bands: 营业收入超百亿元的2家，1亿元以下|的712家; "" outside such a list."""
    unit = place.amount.unit
    if not topic.band or topic.band[0] != unit or (left and raw.strip("，,、；; ")):
        return ""
    topic.band = (*topic.band[:4], SPACE.sub("", place.quote))
    return topic.band[1]


def open_band(place: AmountPlace, topic: Topic, measure: str, name: str) -> None:
    """Remember a threshold that selects a class, because its list may have others."""
    thing = name.removesuffix(measure)
    if topic.title.surveyed and topic.title.thing.endswith(thing):
        thing = topic.title.thing
        name = thing + measure
    topic.band = (place.amount.unit, name, measure, thing, SPACE.sub("", place.quote))


def name_band_count(place: AmountPlace, topic: Topic) -> str:
    """Return the name of a band's count: 1亿元以下的|712家 → 营业收入1亿元以下企业; "" if the figure counts no band."""
    if not topic.band or place.first or not topic.band[4]:
        return ""
    _, _, measure, thing, quote = topic.band
    if place.left.strip() != "的" and place.left != thing:
        return ""
    return measure + quote + thing


def name_project_sum(place: AmountPlace, topic: Topic) -> str:
    """Return what a sum before projects measures: 亿元以上|项目23个 → 项目投资额; or ""."""
    if place.amount.unit != "元" or not place.quote.endswith(_BOUNDS):
        return ""
    found = _PROJECTS.match(place.right)
    if not found or not place.tail[found.end() :][:1].isdigit():
        return ""
    topic.band = ("元", found[1] + "投资额", "", found[1], SPACE.sub("", place.quote).lstrip("了"))
    return found[1] + "投资额"


def recall_name_by_unit(place: AmountPlace, topic: Topic) -> str:
    """Return what the document counted before in this unit, for a sentence that names nothing: 从30亩到2600亩."""
    unit = place.amount.unit
    if unit is None or unit in ("元", "%", "‰", "次", "年", "天"):
        return ""
    if topic.names and not place.left.startswith("从"):
        return ""
    return topic.title.counted.get(unit, "")


def name_planted_area(name: str) -> str:
    """Return the crop area that a name implies: 试种羊肚菌 → 羊肚菌种植面积; or ""."""
    found = _PLANTED.match(name)
    return found[1] + "种植面积" if found and not is_general_measure(name) else ""


def recall_name_by_count(place: AmountPlace, topic: Topic, noun: str) -> str:
    """Return the full name of what the document counted to the same number before: 21个|项目; "" if unknown."""
    if len(noun) > 4:
        return ""
    amount = place.amount
    found = topic.title.exact.get((amount.value, amount.unit), "")
    return found if found.endswith(noun) and len(found) > len(noun) else ""


def remember_counted(place: AmountPlace, topic: Topic, name: str) -> None:
    """Remember what was counted for later paragraphs."""
    amount = place.amount
    thing = entity_of_name(name)
    if len(topic.title.counted) < 64:
        topic.title.counted[amount.unit] = thing
    if len(topic.title.exact) < 512 and amount.unit not in ("元", "%"):
        topic.title.exact[amount.value, amount.unit] = thing
