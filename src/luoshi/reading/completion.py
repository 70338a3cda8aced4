"""Name a figure from the words before it, completed by the topic of the sentence if they say too little alone."""

from __future__ import annotations

from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.context import (
    add_condition_bearer,
    condition_bearer,
    is_thing,
    name_planted_area,
    recall_name_by_unit,
)
from luoshi.reading.model import Aspect
from luoshi.reading.per_unit_means import MONEY, of_each
from luoshi.reading.phrases import clean_phrase, entity_of_name, fit_phrase, is_act, join_phrases
from luoshi.reading.sentence_themes import is_dependent_name, is_within_theme, sentence_theme, thing_of_heading
from luoshi.reading.topics import (
    LEVELS,
    Topic,
    is_general_measure,
    join_qualifier_and_head,
    only_stands,
    prefix_general_name,
    status_end,
    status_words,
    subject_of_clauses,
)
from luoshi.reading.words import lazy_pattern, load_lexicon_table

GROUPS = ("以下", "以外", "以内", "级", "类", "型", "性", "以上", "类别", "层次", "层面")
_TOTALS = ("总数", "总量", "合计", "存量", "数量", "保有量")
# 夏粮播种面积18万亩，单产385公斤: the yield of the crop, not of its land.
_CROP = lazy_pattern(r"(?:播种|种植|栽培|收获|总?产量|总产|单产)?(?:面积)?$")
_YIELDS = ("单产", "亩产", "总产", "总产量", "产量", "平均单产")
_COUNT = {"人次": "人次", "人": "人数", "名": "人数", "户": "户数"}
_CREDITS = frozenset({"学分", "学时", "分", "积分"})
_DONE = ("已完成", "完成", "完成了")
_HEADLESS = lazy_pattern(r"的(?:也|还|就|才)?(?:只有|仅有|仅|共有|共|有|达|不足|超过)$")
_OUTGO = frozenset({"支出", "结余", "结转", "盈余", "年末结余", "滚存结余"})
_BODIES = ("机构", "单位", "学校", "场所", "设施", "阵地")
_OF_UNITS = frozenset({"家", "个", "户", "所", "处", "座", ""})
_SUMS: frozenset[str | None] = frozenset({"元", "%", None})
_SITED = frozenset("院校所馆站店园中")
_CHOSEN = frozenset({"择优", "分批", "优先"})
_TOTAL_ONLY = frozenset({"总量", "总数", "总额", "数量"})
_PAYING = frozenset({"拿", "拿出", "出", "再拿", "花", "筹"})
_PROJECTS = lazy_pattern(r"(?:项目|工程|任务|事项|实事)$")


@cache
def _of_title() -> frozenset[str]:
    return frozenset(load_lexicon_table("quantities")["theme"]["of_title"])


def name_headless_clause(place: AmountPlace, topic: Topic, raw: str) -> str:
    """Return the name of a 的 clause without its noun: 有研发活动的只有83户 → 有研发活动的企业; or ""."""
    if "的" not in raw:
        return ""
    thing = topic.counted.get(place.amount.unit)
    found = _HEADLESS.search(raw) if thing and place.right[:1] != "的" else None
    if not found or not thing or not 2 <= found.start() <= 16:
        return ""
    stem = clean_phrase(raw[: found.start()])
    stem = ("有" + stem if "有" + stem in raw else stem).removeprefix(thing + "中")
    return f"{stem}的{thing}" if stem else ""


def name_unnamed_figure(place: AmountPlace, kind: Aspect, topic: Topic, raw: str, left: str) -> tuple[str, str]:
    """Return the name of a figure whose own words name nothing: 增长8%, 达到40家, 全年安排86万元."""
    unit = place.amount.unit
    opens = not left and (not place.earlier or raw.strip() == "从") and place.amount.unit not in topic.by_unit
    again = recall_name_by_unit(place, topic) if opens and kind == "level" else ""
    if again:
        return again, "recalled"
    if kind == "increase" and unit != "%" and topic.last.endswith("率") and (said := topic.by_unit.get(unit)):
        return said, "carried"
    if kind == "increase" or place.follows:
        return topic.last or topic.heading, "carried"
    thing = topic.counted.get(place.amount.unit)
    if left:
        return topic.last or topic.heading, "carried" if topic.last else "heading"
    if topic.names and thing and kind == "level" and raw.strip("，, ").endswith(_DONE):
        return "完成" + thing, "act"
    if place.amount.unit == "元" and topic.last.endswith(("比例", "比重")):
        money = MONEY.findall(place.earlier + place.before)
        if money:
            return money[-1], "money"
    about = "" if topic.names else sentence_theme(place) or thing
    if place.amount.unit == "元" and topic.last and not about and not topic.title.counted.get("元"):
        return topic.last, "carried"
    return about or topic.last or topic.heading, "carried" if about or topic.last else "heading"


def complete_figure_name(place: AmountPlace, kind: Aspect, topic: Topic, name: str) -> tuple[str, str]:
    """Return the completed name, and the rule that completed it."""
    counts = place.amount.unit
    unit = counts or ""
    if name[:2] in _CHOSEN and is_act(name[2:]):
        name = name[2:]
    thing = topic.counted.get(counts)
    if thing and name in thing and not (topic.title.thing and only_stands(name)):
        return ("完成投资", "left") if name == "投资" and "完成" in place.left else (thing, "carried")
    if name in _TOTAL_ONLY and place.first and topic.names and unit == "元":
        return topic.last, "carried"
    if unit == "元" and name in _PAYING:
        return (sentence_theme(place) or topic.title.thing) + "资金", "money"
    if counts == "亩" and (area := name_planted_area(name)):
        return area, "left"
    if name in _YIELDS and 2 <= len(crop := _CROP.sub("", topic.level)) < len(topic.level):
        return crop + name, "yield"
    bare = len(name) == 1 or (len(name) <= 4 and is_act(name) and not MONEY.search(name[-2:]))
    if bare:
        ours = thing if counts in topic.here or not (topic.base or topic.here - _SUMS) else ""
        found = _verb_alone(place, topic, name, _divided(topic, name, topic.parent or ours or ""))
        if found:
            return found
    ours = thing if counts in topic.here or not topic.here - _SUMS else ""
    part = _part(topic, name, _divided(topic, name, topic.parent or ours or ""), bool(ours), unit)
    if part:
        return part, "part"
    if unit in _CREDITS and unit not in name:
        return (name if len(name) > 3 else subject_of_clauses(place, topic, 10) + name) + unit, "unit"
    if kind == "per":
        owned = of_each(place, topic, name)
        if owned:
            return add_condition_bearer(topic, owned) or owned, "each"
    short = len(name) <= 2 and place.first and counts not in topic.counted and kind == "level"
    short = short and not (is_thing(name) and name[-1] != "人")
    if (
        place.first
        and len(name) <= 6
        and is_dependent_name(name)
        and kind != "per"
        and (about := sentence_theme(place))
        and name not in about
    ):
        return join_phrases(about, entity_of_name(name)), "themed"
    if len(name) <= 8 and topic.base and topic.base not in name and (is_dependent_name(name) or short):
        return join_phrases(topic.base, name), "based"
    if bare:
        about = (
            condition_bearer(topic)
            or topic.whole
            or subject_of_clauses(place, topic, 8)
            or thing_of_heading(topic.heading)
        )
        if not about and topic.title.thing and (status_end(name) >= 0 or (unit == "元" and not topic.names)):
            return join_phrases(name, topic.title.thing), "standing"
        about = join_phrases(fit_phrase(about, 10), name) if about and name not in about else name
        return about + _COUNT.get(unit, ""), "act"
    of = add_condition_bearer(topic, name) if kind in ("level", "per", "increase") else ""
    if of:
        return of, "borne"
    return _themed(place, kind, topic, name) or (prefix_general_name(place, topic, name), "left")


def _verb_alone(place: AmountPlace, topic: Topic, name: str, whole: str) -> tuple[str, str] | None:
    """Complete a bare verb (办结, 培训) with its object and the unit its figure counts."""
    if whole.endswith("收入") and name in _OUTGO:
        return whole.removesuffix("收入") + name, "act"
    if whole and not is_act(whole):
        return (whole + name if name.endswith(_TOTALS) else join_phrases(name, whole)), "act"
    counts = _COUNT.get(place.amount.unit or "", "")
    for about, rule in ((sentence_theme(place), "act-themed"), (topic.base, "act")):
        if about and (counts or name not in about):
            return join_phrases(about, name) + counts, rule
    return None


def _divided(topic: Topic, name: str, whole: str) -> str:
    """Return what a status word (竣工, 应评) divides: the document's things themselves, not a part of them."""
    if status_end(name) < 0:
        return whole
    thing = topic.title.thing
    same = thing and whole != thing and whole.endswith(thing[-2:])
    if same and ((whole.endswith(thing) and len(whole) <= len(thing) + 3) or status_words().search(whole)):
        whole = thing
    found = _PROJECTS.search(whole) if len(whole) > 8 else None
    return found[0] if found else whole


def _is_body(name: str) -> bool:
    return name.endswith(_BODIES) or (len(name) <= 6 and name[-1:] in _SITED)


def _part(topic: Topic, name: str, whole: str, same: bool, unit: str) -> str:
    """Return a part of what was counted (其中国家级6家 → 国家级企业); "" if the name is complete."""
    if not whole and topic.title and (LEVELS.fullmatch(name) or (len(name) <= 4 and name.endswith(("类", "型")))):
        return join_qualifier_and_head(name, topic.title)
    if not same or name[-1] == whole[-1]:
        return ""
    if topic.parent and unit not in _OF_UNITS and not whole.endswith(name[-2:]) and _is_body(name):
        return join_phrases(name, whole)
    if topic.parent and whole.endswith(_BODIES) and len(name) >= 2 and name[-1] in _SITED:
        return ""
    if topic.parent and is_thing(name) and not is_general_measure(whole) and entity_of_name(name) == name:
        return ""
    divided = topic.parent and len(name) <= (8 if is_general_measure(whole) else 5) and entity_of_name(name) == name
    if divided or name.endswith(GROUPS) or (len(name) - 1 <= status_end(name) >= 0):
        return join_qualifier_and_head(name.removeprefix("涉及"), whole)
    return ""


def _themed(place: AmountPlace, kind: Aspect, topic: Topic, name: str) -> tuple[str, str] | None:
    if topic.title and entity_of_name(name) in _of_title():
        return join_phrases(topic.title, entity_of_name(name)), "of-title"
    if len(name) <= 6 and kind != "per" and is_within_theme(name) and (place.first or topic.themed):
        about = sentence_theme(place)
        if about and name not in about:
            return join_phrases(about, entity_of_name(name)), "themed"
    if len(name) <= 8 and not topic.base and (is_dependent_name(name) or (len(name) <= 3 and not topic.names)):
        about = thing_of_heading(topic.heading)
        if about and name not in about:
            return join_phrases(about, name), "of-heading"
    return None
