"""Filter out what only looks like an amount: names, ranks of a list, articles, dates, spans that only fix a period."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.amount_grammar import DIGITS, ROUND
from luoshi.reading.amount_numbers import NumberWithUnit, is_year_number
from luoshi.reading.amount_words import amount_lexicon_words
from luoshi.reading.words import lazy_pattern, trie_pattern

_CHINESE_SMALL = frozenset("一二两三四五六七八九十") | {"十一", "十二"}
_SCORED = frozenset("满加扣得记计减了至到高低")
_PAIR = lazy_pattern("[一-龥]{1,7}?一")  # 一名党员一面旗帜: a pair of “one”s is a slogan
_COURSES = (
    "班",
    "刊",
    "报",
    "讯",
    "坛",
    "堂",
    "训",
    "龙",
    "营",
    "展",
    "了",
    "办",
    "共",
    "续",
)  # 培训班一期; 园区一期 is a stage
_NOT_LENGTH = ("年", "月", "季度", "年度", "学年", "学期", "周年")
_MEETING = ("会议", "全会", "全体", "常委", "理事")
_EVENTS = ("期", "场", "堂", "课", "班", "节")
_IN_TURN = lazy_pattern("[、，,][一-龥]{1,3}(?=一|$)")
_NOT_OVER = frozenset("以网线会路市身")  # 网上百家: 上 belongs to the word before
_RUNNING = ("连续", "连着", "提前")  # 连续|两年|排名末位的, 提前|7天|通知
_FREE = lazy_pattern("(?:免|租金|减半?|全额|按|给予|由|不收)")  # 前|两年|免租
_REPORTED = lazy_pattern("(?:由|向|报|书面|将|把|公[布告示]|通知|提交|征集|发)")  # 会前|5天|由办公室征集议题
_DAYS = frozenset({"天", "日", "工作日"})
_NEAR = 40  # code points before N年内 in which 起 makes it a term: 自查实之日起3年内
_DONE = 60  # code points around 用N年时间 in which 了 shows that it is over
_NEVER = ("没有", "没", "未")  # 半年没有更新
_NUMBERED_YEAR = lazy_pattern(r"\d{1,2}[.．](?:19|20)\d\d")
_RATED = lazy_pattern(r"[，,]?(?:扣|罚|倒扣|[减加]\d|教育一)")  # 每超一日|扣0.5分: the “one” of a rate
_AT_ONCE = lazy_pattern(r"(?:性|发清|告知|办[完结好]|换到位|验收合格|到位)")  # 一次|告知: at once
_FINISHED = lazy_pattern("(?:完成|办[结成完好]|兴办|了)[了过]?$")
_CLOSING = frozenset("）)")
_LISTED_IN_TITLES = frozenset({"项", "件", "条", "个"})
_TITLE_END = lazy_pattern(r"\s*[：:]?\s*$")
_END = lazy_pattern(r"\s*(?:$|[，,。；;：:、！!？?）)】\]〔【（(|\n”\"])")


class Count:
    """A number with its unit in the text, for the filters."""

    __slots__ = ("after", "end", "high", "lead", "low", "more", "scale", "start", "text", "unit", "value", "written")

    def __init__(
        self, text: str, low: int, high: int, number: NumberWithUnit, start: int, end: int, lead: str, after: str
    ) -> None:
        self.text = text
        self.low = low  # the start of the text that may be read
        self.high = high  # … and ends
        self.start = start
        self.end = end  # end of the unit
        self.written = number.written
        self.more = number.more
        self.scale = number.scale
        self.unit = number.unit
        self.value = number.whole
        self.lead = lead  # the bound word before it, or ""
        self.after = after  # the bound word after it, or ""

    def before(self, size: int) -> str:
        """Return the ``size`` characters before the number and its bound word."""
        start = self.start - len(self.lead)
        return self.text[max(self.low, start - size) : start]

    def follow(self, size: int) -> str:
        """Return the ``size`` characters after the unit and its bound word."""
        end = self.end + len(self.after)
        return self.text[end : min(self.high, end + size)]


@cache
def _ends(name: str, key: str) -> tuple[str, ...]:
    return amount_lexicon_words(name, key)


@cache
def _nouns(key: str, reach: int) -> re.Pattern[str]:
    return lazy_pattern(rf"[一-龥]{{0,{reach}}}?(?:{trie_pattern(amount_lexicon_words('not_amounts', key))})(?!化)")


@cache
def _list_units() -> frozenset[str]:
    return frozenset(amount_lexicon_words("not_amounts", "list_units"))


def is_listed(count: Count) -> bool:
    """Check whether the count only announces a list or belongs to a slogan: 八个方面, 三项措施, 五个统筹, 以下三点."""
    if count.unit.name not in _list_units():
        return False
    text, end = count.text, count.end
    if count.before(1) in ("由", "从"):  # 由12个环节减少到5个
        return False
    if text.endswith(_ends("not_amounts", "listed"), max(count.low, count.start - 2), count.start):
        return True
    if _nouns("announced", 4).match(text, end, count.high):
        return True
    if count.written not in _CHINESE_SMALL or count.more or count.after:
        return False
    return bool(
        _nouns("abstract", 4).match(text, end, count.high)
        or _nouns("slogans", 0).match(text, end, count.high)
        or text[end : end + 1] in ("一", "不", "必")
    )


@cache
def _names_by_unit() -> dict[str, re.Pattern[str]]:
    """Return for some units what makes a number before them part of a name: 15分钟|生活圈, 14届|人大."""
    of = {
        key: trie_pattern(amount_lexicon_words("not_amounts", key))
        for key in ("circles", "bodies", "good_deeds", "firms")
    }
    circle = lazy_pattern(rf"[“《]?[一-龥]{{0,8}}?(?:{of['circles']})")
    body = lazy_pattern(rf"(?:[一二三四五六七八九十\d]{{1,2}}[次中]|{of['bodies']})")
    # Reported on, they are counted: 10件实事已办结8件.
    told = r"[^，,。；;\n]{0,16}(?:[\d已均逐未]|办[结成完]|完成|推进|[项事]目)|[^，,。；;\n]{0,8}[，,](?:已|其中|目前)"
    deed = lazy_pattern(rf"[一-龥]{{0,4}}?(?:{of['good_deeds']})(?!{told})")
    firm = lazy_pattern(rf"(?<=[一二三四五六七八九]元)(?:{of['firms']})")
    return {
        **dict.fromkeys(("分钟", "小时", "公里"), circle),
        "届": body,
        "元": firm,
        **dict.fromkeys(("件", "桩"), deed),
    }


def is_part_of_name(text: str, start: int, end: int, high: int, unit: str) -> bool:
    """Check whether a number only names something: 15分钟生活圈, 十件惠民实事, 三元集团, 14届人大, a title's （3项）.

    Args:
        text: the text.
        start: the start of the number.
        end: the end of its unit.
        high: the end of the text that may be read.
        unit: the unit's name.
    """
    name = _names_by_unit().get(unit)
    if name and name.match(text, end, high):
        return not (unit in ("件", "桩") and _FINISHED.search(text, max(0, start - 8), start))
    if text[end : end + 1] in _CLOSING and unit in _LISTED_IN_TITLES and _TITLE_END.match(text, end + 1, high):
        return _titles().search(text, max(0, start - 8), start) is not None
    return False


@cache
def _titles() -> re.Pattern[str]:
    return lazy_pattern(rf"(?:{trie_pattern(amount_lexicon_words('not_amounts', 'titles'))})[（(]共?$")


# 每人包一个村, 各组联系一家企业: what each of them takes on.
_SHARE = lazy_pattern("[每各一][一-龥]{1,6}(?:包保?|联系|帮扶?|挂联?|驻|抓|办|负责)$")


def is_article(count: Count) -> bool:
    """Check whether 一 and its count word only mean “a”: 形成一个…的局面, 一项重大改革, 同一家."""
    if count.unit.name in _ends("units", "never_one"):
        return True
    if _RATED.match(count.text, count.end, count.high) or (
        count.unit.name == "次" and _AT_ONCE.match(count.text, count.end, count.high)
    ):
        return True
    if count.lead or count.after:
        return False
    before = count.before(1)
    name = count.unit.name
    stop = count.start - 1 if before in ("了", "有") else count.start
    made = count.text.endswith(_ends("not_amounts", "makers"), max(count.low, stop - 4), stop)
    if before == "有" and "每" in count.before(8):  # 每户有一个明白人
        return False
    if _SHARE.search(count.before(10)):
        return False
    if not made and before in _ends("not_amounts", "article"):
        return before not in ("有", "合") or not count.unit.concrete
    if before == count.unit.name[:1]:  # 个一个, 次一次: a manner
        return True
    follow = count.text[count.end : count.end + 1]
    if follow and follow in "一双多两":
        return True
    if name in ("次", "遍", "回", "场次", "趟", "倍", "元") or (name in _EVENTS and (made or "每" in count.before(8))):
        return False
    if _is_repeated(count):
        return True
    if _PAIR.match(count.text, count.end, count.high):
        return True
    if _nouns("abstract", 6).match(count.text, count.end, count.high):
        return True
    if _END.match(count.text, count.end, count.high):
        return name == "期" and not count.before(2).endswith(_COURSES)
    if count.unit.kind == "measure":  # 一斤多卖两毛钱, 一亩地: the base of a rate
        return bool(follow) and follow in "多少能可要就卖收省地"
    if count.unit.set:
        return True
    if count.unit.kind in ("share", "time") or count.unit.concrete:
        return False
    return not made


def _is_repeated(count: Count) -> bool:
    """Check for 完成一项、巩固一项: what is done with each one in turn."""
    one = f"一{count.unit.name}"
    behind = _IN_TURN.match(count.text, count.end, count.high)
    if behind and count.text.startswith(one, behind.end()):
        return True
    before = _IN_TURN.search(count.before(6))
    return before is not None and count.text.endswith(one, count.low, max(count.low, count.start - len(before[0])))


def is_rank_or_set(count: Count) -> bool:
    """Check whether a small Chinese numeral before this unit classifies, not counts: 二期, 三级, 五类, 十二届."""
    if count.written not in _CHINESE_SMALL:
        return False
    if count.unit.name in _ends("units", "never_chinese") and count.text[count.end - 1] == count.unit.name[-1]:
        return True
    if count.written == "二" and count.unit.name in _ends("units", "never_two"):
        return True
    if not count.unit.set or count.lead or count.after or count.more:
        return False
    before = count.before(2)
    name = count.unit.name
    if name in ("期", "代"):
        return count.written != "两" and not before.endswith(_COURSES) and "每" not in count.before(8)
    if name in ("种", "类", "型", "级", "层", "方", "档"):
        return not _END.match(count.text, count.end, count.high) or not before.endswith(("共", "有", "达", "约", "到"))
    if name == "届":
        return False
    return name not in ("头", "把", "道", "面") or bool(_nouns("abstract", 4).match(count.text, count.end, count.high))


def is_span(count: Count, clause: int) -> bool:
    """Check whether a duration only fixes a period or a due date: 三年内, 今后5年, 用两年时间, 三年行动计划.

    Args:
        count: the duration.
        clause: the start of its clause.
    """
    text, start, end, high = count.text, count.start, count.end, count.high
    name, lead = count.unit.name, count.lead
    before = count.before(6)
    follow = count.follow(12)
    if before.endswith(_RUNNING) or (before.endswith("前") and _FREE.match(follow)):
        return False
    if before.endswith("前") and name in _DAYS and _REPORTED.match(follow):
        return False
    if count.after in ("内", "以内", "之内"):
        if lead == "近":
            return name in _NOT_LENGTH
        if lead or follow.startswith(_ends("spans", "terms")):
            return False
        if text.find("起", max(clause, start - _NEAR), start) >= 0 or before.endswith(_ends("spans", "before")):
            return False
        return name in _NOT_LENGTH and not before.endswith("后")
    if name == "日":  # a day of the month, unless bounded
        return not (count.after or lead not in ("", "近")) and not before.endswith(_ends("spans", "before_day"))
    if lead == "近" and not follow.startswith(("的", "时间", "历史")):
        past = before.endswith(("经过", "历时", "用", "已有", "持续", "有着", "了"))
        return not past and (count.value is None or count.value < 10 or follow.startswith(("来", "间", "中")))
    uses = before.endswith("用") and not before.endswith(("使用", "费用", "试用", "聘用"))
    if (uses or lead) and re.match("(?:左右)?的?时间", text[end : min(high, end + 5)]):
        if lead or before.endswith(("经过", "历经")):
            return False
        return not _past(text, max(0, start - _DONE), start, min(high, end + _DONE))
    if count.written == "一" and lead in ("最多", "最高") and name in ("天", "年") and not _END.match(text, end, high):
        return True  # 最多一天接待1200人: the day is only the date
    if lead or (count.after and count.after not in ("多", "余")):
        return before.endswith("每")
    if count.written == "一" and before.endswith("的") and _END.match(text, end, high):
        return True  # 很不平凡的一年
    if before.endswith(_ends("spans", "period")) and not before.endswith(("提前", "满后", "连续")):
        return True
    if text[end - 1 : end] == "半" and follow.startswith(("来", "以来")):  # 一年半以来 has passed
        return False
    if follow.startswith("后") and before.endswith(_ends("spans", "before_after")):
        return False
    if follow.startswith(_ends("spans", "names")):
        return True
    if before.endswith(_ends("spans", "before")):
        return False
    if count.unit.half:
        return False
    if _END.match(text, end + len(count.after), high):
        return False
    if name not in _NOT_LENGTH and text.find("每", max(clause, start - 12), start - 1) >= 0:  # 每周至少要有一天
        return False
    if count.written in ("一", "半"):
        return not follow.startswith(_NEVER)
    if count.written not in _CHINESE_SMALL and name not in _NOT_LENGTH:
        return False
    return not follow.startswith("的") and not follow.startswith(_ends("spans", "terms"))


def _past(text: str, low: int, at: int, high: int) -> bool:
    """Check whether the sentence around ``at`` contains 了."""
    low = max(low, text.rfind("。", low, at) + 1, text.rfind("\n", low, at) + 1)
    stop = text.find("。", at, high)
    return text.find("了", low, high if stop < 0 else stop) >= 0


def is_meeting(count: Count) -> bool:
    """Check whether a number before 次 or 届 numbers a meeting: 六届十一次常委会, 人大三次会议, 十三届四中全会."""
    if count.unit.name == "届":
        if count.written.isdigit() or count.written == "两":
            return False
        held = count.written == "一" and _END.match(count.text, count.end, count.high)  # 举办大赛一届
        return not held and not count.before(1).endswith(("续", "了", "办", "共"))
    if count.unit.name != "次":
        return False
    before = count.before(1)
    return before == "届" or (before in ("大", "会", "协") and count.follow(2).startswith(_MEETING))


def is_year(count: Count) -> bool:
    """Check whether a number before 年 names a year: 2017年, 98年, the 2024年 of 1.2024年."""
    if count.unit.name not in ("年", "年度", "学年") or count.written[0] not in DIGITS:
        return False
    if is_year_number(count.written) or (len(count.written) == 2 and count.written[0] in "6789"):
        return True
    return _NUMBERED_YEAR.fullmatch(count.written) is not None


def _ends_clause(count: Count, before: str) -> bool:
    """Check whether a round number ends its clause and so counts (签约项目百项); before a noun it names (百亿企业)."""
    ends = count.unit.kind == "count" and _END.match(count.text, count.end, count.high) is not None
    return ends and "一" <= before <= "龥"


def is_amount(count: Count, clause: int) -> bool:
    """Check whether a number with a unit measures something.

    Args:
        count: the number as written.
        clause: the start of its clause.

    Source: gold/GUIDE.md, "What is not a quantity".
    """
    unit, written = count.unit, count.written
    before = count.text[count.start - 1] if count.start > count.low else ""
    chinese = written[0] not in DIGITS
    if before == "第" and unit.name not in ("位", "名"):
        return False
    if written[0] in ROUND and not (count.lead or count.after or count.more) and not _ends_clause(count, before):
        return False
    if count.lead == "上" and count.text[count.start - 2 : count.start - 1] in _NOT_OVER:
        return False
    if before in DIGITS or before == "/" or (before == "×" and count.text[count.start - 2] in DIGITS):
        return False
    if unit.kind == "time":
        return not is_year(count) and not is_span(count, clause)
    if unit.name == "分":
        if before in ("时", "点", ":", "："):
            return False
        if written in ("十", "万", "百", "千"):
            return before in ("满", "加", "扣", "得", "记", "计")
        if chinese and not count.after and not count.lead and before not in _SCORED:
            return False  # 一分部署，九分落实
    if unit.kind == "count" or chinese:
        if is_meeting(count) or is_listed(count):
            return False
        if written == "一" and unit.kind != "share" and not count.more and is_article(count):
            return False
        return not (chinese and is_rank_or_set(count))
    return True
