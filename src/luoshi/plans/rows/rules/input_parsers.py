"""Parsers for names, days, periods and figures typed into one field."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

BETWEEN = re.compile(r"[、，,；;\n]+")


def names_typed(words: str) -> list[str]:
    """Split a field into names at 、 or commas, without duplicates, in order."""
    return list(dict.fromkeys(name.strip() for name in BETWEEN.split(words) if name.strip()))


_WHOLE = re.compile(r"(?P<year>20\d\d)[-./年]?(?P<month>\d{1,2})[-./月]?(?P<day>\d{1,2})日?")
_SHORT = re.compile(r"(?P<month>\d{1,2})[-./月](?P<day>\d{1,2})[日号]?|(?P<mm>\d\d)(?P<dd>\d\d)")
_END = re.compile(r"(?:(?P<year>20\d\d)年?)?(?:(?P<month>\d{1,2})月|年)[底末]前?")


def day_typed(words: str, year: int) -> date | None:
    """Parse a typed day: 2026-05-31, 20260531, 2026年5月31日; within ``year`` 5-31, 5.31, 0531, 5月底, 年底.

    Returns:
        None if empty.

    Raises:
        ValueError: what was typed is no day.
    """
    typed = words.strip().replace(" ", "")
    if not typed:
        return None
    if found := _WHOLE.fullmatch(typed):
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found := _SHORT.fullmatch(typed):
        return date(year, int(found["month"] or found["mm"]), int(found["day"] or found["dd"]))
    if found := _END.fullmatch(typed):
        year, month = int(found["year"] or year), int(found["month"] or 12)
        return date(year, month, monthrange(year, month)[1] if 1 <= month <= 12 else 0)
    raise ValueError(words)


_AGAIN = re.compile(r"year|今年|本年度?|当年|全年|this year", re.IGNORECASE)
_YEARS = re.compile(r"(?:within )?(?P<n>\d{1,2}|[一二三四五六七八九十])(?:y|年[内间]?| years?)", re.IGNORECASE)
_ONE = r"(?P<{0}year>(?:19|20)\d\d)(?:年?|[-.年](?P<{0}month>0?[1-9]|1[0-2])月?)"
_FROM_TO = re.compile(_ONE.format("from_") + r"(?:[/—–~～至到-]+" + _ONE.format("to_") + ")?")


def period_typed(words: str) -> str:
    """Parse the period of a figure into the codes of gold/GUIDE.md.

    今年 gives ``year``, 2026—2030 ``2026/2030``, 五年内 ``5y``.

    Months too: 2026年6月 ``2026-06``, 2026-01—2026-06 ``2026-01/2026-06``. Empty input gives "".

    Raises:
        ValueError: what was typed is no period.
    """
    typed = words.strip()
    if not typed or _AGAIN.fullmatch(typed):
        return typed and "year"
    if years := _YEARS.fullmatch(typed):
        number = int(years["n"]) if years["n"].isdecimal() else "一二三四五六七八九十".index(years["n"]) + 1
        if not number or (number > 20 and typed.endswith("年")):  # 26年 is a year, not a number of years
            raise ValueError(words)
        return f"{number}y"
    found = _FROM_TO.fullmatch(typed.replace(" ", ""))
    if found is None:
        raise ValueError(words)
    ends = [_month(found[f"{end}_year"], found[f"{end}_month"]) for end in ("from", "to") if found[f"{end}_year"]]
    shortest = min(len(end) for end in ends)  # a year may begin what a month ends: 2018/2022-12
    if ends[0][:shortest] > ends[-1][:shortest]:
        raise ValueError(words)
    return "/".join(ends)


def _month(year: str, month: str | None) -> str:
    return f"{year}-{int(month):02d}" if month else year


def upper_refused(bound: str, value: Decimal | None, upper: Decimal | None) -> str:
    """Return why a figure cannot have this upper end: "" (it can), "none" (a range needs one), "stray", "below".

    A fall is negative and printed with its smaller end first (下降3%至5%: -3, -5), so two falls may come in either
    order.
    """
    if bound != "range":
        return "stray" if upper is not None else ""
    if value is None or upper is None:
        return "none"
    return "below" if upper < value and not (upper < 0 and value < 0) else ""


@dataclass(frozen=True, slots=True)
class ParsedFigure:
    """A figure read from its words, with the fields of gold/GUIDE.md; None if the reader finds no figure in them."""

    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    bound: str = "eq"
    aspect: str = "level"


def figure_typed(quote: str) -> ParsedFigure:
    """Read the words of a single figure (不少于3个) as if they ended a task."""
    from luoshi.reading.read import read_text_document

    found = read_text_document(f"全年完成{quote}。").quantities
    if len(found) != 1:
        return ParsedFigure()
    one = found[0]
    return ParsedFigure(one.value, one.upper, one.unit or "", one.bound, one.aspect)


def place_of(quote: str, words: str, taken: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """Find a figure in ``words`` outside the spans taken: start and end; None if it is not there."""
    taken = list(taken)
    start = words.find(quote)
    while start >= 0:
        end = start + len(quote)
        if all(end <= first or start >= last for first, last in taken):
            return start, end
        start = words.find(quote, start + 1)
    return None
