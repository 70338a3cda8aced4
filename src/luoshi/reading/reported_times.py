"""Find the period that a whole document reports on or plans for: by title, date and remarks on its survey."""

from __future__ import annotations

from luoshi.reading.structure import DocumentFields
from luoshi.reading.words import lazy_pattern

YEAR = lazy_pattern(r"((?:19|20)\d\d)年")
_SPAN_TITLE = lazy_pattern(
    r"((?:19|20)\d\d)年?\s*[—\-－–~～至]{1,2}\s*((?:19|20)\d\d)|(?<!\d)[二三四五两2-5]年(?:行动|"
    r"计划|规划|攻坚|倍增|提升|建设|滚动)|规划|[一二三四]五.?(?:期间|时期|发展)"
)
# The lookbehind after the century checks what precedes it, so the search leaps to a 1 or a 2.
_DATED = lazy_pattern(r"((?:19|20)(?<!\d..)\d\d)(?:年|[-/.])(\d{1,2})(?:月|[-/.])\d{1,2}(?!\d)")


def is_multi_year(fields: DocumentFields) -> bool:
    """Check whether the document plans for several years."""
    return fields.kind == "plan" and bool(_SPAN_TITLE.search(fields.title or ""))


_SURVEY = lazy_pattern(
    r"(?P<as>截[至止])(?:到)?(?:(?P<year>(?:19|20)\d\d)年)?(?:(?P<month>\d{1,2})月|(?P<end>年?[底末]))"
    r"|(?P<month3>\d{1,2})月(?:\d{1,2}日|[上中下]旬)?(?:至|—|-|到)(?P<month2>\d{1,2})(?:(?P<of2>月)(?:\d{1,"
    r"2}日|[上中下]旬)?|日)[，,]?[^，,。]{0,20}(?:督查|检查|调研|抽调|走访|暗访|督导|巡查|"
    r"核查)"
    r"|(?P<month4>\d{1,2})月(?:\d{1,2}日|[上中下]旬|份|初|底)?[，,]?[^，,。\d]{0,24}?(?:督查|"
    r"检查|调研|走访|暗访|督导|巡查|核查|抽查|视察|考察)"
)


def survey_month(words: str, fields: DocumentFields) -> tuple[str, bool] | None:
    """Return the month of an inspection or survey, and whether it gives a cut-off (截至6月底).

    A visit (9月21日至25日，督查室…) gives none. None if the words give neither, or in a plan.
    """
    found = _SURVEY.search(words)
    if not found or not (found["year"] or fields.year) or (fields.kind == "plan" and not found["as"]):
        return None
    if found["end"]:
        month: str | int = 12
    elif found["as"]:
        month = found["month"]
    else:
        month = found["month4"] or (found["month2"] if found["of2"] else found["month3"])
    year = int(found["year"] or (year_of_facts(fields) if found["end"] else fields.year) or 0)
    return (f"{year}-{int(month):02}", bool(found["as"])) if 1 <= int(month) <= 12 else None


# A table of progress reports on the year in its title, though it lists tasks as a plan does.
_PROGRESS_TITLE = lazy_pattern("进展|进度(?!安排|计划)|完成情况|落实情况|推进情况|办理情况|截[至止]")


def year_of_facts(fields: DocumentFields) -> int | None:
    """Return the year that a document reports on: the title's; for a government work report, the year before."""
    titled = YEAR.search(fields.title or "")
    if titled and (fields.kind != "plan" or _PROGRESS_TITLE.search(fields.title or "")):
        return int(titled[1])
    if fields.year and ("政府工作报告" in (fields.title or "") or fields.kind == "plan"):
        return fields.year - 1
    return fields.year


_MONTHS = lazy_pattern(
    r"(?P<half>上半年)|(?P<late>下半年)|(?P<three>前三季度|三季度末)|第?(?P<quarter>[一二三四])季度|"
    r"(?P<n1>\d{1,2})月?\s*[—\-－~～至]{1,2}\s*(?P<n2>\d{1,2})月"
)


def months_of_facts(fields: DocumentFields) -> str | None:
    """Return the months that a document reports on by its title: 2020年上半年工作总结 → ``2020-01/2020-06``."""
    found = _MONTHS.search(fields.title or "")
    year = year_of_facts(fields)
    if not found or not year or fields.kind == "plan":
        return None
    if found["n1"]:
        first, last = int(found["n1"]), int(found["n2"])
    elif found["quarter"]:
        last = 3 * ("一二三四".index(found["quarter"]) + 1)
        first = last - 2
    else:
        first, last = {"half": (1, 6), "late": (7, 12), "three": (1, 9)}[found.lastgroup or "half"]
    return f"{year}-{first:02}/{year}-{last:02}" if 1 <= first < last <= 12 else None


def month_of_issue(text: str, fields: DocumentFields) -> str | None:
    """Return the month of the date below or above a document: the last one of its year at either end."""
    ends = (text[-400:], text[:600])
    for words in ends:
        dates = [found for found in _DATED.finditer(words) if not fields.year or int(found[1]) == fields.year]
        if dates:
            return f"{dates[-1][1]}-{int(dates[-1][2]):02}" if 1 <= int(dates[-1][2]) <= 12 else None
    return None
