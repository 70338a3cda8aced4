"""What one expression of time says by itself: its months, its year, its turn among several."""

from __future__ import annotations

import re
from itertools import pairwise

from luoshi.reading.model import Aspect

_SHARED_OUT = re.compile(r"分别[^，,；;。]*$")
_TURN = re.compile(r"\d[^、和]*[、和]")


def in_turn(words: str, times: list[re.Match[str]]) -> str | None:
    """Of figures shared out over years (2023年、2024年入库企业分别达500家、|650家|): the year whose turn it is."""
    shared = _SHARED_OUT.search(words)
    if not shared:
        return None
    years = [found for found in times if found["year"] and found.end() <= shared.start()]
    joined = [a for a, b in pairwise(years) if words[a.end() : b.start()] in ("、", "和", "及")]
    turn = len(_TURN.findall(shared[0]))
    run = years[len(years) - len(joined) - 1 :] if joined else []
    return run[turn]["year"] if turn < len(run) else None


def latest(times: list[re.Match[str]], now: re.Match[str]) -> str | None:
    """The year named last before 当年: 2017年，…请来6名专家，当年|引种50亩."""
    years = [found["year"] for found in times if found["year"] and found.start() < now.start()]
    return years[-1] if years else None


def collapsed(period: str | None, *, end: bool) -> str | None:
    if period and "/" in period and end:
        return period.split("/")[1]
    return period


def in_year(year: int, group: dict[str, str | None]) -> str:
    if group["m1"] and months(group["m1"], group["m2"]):
        return f"{year}-{int(group['m1']):02}/{year}-{int(group['m2'] or 0):02}"
    if group["half"]:
        return f"{year}-01/{year}-06"
    if group["month"] and months(group["month"]):
        return f"{year}-{int(group['month']):02}"
    if group["end"]:
        return f"{year}-12"
    return str(year)


def months(*words: str | None) -> bool:
    """Whether words are the numbers of months."""
    return all(1 <= int(word or 0) <= 12 for word in words)


def of_year(facts: int, group: dict[str, str | None], kind: Aspect) -> str | None:
    """The part of the year reported on that an expression without a year names: 1—9月, 前三季度, 年末."""
    if group["start"]:
        return str(facts)
    if group["upto"] and months(group["upto"]):
        return f"{facts}-{int(group['upto']):02}"
    if group["n1"] and months(group["n1"], group["n2"]):
        return f"{facts}-{int(group['n1']):02}/{facts}-{int(group['n2'] or 0):02}"
    if group["firsthalf"]:
        return f"{facts}-01/{facts}-06"
    if group["q3"]:
        return f"{facts}-01/{facts}-09"
    if group["q1"]:
        return f"{facts}-01/{facts}-03"
    if group["yearend"]:
        return f"{facts}-12" if kind in ("level", "share", "per") else None
    if group["alone"] and 1 <= int(group["alone"]) <= 12:
        return f"{facts}-{int(group['alone']):02}"
    return None
