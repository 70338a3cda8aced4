"""What the words of one sentence say about its role: obligation, time, figure, rule, talk."""

from __future__ import annotations

import re
from functools import cache

from luoshi.reading.words import alternatives, table

_MARKER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,6}条|第[一二三四五六七八九十]{1,3}[，,、：:]|[一二三四五六七八九十]{1,3}[、．.]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.．、)）](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}是)[ \u3000\t]*"
)
_FIGURE = re.compile(
    r"(?<![\d.,，])\d[\d.,，]*+\s?(?:[%％‰余多万亿]|百分点|元|家|个|项|名|人|亩|件|次|篇|场|户|倍|吨|公里|"
    r"公顷|平方|所|座|支|台|套|本|份|条|种|处|届|位|类|批|期|部|只|头|株|辆|级|亿|种|千|分)"
    r"|百分之|[二三四五六七八九]成|分之[一二三四五六七八九]|(?:[二两三四五六七八九十]|几|上百|"
    r"数十)[十百千万余]*(?:家|个(?!方面|环节|层次|层面|维度|重点|积极性|优先|统一|服务|结合|坚持|关键|文明)|"
    r"项|名|人|亩|件|次|场|户|倍|所|座|支|台|所)"
)
_DATED = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末|份)?|\d日|月底|年底|年末|季度末?|旬|国庆节?|春节|节)(?:之?前|"
    r"以前)|年底前|年末前|到20\d\d年|20\d\d年(?:底|末|\d{1,2}月)"
    r"|\d{1,2}月\d{1,2}日|“?十[一二三四五六]五”?末|\d月底|上年度|本次|此次|今年|年内|本年度|今后[三五35]年|"
    r"[用以][\d一二三四五六七八九十]+年(?:左右)?时间"
)
_RECUR = re.compile(
    r"每(?:年|季|月|周|旬|日|天|届|隔|学期|半|个?[两二三四五六七八九十\d]{1,3}(?:个月|年|周|天))|"
    r"每[两二三四五]个?(?:年|月)|[两二三四五\d]年一[次届]|按[月季年]|[逐][月季年]|定期|月调度|季通报"
)
_QUOTA = re.compile(r"每年(?:要|应|至少|力争)?(?:新增|净增|培育|引进|新建|建设|培训|实施|完成|新认定)")
_CONDITION = re.compile(
    r"[的者][，,、]\s?(?:由|对|予以|给予|视|取消|不得|不予|撤销|按|责令|可|一律|应|须|必须|将|优先|发放|奖励|"
    r"实行|责任|通报|追究|每|要|暂|年度|当年|扣|加|减|不作|不再|从|自|依|计|记|并|严肃|进行|作|纳入|收回)"
    r"|对[^，,。；;]{2,24}的[^，,。；;]{0,10}[，,][^，,。；;]{0,10}(?:予以|给予|追究|问责|约谈|通报批评|取消)"
    r"|凡[^。；;，,]{1,40}(?:[，,][^。；;]{0,30})?(?:应|须|均|一律|不得|不予|予以|可|由|按|视|都要)"
)
_BY_WHOM = re.compile(
    r"由[^，,。；;]{2,30}(?:负责|任免|批准|审定|承担|组织|确定|制定|解释|审批|备案|决定|任命|产生|推荐|主管|"
    r"管理)"
)
_PURPOSE = re.compile(
    r"(?:为|为了|为进一步|根据|按照|依据|依照|遵照|经|鉴于|随着)[^。；;]*?(?:制定|制订|特制|现将|现就|"
    r"通知如下|通告如下|公告如下|如下|特提出|提出如下|开展|举办|决定|本(?:办法|方案|意见|细则|规定|规则|计划|"
    r"要点|制度|条例|规划|预案))"
)
_COPULA = re.compile(
    r"[，,][^，,]{0,12}(?:是|就是|乃)[^，,。；;]{0,40}(?:的|之|重|键|路|基|本|要务|任务|举措|途径|捷径|环节|"
    r"保障|关键|基础)[。！!]?$"
)
_ANNOUNCED = re.compile(
    r"(?:[一二两三四五六七八九十几\d]+个?(?:方面|点|项|条|件|抓|新|少|多|比|大|个)|"
    r"“[一二两三四五六七八九十][^”，。]{1,6}”)[^，,。：:；;]{0,8}[：:。]$"
)
_DUTY_NOTE = re.compile(
    r"[（(【\[]?\s?(?:第?[一二三四五]?责任|牵头|配合|主责|主办|协办|承办|负责|完成|落实|参与|协同|会同|分管|"
    r"包[抓联]|督办)(?:单位|部门|领导|科室|处室|股室|人|时限|时间|期限|机构|县领导|市领导)?\s?[：:]"
)
_IF = re.compile(r"(?:只有|只要|如果|假如|没有|有了|唯有|若)[^。；;]{1,60}[，,][^。；;，,]{0,10}?(?:就|才|便|则)")
_PROPOSE = re.compile(r"(?:[，,：:；;]|为此|我们|们|特此?|[组会局])建议")
_ALREADY = re.compile(r"已经?(?![^，,。；;]{1,8}的)|均已|早已")
_ACTING = re.compile(
    r"(?<![主重必需首])要(?![求点素件务闻])|应(?![用急对])|必须|做好|抓好|抓住|抓紧|着力|下功夫|聚焦|努力|落实"
)
_DEADLINE = re.compile(
    r"(?:\d月|\d日|[底末旬]|年终)(?:之?前|以前)|到20\d\d年|到“?十[一二三四五六]五”?末|年内|今后[三五35]年"
)
_FOLLOWS = re.compile("(?:参照|按照|比照)[^，,。；;]{1,24}(?:执行|办理)")
_COMPLETES = re.compile("建成|完工|竣工|投用|投产|完成|验收|交付|通车|启用|开工")
_ONCE = re.compile(r"上年度|今年|本次|此次|本年度|本届")
_SHOWN = re.compile(r"体现|表现|存在|呈现|问题|特点|成效|差距")


@cache
def _classes() -> tuple[re.Pattern[str], dict[str, frozenset[str]], re.Pattern[str]]:
    words = dict(table("statements"))
    del words["sections"]
    verbs = words.pop("verbs")
    of: dict[str, set[str]] = {}
    for name, members in words.items():
        for word in members:
            of.setdefault(word, set()).add(name)
    return (
        re.compile(alternatives(of)),
        {word: frozenset(names) for word, names in of.items()},
        re.compile(rf"(?:要|应当?|须|必须)?{alternatives(verbs)}"),
    )


class Cues:
    """The cues of one sentence. ``begin`` is where its words begin after a marker."""

    __slots__ = ("begin", "classes", "end", "figure", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        signals, of, _ = _classes()
        marker = _MARKER.match(text, start, end)
        self.text, self.start, self.end = text, start, end
        self.begin = marker.end() if marker else start
        self.classes: set[str] = set()
        for word in set(signals.findall(text, start, end)):
            self.classes |= of[word]
        self.figure = _FIGURE.search(text, self.begin, end) is not None

    def any(self, *names: str) -> bool:
        """Whether the sentence holds a word of one of the classes."""
        return not self.classes.isdisjoint(names)

    @property
    def done(self) -> bool:
        """Whether something is told as over: 了, 已 (but not 已建成的…), 荣获."""
        return self.any("done", "settled") or ("already" in self.classes and self._has(_ALREADY))

    @property
    def owed(self) -> bool:
        """Whether something is told as owed or ahead."""
        return self.any("duty", "aim", "ahead")

    @property
    def verb_first(self) -> bool:
        """Whether the words begin as an instruction does."""
        return _classes()[2].match(self.text, self.begin, self.end) is not None

    @property
    def dated(self) -> bool:
        """Whether a date falls once: 10月底前, 到2025年, 今年."""
        return self._has(_DATED)

    @property
    def deadline(self) -> bool:
        """Whether a day is named by which something is to be done."""
        return self._has(_DEADLINE)

    @property
    def recurs(self) -> bool:
        """Whether something comes again: 每年, 定期, 按月."""
        return self._has(_RECUR)

    @property
    def quota(self) -> bool:
        """Whether so much is to come out each year: 每年新增30家."""
        return self._has(_QUOTA)

    @property
    def condition(self) -> bool:
        """Whether a consequence is laid down for a case: 逾期不报的，予以通报."""
        return self._has(_CONDITION)

    @property
    def by_whom(self) -> bool:
        """Whether a standing competence is laid down: 由…任免."""
        return self._has(_BY_WHOM) or self._has(_FOLLOWS)

    @property
    def purpose(self) -> bool:
        """Whether the sentence says why the paper was made: 为…，制定本办法."""
        return _PURPOSE.match(self.text, self.begin, self.end) is not None

    @property
    def judges(self) -> bool:
        """Whether the sentence argues: A是B的关键, 有了…就…"""
        return (
            "judge" in self.classes
            or _COPULA.search(self.text, self.begin, self.end) is not None
            or _IF.match(self.text, self.begin, self.end) is not None
        )

    @property
    def announces(self) -> bool:
        """Whether the sentence only announces what follows: 以下三点, 做到“六抓”."""
        return "announce" in self.classes or self._has(_ANNOUNCED)

    @property
    def duty_note(self) -> bool:
        """Whether it names who is responsible: （责任单位：…）."""
        return _DUTY_NOTE.match(self.text, self.start, self.end) is not None

    @property
    def proposes(self) -> bool:
        """Whether something is proposed: 建议…, but not 提出建议30条."""
        if "propose" not in self.classes:
            return False
        return self.text.startswith(("建议", "提议"), self.begin) or self._has(_PROPOSE)

    @property
    def acts(self) -> bool:
        """Whether the words call for action, for a sentence that opens a series."""
        return self._has(_ACTING)

    @property
    def shows(self) -> bool:
        """Whether the words show how things are, for a sentence that opens a series."""
        return self._has(_SHOWN)

    @property
    def once(self) -> bool:
        """Whether this one year or occasion is meant."""
        return self._has(_ONCE)

    @property
    def completes(self) -> bool:
        """Whether something is to be finished."""
        return self._has(_COMPLETES)

    @property
    def colon(self) -> bool:
        """Whether the sentence ends in a colon."""
        return self.text[self.end - 1] in "：:"

    def _has(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.text, self.start, self.end) is not None
