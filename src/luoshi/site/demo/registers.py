"""Demo registers: places, organisations and people as an office enters them, one renamed since."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take

if TYPE_CHECKING:
    from luoshi.kernel.kinds.models import Record
    from luoshi.site.demo.county_builder import Making

BEGUN, RENAMED = 60, 20  # working days ago
KEEPER = "zhou"
PLACES: list[dict[str, str]] = [
    {"title": "青石村", "sort": "village"},
    {"title": "白溪社区", "sort": "community"},
    {"title": "云岭县科技馆", "sort": "venue"},
]
# Links to a place or an organisation use its title: it gets its number only now.
ORGANISATIONS: list[dict[str, str]] = [
    {"title": "云岭县茶叶学会", "short": "茶叶学会", "sort": "society", "as_unit": "YL-KX-CY", "head": "施云香"},
    {
        "title": "云岭县猕猴桃专业合作社",
        "sort": "cooperative",
        "place": "白溪社区",
        "head": "罗有田",
        "professionals": "4",
    },
    {"title": "青石村水稻协会", "sort": "village", "place": "青石村", "head": "陈大福", "professionals": "11"},
    {"title": "云岭县绿源茶业有限公司", "short": "绿源茶业", "sort": "enterprise", "address": "白溪镇工业路3号"},
]
PERSONS: list[dict[str, str]] = [
    {"title": "施云香", "organisation": "云岭县茶叶学会", "position": "会长"},
    {"title": "罗有田", "organisation": "云岭县猕猴桃专业合作社", "position": "理事长"},
    {"title": "陈大福", "organisation": "青石村水稻协会", "position": "技术员"},
]
NEW_NAME = {"title": "云岭县猕猴桃产业合作社", "reason": "市场监管部门变更登记"}


def plan_registers(making: Making) -> None:
    """Enter them in order, and rename one of them later."""
    made: dict[str, Record] = {}
    row = 0
    for name, entries in (("places", PLACES), ("organisations", ORGANISATIONS), ("persons", PERSONS)):
        for entry in entries:
            making.later(making.at(BEGUN, row), partial(_enter, making, made, name, entry))
            row += 1
    making.later(making.at(RENAMED), partial(_rename, making, made))


def _enter(making: Making, made: dict[str, Record], name: str, entry: dict[str, str], at: datetime) -> None:
    given: dict[str, object] = {**entry, "unit": making.units["YL-KX"].pk}
    given |= {link: made[entry[link]].number for link in ("place", "organisation") if link in entry}
    if "as_unit" in entry:
        given["as_unit"] = making.units[entry["as_unit"]].pk
    made[entry["title"]] = begin(get_kind(name), making.actor(KEEPER, at), given, at=at).record


def _rename(making: Making, made: dict[str, Record], at: datetime) -> None:
    given = {**NEW_NAME, "changed": making.day(RENAMED).isoformat()}
    take(made["云岭县猕猴桃专业合作社"], "change", making.actor(KEEPER, at), given, at=at)
