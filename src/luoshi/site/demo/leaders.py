"""Demo leaders and groups: people in charge since spring, one gone, one who signs in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.leading.models import Leader

if TYPE_CHECKING:
    from luoshi.kernel.kinds.models import Record
    from luoshi.site.demo.county_builder import Making

BEGUN, LEFT = 58, 15  # working days ago
KEEPER, UNIT, DESK = "zhou", "YL-KX", "du"
SIGNS_IN = {"expert": "feng"}  # heads the technical group from another unit, and finds it there
PEOPLE = {"vice": ("纪春山", "县委副书记"), "mayor": ("骆云岚", "副县长"), "expert": ("冯志强", "高级农艺师")}
TASKS = ("技术培训", "巡回指导")


def plan_leading(making: Making) -> None:
    """Enter the people, then what they are in charge of; later the government's leader leaves."""
    made: dict[str, Record] = {}
    for row, (name, (title, position)) in enumerate(PEOPLE.items()):
        asked = {"title": title, "position": position}
        making.later(making.at(BEGUN + 1, row), partial(_begin, making, made, name, "persons", asked))
    for row, name in enumerate(SIGNS_IN):
        making.later(making.at(BEGUN + 1, len(PEOPLE) + row), partial(_signs_in, making, made, name))
    making.later(making.at(BEGUN), partial(_charge, making, made))
    making.later(making.at(BEGUN, 1), partial(_group, making, made))
    making.later(making.at(LEFT), partial(_leaves, making, made))


def _begin(
    making: Making, made: dict[str, Record], name: str, of: str, asked: Mapping[str, object], at: datetime
) -> None:
    given = {**asked, "unit": making.units[UNIT].pk}
    made[name] = begin(get_kind(of), making.actor(KEEPER, at), given, at=at).record


def _signs_in(making: Making, made: dict[str, Record], name: str, at: datetime) -> None:
    given = {"as_person": str(making.people[SIGNS_IN[name]].pk)}
    made[name] = take(made[name], "account", making.actor(DESK, at), given, at=at).record


def _charge(making: Making, made: dict[str, Record], at: datetime) -> None:
    _begin(making, made, "charge", "charges", {"title": "县科协分管联系", "field": "科协工作"}, at)
    for side, who in (("party", "vice"), ("government", "mayor")):
        row = {"side": side, "person": made[who].number, "from_day": making.day(BEGUN).isoformat()}
        _step(making, made, "charge", "name", {"leaders": [{**row, "basis": "云办发〔2026〕2号"}]}, at)


def _group(making: Making, made: dict[str, Record], at: datetime) -> None:
    founded = making.day(BEGUN).isoformat()
    _begin(making, made, "group", "groups", {"title": "测土配方技术小组", "sort": "technical", "founded": founded}, at)
    for part, who in (("head", "expert"), ("member", "mayor")):
        row = {"part": part, "person": made[who].number, "from_day": founded}
        _step(making, made, "group", "join", {"members": [row]}, at)
    tasks = [{"words": TASKS[0], "checked": founded}, {"words": TASKS[1]}]
    _step(making, made, "group", "tasks", {"tasks": tasks}, at)


def _leaves(making: Making, made: dict[str, Record], at: datetime) -> None:
    left = Leader.list_rows(made["charge"]).get(person=made["mayor"].pk)
    row = {"id": left.pk, "to_day": making.day(LEFT).isoformat()}
    _step(making, made, "charge", "change", {"leaders": [row]}, at)


def _step(
    making: Making, made: dict[str, Record], name: str, step: str, given: Mapping[str, object], at: datetime
) -> None:
    made[name] = take(made[name], step, making.actor(KEEPER, at), given, at=at).record
