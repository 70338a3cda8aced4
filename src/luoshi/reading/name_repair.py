"""Check and repair every name as the last step, whatever words it was made of.

The name of a column is a self-contained noun phrase. So it contains no actor (市科技局年内发布榜单), is not spliced
from two clauses (下发督办单限期整改率), and does not end before its noun (首次认定).
"""

from __future__ import annotations

from functools import lru_cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.context import is_thing
from luoshi.reading.distribution import a_body, only_places
from luoshi.reading.model import Aspect
from luoshi.reading.phrases import bare_name, fit_phrase, is_act, join_phrases, place_only
from luoshi.reading.topics import Topic, is_general_measure
from luoshi.reading.trailing_nouns import IN_ALL
from luoshi.reading.unit_names import unit_name_ends
from luoshi.reading.verb_patterns import behind_manner, object_only, only_acts, strong_verb_pattern, verb_pattern
from luoshi.reading.words import lazy_pattern

# Two figures of one thing, before and after: 由48%|提至60%, 从去年的71%|回升到88%.
_CHANGED_TO = lazy_pattern(r"[，,]?[一-鿿]{1,5}?[到至为成](?:了|不低于|不少于|不超过)?")
_FROM = lazy_pattern(r"[由从自]")
_OFFICES = lazy_pattern("[局委办厅部室科处站所院馆社队会府组台校学司团心协政园城区]")
_RATES_END = ("率", "占比", "比例", "比重", "覆盖面", "满意度", "知晓度", "完成度")
_RATE = lazy_pattern(rf"(?:{'|'.join(_RATES_END)})$")
_ACTOR = lazy_pattern(
    r"(?:[局委办厅部府]|科协|督查室|办公室|工作组|督查组|指挥部|专班|公司|集团|高新区|经开区|开发区|新区|园区|科学城|新城)$"
)
_THINGS = (*"馆站院校所厂园室库", "中心", "基地", "平台", "计划", "工程", "行动", "活动", "贷款", "补贴", "保险")
_OF_THINGS = frozenset("家个项件户所处条份篇座台辆幢宗笔")
_LEVEL = lazy_pattern(
    r"(?:增加值|产值|投资|收入|支出|利润|销售额|零售额|产量|总产值|进出口|税收|贷款|存款|用电量|面积)$"
)
_COUNTED_AS = {"人": "人数", "名": "人数", "人次": "人次", "户": "户数", "册": "册数", "亩": "面积", "元": "金额"}
# Never in the name of a measured thing: figures, 每, a verb that is never a noun.
_FOREIGN = lazy_pattern(r"[\d%]|[一二两三四五六七八九半]成|以上|以下|(?<=.)每")
_BUILT = frozenset({"distributed", "mean", "set-beside", "from-to", "each", "based-on", "share-of", "part"})
_SORTS = lazy_pattern(r"(?<=..)各[类种项](?=..)")
_GRADE = lazy_pattern(
    r"[、，,和]?(?:其中)?(?:被|经)?(?:考核|评价|评定|评审|验收|测评|抽查|年检)?(?:评|定|认定|确定)?(?:为)?"
    r"(优秀|良好|基本合格|不合格|合格|较好|一般|较差|优良|基本满意|不满意|满意)(?:等次|等级|档次)?的?(?:有|共|仅|只有|为)?"
)
_COUNTS = frozenset({"level", "increase"})
_RATES = frozenset({"share", "growth"})
_MONEY = lazy_pattern(r"[资金款费额值润税入出价补奖贷债薪]|成本|标准")
_GRADE_ENDS = frozenset("秀好格般差良意次级的有共仅为")
_PAUSES = frozenset("、，,和")
_PART = 8  # code points of a part without a measure of its own
_FULL = 5  # code points of a rate that names its thing: 危桥处置率


def changed_to(place: AmountPlace, topic: Topic, raw: str) -> str:
    """Return the previous figure's name if the two give a change of one thing, from and to; or ""."""
    if place.first or not topic.names or len(raw) > 9 or not _CHANGED_TO.fullmatch(raw):
        return ""
    return topic.names[-1] if _FROM.search(place.before[: -len(raw)]) else ""


def name_graded_things(topic: Topic, unit: str | None, raw: str) -> str:
    """Return a grade with what was graded: 参评项目84个，评为优秀的16个、|良好的22个 → 良好项目; or ""."""
    if raw[-1:] not in _GRADE_ENDS:
        return ""
    found = _GRADE.fullmatch(raw)
    thing = object_only(topic.by_unit.get(unit, "")) if found else ""
    return found[1] + thing if found and thing and topic.names else ""


def mend_figure_name(
    place: AmountPlace, kind: Aspect, topic: Topic, left: str, name: str, rule: str
) -> tuple[str, str]:
    """Return a name, repaired if needed, and the rule that made it.

    Args:
        place: the figure in its clause.
        kind: its aspect.
        topic: the topic of the sentence so far.
        left: the words before the figure, cleaned.
        name: the name from the naming rules.
        rule: the naming rule.
    """
    if "各" in name[2:]:
        name = _SORTS.sub("", name)
    return _cut(place, topic, left, name, rule) or _filled(place, kind, topic, left, name, rule) or (name, rule)


def _cut(place: AmountPlace, topic: Topic, left: str, name: str, rule: str) -> tuple[str, str] | None:
    """Remove what does not belong in a name: an action of another clause, a bare figure, an actor."""
    if len(name) > len(left) >= 3 and rule not in _BUILT and name.endswith(left) and name not in place.before:
        sound = trim_glued_measure(name[: -len(left)], left)
        if sound:
            return sound, "mended-glue"
    done = strip_named_actor(name) if _OFFICES.search(name, 1, 14) else ""
    return (done, "mended-actor") if done else None


def _filled(place: AmountPlace, kind: Aspect, topic: Topic, left: str, name: str, rule: str) -> tuple[str, str] | None:
    """Add the thing or measure that a name lacks, or reduce a rate to its own words."""
    unit = place.amount.unit
    if unit in _OF_THINGS and kind in _COUNTS and len(name) <= 6 and (found := name_act_with_object(topic, unit, name)):
        return found, "mended-head"
    if (
        kind in _RATES
        and len(left) <= _PART
        and unit == "%"
        and (found := name_part_with_measure(place, kind, topic, left, name))
    ):
        return found, "mended-part"
    if unit == "元" and name == left and not topic.names and (found := name_sister_sum(topic.before, name)):
        return found, "mended-sister"
    if left[-1:] == "率" and len(left) <= 4 and topic.last.endswith(left) and not topic.names:
        return topic.last, "mended-again"
    if rule == "carried" and place.left.strip() in IN_ALL and unit in _COUNTED_AS:
        return name + _COUNTED_AS[unit], "mended-in-all"
    if ("、" in left or kind == "share") and (found := _of_places(place, kind, topic, left)):
        return found, "mended-places"
    loose = kind == "share" and len(name) > len(left) >= 4 and name not in place.before
    if (loose or name.endswith(_RATES_END)) and rule not in _BUILT and (found := trim_torn_rate(left, name)):
        return found, "mended-torn"
    return None


def _of_places(place: AmountPlace, kind: Aspect, topic: Topic, left: str) -> str:
    """Return what was measured before, if a figure's own words only name places; or ""."""
    if not only_places(left) and not (kind == "share" and place_only(left)):
        return ""
    return topic.by_unit.get(place.amount.unit, "")


@lru_cache(maxsize=4096)
def strip_named_actor(name: str) -> str:
    """Strip the actor that opens a name: 市科技局年内发布榜单 → 榜单; "" if there is no actor.

    Offices and parks act; what schools or societies own is what is measured.
    """
    pause = name.rfind("、", 0, 20)
    if pause > 1 and all(a_body(item) for item in name[:pause].split("、")):
        name = name[pause + 1 :]  # 市财政局、市科技局|联合抽查项目
    for end, _ in reversed(unit_name_ends(name, 0, len(name))):
        at = behind_manner(name, end)
        if _ACTOR.search(name, 0, end):
            done = verb_pattern().match(name, at)
        elif name[0] in "省市县区镇乡" and name[1] not in "级、":
            done = strong_verb_pattern().match(name, at)  # 镇水利站|完成排查
        else:
            continue
        if at - end > 1 and len(name) - at >= 4 and not done:
            return name[at:]  # 市文旅局牵头|策划线路: manner implies an actor, whatever the verb
        if done and done.end() == len(name) and at > end:
            return name[at:]
        if done and len(name) - done.end() >= 2:
            further = [
                found.start()
                for found in strong_verb_pattern().finditer(name, done.end() + 1)
                if len(name) - found.end() > 2
            ]
            return bare_name(name[further[-1] if further else at :])
    return ""


def name_sister_sum(before: str, name: str) -> str:
    """Return a similar thing with the previous clause's measure: 城镇居民收入3万元；农村居民|1万元; or ""."""
    if len(name) > _PART or _MONEY.search(name):
        return ""
    at = before.find(name[-2:], 1)
    rest = before[at + 2 :]
    return name + rest if at > 0 and len(rest) >= 2 and _MONEY.search(rest) and name not in before else ""


def name_act_with_object(topic: Topic, unit: str | None, name: str) -> str:
    """Return an act completed by its object: 首次认定 → 首次认定高新技术企业; "" if it needs none."""
    if not only_acts(name):
        return ""
    thing = topic.counted.get(unit, "") if unit in topic.here else ""
    if not thing or only_acts(thing) or thing in name:
        return ""
    return join_phrases(name, object_only(thing))


def name_part_with_measure(place: AmountPlace, kind: Aspect, topic: Topic, left: str, name: str) -> str:
    """Return a part with the measure of its whole: 到位率92%，其中县级|95%; "" if it needs none.

    A share takes a rate of the sentence, a growth takes its level.
    """
    if len(left) < 2 or left[0] in "占比较" or "占" in name or is_act(left):
        return ""
    whole = topic.by_unit.get("%", "") if kind == "share" else topic.level
    found = (_RATE if kind == "share" else _LEVEL).search(whole)
    if name in topic.names[-2:] and (name == whole or not name.endswith(whole)):
        return ""  # carried over, unless from a sister part: 其中县城96%、|建制镇78%
    if not found or not found.start() or _RATE.search(left):
        return ""
    if not ("其中" in place.left or place.left[:1] in _PAUSES or place.earlier[-3:-1] == "其中"):
        return ""
    return join_phrases(left, whole if len(whole) <= 8 else fit_phrase(whole, 8) or found[0])


@lru_cache(maxsize=4096)
def trim_glued_measure(before: str, own: str) -> str:
    """Return a measure with only the noun of what was put before it, if that has a verb or figure; or "".

    完成险工险段排查|演练次数: a measure cannot be of another clause's action.
    """
    if len(before) < 3:
        return ""
    found = [found.end() for found in strong_verb_pattern().finditer(before)]
    if not found and not _FOREIGN.search(before) and (is_general_measure(before) or not only_acts(before)):
        return ""
    noun = before[found[-1] :] if found else ""
    if len(noun) >= 3 and not only_acts(noun) and not _FOREIGN.search(noun):
        return join_phrases(noun, own)
    return own if len(own) >= 4 and not only_acts(own) else ""


def trim_torn_rate(left: str, name: str) -> str:
    """Strip from a rate the words of another clause, if its own words name its thing; or ""."""
    if len(name) < _FULL or not left.endswith(name[-2:]):
        return ""
    size = next((size for size in range(min(len(left), len(name)), 1, -1) if name.endswith(left[-size:])), 0)
    own, before = name[-size:], name[:-size]
    if not before or size < 4 or is_act(_RATE.sub("", own)):
        return ""
    if own == left and _FOREIGN.search(before):
        return own
    if size < _FULL or not _RATE.search(name):
        return ""
    return "" if is_thing(before) or before.endswith(_THINGS) or is_general_measure(before) else own
