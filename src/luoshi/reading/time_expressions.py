"""Read what one time expression says by itself: its months, its year, its turn among several."""

from __future__ import annotations

import re
from itertools import pairwise

from luoshi.reading.model import Aspect
from luoshi.reading.words import lazy_pattern

_SHARED_OUT = lazy_pattern(r"分别[^，,；;。]*$")
_TURN = lazy_pattern(r"\d[^、和]{0,99}[、和]")


def in_turn(words: str, times: list[re.Match[str]]) -> str | None:
    """Return the year of a figure distributed over years (2023年、2024年入库企业分别达500家、|650家), by its turn."""
    shared = _SHARED_OUT.search(words)
    if not shared:
        return None
    years = [found for found in times if found["year"] and found.end() <= shared.start()]
    joined = [a for a, b in pairwise(years) if words[a.end() : b.start()] in ("、", "和", "及")]
    turn = len(_TURN.findall(shared[0]))
    run = years[len(years) - len(joined) - 1 :] if joined else []
    return run[turn]["year"] if turn < len(run) else None


def latest_named_year(times: list[re.Match[str]], now: re.Match[str]) -> str | None:
    """Return the last year named before 当年: 2017年，…请来6名专家，当年|引种50亩."""
    years = [found["year"] for found in times if found["year"] and found.start() < now.start()]
    return years[-1] if years else None


def collapse_year_span(period: str | None, *, end: bool) -> str | None:
    if period and "/" in period and "-" not in period and end:
        return period.split("/")[1]
    return period


def in_year(year: int, found: re.Match[str]) -> str:
    if found["m1"] and are_month_numbers(found["m1"], found["m2"]):
        return f"{year}-{int(found['m1']):02}/{year}-{int(found['m2'] or 0):02}"
    if found["half"]:
        return f"{year}-01/{year}-06"
    if found["month"] and are_month_numbers(found["month"]):
        return f"{year}-{int(found['month']):02}"
    if found["end"]:
        return f"{year}-12"
    return str(year)


def months_of_quarter(year: int, word: str) -> str:
    """Return the months of a quarter: 2024, 三 → ``2024-07/2024-09``."""
    last = 3 * ("一二三四".index(word) + 1)
    return f"{year}-{last - 2:02}/{year}-{last:02}"


def are_month_numbers(*words: str | None) -> bool:
    """Check whether words are the numbers of months."""
    return all(1 <= int(word or 0) <= 12 for word in words)


def of_year(facts: int, found: re.Match[str], kind: Aspect) -> str | None:
    """Return the part of the reported year that an expression without a year names: 1—9月, 前三季度, 年末."""
    if found["start"]:
        return str(facts)
    if found["upto"] and are_month_numbers(found["upto"]):
        return f"{facts}-{int(found['upto']):02}"
    if found["n1"] and are_month_numbers(found["n1"], found["n2"]):
        return f"{facts}-{int(found['n1']):02}/{facts}-{int(found['n2'] or 0):02}"
    if found["firsthalf"]:
        return f"{facts}-01/{facts}-06"
    if found["q3"]:
        return f"{facts}-01/{facts}-09"
    if found["q1"]:
        return f"{facts}-01/{facts}-03"
    if found["quarter"]:
        return months_of_quarter(facts, found["quarter"])
    if found["yearend"]:
        return f"{facts}-12" if kind in ("level", "share", "per") else None
    if found["alone"] and 1 <= int(found["alone"]) <= 12:
        return f"{facts}-{int(found['alone']):02}"
    return None
