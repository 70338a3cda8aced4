"""Which span of time a figure speaks of (gold/GUIDE.md, "period")."""

from __future__ import annotations

import re

from luoshi.reading.model import QuantityRole
from luoshi.reading.structure import Fields

_TIME = re.compile(
    r"(?P<y1>(?:19|20)\d\d)年?\s*[—\-－–~～至]{1,2}\s*(?P<y2>(?:19|20)\d\d)年"
    r"|(?P<year>(?:19|20)\d\d)年度?(?:(?P<m1>\d{1,2})月?[—\-－~～至](?P<m2>\d{1,2})月|(?P<half>上半年)|(?P<month>\d{1,2})月|(?P<end>年?[末底]))?"
    r"|(?P<n1>\d{1,2})月?[—\-－~～至](?P<n2>\d{1,2})月"
    r"|(?P<alone>\d{1,2})月(?:份|底|末|\d{1,2}日)"
    r"|(?P<firsthalf>(?<!下)上半年)|(?P<q3>前三季度)"
    r"|(?P<last>(?:去|上)年(?!同期|增|提|减|下降|同|以来))|(?P<next>明年|下一?年度)"
    r"|[“\"]?十(?P<plan>[一二三四五六])五[”\"]?(?P<planend>末)?"
    r"|(?:近|过去|最近)(?P<past>[一二两三四五六七八九十]|\d{1,2})年"
    r"|(?:今后|未来|用|力争|争取|在)?(?P<within>[一二两三四五六七八九十]|\d{1,2})年(?:左右)?(?:的)?(?:内|时间|之内)"
    r"|(?:今后|未来)(?P<coming>[一二两三四五六七八九十]|\d{1,2})年"
    r"|(?P<masked>XX年|20\*\*年|××年)"
)
_DIGITS = dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True))
_SPAN_TITLE = re.compile(r"((?:19|20)\d\d)\s*[—\-－–~～至]{1,2}\s*((?:19|20)\d\d)|[三四五两]年(?:行动|计划|规划)|规划")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
# A time that is compared with is not the time spoken of.
_COMPARED = re.compile(r"(?:比|较|同比|以|自|由|从|按|至今|依据|根据)$")


def _number(word: str) -> int:
    return _DIGITS[word] if word in _DIGITS else int(word)


def is_multi_year(fields: Fields) -> bool:
    """Whether the document plans for several years."""
    return fields.kind == "plan" and bool(_SPAN_TITLE.search(fields.title or ""))


_SURVEY = re.compile(
    r"截[至止](?:到)?(?:(?P<year>(?:19|20)\d\d)年)?(?P<month>\d{1,2})月"
    r"|\d{1,2}月(?:\d{1,2}日|[上中下]旬)?(?:至|—|-|到)(?P<month2>\d{1,2})(?:月(?:\d{1,2}日|[上中下]旬)?|日)[，,]?[^，,。]{0,20}(?:督查|检查|调研|抽调|走访|暗访|督导|巡查|核查)"
)


def surveyed(words: str, fields: Fields) -> str | None:
    """The month as of which an inspection or a survey speaks (截至6月底; 9月21日至25日，督查室…), or None."""
    found = _SURVEY.search(words)
    if not found or not (found["year"] or fields.year) or fields.kind == "plan":
        return None
    month = found["month"] or found["month2"]
    if found["month2"] and "日" in found[0].split(found["month2"])[-1][:1]:
        month = re.match(r"\d+", found[0])[0]  # type: ignore[index]
    return f"{int(found['year'] or fields.year or 0)}-{int(month):02}" if 1 <= int(month) <= 12 else None


def year_of_facts(fields: Fields) -> int | None:
    """The year that a document reports on: the title's, the year before for a government work report."""
    titled = _YEAR.search(fields.title or "")
    if fields.kind != "plan" and titled:
        return int(titled[1])
    if fields.year and ("政府工作报告" in (fields.title or "") or fields.kind == "plan"):
        return fields.year - 1
    return fields.year


def period(
    words: str, role: QuantityRole, fields: Fields, heading: str, base: bool, as_of: str | None = None
) -> str | None:
    """The period of a figure: ``2016``, ``2020-01/2020-09``, ``2012-06``, ``year``, ``5y`` or None.

    Args:
        words: the statement from its start to the figure.
        role: the figure's role.
        fields: kind and year of the document.
        heading: the words of the heading above, for a year of its own (2020年打算).
        base: the figure is what another one starts from (由…提高到…).
        as_of: the month that the document's facts were surveyed in, if it says so.
    """
    if role in ("norm", "other"):
        return None
    year = fields.year
    for found in reversed(list(_TIME.finditer(words))):
        if _COMPARED.search(words[: found.start()]) and not found["plan"]:
            continue
        named = _named(found, year, role)
        if named is not None:
            return named or None
    own = _YEAR.search(heading)
    if own:
        return own[1]
    facts = year_of_facts(fields)
    if base:
        before = facts if fields.kind == "plan" else facts and facts - 1
        return str(before) if before else None
    if role == "target":
        if fields.kind == "plan":
            return None if is_multi_year(fields) else "year"
        if fields.kind == "report" and facts and year:
            return str(max(facts + 1, year) if facts == year or "政府工作报告" not in (fields.title or "") else year)
        return str(year) if year else None
    if as_of:
        return as_of
    return str(facts) if facts else None


def _named(found: re.Match[str], year: int | None, role: QuantityRole) -> str | None:
    """The period a time expression names; "" for one that is known not to be known; None to look further."""
    group = found.groupdict()
    if group["masked"]:
        return ""
    if group["y1"]:
        return f"{group['y1']}/{group['y2']}"
    if group["year"]:
        return _in_year(int(group["year"]), group)
    if group["within"] or group["coming"]:
        return f"{_number(group['within'] or group['coming'])}y" if role == "target" else None
    if group["plan"]:
        start = 1966 + 5 * (_number(group["plan"]) + 10 - 3)
        return str(start + 4) if group["planend"] or role == "target" else f"{start}/{start + 4}"
    if year is None:
        return None
    if group["last"]:
        return str(year - 1)
    if group["next"]:
        return str(year + 1)
    if group["past"]:
        return f"{year - _number(group['past'])}/{year - 1}"
    if role == "target":
        return None
    if group["n1"]:
        return f"{year}-{int(group['n1']):02}/{year}-{int(group['n2']):02}"
    if group["firsthalf"]:
        return f"{year}-01/{year}-06"
    if group["q3"]:
        return f"{year}-01/{year}-09"
    if group["alone"]:
        return f"{year}-{int(group['alone']):02}"
    return None


def _in_year(year: int, group: dict[str, str | None]) -> str:
    if group["m1"]:
        return f"{year}-{int(group['m1']):02}/{year}-{int(group['m2'] or 0):02}"
    if group["half"]:
        return f"{year}-01/{year}-06"
    if group["month"]:
        return f"{year}-{int(group['month']):02}"
    if group["end"]:
        return f"{year}-12"
    return str(year)
