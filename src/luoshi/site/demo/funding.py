"""Demo funding: the floor of popular-science money, two budget lines, a change, support, bodies."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.facts.indicators.models import Definition
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.parts.registers.models import Organisation

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

FLOOR, LINES = 40, 36  # working days ago
DESK, BY, UNIT, CLERK, HEAD = "YL-DC", "du", "YL-KX", "zhou", "xu"
AREAS = ("YL", "YL-QS", "YL-BX")
# Reported by areas for last year and this year: budget, and spending.
TOLD = {"YL": ((160_000, 158_000), (182_000, 96_000)), "YL-QS": ((20_000, 21_500), (21_000, 9_000)), "YL-BX": ((0, 0),)}
PEOPLE = {"YL": 328_400, "YL-QS": 41_200, "YL-BX": 36_800}
TEA = "云岭县茶叶学会"
BODIES = (("云岭县科技馆", "museum"), ("云岭县青少年活动中心", "youth"), ("云岭县科技咨询中心", "consulting"))


def plan_funding(making: Making) -> None:
    """Schedule everything, after the registers and figures exist."""
    making.later(making.at(FLOOR), partial(_floor, making))
    making.later(making.at(LINES), partial(_lines, making))
    making.later(making.at(FLOOR - 2), partial(_bodies, making))


def _floor(making: Making, at: datetime) -> None:
    desk, year, unit = making.actor(BY, at), timezone.localdate(at).year, making.units[DESK].pk
    numbers = {"population": Definition.objects.get(code="population", state="active").number}
    for name, title in (("budget", "科普经费预算"), ("actual", "科普经费决算")):
        given: dict[str, object] = {"title": title, "code": f"kp_{name}", "measure": "元", "nature": "flow"}
        given |= {"period": "year", "unit": unit}
        numbers[name] = begin(get_kind("indicators"), desk, given, at=at).record.number
    values = []
    for area, years in TOLD.items():
        for of, (budget, actual) in zip((year - 1, year), years, strict=False):
            row = {"unit": making.units[area].pk, "period": str(of)}
            values.append({**row, "indicator": numbers["budget"], "value": str(budget)})
            values.append({**row, "indicator": numbers["actual"], "value": str(actual)})
        for of in (year - 1, year) if area != "YL" else (year - 1,):  # this year's of the county is given elsewhere
            row = {"unit": making.units[area].pk, "period": str(of), "indicator": numbers["population"]}
            values.append({**row, "value": str(PEOPLE[area])})
    source = {"title": "云岭县财政预决算", "unit": unit, "values": values}
    begin(get_kind("supplies"), desk, source, at=at)
    rate = {"from_year": year - 1, "per_head": "0.5", "growth": "10", "basis": "budget", "source": "云岭县科普工作办法"}
    given = {"title": "科普专项经费", "sort": "outreach", "way": "both", "first_year": year - 1, "unit": unit}
    given |= {**numbers, "rates": [rate], "areas": [{"unit": making.units[area].pk} for area in AREAS]}
    begin(get_kind("floors"), desk, given, at=at)


def _lines(making: Making, at: datetime) -> None:
    """Add two budget lines of the year; one runs short, so money is moved from the other."""
    clerk, day = making.actor(CLERK, at), timezone.localdate(at)
    made = []
    for title, use, sum_ in (("科普活动经费", "outreach", "120000"), ("会议经费", "meetings", "40000")):
        given = {"title": title, "sort": "project", "way": "budget", "unit": making.units[UNIT].pk}
        given |= {"from_day": f"{day.year}-01-01", "uses": [{"use": use}]}
        fund = begin(get_kind("funds"), clerk, given, at=at).record
        line = {"year": day.year, "sum": sum_, "basis": "云财〔2026〕1号"}
        made.append(take(fund, "allot", clerk, line, at=at).record)
    asked = {"title": "全国科普日展板", "use": "outreach", "fund": made[0].number, "amount": "118000"}
    begin(get_kind("expenses"), clerk, {**asked, "unit": making.units[UNIT].pk}, at=at)
    given = {"title": "科普日经费不足", "gives": made[1].number, "gets": made[0].number, "year": day.year}
    begin(get_kind("budget_changes"), clerk, {**given, "amount": "5000", "why": "科普日增加两场下乡活动"}, at=at)
    tea = Organisation.objects.get(title=TEA)
    wanted = {"title": "茶园绿色防控推广", "receiver": tea.number, "tool": "project", "unit": making.units[UNIT].pk}
    one = begin(get_kind("supports"), clerk, wanted, at=at).record
    granted = {"amount": "20000", "basis": "云科协〔2026〕8号", "granted": day.isoformat()}
    take(one, "grant", clerk, granted, at=at)


def _bodies(making: Making, at: datetime) -> None:
    desk, year = making.actor(BY, at), timezone.localdate(at).year
    for place, (title, sort) in enumerate(BODIES):
        row = {"from_day": f"{year}-01-01", "to_day": f"{year}-12-31", "document": "云财〔2026〕1号"}
        given = {"title": title, "sort": sort, "unit": making.units[UNIT].pk}
        begin(get_kind("public_bodies"), desk, given | ({} if place == 2 else {"budgets": [row]}), at=at)
