"""Find the thing that a rate, a change or a duration applies to, if its own words do not name it."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.clauses import AmountPlace
from luoshi.reading.phrases import clean_phrase, entity_of_name, join_phrases
from luoshi.reading.topics import DIGIT, Topic
from luoshi.reading.verb_patterns import only_acts
from luoshi.reading.words import lazy_pattern, load_lexicon_table, trie_pattern

OFFICE = re.compile(r"(?:部门|[局办委厅]|科协|政府|单位|中心|站|办公室|委员会|督查室|牵头|小组)$")
_DONE_WITH = re.compile(
    r"(?:年度|工作|认定|评选|管理|使用|考核|评分|评价|实施|推广|培育|行动|与|和|及|、|建设|"
    r"创建|检查|督查|通报|竞赛|活动|发展|情况|普及|服务){1,30}$"
)
_MARKER = re.compile(r"^\s*(?:[（(]?\d{1,2}[.、．)）]|第[一二三四五六七八九十百]+条)\s*")
_COUNTED = re.compile(r"\d[^\s的，,\d]{0,8}的([^\d的]{2,8})$|\d[万亿多余]{0,2}元(?!以)([^\d的，,]{3,10})$")
# Actions on money, and names of money: 专项资金|兑现率.
_PAID = frozenset({"到位", "拨付", "支出", "支付", "兑现", "使用", "执行", "发放", "报账"})
_FUNDS = ("资金", "经费", "补助", "奖补", "补贴", "预算", "贷款", "基金", "奖金", "创新券")
_CALL = re.compile(r"[把让将以用为向从直正回展]")  # a heading that calls for action or looks about names no thing
_WITHIN = re.compile(r"[中里](?![小学心医药国])")
_VAGUE = re.compile(
    r"^(?:所有|全部|各类|各项|有的|一些|据统计|据测算|同时|其他|上述|以上|本办法|本规定|"
    r"近年|截至|力争|预计|问题|工作|情况|主要|总体|基本|存在|下一步|进度|结论|对象|条件|程序|发展基础|从|[年月日人户亩]均)"
    r"|^[^，,]{2,4}[与和及][^，,]{2,4}$"
    r"|(?:情况|问题|工作|指标|成效|要求|目标|形势|打算|原则|内容|措施|不足|条件|程序|对象|范围|附则|总则|监督)$"
)
AMONG = re.compile(r"(?:^|[，,；;。：:])([^，,；;。：:\d的]{2,14})(?:中|里)(?=[，,有]|[^，,；;。]{1,12}的?占)")
_PREDICATE = re.compile(
    r"年内|年底|全面|要|应|可(?!再)|已|将(?!军)|均|必须|由|在(?!建|校|职|孵)|是|有(?!效|"
    r"机|限)|达|占|居(?!民)|比(?!例|重|率)|虽|仍|未|没有|不|被|力争|确保|进一步|不断|持续|"
    r"稳步|同比|环比|[年月日人户亩]均|平均|以(?!上|下)|对(?!外)|为(?!主)|把|使|按|从|向|于"
)
# An attribute cannot have another attribute: 示范面积的技术入户率 does not exist.
ATTRIBUTE = re.compile(
    r"(?:率|平均年龄|年龄|面额|金额|余额|总额|限额|税额|销售额|交易额|成交额|登记额|额|[^函参指级倍系]数|[一-鿿]量|面积|投资|资金|收入|经费|产值|总量|产量|数量|天数?|人数|得分|"
    r"成本|支出|费用|(?<=[经学水电运药租会理助务险通])费|(?<![延逾定按到])期|期限|时间|年限|比[重例]|水平|增加值|价格|满意度|分|金额|强度|度|"
    r"总值|人次|场次|投入|规模|补助|奖励)$"
)


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(trie_pattern(load_lexicon_table("quantities")["indicator"]["verb"]))


@cache
def _nouns() -> re.Pattern[str]:
    """Return the pattern for words that may begin a part of a name."""
    words = load_lexicon_table("quantities")
    known = [*words["counted"]["heads"], *words["topic"]["general"], *words["topic"]["act"], *words["theme"]["things"]]
    known += [*words["limit"]["matters"], *words["phrase"]["nouns"]]
    return re.compile(trie_pattern(word for word in known if len(word) > 1))


def cut_theme_end(theme: str, room: int) -> str:
    """Return the end of a theme within ``room`` code points, cut between words as far as their usual lengths show."""
    if len(theme) <= room:
        return theme
    for size in range(room + 1, 1, -1):
        if _nouns().match(theme, len(theme) - size):
            return theme[-size:]
    odd = theme[-1] in "室库班站园馆所院员者局社网点率量性县市区镇"
    size = room if (room % 2 == 1) == odd else room - 1
    return theme[-size:] if size > 1 else ""


def spoken_of(clause: str) -> str:
    """Return the topic of a clause without figures: its object after a verb or office, else its subject."""
    words = clean_phrase(clause)
    for _ in range(2):
        opening = _verbs().match(words)
        if opening and len(words) - opening.end() >= 2:
            words = entity_of_name(words[opening.end() :])
        cut = _PREDICATE.search(words, 2)
        verb = _verbs().search(words, 2)
        stop = min([found.start() for found in (cut, verb) if found], default=len(words))
        if stop == len(words) or not OFFICE.search(words[:stop]):
            words = words[:stop]
            break
        verb = _verbs().search(words, stop)
        words = words[verb.end() if verb else stop + 1 :]
    return words.strip("的、，,和与及").removesuffix("中")


_CLAUSES = lazy_pattern("[，,；;：:。]")
_BRACKET = lazy_pattern("[（(]")


def thing_of_title(topic: Topic) -> str:
    """Return the thing the document is about: 市级学会年度工作考核评分 → 市级学会."""
    return _DONE_WITH.sub("", topic.title)


def bare_owner(thing: str) -> str:
    """Return the bare thing in a name: 博士中离开 → 博士, 创新券面额 → 创新券."""
    cut = _PREDICATE.search(thing, 2) or _WITHIN.search(thing, 2)
    if cut:
        thing = thing[: cut.start()]
    measure = ATTRIBUTE.search(thing)
    if measure:
        return thing[: measure.start()] if measure.start() >= 3 else ""
    return "" if _VAGUE.match(thing) else thing.rsplit("、", 1)[-1]


def candidate_owners(place: AmountPlace, topic: Topic) -> list[str]:
    """List what a figure may apply to, the likeliest first."""
    out = []
    among = AMONG.search(place.earlier) if "中" in place.earlier or "里" in place.earlier else None
    if among:
        out.append(clean_phrase(among[1]))
    if topic.whole:
        out.append(topic.whole)
    for clause in reversed(_CLAUSES.split(place.earlier.rstrip("，,；;：:"))[-4:]):
        clause = _MARKER.sub("", clause)
        if not DIGIT.search(clause):
            out.append(spoken_of(clause))
        elif (ending := _COUNTED.search(clause)) is not None:
            out.append(ending[1] or ending[2])
    out += [*topic.counted.values(), topic.older, thing_of_title(topic)]
    if not _CALL.match(topic.heading):
        out.append(entity_of_name(clean_phrase(_BRACKET.split(topic.heading)[0])))
    return [owner for owner in map(bare_owner, out) if len(owner) >= 2]


def _end(thing: str, room: int) -> str:
    """Return the end of a thing; the whole if it hardly exceeds the room."""
    return thing if len(thing) <= room + 2 else cut_theme_end(thing, room)


def told_of(place: AmountPlace, topic: Topic, name: str, room: int = 0) -> str:
    """Return a vague name prefixed with its thing, which is at most about as long as the name itself.

    That much of a wrong thing leaves the name readable; that much of the right one completes it.
    """
    if name[:2] in _PAID and name[-1:] == "率" and topic.level.endswith(_FUNDS):
        return join_phrases(_end(topic.level, 6), name)
    for thing in candidate_owners(place, topic):
        if thing in name:
            return name
        if set(name) <= set(thing) or (name[-1:] == "率" and only_acts(thing)):
            continue
        return join_phrases(_end(thing, room or max(4, min(len(name) * 4 // 3, 10))), name)
    if len(name) <= 3 and topic.last and not ATTRIBUTE.search(name[:-1]):
        return join_phrases(topic.last[-6:], name)
    return name
