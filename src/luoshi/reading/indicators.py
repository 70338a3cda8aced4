"""Name what an amount measures, in the document's words (gold/GUIDE.md, "indicator").

The words left of a figure, or the noun right of it, name what it measures. If they are only a qualifier
(其中国家级6家), a general word (通过率) or empty (同比增长8%), the earlier topic of the sentence completes them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from luoshi.reading.actors import split_actor_action
from luoshi.reading.acts import name_act
from luoshi.reading.breakdowns import track_breakdown
from luoshi.reading.clauses import AmountPlace
from luoshi.reading.comparisons import (
    EXCEEDED,
    name_growth_subject,
    name_parallel_measure,
    name_under_list_measure,
    set_beside,
    without_reference,
)
from luoshi.reading.completion import GROUPS, complete_figure_name, name_headless_clause, name_unnamed_figure
from luoshi.reading.context import (
    condition_bearer,
    is_head,
    is_thing,
    name_band_count,
    name_band_measure,
    name_project_sum,
    name_relaxed_bound,
    open_band,
    remember_counted,
)
from luoshi.reading.counted_names import counted_noun
from luoshi.reading.distribution import name_distributed_figure, strip_leading_places
from luoshi.reading.grants import of_money
from luoshi.reading.limits import name_time_length
from luoshi.reading.lists import strip_examples
from luoshi.reading.model import Aspect
from luoshi.reading.name_doubts import doubts_about_name
from luoshi.reading.name_repair import changed_to, mend_figure_name, name_graded_things
from luoshi.reading.per_unit_means import PAYER, each_period, name_mean, quota_owner
from luoshi.reading.phrases import (
    bare_name,
    clean_phrase,
    entity_of_name,
    is_act,
    join_phrases,
    noun_after_figure,
    place_only,
    shorten_phrase,
    strip_acting_body,
)
from luoshi.reading.points import name_points
from luoshi.reading.portions import at_each, name_portion
from luoshi.reading.rates import AGAIN, COMPARE, name_change, name_proportion, name_rank, name_share
from luoshi.reading.sentence_themes import counted_base, sentence_theme, sets_up
from luoshi.reading.topics import Topic, is_general_measure, only_stands, subject_of_clauses
from luoshi.reading.trailing_nouns import IN_ALL, is_class_selector, noun_behind
from luoshi.reading.verb_patterns import object_only, only_acts, opens_with_verb
from luoshi.reading.words import lazy_pattern

_THAN = lazy_pattern(r"^(?:比|较|与)[^，,]{0,10}(?:年|末|初|底|期|季度|月)[^，,]{0,3}的?$")
_THAN_OPENS = frozenset("比较与")
# Bullets, and labels of a line that hold no thing: 进展情况：改造完成|11座.
_NO_NAME = lazy_pattern(
    r"^[—－●○★☆▲◆◇■□※·•\s]+|^[a-zA-Z][)）.．]\s?"
    r"|^(?:(?:工作)?(?:进展|推进|完成|落实|整改|办理)情况|(?:目前|当前|工作|项目|形象)进[度展]|年度(?:目标)?任务|(?:整改|工作|推进)措施)"
    r"(?=[一-龥“]{2})(?!完成率|完成比例|报告|通报|报表|汇报|督查|调度|检查|数|落实率)"
)
_HANDED = lazy_pattern(r"^(?:[^，,]{0,20}[局委办厅府县市区镇乡会校])?(?:于[^，,将把]{2,10})?[将把](?=..)")
_OF_UNITS = frozenset({"家", "个", "户", "所"})
_NAMED_UNIT = lazy_pattern(r"(?:公司|集团|协会|学会|合作社|市|县|(?<![项小地社])区|镇|乡|村|街道|大学|学院|医院)$")
_COMPARED_WITH = re.compile(r"在全[省市县区国]$")
_PAUSES = frozenset("、，,")
_NAMED_ENDS = frozenset("司团会社市县区镇乡村道学院")
_SINGLE_CAP = lazy_pattern(r"(?:平均得?分|附加分)[^）)]*$")
# Verbs that begin like a copula: 排查隐患120处, 达成意向41项.
_ACTS = lazy_pattern(r"达[成标]|排[查放污水涝练演除]|列[支入车装]|居[民住家]|为[民企]")
_OF_TOTAL = re.compile(r"占总[数量]比[例重]$")
_OF_PLAN = re.compile(
    r"(?:完成|达到?|占|为)了?((?:全年|年度|年初|本年|当年|总|计划|[一-鿿]{0,4}?期){0,3}"
    r"(?:目标任务|目标|任务|计划|预期|任务数|计划数))的?$"
)
_EACH_END = re.compile(r"(?<=..)每[个人名家亩户项次篇份件天台]$")
_EACH_OPENS = re.compile(r"^每[个家名户项](?=.{3})")
_CLOSED = re.compile(r"[)）]")
_PERSON = lazy_pattern(
    r"的?([^，,；;。的]{0,6}?(?:老年人|老人|人员|群众|居民|儿童|青少年|妇女|职工|教师|干部|人口|患者|医生|农民|党员|学生|人才"
    r"|者|员|人))"
)
_LAND = frozenset({"亩", "公顷"})
_LANDED = lazy_pattern(r"(?:面积|规模|[地田园林区片方场塘率比值均]|耕地|收储|产量|单产|用量|还田|每亩.*)$")
_OPENS_BASE = frozenset({"left", "counted-noun", "counted-doing", "act-noun"})
_BASE_KINDS = frozenset({"level", "increase", "frequency", "per"})
_RATE_KINDS = frozenset({"rank", "share", "growth", "difference"})
_RATE_UNITS = frozenset({"百分点", "倍", "%", "‰"})
_CHANGES = frozenset({"降幅", "涨幅", "增幅", "跌幅", "升幅", "减幅"})
_RATIOS = ("比", "比例", "率", "比重", "系数", "配比", "倍数")
_WHOLE_RULES = frozenset({"counted-doing", "counted-predicate", "granted"})
_OF = ("的", "的仅", "的只", "的有", "的仅有", "的只有", "的达", "的共")
_TEAMS = frozenset("队组团")
_NEW_THING = frozenset({"among", "mended-head", "graded", "part", "carried", "act", "of-another", "relaxed"})


def name_indicator(place: AmountPlace, kind: Aspect, topic: Topic, run: int) -> tuple[str, str, tuple[str, ...]]:
    """Return the indicator of an amount, the name of the rule that found it, and the doubts about it.

    Args:
        place: the amount in its clause.
        kind: its aspect.
        topic: the topic of the sentence so far; it is updated here.
        run: how many amounts follow this one with only a pause between.
    """
    unit, left = place.amount.unit, place.left
    earlier = place.earlier
    inside = ("（" in earlier or "(" in earlier) and _bracketed(earlier)
    if inside or topic.outside is not None:
        topic.enter_bracket(inside)
    track_breakdown(place, topic, inside)
    words = without_reference(left)
    name, rule = _named(place, kind, topic, run, words)
    name, rule = mend_figure_name(place, kind, topic, clean_phrase(words), name, rule)
    if kind == "per":
        name = each_period(place, name)
    opens = kind in _BASE_KINDS and (rule in _OPENS_BASE or (rule == "act" and kind == "frequency"))
    if opens:
        topic.base = counted_base(name) or topic.base if sets_up(name) else ""
    topic.themed = rule.endswith("themed")
    topic.noun_right = rule in ("counted-noun", "counted-doing")
    if "至" in name:
        name = name.replace("至少", "").replace("至今", "")
    name = _NO_NAME.sub("", name.strip("、，,：:的"))
    if unit in _LAND and kind in ("level", "increase") and name and not _LANDED.search(name):
        name += "面积"
    says_all = rule in _WHOLE_RULES or left.endswith(_OF) or rule[:6] == "points"
    name = (name if says_all else bare_name(name)) or topic.heading
    if not topic.theme and kind in ("level", "increase"):
        topic.theme = entity_of_name(name)
    topic.names.append(name)
    if unit not in ("岁", "周岁"):
        _remember(place, kind, topic, name, rule)
    return name, rule, doubts_about_name(name, rule)


def _bracketed(said: str) -> bool:
    """Check whether a bracket is still open at the end of the words before an amount's clause."""
    return not _CLOSED.search(said, max(said.rfind("（"), said.rfind("(")))


def _remember(place: AmountPlace, kind: Aspect, topic: Topic, name: str, rule: str) -> None:
    """Update the topic with a name, for the figures after it."""
    unit = place.amount.unit
    if place.left[-3:-1] == "在全" and _COMPARED_WITH.search(place.left):
        return
    if (kind != "duration" or not topic.last) and rule != "of-plan":
        topic.last = name
    topic.by_unit.setdefault(unit, name)
    if kind not in ("level", "increase", "per"):
        return
    if unit not in ("%", "‰"):
        topic.level = name
    if rule in _NEW_THING:
        if rule == "carried" and unit not in topic.here and place.left.strip() in IN_ALL:
            topic.counted[unit] = object_only(name)  # 三批共146家
            topic.here.add(unit)
        return
    thing = topic.actor if rule == "counted-doing" else entity_of_name(name)
    if "每" in thing:
        thing = _EACH_OPENS.sub("", _EACH_END.sub("", thing))
    if rule == "based":
        thing = entity_of_name(name.removeprefix(topic.base))
    if _is_counted(thing) and not (topic.counted.get(unit) and only_acts(thing)):
        topic.counted[unit] = thing
        topic.here.add(unit)
        if unit not in ("%", "‰") and rule != "based" and not thing.endswith(("限报", "推荐", "申报")):
            topic.whole = thing
        if topic.outside is None:
            remember_counted(place, topic, name)


@lru_cache(maxsize=4096)
def _is_counted(thing: str) -> bool:
    return len(thing) >= 2 and not thing.endswith(GROUPS) and not only_stands(thing)


def _named(place: AmountPlace, kind: Aspect, topic: Topic, run: int, words: str) -> tuple[str, str]:
    """Return the name by the first rule that finds one; ``words`` are those to the left, by ``without_reference``."""
    raw = place.left
    if not place.first and raw[:1] in ("的", "中"):
        raw = place.before
    if topic.noun_right and not place.first:
        raw = re.split(r"[、和与及]", raw)[-1]
    if topic.names:  # named earlier
        name = set_beside(place, topic, raw)
        if name:
            return name, "set-beside"
        name = changed_to(place, topic, raw)
        if name:
            return name, "from-to"
    raw = words if raw is place.left else without_reference(raw)
    if "、" in raw and "分别" not in raw and "依次" not in raw:
        raw = strip_leading_places(raw)
    left = clean_phrase(raw)
    if place.first and 2 <= len(left) <= 8 and (name := name_under_list_measure(place, topic, left)):
        return name, "headed"
    if run or topic.listing or raw[-1:] == "各" or "分别" in raw or "依次" in raw:
        name = name_distributed_figure(place, kind, topic, raw, left, run)
        if name:
            return name, "distributed"
    name = name_mean(topic, place, left) if kind == "per" else ""
    if name:
        return name, "mean"
    if kind in _RATE_KINDS or place.amount.unit in _RATE_UNITS:
        return _of_rate(place, kind, topic, raw, left)
    return _of_count(place, kind, topic, raw, left)


def _of_rate(place: AmountPlace, kind: Aspect, topic: Topic, raw: str, left: str) -> tuple[str, str]:
    """Return the name of a rank, a share, a growth or a difference."""
    if kind == "rank":
        name, rule = name_rank(place, topic, left)
        if name[-1:] == "中" and len(name) <= 4 and topic.level:
            return topic.level, "carried"
        return (name[:-1] + "排名" if name.endswith(("评中", "比中", "核中")) else name), rule
    if left in EXCEEDED and (name := name_growth_subject(place, topic, raw, left)):
        return name, "subject"
    if kind == "share":
        part = name_portion(place, topic, raw)
        if part:
            return part, "portion"
        plan = _OF_PLAN.search(raw)
        done = clean_phrase(raw[: plan.start()]).removesuffix("仅") if plan else ""
        done = done if len(done) >= 3 else topic.level or topic.last
        if plan and done and (topic.names or done != topic.last):
            return done + plan[1] + "完成率", "of-plan"
        name, rule = name_share(place, topic, raw, left)
        name = _OF_TOTAL.sub("比例", name).removeprefix("给予")
        return name, rule
    if kind == "growth" and left in _CHANGES and topic.last:
        return topic.last, "carried"
    name = name_growth_subject(place, topic, raw, left) or (
        name_parallel_measure(place, topic, left) if kind == "growth" else ""
    )
    if name:
        return name, "subject"
    if (
        kind == "growth" or (kind == "ratio" and raw.lstrip("，,")[:1] in _THAN_OPENS)
    ) and topic.level:  # the level grows, not its share of something
        topic.last = topic.level
    return name_change(place, topic, raw)


def _of_count(place: AmountPlace, kind: Aspect, topic: Topic, raw: str, left: str) -> tuple[str, str]:
    unit = place.amount.unit
    if kind == "per":
        left = PAYER.sub("", left)
    name = name_graded_things(topic, unit, raw)
    if name:
        return name, "graded"
    name = _measured_again(place, topic) if kind == "level" and topic.noun_right else ""
    if name:
        return name, "of-counted"
    if unit == "元" and (name := name_project_sum(place, topic)):
        return name, "band"
    if name := at_each(place, topic, raw):
        return name, "at-each"
    if "等" in left:
        left = strip_examples(left)
    owned = quota_owner(left) if kind == "per" else ""
    if "将" in left or "把" in left:
        left = _HANDED.sub("", left)
    left = strip_acting_body(left, not topic.noun_right or place.first)
    if owned and owned not in left:
        left = owned + bare_name(left)
    if unit in ("岁", "周岁"):
        left = left.removesuffix("中").removesuffix("年龄")
        person = _PERSON.match(place.right) if not left or left == "年" else None
        if not left and topic.names and topic.names[-1].endswith("年龄"):
            return topic.names[-1].removesuffix("年龄").removesuffix("平均") + "年龄", "age"
        of = (
            (person[1] if person else left.removesuffix("年"))
            or condition_bearer(topic)
            or topic.counted.get("名")
            or topic.counted.get("人")
            or (topic.whole if topic.whole[:1] not in "每各人单" else topic.title.thing)
        )
        return (of or subject_of_clauses(place, topic, 8)) + "年龄", "age"
    name = name_relaxed_bound(place, topic, raw, left)
    if name:
        return name, "relaxed"
    if name := name_band_measure(place, topic, raw, left):
        return name, "band"
    if name := name_band_count(place, topic):
        return name, "banded"
    another = _of_another(place, topic, left)
    if another:
        return another, "of-another"
    if raw[-2:] == "一式":
        return re.split(r"[将把]", _copied(place, left))[-1] + "份数", "copies"
    noun = noun_behind(place, left) if place.right else ""
    if (
        noun
        and left
        and opens_with_verb(noun)
        and (is_thing(left) or left[-1:] in _TEAMS or (unit in topic.here and only_acts(left)))
    ):
        noun = ""  # 专家63名|进驻园区; 作品600件，推荐30件|参加市赛
    if unit == "分" and kind in ("level", "per") and not _SINGLE_CAP.search(place.left):
        return name_points(place, topic, left)
    if kind == "frequency":
        return name_act(place, topic, left, noun)
    if kind == "duration":
        return name_time_length(place, topic, left, noun)
    if kind == "ratio":
        name = name_proportion(place, topic, PAYER.sub("", left).replace("给予", ""))
        return name + ("" if name.endswith(_RATIOS) else "比例"), "ratio"
    found = of_money(place, kind, left, noun) if unit == "元" else None
    if found:
        return found
    if noun:
        return counted_noun(place, kind, topic, left, noun)
    name = name_headless_clause(place, topic, raw)
    if name:
        return name, "headless"
    if not left or (AGAIN.match(left) and not _ACTS.match(left)) or (raw[:1] in _THAN_OPENS and _THAN.match(raw)):
        return name_unnamed_figure(place, kind, topic, raw, left)
    name = _threshold(place, topic, left)
    if name:
        open_band(place, topic, entity_of_name(left), name)
        return name, "threshold"
    if kind == "increase":
        left = strip_acting_body(clean_phrase(COMPARE.sub("", raw)))
        if not left:
            return topic.counted.get(unit) or topic.by_unit.get(unit) or topic.last or topic.heading, "carried"
    return complete_figure_name(place, kind, topic, shorten_phrase(left))


def _measured_again(place: AmountPlace, topic: Topic) -> str:
    """Return a measure of what was just counted: 34个|项目计划投资15.2亿元 → 重点项目计划投资; "" if there is none."""
    if place.first or not topic.last:
        return ""
    raw = place.left
    size = next((size for size in range(min(len(topic.last), len(raw)), 1, -1) if topic.last.endswith(raw[:size])), 0)
    measure = clean_phrase(raw[size:]) if size else ""
    if not 2 <= len(measure) <= 8 or not is_general_measure(measure):
        return ""
    return topic.last + ("完成" + measure if "完成" in raw and "完成" not in measure else measure)


def _of_another(place: AmountPlace, topic: Topic, left: str) -> str:
    """Return what was counted before, if the words before this figure only name another place or unit."""
    unit = place.amount.unit
    named = left[-1:] in _NAMED_ENDS and unit not in _OF_UNITS and "每" not in left and len(left) <= 14
    if named and _NAMED_UNIT.search(left):
        what = topic.by_unit.get(unit, "")
        return join_phrases(left, what) if what and is_head(left) else what
    listed = topic.elsewhere and place.left[:1] in _PAUSES and left[-1:] in _NAMED_ENDS and len(left) <= 5
    topic.elsewhere = listed or place_only(left)
    return topic.counted.get(unit, "") if topic.elsewhere else ""


def _threshold(place: AmountPlace, topic: Topic, left: str) -> str:
    """Return the name of a bound that selects a class: 年营业收入2亿元以上的工业企业 → 工业企业年营业收入."""
    if place.right[:1] != "的" or len(left) > 6:
        return ""
    left = left.removeprefix("对")
    if len(place.right) > 2 and is_class_selector(place.right):
        actor = split_actor_action(place.right[1:])[0] or noun_after_figure(place.right[1:])
        actor = actor if len(actor) <= 12 else ""
        return actor + entity_of_name(left) if is_general_measure(left) else left + actor
    return topic.base + left if is_general_measure(left) and topic.base and topic.base not in left else ""


def _copied(place: AmountPlace, left: str) -> str:
    """Name the paper to submit in several copies: 将总结（一式三份）, 填报《报告书》，打印一式三份."""
    left = left.removesuffix("一式")
    if not left:
        before = re.split(r"[，,；;。]", place.earlier.rstrip("（(，,"))[-1]
        return entity_of_name(shorten_phrase(strip_acting_body(clean_phrase(before), False), 8))
    return (sentence_theme(place) or left) if is_act(left) else left
