"""The months that a figure or a report covers."""

from __future__ import annotations

import re

Months = tuple[int, int]  # first and last month, counted from year 0: 12 × year + month − 1

_PERIOD = re.compile(r"^(\d{4})(?:-(\d\d))?(?:-\d\d)?(?:/(\d{4})(?:-(\d\d))?(?:-\d\d)?)?$")
_SAID = re.compile(
    r"(?P<half>[上下])半年|(?P<since>前|一至|1至|[一1][—–\-])?第?(?P<quarter>[一二三四])季度"
    r"|[1一][—–\-~～至到](?P<until>\d{1,2})月|截至(?:(?P<year>\d{4})年)?(?P<by>\d{1,2})月"
    r"|(?P<month>\d{1,2})月(?:\d{1,2}日)?[—–\-~～至到](?:\d{1,2}月)?\d{1,2}日"
    r"|(?P<whole>全年(?!任务|目标|计划|投资|指标)|年度(?!任务|目标|计划|投资|指标))"
)
DATES = re.compile(
    r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:[—–\-~～至到](?:\d{1,2}月)?\d{1,2}[日月])?(?:底|末|份|上旬|中旬|下旬)?|\d{4}年(?:底|末)?"
)
_PAST_YEAR = re.compile(
    r"上年|去年|上一年|前年|同期|年初|(?:19|20)\d\d|[近过]去?[\d一二两三四五六七八九十]年|以来|累计"
)
_COMING = re.compile(r"[明来]年|下一?年度?")
_HALF = re.compile(r"(上|下)半年")
_QUARTER = re.compile(r"第?([一二三四1-4])季度|前([二三])季度")
_UNTIL = re.compile(r"[1一][—–\-~～至到](\d{1,2}|十[一二]?|[一二三四五六七八九])月|截至(?:\d{4}年)?(\d{1,2})月")
_NEXT = re.compile(
    r"(?:(\d{4})年|下一?(?=季度|半年|步)|明年|来年)[^，,。；;\n及暨和]{0,12}(?:打算|计划|安排|思路|目标|要点)"
)
_CHINESE = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}


def months_of_period(period: str | None) -> Months | None:
    """Convert a period of the reader (``2021``, ``2021-01/2021-09``) to months; None for ``year``, ``5y``."""
    hit = _PERIOD.match(period or "")
    if not hit:
        return None
    first, last = int(hit[1]), int(hit[3] or hit[1])
    start = 12 * first + (int(hit[2]) - 1 if hit[2] else 0)
    month = hit[4] if hit[3] else hit[2]
    return start, 12 * last + (int(month) - 1 if month else 11)


def of_year(year: int) -> Months:
    """Return all months of a year."""
    return 12 * year, 12 * year + 11


def said_months(before: str, clause: str, given: Months | None, year: int | None) -> Months | None:
    """Return the months that the words before a figure name; None for those of the report.

    Args:
        before: the sentence up to the figure.
        clause: the clause up to the figure.
        given: what the reader found; its year counts only if the sentence speaks of another time.
        year: the report's.
    """
    if not year:
        return given
    if given and given[1] - given[0] > 11:
        return given
    if given and given[0] // 12 > year and (f"{given[0] // 12}年" in before or _COMING.search(before)):
        return given  # 2025年，计划发展会员200名，举办讲座30场: the last figure, too, is in the future
    if given and given[1] // 12 != year and _PAST_YEAR.search(clause):
        return given
    hit = next(iter(reversed(list(_SAID.finditer(before)))), None)
    whole = of_year(year)
    if hit is None:
        moment = given is not None and given[0] == given[1]
        return None if given == whole or moment or (given and given[1] // 12 != year) else given
    first = whole[0]
    if hit["half"]:
        return (first, first + 5) if hit["half"] == "上" else (first + 6, first + 11)
    if hit["quarter"]:
        at = 3 * "一二三四".index(hit["quarter"])
        return (first if hit["since"] else first + at), first + at + 2
    if hit["month"]:
        return first + int(hit["month"]) - 1, first + int(hit["month"]) - 1
    if hit["year"] and int(hit["year"]) != year:
        return given
    until = hit["until"] or hit["by"]
    return (first, first + int(until) - 1) if until else whole


def part_of_year(head: str, year: int) -> tuple[int, int] | None:
    """Return first and last month of the part of ``year`` that a title or first lines name (1—9月, 第三季度, 上半年).

    Plans for a later time (…总结及2025年第一季度打算) do not count.
    """
    head = _NEXT.sub(lambda hit: hit[0] if hit[1] and int(hit[1]) <= year else "", head)
    until = _UNTIL.search(head)
    if until:
        word = until[1] or until[2]
        return 1, int(word) if word.isdigit() else _CHINESE[word]
    quarter = _QUARTER.search(head)
    if quarter:
        word = quarter[1] or quarter[2]
        number = int(word) if word.isdigit() else _CHINESE[word]
        return (1 if quarter[2] else 3 * number - 2), 3 * number
    half = _HALF.search(head)
    return ((1, 6) if half[1] == "上" else (7, 12)) if half else None
