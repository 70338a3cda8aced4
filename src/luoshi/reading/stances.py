"""How the part that is open speaks: of what is to be done, of what was, of rules, in advice, in general."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from luoshi.reading.fields import Genre
from luoshi.reading.model import Heading
from luoshi.reading.words import alternatives, later, table

Stance = Literal["plan", "past", "rule", "opinion", "notice", "advice", "news", "context"]

BASE: dict[Genre, Stance] = {
    "plan": "plan", "report": "past", "rules": "rule", "opinion": "opinion", "notice": "notice",
    "findings": "past", "speech": "advice", "article": "news",
}  # fmt: skip
_PARENS = later(r"[（(][^（()）]*[）)]|\s")
_JOINED = later("[及和与、]")
_AHEAD = later("(?:20\\d\\d年|下一?步|今后|明年|下半年|下一阶段|新一年|来年)")
# The part of a speech that looks back or at how things stand: 看清形势, 正视差距, 肯定成绩.
_REVIEWS = later(
    "(?:看清|认清|看到|正视|肯定|总结|回顾|认识|把握|分析|查找|直面)[^，,]{0,8}(?:形势|成绩|差距|成效|问题|不足|现状|机遇|短板|工作)|"
    "^(?:成绩|形势|差距|过去)"
)
_ONWARD = ("下一步", "下步", "今后", "明年", "下一阶段", "来年", "下阶段")
_LATER = ("下半年", "下季度")
_RESULTS = "障齐实强好全善化大高深紧稳牢准细清通解决活优立进动"
_ACTING_RUN = "抓要强促建推聚做破立补"


class _Part(NamedTuple):
    level: int
    stance: Stance
    led: bool  # the sentence before the series gave it, not the title


@cache
def _words() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str]]:
    words = table("statements")
    of = {word: name for name in ("future", "rule", "past", "context") for word in words["sections"][name]}
    return later(alternatives(of)), of, later(alternatives(words["verbs"]))


@cache
def _sections(name: str) -> tuple[str, ...]:
    return tuple(table("statements")["sections"][name])


class Parts:
    """The open parts of a document, outermost first, each with its stance."""

    def __init__(self, genre: Genre) -> None:
        self.genre = genre
        self.base: Stance = BASE[genre]
        self.stack: list[_Part] = []
        self.lead: Stance | None = None  # what the sentence before a series announces of it
        self.remark: Stance | None = None  # 说明： opens remarks until the next heading

    @property
    def stance(self) -> Stance:
        """The stance of the innermost open part."""
        return self.remark or (self.stack[-1].stance if self.stack else self.base)

    @property
    def led(self) -> bool:
        """Whether the sentence before the open series announced what it calls for."""
        return bool(self.stack) and self.stack[-1].led

    def open(self, heading: Heading) -> None:
        """Enter the part of a heading; the first of a series takes what was announced, the others follow it."""
        closed: _Part | None = None
        while self.stack and self.stack[-1].level >= heading.level:
            closed = self.stack.pop()
        self.remark = None
        own = self._named(heading.title)
        led = False
        if own is None and self.stance != "plan" and self.base not in ("plan", "rule", "notice", "opinion"):
            run = _run_of(heading.marker)
            if run and heading.marker[0] != "一" and closed and closed.led and closed.level == heading.level:
                own, led = closed.stance, True
            elif heading.title.startswith(("要", "应", "必须", "须")):
                own = "advice"
            elif self.lead:
                own, led = self.lead, True
            elif run and run in _ACTING_RUN and self.stance == self.base:
                own, led = "advice", True
        self.lead = None
        self.stack.append(_Part(heading.level, own or self.stance, led))

    def _named(self, title: str) -> Stance | None:
        words = _PARENS.sub("", title)
        if self.base == "advice" and _REVIEWS.search(words):
            return "past"
        part, of, verb = _words()
        found = list(part.finditer(words))
        if not found:
            return None
        last = found[-1]
        name = of[last.group()]
        if self.genre == "rules":
            return "context" if name == "context" and last.start() == 0 else None
        opens = found[0].start() == 0 and (
            found[0].group() in _ONWARD or (found[0].group() in _LATER and name != "past")
        )
        if last.end() < len(words) and not opens:
            return None
        # 夯实组织基础, 补齐投入短板: what is to be done, not the name of a part.
        begins = verb.match(words) and found[0].start() > 0
        named = opens or words.endswith(_sections("names")) or words[last.start() - 1 : last.start()] == "的"
        # 申报条件 names a part, 补齐短板 calls for action: its verb says what comes of it.
        named = named or (len(words) <= 4 and words[1] not in _RESULTS)
        if begins and not named and name != "context":
            return None
        dated = opens or _AHEAD.match(words) is not None
        if name == "context" and dated and last.group().endswith("思路"):
            name = "future"  # 2019年工作思路 is a plan, 总体思路 the thinking behind one
        if name == "context" and self.genre == "article":
            return "news"
        if name == "future" and self.base in ("past", "news") and not dated and not words.endswith(_sections("aims")):
            return None  # 人民生活和社会保障 in a bulletin: a field, no plan
        names = {of[match.group()] for match in found}
        if {"past", "future"} <= names and _JOINED.search(words):
            return "advice"
        if opens or name == "future":
            if self.base == "opinion":
                return "opinion"
            return "advice" if words.endswith(("建议", "对策", "思考")) else "plan"
        if name == "rule" and last.group() in _sections("soft") and self.base in ("plan", "notice"):
            return "notice"  # money and procedure: rules and tasks stand side by side
        return "past" if name == "past" else "rule" if name == "rule" else "context"


def _run_of(marker: str) -> str:
    """Return the word of a run's marker (一抓 → 抓), empty for other markers."""
    if 2 <= len(marker) <= 3 and marker[0] in "一二三四五六七八九十" and marker[-1] not in "、.．":
        return marker[-1]
    return ""
