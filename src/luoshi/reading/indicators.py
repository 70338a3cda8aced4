"""What an amount measures, in the document's words (gold/GUIDE.md, "indicator").

The words left of a figure, or the noun right of it, name what it measures; where they are only a
qualifier (其中国家级6家), a general word (通过率) or nothing (同比增长8%), what the sentence spoke of
before completes them.
"""

from __future__ import annotations

import re

from luoshi.reading.acts import act
from luoshi.reading.behind import MEASURED, noun_behind, picks
from luoshi.reading.clauses import Place
from luoshi.reading.grants import granted
from luoshi.reading.model import Aspect
from luoshi.reading.phrases import bare_name, clean, counted, doing, entity, fit, glue, is_act, of_title, place_only, predicated, shorten, split_items
from luoshi.reading.points import points
from luoshi.reading.rates import AGAIN, COMPARE, FROM_TO, NOUN, changed, duration, rank, share
from luoshi.reading.themes import acts, base, depends, theme, titled, within
from luoshi.reading.topics import LEVELS, Topic, enumerated, general, joined, prefixed, standing, subject
from luoshi.reading.unsure import unsure

_PASSIVE = re.compile(r"(?:被|获|荣获|入选|列入|通过|达|未|没有|仍|存在|超过|成为|进入|实现)")
_THAN = re.compile(r"^(?:比|较|与)[^，,]{0,10}(?:年|末|初|底|期|季度|月)[^，,]{0,3}的?$")
_HANDED = re.compile(r"^(?:[^，,]{0,20}[局委办厅府县市区镇乡会校])?(?:于[^，,将把]{2,10})?[将把](?=..)")
_EACH_OWNER = re.compile(r"每(?!年|月|季|周|天|日|半|两|三|旬|届|个?学年|个?月|个?季度)[^，,、]{1,10}")
_PERIODIC = re.compile(r"每(?:个)?(?:年度?|月|季度?|周|天|日|半年|旬|届|学年|[两二三四五]个?[年月])")
_GROUPS = ("以下", "以外", "以内", "级", "类", "型", "性", "以上", "类别", "层次", "层面")
_MEAN = re.compile(r"(?:人均|户均|亩均|村均|校均|平均)$")
_ACTED = ("开通", "擅自", "已", "按", "超", "因", "无", "缺", "通过", "完成", "建立", "出现", "处于", "来自", "不")
_TOTALS = ("总数", "总量", "合计", "存量", "数量", "保有量")
_COUNT = {"人": "人数", "名": "人数", "户": "户数"}
_OF_UNITS = frozenset({"家", "个", "户", "所"})
_NAMED_UNIT = re.compile(r"(?:公司|集团|协会|学会|合作社|市|县|(?<![项小地社])区|镇|乡|村|街道|大学|学院|医院)$")
_SINGLE_CAP = re.compile(r"(?:平均得?分|附加分)[^）)]*$")
_WHOLE_EACH = re.compile(r"单|.均|年|每.{2}")
# Verbs that begin like a copula: 排查隐患120处, 达成意向41项.
_ACTS = re.compile(r"达[成标]|排[查放污水涝练演除]|列[支入车装]|居[民住家]|为[民企]")
# 每个县全年举办讲座24场: of each what is counted.
_OWNED = re.compile(r"([每各][个名家所座场项只支位]?[^，,每]{1,4}?)(?:至少|全年|每[年月周季]|要|应|须|均|必须|原则上|再)*(?=[建举召开组配设成发培引选派培办完新])")
_MEAN_OF = re.compile(r"[人户亩村校场]均(?=.{4})")
_OF_PLAN = re.compile(r"(?:完成|达到?|占|为)了?((?:全年|年度|年初|本年|当年|总|计划|[一-鿿]{0,4}期)*(?:目标任务|目标|任务|计划|预期|任务数|计划数))的?$")
_HEADLESS = re.compile(r"的(?:也|还|就|才)?(?:只有|仅有|仅|共有|共|有|达|不足|超过)$")
_EACH_OWN = re.compile(r"(?:[^每]{0,8})[每各](?:[个名家所座场项只支]?[^，,每]{1,3}?)(?=[设建评给培引获奖发参]|[^，,]{4,}$)|每[年届月季周]度?")
_NEXT = re.compile(r"完成|实现|投资|投入|达到?|累计|共|总|新增|净增|获|签|引进|带动")
_BASIS = re.compile(r"(?<=..)按[^的，,]{2,8}$")
_EACH_PERIOD = re.compile(r"每年度?|每季度?|每月|每周|每日|每天|每学期")
_PERIOD_NAMED = re.compile(r"[每年月季周日均各]")
_OWNER = re.compile(r"(?:平均)?[每各].{1,4}|每.{1,4}每.{1,2}|单[个户家项人件]|同一[一-鿿]{2,4}")
_MONEY = re.compile(r"奖励|补助|补贴|资助|贴息|津贴|奖金|经费|补偿|罚款|投入|收入")
_CREDITS = frozenset({"学分", "学时", "分", "积分"})


def indicator(place: Place, kind: Aspect, topic: Topic, run: int) -> tuple[str, str, tuple[str, ...]]:
    """The indicator of an amount, the name of the rule that found it, and the doubts about it.

    Args:
        place: the amount in its clause.
        kind: its aspect.
        topic: what the sentence has spoken of so far; brought up to date here.
        run: how many amounts follow this one with nothing but a pause between.
    """
    if "其中" in place.left or place.left.startswith("按"):
        topic.parent = topic.counted.get(place.amount.unit) or topic.whole
    name, rule = _named(place, kind, topic, run)
    if kind == "per":
        period = _EACH_PERIOD.search(place.left)
        if period and not _PERIOD_NAMED.search(name):
            name = period[0] + bare_name(name)
    if kind in ("level", "increase", "frequency", "per") and rule in ("left", "counted-noun", "counted-doing", "act", "act-noun"):
        topic.base = base(name) or topic.base
    topic.themed = rule.endswith("themed")
    topic.noun_right = rule == "counted-noun"
    name = name.strip("、，,：:的")
    name = (name if rule == "counted-doing" else bare_name(name)) or topic.heading
    if not topic.theme and kind in ("level", "increase"):
        topic.theme = entity(name)
    if unit_of(place) == "岁":
        topic.names.append(name)
        return name, rule, unsure(name, rule)
    if kind != "duration":
        topic.last = name
    if kind in ("level", "increase", "per") and unit_of(place) not in ("%", "‰"):
        topic.level = name
    topic.by_unit.setdefault(place.amount.unit, name)
    topic.names.append(name)
    if kind in ("level", "increase", "per") and rule not in ("part", "carried", "act"):
        thing = topic.actor if rule == "counted-doing" else entity(name)
        if rule == "based":
            thing = entity(name.removeprefix(topic.base))
        if len(thing) >= 2 and not thing.endswith(_GROUPS) and not standing().fullmatch(thing):
            topic.counted[place.amount.unit] = thing
            if place.amount.unit not in ("%", "‰") and rule != "based":
                topic.whole = thing
    return name, rule, unsure(name, rule)


def unit_of(place: Place) -> str:
    return place.amount.unit or ""


def _named(place: Place, kind: Aspect, topic: Topic, run: int) -> tuple[str, str]:
    unit = place.amount.unit
    raw = place.left
    if not place.first and raw[:1] in ("的", "中"):
        raw = place.before
    if topic.noun_right and not place.first:
        raw = re.split(r"[、和与及]", raw)[-1]
    left = clean(raw)
    if topic.listing and place.follows:
        return topic.listing.pop(0), "distributed"
    topic.listing = []
    if "分别" in raw or raw.endswith("各"):
        items = split_items(left)
        if len(items) > 1:
            topic.listing = items[1:]
            return items[0], "distributed"
        things = enumerated(place.earlier, run + 1) if run else []
        if things:
            what = left.replace("一次性", "") or counted(re.split(r"[元家个件项名分%％人篇]", place.tail)[-1])
            topic.listing = [glue(thing, what) for thing in things]
            return topic.listing.pop(0), "distributed"
        if run and len(topic.names) > run:
            stem = left
            topic.listing = [
                name + stem if stem.endswith(("占比", "率", "额", "量")) else joined(stem, name)
                for name in topic.names[-run - 1 :]
            ]
            return topic.listing.pop(0), "distributed"
    if run and not place.follows and "、" in left and kind in ("level", "increase", "share"):
        items = split_items(left)  # 甲企业、乙企业达30家、20家
        if len(items) == run + 1 and all(len(item) > 2 for item in items):
            topic.listing = items[1:]
            return items[0], "distributed"
    mean = _MEAN.search(left)
    if mean and kind == "per":
        stem = _BASIS.sub("", left[: mean.start()].rstrip("按的每"))
        if stem.startswith("按"):  # 按常住人口人均2.4元: the base of the mean, not what it is of
            stem = ""
        if len(stem) < 2 or LEVELS.fullmatch(stem):
            stem += (unit == "元" and topic.by_unit.get(unit)) or topic.last or subject(place, topic, 10)
        return joined_mean(mean[0], stem), "mean"
    if kind == "rank":
        return rank(place, topic, left)
    if kind == "share":
        plan = _OF_PLAN.search(raw)
        if plan and (topic.level or topic.names):
            return (topic.level or topic.last) + plan[1] + "完成率", "of-plan"
        return share(place, topic, raw, left)
    if unit in ("百分点", "倍", "%", "‰") or kind in ("growth", "difference"):
        if kind == "growth" and topic.level:  # what grows is the level, not its share of something
            topic.last = topic.level
        return changed(place, topic, raw)
    owner = _OWNED.match(left) if kind == "per" else None
    left = _HANDED.sub("", left)
    left = predicated(left, not topic.noun_right or place.first)
    if owner and owner[1] not in left:
        left = owner[1] + bare_name(left)
    right = place.right
    noun = ""
    if unit == "岁":
        left = left.removesuffix("中").removesuffix("年龄")
        return (left or topic.whole or subject(place, topic, 8)) + "年龄", "age"
    if unit not in _OF_UNITS and topic.by_unit.get(unit) and _NAMED_UNIT.search(left) and len(left) <= 14 and "每" not in left:
        return topic.by_unit[unit], "of-another"
    if place_only(left) and topic.counted.get(unit):
        return topic.counted[unit], "of-another"
    if raw.endswith("一式"):
        left = copied(place, left)
        return re.split(r"[将把]", left.removesuffix("一式"))[-1] + "份数", "copies"
    noun = noun_behind(place, left)
    if unit == "分" and kind in ("level", "per") and not _SINGLE_CAP.search(place.left):
        return points(place, topic, left)
    if kind == "frequency":
        return act(place, topic, left, noun)
    if kind == "duration":
        return duration(place, topic, left, noun)
    if kind == "ratio":
        return (left + (topic.whole if len(left) < 6 else "") + counted(right)), "ratio"
    if unit == "元" and noun and left.endswith(("投资", "投入")) and acts(noun):
        return entity(noun.removesuffix("规模")) + left[-2:], "money"
    if unit == "元" and not noun and left.endswith(("财政", "投")):
        return left + ("入" if left.endswith("投") else "资金"), "money"
    if unit == "元" and kind in ("level", "per"):
        name = granted(place, noun or left)
        if name:
            return name, "granted"
    if noun:
        return _counted_noun(place, kind, topic, left, noun)
    headless = _HEADLESS.search(raw) if right[:1] != "的" else None
    if headless and topic.counted.get(unit) and 2 <= headless.start() <= 16:
        stem = clean(raw[: headless.start()])
        if "有" + stem in raw:
            stem = "有" + stem
        if stem.startswith(topic.counted[unit] + "中"):
            stem = stem[len(topic.counted[unit]) + 1 :]
        if stem:
            return stem + "的" + topic.counted[unit], "headless"
    if not left or (AGAIN.match(left) and not _ACTS.match(left)) or _THAN.match(raw):
        if kind == "increase" or place.follows:
            return (topic.last or topic.heading), "carried"
        thing = topic.counted.get(unit)
        if not left and topic.names and thing and raw.strip("，, ").endswith(("已完成", "完成", "完成了")) and kind == "level":
            return "完成" + thing, "act"
        if unit == "元" and topic.last.endswith(("比例", "比重")) and not left:
            money = _MONEY.findall(place.earlier + place.before)
            if money:
                return money[-1], "money"
        about = "" if left or topic.names else theme(place) or topic.counted.get(unit)
        if kind == "level" and _MEAN_OF.match(topic.last):  # 经费按人口人均2元安排，全年安排86万元
            about = _MEAN_OF.sub("", topic.last)
        return (about or topic.last or topic.heading), "carried" if about or topic.last else "heading"
    if right[:1] == "的" and len(right) > 2 and len(left) <= 6 and picks(right):
        actor = doing(right[1:])[0] or counted(right[1:])
        if len(actor) > 8:
            actor = ""
        return (actor + entity(left) if general(left) else left + actor), "threshold"
    if right[:1] == "的" and len(left) <= 6 and general(left) and topic.base and topic.base not in left:
        return topic.base + left, "threshold"
    if kind == "increase":
        about = predicated(clean(COMPARE.sub("", raw)))
        if not about:
            return (topic.counted.get(unit) or topic.last or topic.heading), "carried"
        left = about
    return _complete(place, kind, topic, shorten(left))


def copied(place: Place, left: str) -> str:
    """What is to be handed in so many copies: 将总结（一式三份）, 填报《报告书》，打印一式三份."""
    left = left.removesuffix("一式")
    if not left:
        left = clean(re.split(r"[，,；;。]", place.earlier.rstrip("（("))[-1])
    elif is_act(left):
        left = theme(place) or left
    return left


def joined_mean(mean: str, stem: str) -> str:
    """A mean with what it is of, its level first: 人均 + 市级科普经费 → 市级人均科普经费."""
    stem = stem.replace(mean, "")
    found = LEVELS.match(stem)
    if not found:
        return mean + stem
    rest = stem[found.end() :]
    other = LEVELS.match(rest)
    return stem[: found.end()] + mean + (rest[other.end() :] if other else rest)


def _counted_noun(place: Place, kind: Aspect, topic: Topic, left: str, noun: str) -> tuple[str, str]:
    unit = place.amount.unit
    if _PASSIVE.match(noun) or noun.startswith(_ACTED) or (not left and topic.counted.get(unit) and acts(noun)):
        return noun + (topic.counted.get(unit) or ""), "counted-predicate"
    if kind == "per":
        owner = _EACH_OWNER.search(_PERIODIC.sub("", place.before))
        if not owner and len(noun) <= 2 and len(left) >= 2:
            return shorten(left, 8) + noun, "counted-noun"
        return ((owner[0].rstrip("由可限按应须") if owner and owner[0] not in noun else "") + noun), "counted-noun"
    if noun.endswith("组成"):
        return (shorten(left, 10) + noun.removesuffix("组成")), "made-of"
    actor, does = doing(place.right)
    if actor and len(does) <= 4 and _NEXT.match(does) and len(place.tail) > len(place.right):
        return actor, "counted-noun"  # what follows is the next figure's: 33个竣工项目完成|58亿元
    if actor and 2 <= len(does) <= 12:
        topic.actor = actor
        actor = of_title(actor, topic.title) if len(actor) == 2 else actor
        about = theme(place) if len(actor) + len(does) <= 6 else ""
        if place.left.endswith(("与", "为", "给", "同")):
            about = about or topic.base
        return glue(about, glue(does, actor)), "counted-doing"
    if unit in MEASURED and len(noun) <= 6 and len(left) >= 4 and within(left):
        return left + noun, "counted-noun"
    if len(noun) <= 3 and len(left) >= 2:
        return shorten(left, 8) + noun, "counted-noun"
    if len(noun) == 2 and topic.title:
        noun = of_title(noun, topic.title)
    if len(noun) == 1:
        return topic.last or topic.heading or noun, "carried"
    return noun, "counted-noun"


def _complete(place: Place, kind: Aspect, topic: Topic, name: str) -> tuple[str, str]:
    """A name from the left, completed by what the sentence spoke of where it says too little alone."""
    unit = place.amount.unit
    thing = topic.counted.get(unit)
    if thing and name in thing:
        return thing, "carried"
    whole = topic.parent or thing
    bare = len(name) == 1 or (len(name) <= 4 and is_act(name) and not _MONEY.search(name[-2:]))
    if bare and whole:
        return (whole + name if name.endswith(_TOTALS) else glue(name, whole)), "act"
    if bare:
        counts = _COUNT.get(unit or "", "")
        about = theme(place)
        if about and (counts or name not in about):
            return glue(about, name) + counts, "act-themed"
        about = topic.base
        if about and (counts or name not in about):
            return glue(about, name) + counts, "act"
    if not whole and topic.title and (LEVELS.fullmatch(name) or (len(name) <= 4 and name.endswith(("类", "型")))):
        return joined(name, topic.title), "part"
    if whole and thing and name[-1] != whole[-1]:
        stands = standing().match(name)
        if (topic.parent and len(name) <= (8 if general(whole) else 5) and entity(name) == name) or name.endswith(_GROUPS) or (stands and len(name) - stands.end() <= 1):
            return joined(name, whole), "part"
    if unit in _CREDITS and unit not in name:
        stem = re.sub(r"(?:应|须|可)?(?:取得|记|计|得|获得|折合|扣|加|减|奖)+$", "", name)
        return (stem if len(stem) > 3 else subject(place, topic, 10) + stem) + unit, "unit"
    if kind == "per" and _OWNER.fullmatch(name) and not _MONEY.search(name):
        about = ""
        if unit == "元":
            found = _MONEY.findall(place.earlier)
            about = found[-1] if found else ""
        limited = re.search(r"(?:限报|限推荐?|可推荐?|可报)$", place.left)
        about = limited[0] if limited else about or topic.whole or subject(place, topic, 8)
        if about.endswith(name[-1]) and unit in ("人", "名"):
            return name + "人数", "each"
        return glue(name, about), "each"
    if kind == "per" and len(name) == 4 and name[0] == "每" and topic.counted.get(name[1]):
        return name[:2] + topic.counted[name[1]] + name[2:], "each"
    if kind == "per" and not place.first and place.left[:1] in "、和及与":
        ours = _EACH_OWN.match(topic.last)
        if ours and not _PERIOD_NAMED.search(name):
            return ours[0] + name, "each"
    if kind == "per" and len(name) <= 5:
        about = "" if _WHOLE_EACH.match(name) else theme(place) or topic.base or topic.whole
        return (glue(about, name) if about and name not in about else name), "each"
    short = len(name) <= 2 and place.first and unit not in topic.counted and kind == "level"
    if len(name) <= 8 and topic.base and topic.base not in name and (depends(name) or short):
        return glue(topic.base, name), "based"
    if bare:
        about = topic.whole or subject(place, topic, 8)
        if about and name not in about:
            return glue(fit(about, 10), name) + _COUNT.get(unit or "", ""), "act"
        return name + _COUNT.get(unit or "", ""), "act"
    if len(name) <= 6 and kind != "per" and within(name) and (place.first or topic.themed):
        about = theme(place)
        if about and name not in about:
            return glue(about, entity(name)), "themed"
    if depends(name) and len(name) <= 8 and not topic.names:
        about = titled(topic.heading)
        if about and name not in about:
            return glue(about, name), "of-heading"
    return prefixed(place, topic, name), "left"
