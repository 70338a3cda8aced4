"""Name amounts per item: 人均科普经费, 每个县举办讲座, 单户补助."""

from __future__ import annotations

import re

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import bare_name, clean_phrase, entity_of_name, is_act, join_phrases, strip_tail
from luoshi.reading.sentence_themes import sentence_theme
from luoshi.reading.topics import DIGIT, LEVELS, Topic, subject_of_clauses
from luoshi.reading.words import lazy_pattern

MONEY = re.compile(r"奖励|奖补|配套|保费|贷款|资助|补助|补贴|资助|贴息|津贴|奖金|经费|补偿|罚款|投入|收入")
# The payer is not part of a name: 县财政|每亩奖补.
PAYER = re.compile(r"^[^，,的每]{0,6}(?:财政|政府|[局委厅])(?=[每人户亩校村按单]|对(?![外口接]))")
# 每名特派员每年驻点60天，至少推广|1项新技术: the quota of the same person.
EACH_OF = lazy_pattern(
    r"每([名个家位所支])([^，,；;。每\d]{2,8}?)(?=每|应|要|须|至少|不少于|[驻联走入结包帮服培开参定累负])"
)
_PROJECT = lazy_pattern(
    r"(?:^|[。；;])(?:该|本)?(?:项目|工程|基地|工厂)(?:预计|计划|建成|投产|全部|达产|竣工|将|于|\d)"
)
_STEM = lazy_pattern(r"(?:年|总|计划|完成|固定资产|预计){0,9}(?:投资额?|规模|面积|用地)$")
_PERSONS = ("人员", "医生", "教师", "人才", "农户", "者", "员", "专家", "大户", "学生", "干部")
_MEAN = lazy_pattern(r"(?:[人户亩村校生师班社馆站车床次件企组点场院厂台]均|平均)$")
# 按常住人口人均2.4元: the base of the mean, not its thing.
_BASIS = lazy_pattern(r"(?<=..)按[^的，,]{2,8}$")
# 每个县全年举办讲座24场: what is counted for each.
_OWNED = re.compile(
    r"([每各][个名家所座场项只支位]?[^，,每]{1,4}?)(?:至少|全年|每[年月周季]|要|应|须|均|必须|原则上|再)*"
    r"(?=[建举召开组配设成发培引选派办完新])"
)
_OWN = lazy_pattern(
    r"每[万千百十]?(?:名[^，,]{2,4}人|人口?|户|亩)|(?:[^每]{0,8})[每各](?:[个名家所座场项只支]?[^，,每]{1,3}?)(?=[设建评给培引获奖发参]|[^，,]{4,}$)|每[年届月季周]度?"
)
_PERIOD = re.compile(r"每年度?|每季度?|每月|每周|每日|每天|每学期")
_PERIOD_NAMED = lazy_pattern(r"[每年月季周日均各]")
_OWNER_ONLY = re.compile(
    r"(?:平均)?[每各].{1,4}|每.{1,4}每.{1,2}|单[个户家项人件笔次条只][一-鿿]{0,4}|同一[一-鿿]{2,4}"
)
_ONE = re.compile(r"每([场期次批届班轮])")  # acts with so many participants
_QUOTAS = ("推荐", "申报", "限报", "可报")
_TIMES = frozenset({"天", "日", "小时", "个工作日", "周", "月", "个月", "年"})
_SAYS_ALL = lazy_pattern(r"单|.均|年|每.{2}")


def name_mean(topic: Topic, place: AmountPlace, left: str) -> str:
    """Return the name of a mean at the end of the words before its figure; or ""."""
    found = _MEAN.search(left) if left[-1:] == "均" else None
    if not found:
        return ""
    stem = strip_tail(_BASIS.sub("", left[: found.start()].rstrip("按的每")))
    if stem.startswith("按"):
        stem = ""
    unit = place.amount.unit
    if not stem and not topic.here and (said := _just_said(place)):
        stem = said
    if len(stem) < 2 or LEVELS.fullmatch(stem):
        stem += (unit == "元" and topic.by_unit.get(unit)) or topic.last or subject_of_clauses(place, topic, 10)
    return _of_level(found[0], stem.replace(found[0], ""))


def _just_said(place: AmountPlace) -> str:
    """Return the noun of the clause just before, if it has no figure: 各乡镇每年拿出的科普经费，人均…."""
    words = re.split(r"[，,；;。：:]", place.earlier.rstrip("，,"))[-1]
    if not words or DIGIT.search(words):
        return ""
    at = words.rfind("的") + 1
    found = clean_phrase(words[at:]) if at else entity_of_name(clean_phrase(words))
    return found if 2 <= len(found) <= 10 and MONEY.search(found) else ""


def _of_level(word: str, stem: str) -> str:
    """Return a mean with its thing, the level first: 人均 + 市级科普经费 → 市级人均科普经费."""
    found = LEVELS.match(stem)
    if not found:
        return word + stem
    rest = stem[found.end() :]
    other = LEVELS.match(rest)
    return stem[: found.end()] + word + (rest[other.end() :] if other else rest)


def quota_owner(left: str) -> str:
    """Return the bearer of a quota before its verb: 每个县|举办讲座; or ""."""
    found = _OWNED.match(left)
    return found[1] if found else ""


def each_period(place: AmountPlace, name: str) -> str:
    """Return the name of an amount per period, with the period: 每年安排专项经费."""
    period = _PERIOD.search(place.left)
    return period[0] + bare_name(name) if period and not _PERIOD_NAMED.search(name) else name


def _of_one(topic: Topic, name: str) -> str:
    """Return each of the acts just counted: 承办培训6期，每期|50人 → 每期培训; or ""."""
    one = _ONE.fullmatch(name)
    if not one:
        return ""
    what = topic.counted.get(one[1]) or entity_of_name(topic.by_unit.get(one[1], ""))
    return name + what if what and "每" not in what[1:] else ""


def of_each(place: AmountPlace, topic: Topic, name: str) -> str:
    """Return the completed name of an amount per item that gives only the bearer or thing; "" if complete."""
    unit = place.amount.unit
    if name[0] == "年" and len(name) <= 8 and _PROJECT.search(place.earlier):
        thing = _STEM.sub("", topic.before)
        return join_phrases(thing, name) if 3 <= len(thing) <= 12 and thing != topic.before else ""
    if unit != "元" and (one := _of_one(topic, name)):
        return one + ("人数" if unit in ("人", "名") else "")
    if _OWNER_ONLY.fullmatch(name) and not MONEY.search(name) and name[-1] not in "额费价":
        money = MONEY.findall(place.right) or MONEY.findall(place.earlier) if unit == "元" else []
        about = money[-1] if money else topic.whole or subject_of_clauses(place, topic, 8)
        if money and topic.whole and len(topic.whole) <= 8 and not MONEY.search(topic.whole):
            return topic.whole + name + about
        return name + "人数" if about.endswith(name[-1]) and unit in ("人", "名") else join_phrases(name, about)
    if name.endswith(_QUOTAS) and topic.title.thing:
        return name.replace("可", "") + topic.title.thing
    if len(name) == 4 and name[0] == "每" and name[1] in "年月季周" and is_act(name[2:]) and topic.title.thing:
        return name + topic.title.thing
    if len(name) == 4 and name[0] == "每" and topic.counted.get(name[1]):
        return name[:2] + topic.counted[name[1]] + name[2:]
    if not place.first and place.left[:1] in "、和及与":
        ours = _OWN.match(topic.last)
        if ours and not _PERIOD_NAMED.search(name):
            return ours[0] + name
    if len(name) <= 5 and unit not in _TIMES:
        about = "" if _SAYS_ALL.match(name) else sentence_theme(place) or topic.base or topic.whole
        if not about and name[0] == "每" and MONEY.search(name) and topic.title.thing.endswith(_PERSONS):
            about = topic.title.thing
        return join_phrases(about, name) if about and name not in about else name
    return ""
