"""Read figures in table cells that are not tasks: the row gives the name, the column the measure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from luoshi.reading.amounts import scan_amounts
from luoshi.reading.cell_names import name_of_column, names_place, scope_of_row
from luoshi.reading.model import Aspect, Bound, Quantity, QuantityRole
from luoshi.reading.phrases import subject_of
from luoshi.reading.reported_times import is_multi_year, survey_month, year_of_facts
from luoshi.reading.structure import DocumentFields, MeasuredAmount, Span, TableRow
from luoshi.reading.words import grouped_trie_pattern, lazy_pattern, load_lexicon_table

_DIGIT = lazy_pattern(r"[\d０-９]|[一二三四五六七八九十百千两]{1,4}(?:个|家|项|场|次|人|名)")
_NUMBER = lazy_pattern(r"[\d.,，%％\s—\-~～至以上下内约余多]{1,16}$")
_FIGURE = 20
_FIGURE_ONLY = lazy_pattern(
    r"(?:约|近|超|过|满|前|第|[≥≤>＞<＜≧≦]=?|不?(?:少|低|高|多|大|小)于|不?超过|不得(?:少|低|高)于|至少|最[高多低少]|突破|达到?|力争达?到?|增长|下降){0,2}"
    r"\s?[-−–+＋]?\d[\d.,，%％\s—\-~～至]{0,14}(?:[万亿]?[^\d\s]{0,5})"
)
# A cell with its own unit measures under any head: 年度任务 | 1200个.
_MEASURED = lazy_pattern(r"[^\d月日时号年季：:]{0,6}\d[\d.,，]*[万亿]?[^\d\s.．、)）年月日号时季：:]{1,4}")
_YEAR = lazy_pattern(r"((?:19|20)\d\d)年")
_UNIT = lazy_pattern(r"[（(][^（）()]{1,8}[）)]|/[^/]{1,4}$")
_LONGEST = 40  # code points of a cell that may contain a figure
_TOLD = 600  # … and of one that describes progress in words
_PROGRESS = lazy_pattern(r"进展|进度(?!安排|要求)|完成情况|落实情况|办理情况|推进情况")
_STAGE = lazy_pattern(r"(?:开工|竣工|完工|投用|投产|签约|招标|进场|立项|申报|动工|通气|通车)$")
_CLAUSE_EDGE = lazy_pattern(r"[，,；;。：:、（()）]")
_SENTENCE = lazy_pattern(r"[，,。；;]|\d")
_LABEL = 30
# Heads of a column of names; a class in a column before it (类别) only names the group.
_NAMES = frozenset({"指标", "指标名称", "主要指标", "考核指标", "评价指标", "统计指标", "指标项", "量化指标"})
# For an annual count, a due date says too little: 全年2次 is a target of two.
_IN_YEAR = lazy_pattern(
    r"(?:全年|年内|年度内?|本年度?|今年)[^，,；;。\d]{0,6}?(?:[\d０-９]{1,3}|[一二两三四五六七八九十]{1,3})(?:余|多)?"
    r"(?:场次|次|轮|期|场|回|趟)(?:以上)?"
)
_DUE_HEAD = "年度目标"  # the head under which such a cell is read
_YEAR_SAID = lazy_pattern(r"(?:19|20)\d\d")
_FIVE_YEARS = lazy_pattern(r"十([一二三四五六七八九]?)五(?:”|时期|规划|计划)")
_TENTH_BEGINS = 2001  # the first year of the tenth five-year plan, 十五
_SHARES_OUT = lazy_pattern(r"目标|计划|任务|拟|预[计期]|力争|安排|分配|分解")  # titles of tables of targets


@cache
def _due_heads() -> re.Pattern[str]:
    return re.compile(grouped_trie_pattern(load_lexicon_table("duties")["columns"]["due"]))


@cache
def _heads() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(grouped_trie_pattern(words)) for name, words in load_lexicon_table("aspects")["column"].items()
    }


def of_rows(
    text: str, rows: list[tuple[TableRow, int | None]], fields: DocumentFields, targets: Sequence[Quantity]
) -> list[Quantity]:
    """Return the figures in the cells of rows; in a row with a task, only those under a head that measures something.

    Args:
        text: the document's text.
        rows: table rows, each with the number of its statement, if any.
        fields: what the document says of itself.
        targets: the figures read so far in the order of the text, among them those of the rows' tasks.
    """
    out: list[Quantity] = []
    starts = [quantity.start for quantity in targets]
    for row, statement in rows:
        (label, label_head), own = _label(text, row), _own_unit(text, row)
        placed = names_place(label, label_head)
        before: list[str] = []  # the names of the columns that were read, in a row that is a place's
        asked = targets[bisect_left(starts, row.start) : bisect_left(starts, row.end)] if statement is not None else ()
        waiting = [quantity for quantity in asked if quantity.role == "target"]
        for (start, end), head in zip(row.cells, row.columns, strict=False):
            told = _PROGRESS.search(head) is not None
            if not 0 < end - start <= (_TOLD if told else _LONGEST):
                continue
            if statement is not None and asks_times(text, start, end) and _due_heads().search(head):
                head = _DUE_HEAD
            elif statement is not None and not told and not is_figure(text, start, end):
                continue
            if not _measures(text, start, end, head, statement is not None and not row.chosen):
                continue
            name = name_of_column(head, before, row.title or subject_of(fields.title).thing) if placed else ""
            if name and not _heads()["rank"].search(head) and "%" not in head and "％" not in head:
                before.append(name)
            unit = head if _UNIT.search(head) or not _UNIT.search(label) else label
            if own and not _UNIT.search(head):
                unit = f"{head}（{own}）"
            for amount in scan_amounts(text, start, end, column=unit) or scan_amounts(text, start, end):
                made = _quantity(amount, _UNIT.sub("", label), head, row.title, fields)
                if placed:
                    made.indicator, made.scope = name, scope_of_row(label)
                words = "" if not told or is_figure(text, start, end) else _words_at(text, start, end, amount)
                answer = _name_answer(words, made, waiting) if told else ""
                if answer:
                    made.indicator = answer
                    made.doubts.append("name_unclear" if made.indicator == words else "carried")
                out.append(made)
    return out


def _words_at(text: str, start: int, end: int, amount: MeasuredAmount) -> str:
    """Return what a cell that describes progress in words says about a figure: 到位资金|3600万元, 5所|竣工."""
    left = _CLAUSE_EDGE.split(text[start : amount.start])[-1].strip()
    said = left if len(left) > 1 else _CLAUSE_EDGE.split(text[amount.end : end])[0].strip()[:_LABEL]
    return said or text[start : amount.start].rstrip(" ：:")[-_LABEL:]  # 已完成：|3座


def _name_answer(words: str, made: Quantity, waiting: list[Quantity]) -> str:
    """Return the name of a figure of progress: that of the target in its row that it answers, else its own words.

    The first figure in a target's unit answers it. A stage (竣工) is added, for begun is not done.
    """
    answered = next((target for target in waiting if target.unit == made.unit and target.unit is not None), None)
    if answered is None or not answered.indicator:
        return words
    waiting.remove(answered)
    made.aspect = answered.aspect
    stage = _STAGE.search(words)
    return answered.indicator + (stage[0] if stage and stage[0] not in answered.indicator else "")


def _own_unit(text: str, row: TableRow) -> str:
    """Return the unit of measure from a separate column of the row (指标 | 单位 | 目标值)."""
    for (start, end), head in zip(row.cells, row.columns, strict=False):
        if head in ("单位", "计量单位", "计算单位") and 0 < end - start <= 6:
            words = text[start:end]
            found = scan_amounts("1" + words, 0, 1 + end - start)
            if found and found[0].unit and found[0].end == 1 + end - start:
                return words
    return ""


def is_figure(text: str, start: int, end: int) -> bool:
    """Check whether a cell contains only a number, with or without unit and bound."""
    return end - start <= _FIGURE and _FIGURE_ONLY.fullmatch(text, start, end) is not None


def asks_times(text: str, start: int, end: int) -> bool:
    """Check whether a due-date cell only says how often something must be done in the year."""
    return _IN_YEAR.fullmatch(text, start, end) is not None


def _measures(text: str, start: int, end: int, head: str, tasked: bool) -> bool:
    """Check whether a cell under this head contains a figure."""
    heads = _heads()
    measures = heads["measure"].search(head) or heads["rank"].search(head) or _UNIT.search(head)
    measures = measures or _MEASURED.fullmatch(text, start, end) or _PROGRESS.search(head)
    if not head or heads["other"].search(head) or (tasked and not measures):
        return False
    return _DIGIT.search(text, start, end) is not None


def _label(text: str, row: TableRow) -> tuple[str, str]:
    """Return the subject of a row and its head: the cell under an indicator head, else its first that is no remark."""
    heads = _heads()
    named: list[tuple[Span, str]] = [
        ((start, end), head)
        for (start, end), head in zip(row.cells, row.columns, strict=False)
        if end > start and not heads["other"].search(head) and not _NUMBER.match(text, start, min(end, start + 17))
    ]
    if not named:
        return "", ""
    (start, end), head = next((cell for cell in named if cell[1] in _NAMES), named[0])
    return re.sub(r"\s", "", text[start : min(end, start + _LABEL)]), head


def _quantity(amount: MeasuredAmount, label: str, head: str, title: str, fields: DocumentFields) -> Quantity:
    heads = _heads()
    name = _YEAR.sub("", _UNIT.sub("", head))
    plain = heads["plain"].sub("", name).strip("年度的")
    year = _YEAR.search(head)
    own = _time_of_facts(head, title, fields)
    aims = fields.kind == "plan" or bool(_SHARES_OUT.search(title) and not heads["actual"].search(title))
    reached, asked = heads["actual"].search(name) or _PROGRESS.search(name), heads["target"].search(name)
    if reached and asked:
        aimed = asked.start() < reached.start()  # 计划完成数, but 完成年度任务（%）
    else:
        begins = _first_year(fields) if year else None
        over = begins is not None and year is not None and int(year[1]) < begins  # 2015年 in a plan from 2016 on
        aimed = bool(asked) or (aims and not reached and not over)
    role: QuantityRole = "norm" if amount.unit == "分" or "名额" in head else "target" if aimed else "actual"
    period = year[1] if year else None if role == "norm" else own if role == "actual" else None
    if role == "target" and not year:
        period = None if is_multi_year(fields) else "year" if fields.kind == "plan" else str(fields.year or "") or None
    bound: Bound = amount.bound
    aspect = _aspect(amount, label + name)
    return Quantity(
        start=amount.start,
        end=amount.end,
        value=amount.value,
        upper=amount.upper,
        unit=amount.unit or ("位" if aspect == "rank" else None),
        bound=bound,
        role=role,
        aspect=aspect,
        indicator=_name(label, plain),
        period=period,
        scope=None,
        rule="cell",
        doubts=[*amount.doubts, *([] if label or plain else ["no_indicator"])],
    )


def _time_of_facts(head: str, title: str, fields: DocumentFields) -> str | None:
    """Return the time that a cell reports on: up to a month (截至10月底), this year's progress, or the paper's year."""
    for words in (head, title, fields.title or ""):
        month = survey_month(words, fields) if "截" in words else None
        if month:
            return month[0]
    year = fields.year if _PROGRESS.search(head) else year_of_facts(fields)
    return str(year) if year else None


def _name(label: str, plain: str) -> str:
    """Return the subject of a row with the measure of the column; a subject that is a whole sentence is left out."""
    if len(plain) >= 2 and _SENTENCE.search(label) and _heads()["measure"].search(plain):
        return plain
    return label + (plain if plain not in label else "")


def _first_year(fields: DocumentFields) -> int | None:
    """Return the first year of a plan: the first year in its title (2023—2025年, “十三五”), else the document's."""
    title = fields.title or ""
    years, period = _YEAR_SAID.search(title), _FIVE_YEARS.search(title)
    if period:
        return _TENTH_BEGINS + 5 * "〇一二三四五六七八九".index(period[1] or "〇")
    return int(years[0]) if years else None if is_multi_year(fields) else fields.year


def _aspect(amount: MeasuredAmount, words: str) -> Aspect:
    heads = _heads()
    if amount.unit == "百分点":
        return "difference"
    if amount.unit in ("%", "‰"):
        return "growth" if heads["growth"].search(words) else "share"
    if heads["rank"].search(words):
        return "rank"
    if heads["per"].search(words):
        return "per"
    return "increase" if heads["increase"].search(words) else "level"
