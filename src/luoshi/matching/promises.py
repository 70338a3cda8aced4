"""Figures of a plan that promise although they read like results, and figures among targets that do not promise.

新获批重点实验室2个, 由6.2万人增至8万人, 平均住院日8.2天 promise; 2023年末有高新技术企业228家 is a base.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from luoshi.matching.model import MatchingPaper
from luoshi.matching.structured_figures import Thing

_BEFORE = re.compile(r"上年|去年|上一年|年初|前年|已|现有|[拥建]有|累计|目前|截至|共有|(?<!\d)(?:19|20)\d\d年")
_TO = re.compile(
    r"(?:增[加至]?|提高|提升|上升|扩大|缩小|下降|降低|压减|减|升|降)[到至]$|突破$|达到?$|基础上[^，,；;。]{0,6}$"
)
_RISES = re.compile(r"增长|下降|提高|降低|压减|突破|达到?$|[要须应]|增至|基础上|获|备案")
_NOW = re.compile(r"今年|本年|年内|全年|再|力争|确保|争取")
_MORE = re.compile(r"[要须应](?:多|高|大|超)[于过]?(?:上年|去年)(?:的)?$")
_NOT_EQUAL = re.compile(r"持平[^，,；;。]{0,6}不算|不算完成")
_REPORT = re.compile(r"情况|通报|总结|进展|报告|简报|公报")
_PLAN = re.compile(r"要点|计划|安排")
_OPENS = re.compile(r"\W*(?:截至)?((?:19|20)\d\d)年")
_YEAR_END = re.compile(r"(?<!\d)((?:19|20)\d\d)年[末底]")
_LONG_PAST = re.compile(r"[“\"]?十[一二三四]五[”\"]?(?:末|以来|期间|时期)|[据经]测算|从面上看|问题(?:表述)?[:：]|以来")
_ON_WHAT_IS = re.compile(
    r"(?:工作|发展|现实|现有|建设)基础|基本情况|现状|回顾|存在的?问题|主要问题|突出问题|问题表述|成效|成绩|总结|形势|背景|治理缓慢|滞后|薄弱|积存|^基础"
)
# Signs that something exists instead of being owed. A sentence without any of them is a bare list of targets.
# 为 is "is" behind a subject; at the head of a clause it is "for": 为300户家庭免费安装.
_TOLD = re.compile(
    r"了|已|(?<!下)达(?!标)|现有|[共拥建设有]有|较|(?<![占师])比(?![例重值])|[是由仅尚]|从(?!业)|[居列](?=全|第|前|首)|(?<=[一-鿿])(?<!行)(?<!全年)(?<!年内)(?<!继续)为|只有|截至|累计|[末底]|不足|同期|增幅|涉及|覆盖面"
)


# What makes a figure of a plan a standing rule instead of a target: 每亩补贴200元, 迟到一次扣2分, 对逾期的应当通报.
_RULE = re.compile(
    r"每[人户亩个名次家件吨村社]|给予|奖励|奖补|补助|补贴|资助|标准|处以|罚款|[扣加计得满]\d*分|分值|应当|不得|严禁|凡|的[，,]|以上的|一律"
)


def reclassify_plan_figures(plan: MatchingPaper, rows: list[Thing]) -> list[Thing]:
    """Correct the roles of a plan's figures: results become targets if nothing says they are past, and the reverse.

    A document submitted as a plan is one, unless its title says that it reports. A time holds until the sentence names
    another: 上年末4个，今年再建3个. Under a heading on the present (工作基础, 存在问题) nothing is promised.
    """
    if _reports(plan):
        return rows
    out: list[Thing] = []
    promising = {thing.statement for thing in rows if thing.role == "target" or thing.figure.bound != "eq"}
    yearly = plan.reading.kind == "plan" or bool(_PLAN.search(plan.reading.title or ""))
    past = False
    for at, thing in enumerate(rows):
        first = at == 0 or rows[at - 1].statement != thing.statement
        start = thing.within[0] if first else rows[at - 1].figure.place.end
        words = plan.text[start : thing.figure.place.start] + thing.quote[:2]
        if thing.role == "norm" and yearly and not _RULE.search(plan.text, *thing.within):
            thing = replace(thing, role="target")
        past = _is_past(words, thing, plan.reading.year, False if first else past)
        if past:
            out.append(replace(thing, role="actual") if thing.role == "target" and _base(plan, thing, words) else thing)
        else:
            out.append(thing if thing.role != "actual" or _tells(plan, thing) else _target(plan, thing, promising))
    return out


def _reports(paper: MatchingPaper) -> bool:
    """Check whether a paper that is not a plain plan says in its title that it reports."""
    return paper.reading.kind != "plan" and bool(_REPORT.search(paper.reading.title or ""))


def _base(plan: MatchingPaper, thing: Thing, words: str) -> bool:
    """Check whether a figure is last year's, printed for comparison: the end of an earlier year is named."""
    year = plan.reading.year
    ends = [int(hit[1]) for hit in _YEAR_END.finditer(plan.text[thing.within[0] : thing.figure.place.start])]
    return bool(year and ends and ends[-1] < year and not _TO.search(words[:-2]) and thing.kind in ("level", "share"))


def _tells(plan: MatchingPaper, thing: Thing) -> bool:
    """Check whether a figure describes the present: by its heading or by an earlier time in its line."""
    if thing.statement >= 0:
        heading = plan.reading.statements[thing.statement].heading
        while heading is not None and heading >= 0:
            row = plan.reading.headings[heading]
            if _ON_WHAT_IS.search(row.title):
                return True
            heading = next(
                (at for at in range(heading - 1, -1, -1) if plan.reading.headings[at].level < row.level), None
            )
    line = plan.text.rfind("\n", 0, thing.figure.place.start) + 1
    return bool(_LONG_PAST.search(plan.text, line, thing.figure.place.start))


def _is_past(words: str, thing: Thing, year: int | None, before: bool) -> bool:
    left = words[:-2]
    if _MORE.search(left) or thing.unit == "倍":
        return False
    if thing.past:
        return True
    opening = _OPENS.match(words)
    if opening and year and int(opening[1]) < year and not _NOW.search(left):
        return True  # 2024年，技术合同成交额达到1320亿元
    if _MORE.search(left) or _TO.search(left) or thing.quote.startswith(("突破", "超过")):
        return False
    named = [hit[0] for hit in _BEFORE.finditer(words) if not year or hit[0] != f"{year}年"]
    if named:
        return not _NOW.search(left)
    return before and not _NOW.search(left)


def _target(plan: MatchingPaper, thing: Thing, promising: Collection[int]) -> Thing:
    """Turn a figure read as a result into a target, if something says it is one or nothing contradicts it.

    Args:
        promising: the statements with a target; in them 同比 tells of no result (总产值160亿元，同比增长10%左右).
    """
    statement = plan.text[slice(*thing.within)]
    if thing.statement in promising:
        statement = statement.replace("同比", "")
    does = (
        thing.unit == "倍"
        or thing.acts
        or thing.flow == "new"
        or thing.figure.bound != "eq"
        or _RISES.search(thing.left)
    )
    present = statement.replace(f"{plan.reading.year}年", "今年")  # the plan's own year is no past
    bare = thing.statement >= 0 and not _TOLD.search(statement) and not _BEFORE.search(present)
    if not (bare and thing.left.strip()) and (thing.aspect == "duration" or not does):
        return thing
    figure = thing.figure
    if _MORE.search(thing.left) and _NOT_EQUAL.search(statement):
        figure = replace(figure, bound="gt")
    return replace(thing, role="target", figure=figure, past=False, months=None)
