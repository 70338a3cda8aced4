"""Decide whether more or less is better: by the plan's words, else by custom; None if neither says.

Source: gold/MATCH.md, "Met or not".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from luoshi.reading.model import Bound
from luoshi.reading.words import anywhere_pattern

Way = Literal["more", "less"]

_CAPPED = re.compile(
    r"控制[在到于]?$|(?:压减|压缩|缩短|缩减|精简|削减|减少|降低|下降|压降|调减|[压降减])[到至]了?$|不[高多大]于$|限$|低于$|少于$"
)
_RAISED = re.compile(r"(?:提高|提升|增加|上升|增长|扩大|拓展|增|升)[到至]$|突破$|(?:不[少低]于|至少)$")
_REACHED = re.compile(r"达到?$|实现$")
# Words that may separate the direction word from the figure.
_LIGHT = re.compile(
    r"(?:发生|总?[量数额值率件起次人天]|[件起次人天]数|数量|比例|比重|占比|指数|水平|支出|费用?|经费|浓度|强度|[年月日]?均|平均|全年|年度|同比|[比较]上年"
    r"|事项|问题|案件|工单|行为|现象|情形|用地|占地|占用|建设|建筑|停放|件|增长|增速|增幅|上升|上涨|涨幅|控制|稳定|保持|维持|左右|低于|高于|不|[为达到在至于的约]){0,9}$"
)
_LATE = re.compile(r"(?:逾期|超期|超时|延期|未(?![成来]))[^，,、]{0,6}[率比]例?$")
_ASIDE = re.compile(r"每[一-鿿]{0,4}?(?:人口|人|户|亩|家|个)|按?(?:可比|不变|现行)价格?(?:计算)?")  # the measuring unit
_OF_OFFICE = frozenset({"工作日", "个工作日"})  # only procedures are measured in these
TIMES = frozenset({"天", "日", "工作日", "个工作日", "小时", "分钟", "秒", "月", "个月", "年"})


@dataclass(frozen=True)
class Ways:
    """Direction words, each with its direction: ``less``, ``more``, ``removing`` or ``either``."""

    words: Mapping[str, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(anywhere_pattern(self.words))

    def find_direction(self, words: str, counted: bool = True) -> Way | Literal["either"] | None:
        """Return the direction given by the words before a figure, or None.

        The last direction word counts (投诉办结率), if it names what is counted (投诉量, not 投诉服务站). For removing
        something unwanted, more is better.

        Args:
            words: up to the figure.
            counted: whether the figure counts things: 抽检不合格率 is not a rate of removing something.
        """
        words = _ASIDE.sub("", words)
        if _LATE.search(words):
            return "less"
        hits = [(self.words[hit[0]], hit.end()) for hit in self.pattern.finditer(words)]
        hits = [(tells, end) for tells, end in hits if tells in ("more", "removing") or _LIGHT.match(words, end)]
        if not hits:
            return None
        last = hits[-1][0]
        if last in ("more", "removing") or (counted and any(tells == "removing" for tells, _ in hits)):
            return "more"
        return "either" if last == "either" else "less"


def load_direction_words(table: Mapping[str, str]) -> Ways:
    """Read the words of a file's lists, separated by blanks; a word in two lists belongs to the first."""
    out: dict[str, str] = {}
    for tells in ("less", "more", "removing", "either"):
        for word in table[tells].split():
            out.setdefault(word, tells)
    return Ways(out)


def way_of(left: str, label: str, kind: str, unit: str | None, bound: Bound, does: bool, known: Ways) -> Way | None:
    """Return whether more or less is better for a target.

    Args:
        left: the words before the figure in its clause.
        label: what the figure measures, by the reader.
        kind: the kind of figure, as in ``Thing``.
        unit: its unit.
        bound: its bound; 以内 and 以上 decide.
        does: whether it counts something done or new.
    """
    if kind == "rank" or bound in ("le", "lt") or _CAPPED.search(left):
        return "less"
    if bound in ("ge", "gt") or _RAISED.search(left):
        return "more"
    counted = kind == "level" and unit not in TIMES
    told = known.find_direction(left, counted) or known.find_direction(label, counted)
    if told in ("less", "more"):
        return told
    if _REACHED.search(left):
        return "more"
    if told == "either":
        return None
    if unit in _OF_OFFICE:
        return "less"
    if kind in ("growth", "points") or does:
        return "more"
    if kind == "share" or (kind == "ratio" and unit is None):
        return None
    return None if unit in TIMES else "more"
