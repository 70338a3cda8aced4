"""What a sentence does: task, fact, norm or context, and why.

The part that a sentence stands in gives it a stance (plan, past, rule …), its own words may say otherwise.
Source: gold/GUIDE.md, "statements": norm before task before fact before context.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from luoshi.reading import front
from luoshi.reading.fields import Genre
from luoshi.reading.model import Heading, StatementRole
from luoshi.reading.structure import Fields, Outline
from luoshi.reading.words import alternatives, table

Stance = Literal["plan", "past", "rule", "opinion", "notice", "advice", "news", "context", "mixed"]

_STANCE: dict[Genre, Stance] = {
    "plan": "plan", "report": "past", "rules": "rule", "opinion": "opinion", "notice": "notice",
    "findings": "past", "speech": "advice", "article": "news",
}  # fmt: skip
_MARKER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,6}条|第[一二三四五六七八九十]{1,3}[，,、：:]|[一二三四五六七八九十]{1,3}[、．.]"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.．、)）](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}是)[ \u3000\t]*"
)
_FIGURE = re.compile(
    r"\d[\d.,，]*\s?(?:[%％‰余多万亿]|百分点|元|家|个|项|名|人|亩|件|次|篇|场|户|倍|吨|公里|公顷|平方|所|座|支|台|套|本|份|条|种|处|届|位|类|批|期|部|只|头|株|辆|级|亿|种|千|分)"
    r"|百分之|[二三四五六七八九]成|分之[一二三四五六七八九]|(?:[一二两三四五六七八九十]|几)[十百千万余]*(?:家|个|项|名|人|亩|件|次|场|户|倍|所|座|支|台|所)"
)
_DUE = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末|份)?|\d日|年底|年末|月底|季度末?|旬|节|学期)(?:之?前|以前)|(?:到|至|于)?(?:20\d\d年|“?十[一二三四五六]五”?)(?:底|末|年末)"
    r"|到20\d\d年|年内|年底|[一二三四]季度|今年|本年度|全年"
)
_DATED = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}日|[上中下]旬|底|末)?|\d日|月底)(?:之?前|以前)|年底前|年末前|到20\d\d年|20\d\d年(?:底|末|\d{1,2}月)|\d{1,2}月\d{1,2}日|“?十[一二三四五六]五”?末|\d月底|上年度|本次|此次|今年"
)
_RECUR = re.compile(
    r"每(?:年|季|月|周|旬|日|天|届|隔|学期|半|个?[两二三四五六七八九十\d]{1,3}(?:个月|年|周|天))|每[两二三四五]个?(?:年|月)|[两二三四五\d]年一[次届]|按[月季年]|[逐][月季年]|定期|月调度|季通报"
)
_CONDITION = re.compile(
    r"(?:的|者|时)[，,、]\s?(?:由|对|予以|给予|视|取消|不得|不予|撤销|按|责令|可|一律|应|须|必须|将|优先|发放|奖励|实行|责任|通报|追究|每|要|进行|暂|取|年度|当年|扣|加|减|不作|不再|从|自|依|计|记|并)"
)
_BY_WHOM = re.compile(r"由[^，,。；;]{2,30}(?:负责|任免|批准|审定|承担|组织|确定|制定|解释|审批|备案|决定|任命|产生|推荐|主管|管理)")
_PURPOSE = re.compile(
    r"(?:为|为了|为进一步|根据|按照|依据|依照|遵照|经|鉴于|随着)[^。；;]*?(?:制定|制订|特制|现将|现就|通知如下|通告如下|公告如下|如下|特提出|提出如下|开展|举办|决定|本(?:办法|方案|意见|细则|规定|规则|计划|要点|制度|条例|规划|预案))"
)
_COPULA = re.compile(r"[，,][^，,]{0,12}(?:是|就是|乃)[^，,。；;]{0,40}(?:的|之|重|键|路|基|本|要务|任务|举措|途径|捷径|环节|保障|关键|基础)[。！!]?$")
_ANNOUNCED = re.compile(r"(?:[一二两三四五六七八九十几\d]+个?(?:方面|点|项|条|件|抓|新|少|多|比|大|个)|“[一二两三四五六七八九十][^”，。]{1,6}”)[^，,。：:；;]{0,8}[：:。]$")
_DUTY_NOTE = re.compile(
    r"[（(【\[]?\s?(?:第?[一二三四五]?责任|牵头|配合|主责|主办|协办|承办|负责|完成|落实|参与|协同|会同|分管|包[抓联]|督办)(?:单位|部门|领导|科室|处室|股室|人|时限|时间|期限|机构|县领导|市领导)?\s?[：:]"
)
_CONTACT = re.compile(r"(?:联\s?系\s?人|联系(?:电话|方式|地址)|咨询(?:电话)?|电\s?话|传\s?真|(?:电子)?邮箱|E-?mail|邮编|QQ群?号?|地\s?址|举报电话|监督电话|服务热线|网址|微信(?:公众)?号)\s?[：:]", re.I)
_CLOSING = re.compile(r"(?:附件|附表|附录|附|抄送|抄报|主送|印发|主题词|签发人|会签|拟稿|校对|打字|共印)\s?[\d一二三四五]{0,2}\s?(?:[：:]|$)|[（(](?:此件|此页|本文|信息公开|主动公开|依申请)[^）)]*[）)]$|（?完）?$")
_ADDRESSEE = re.compile(r"[^。；;！？\n]{2,120}[：:]$")
_WHO = re.compile(r"各|全体|同志|单位|部门|政府|委员会|局|厅|办|科协|学会|协会|公司|企业|高校|代表|领导|嘉宾|朋友|老师|来宾|委员")


class Judged(NamedTuple):
    """A role with the rule that gave it and the reasons to look twice."""

    role: StatementRole
    rule: str
    doubts: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where a sentence stands: ``leads`` = the last one before a heading, ``intro`` = before the first heading."""

    first: bool
    leads: bool
    intro: bool
    row: bool


_WEAK = ("role_weak",)


@cache
def _classes() -> tuple[re.Pattern[str], dict[str, frozenset[str]], re.Pattern[str], re.Pattern[str], dict[str, frozenset[str]]]:
    words = dict(table("statements"))
    sections = words.pop("sections")
    verbs = words.pop("verbs")
    of: dict[str, set[str]] = {}
    for name, members in words.items():
        for word in members:
            of.setdefault(word, set()).add(name)
    part: dict[str, set[str]] = {}
    for name, members in sections.items():
        for word in members:
            part.setdefault(word, set()).add(name)
    return (
        re.compile(alternatives(of)),
        {word: frozenset(names) for word, names in of.items()},
        re.compile(rf"(?:要|应|应当|须|必须)?{alternatives(verbs)}"),
        re.compile(alternatives(part)),
        {word: frozenset(names) for word, names in part.items()},
    )


class RoleReader:
    """Gives sentences their roles, in the order of the text."""

    def __init__(self, text: str, outline: Outline, fields: Fields, genre: Genre) -> None:
        self.text = text
        self.genre = genre
        self.parted = bool(outline.headings)
        self.base: Stance = _STANCE[genre]
        self.stack: list[tuple[int, Stance]] = []
        self.lead: Stance | None = None  # what the sentence before a series announced
        self.before: Judged | None = None
        self.clause = False  # the sentence before ended in ；
        self.speaking = False
        self._signals, self._of, self._verb, self._part, self._part_of = _classes()

    @property
    def stance(self) -> Stance:
        """The stance of the part that is open."""
        return self.stack[-1][1] if self.stack else self.base

    def open(self, heading: Heading, index: int) -> None:
        """Enter the part of a heading."""
        while self.stack and self.stack[-1][0] >= heading.level:
            self.stack.pop()
        own = self._stance_of(heading.title)
        if own is None and self.lead is not None:
            own = self.lead
        self.stack.append((heading.level, own or self.stance))
        if own is None or heading.level > 1 or not self._is_run(heading):
            pass
        self.before, self.clause = None, False
        if not self._is_run(heading):
            self.lead = None

    @staticmethod
    def _is_run(heading: Heading) -> bool:
        return len(heading.marker) in (2, 3) and heading.marker[0] in "一二三四五六七八九十第其" and heading.marker[-1] not in "、."

    def _stance_of(self, title: str) -> Stance | None:
        words = re.sub(r"[（(][^（）()]*[）)]|\s", "", title)
        found = list(self._part.finditer(words))
        if self.genre == "rules":
            return "context" if found and "context" in self._part_of[found[-1].group()] and len(words) <= 8 else None
        if not found:
            return None
        names = self._part_of[found[-1].group()]
        if len(words) > found[-1].end() + 3 and len(words) > 12:
            return None
        kinds = {name for match in found for name in self._part_of[match.group()]}
        if {"past", "future"} <= kinds and re.search("[及和与、]", words):
            return "mixed"
        if "context" in names:
            return "context"
        if "past" in names:
            return "past"
        if "rule" in names:
            return "rule"
        return "opinion" if self.base == "opinion" else "advice" if words.endswith(("建议", "对策", "思考")) else "plan"

    def furniture(self, start: int, end: int, head: bool, foot: bool) -> str | None:
        """Return why the line is no sentence: addressee, signature, date, contact, attachment; None if it is one."""
        text = self.text
        if end - start > 160:
            return None
        if _CONTACT.match(text, start, end) or end - start <= 80 and len(_CONTACT.findall(text, start, end)) >= 2:
            return "contact"
        if _CLOSING.match(text, start, end):
            return "attachment"
        if text[end - 1] in "。；;！!？?":
            return None
        if text[end - 1] in "：:":
            if head and _ADDRESSEE.match(text, start, end) and _WHO.search(text, start, end) and not self._obliges(start, end):
                return "addressee"
            return None
        if front.is_signature(text, start, end):
            return "signature"
        if head and end - start <= 60:
            return "head_line"
        return None

    def _obliges(self, start: int, end: int) -> bool:
        return any("duty" in self._of[word] for word in self._signals.findall(self.text, start, end))

    def role(self, start: int, end: int, place: Place) -> Judged:
        """Return the role of the sentence from ``start`` to ``end``."""
        judged = self._judge(start, end, place)
        self.before = judged
        self.clause = self.text[end - 1] in "；;"
        return judged

    def _judge(self, start: int, end: int, place: Place) -> Judged:
        text = self.text
        if _DUTY_NOTE.match(text, start, end):
            return Judged("task", "duty_note")
        marker = _MARKER.match(text, start, end)
        begin = marker.end() if marker else start
        cues: set[str] = set()
        for word in self._signals.findall(text, start, end):
            cues |= self._of[word]
        figure = _FIGURE.search(text, begin, end) is not None
        if place.leads:
            self.lead = self._announced(cues)
        if "boilerplate" in cues:
            return Judged("context", "boilerplate")
        stance = self.stance
        if _PURPOSE.match(text, begin, end) and not figure and (place.intro or stance == "rule") and end - begin < 200:
            return Judged("context", "purpose")
        if text[end - 1] in "：:" or ("announce" in cues and place.leads):
            if not (stance == "rule" and "duty" in cues):
                return Judged("context", "announces", () if not figure else _WEAK)
        if stance == "context":
            return self._context(cues, figure, place)
        if stance == "rule":
            return self._rule(start, begin, end, cues, figure)
        if stance == "past":
            return self._past(start, begin, end, cues, figure, place)
        if stance in ("advice", "news", "mixed"):
            return self._advice(start, begin, end, cues, figure, place)
        return self._plan(start, begin, end, cues, figure, place)

    def _announced(self, cues: set[str]) -> Stance | None:
        if self.genre in ("plan", "rules", "notice", "opinion"):
            return None
        if cues & {"duty", "aim", "ahead"} or "announce" in cues and self.stance == "advice":
            return "advice"
        if "announce" in cues:
            return "past"
        return None

    def _context(self, cues: set[str], figure: bool, place: Place) -> Judged:
        if figure and cues & {"aim", "ahead"}:
            return Judged("task", "target_in_context", _WEAK)
        return Judged("context", "section_context", _WEAK if figure else ())

    def _standing(self, start: int, end: int, cues: set[str]) -> str | None:
        """Return why a sentence is a standing rule whatever part it stands in; None if it is not."""
        text = self.text
        dated = _DATED.search(text, start, end)
        if dated and not _RECUR.search(text, start, end):
            return None
        if _CONDITION.search(text, start, end):
            return "condition"
        if "never" in cues and not dated:
            return "prohibition"
        if "stand" in cues and not dated:
            return "standing_words"
        return None

    def _rule(self, start: int, begin: int, end: int, cues: set[str], figure: bool) -> Judged:
        text = self.text
        if "since" in cues and figure and not cues & {"duty", "never", "stand", "bound"}:
            return Judged("fact", "fact_in_rule", _WEAK)
        if self.genre != "rules" and _DATED.search(text, start, end) and not _RECUR.search(text, start, end):
            if not cues & {"stand", "never"}:
                return Judged("task", "dated_in_rule", _WEAK)
        if self.genre != "rules" and re.search("(?:上年度|今年|本次|此次|本年度)", text[start:end]) and "duty" in cues:
            return Judged("task", "once_in_rule", _WEAK)
        return Judged("norm", "section_rule" if self.genre != "rules" else "paper_of_rules")

    def _past(self, start: int, begin: int, end: int, cues: set[str], figure: bool, place: Place) -> Judged:
        text = self.text
        done = "done" in cues or "since" in cues
        if "propose" in cues:
            if _RECUR.search(text, start, end):
                return Judged("norm", "proposed_rule", _WEAK)
            return Judged("task", "proposal", _WEAK)
        if "said" in cues and not figure:
            return Judged("context", "opinion", _WEAK)
        if "ahead" in cues and (cues & {"duty", "aim"} or self._verb.match(text, begin, end)):
            return Judged("task", "ahead_in_past", _WEAK)
        if "duty" in cues and not done and not figure and "lacking" not in cues:
            return Judged("task", "duty_in_past", _WEAK)
        if figure or done:
            return Judged("fact", "section_past", _WEAK if "duty" in cues and "aim" in cues else ())
        if "judge" in cues or "mind" in cues:
            return Judged("context", "judgement", _WEAK)
        if place.intro and self.parted:
            return Judged("context", "intro", () if not cues & {"reached", "compared"} else _WEAK)
        if cues & {"lacking", "reached", "compared"}:
            return Judged("fact", "section_past")
        return Judged("fact", "section_past_plain", _WEAK)

    def _plan(self, start: int, begin: int, end: int, cues: set[str], figure: bool, place: Place) -> Judged:
        text = self.text
        stance = self.stance
        if place.intro and self.parted:
            if "done" in cues and figure:
                return Judged("fact", "intro_fact", _WEAK)
            if figure and cues & {"duty", "aim"}:
                return Judged("task", "intro_target", _WEAK)
            return Judged("context", "intro", _WEAK if figure else ())
        standing = self._standing(start, end, cues)
        if standing:
            return Judged("norm", standing, () if stance != "plan" else ())
        recurs = _RECUR.search(text, start, end)
        if stance in ("opinion", "notice") and not _DATED.search(text, start, end):
            if recurs:
                return Judged("norm", "recurs")
            if "bound" in cues or _BY_WHOM.search(text, start, end):
                return Judged("norm", "bound" if "bound" in cues else "by_whom", _WEAK if stance == "opinion" else ())
        if self.clause and self.before and self.before.role == "norm" and not cues & {"duty", "aim"}:
            return Judged("norm", "goes_on", _WEAK)
        if "done" in cues and not cues & {"duty", "aim", "ahead"} and not self._verb.match(text, begin, end):
            return Judged("fact", "done_in_plan", _WEAK)
        if "since" in cues and figure and not cues & {"duty", "aim", "ahead"} and not self._verb.match(text, begin, end):
            return Judged("fact", "since_in_plan", _WEAK)
        if ("judge" in cues or _COPULA.search(text, begin, end)) and not figure and "duty" not in cues:
            return Judged("context", "judgement", _WEAK)
        return Judged("task", "section_plan")

    def _advice(self, start: int, begin: int, end: int, cues: set[str], figure: bool, place: Place) -> Judged:
        text = self.text
        done = "done" in cues or "since" in cues
        if "said" in cues and not figure:
            exhorts = cues & {"duty"} and "announce" not in cues and "mind" not in cues
            if not exhorts:
                return Judged("context", "opinion", _WEAK)
        if "propose" in cues and _RECUR.search(text, start, end):
            return Judged("norm", "proposed_rule", _WEAK)
        standing = self._standing(start, end, cues)
        if standing and standing != "condition":
            return Judged("norm", standing, _WEAK)
        if "mind" in cues and not figure:
            return Judged("context", "exhortation", _WEAK)
        if "duty" in cues and not ("judge" in cues and not figure):
            return Judged("task", "duty")
        if cues & {"aim", "ahead"} and (figure or not done):
            return Judged("task", "aim", _WEAK if done else ())
        if "judge" in cues or _COPULA.search(text, begin, end):
            return Judged("context", "judgement", _WEAK)
        if done or (figure and self.base in ("past", "news")):
            return Judged("fact", "done")
        if self.clause and self.before and self.before.role in ("task", "fact"):
            return Judged(self.before.role, "goes_on", _WEAK)
        if self._verb.match(text, begin, end) and self.stance != "news":
            return Judged("task", "verb_first")
        if self.stance == "news" and cues & {"reached", "compared"}:
            return Judged("fact", "reached")
        if figure:
            return Judged("fact", "figure", _WEAK)
        if self.stance == "news" and self.before and self.before.role == "fact":
            return Judged("fact", "goes_on", _WEAK)
        return Judged("context", "no_cue", _WEAK)
