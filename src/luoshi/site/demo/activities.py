"""Demo outreach: a spring of activities, one in each state, and one that nobody counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take

if TYPE_CHECKING:
    from luoshi.kernel.kinds.models import Record
    from luoshi.site.demo.county_builder import Making

# Each row: working days ago (held or planned), sort, place, theme, series, audience, number of participants, and the
# further steps, each with account, working days ago and reason.
Further = tuple[str, str, int, str]
ACTIVITIES: tuple[tuple[int, str, str, str, str, str, int | None, tuple[Further, ...]], ...] = (
    (46, "lecture", "青石镇文化站", "茶园春季管理", "spring", "farmers", 86, (("check", "du", 40, ""),)),
    (41, "exhibition", "白鹭社区", "防灾减灾", "spring", "residents", 210, (("check", "du", 40, ""),)),
    (33, "trip", "青石镇集市", "稻田养鸭技术问答", "countryside", "farmers", 340, (("check", "du", 30, ""),)),
    (26, "contest", "县第二小学", "纸桥承重", "", "minors", 118, ()),
    (19, "training", "县科协三楼", "信息员拍照与填报", "", "officials", 24, ()),
    (12, "film", "石塘村文化礼堂", "", "countryside", "residents", None, (("doubt", "du", 9, "没有填参加人次。"),)),
    (8, "lecture", "白鹭社区", "老年人用手机", "", "elderly", 45, ()),
    (8, "lecture", "白鹭 社区", "老年人用手机", "", "elderly", 47, ()),  # entered twice: a possible duplicate
    (6, "matching", "县科技局会议室", "茶机改造供需", "", "", None, ()),
    (5, "lecture", "县第二小学", "夏夜观星", "", "minors", 60, (("cancel", "zhou", 4, "与校方登记的重复。"),)),
)
PLANNED = ((-6, "exhibition", "县文化广场", "食品安全"), (-9, "event", "县文化广场", "科普日主场活动"))
# Courses and one journey with named participants: working days ago, sort, theme, number of participants, and who took
# part as what for how many hours.
# The people are in the register, entered 60 working days ago; 罗有田 has 40 hours in total, of 20 each.
People = tuple[tuple[str, str, str], ...]
TRAINED: tuple[tuple[int, str, str, int, People], ...] = (
    (38, "training", "农技协负责人培训班（一）", 28, (("罗有田", "participant", "20"), ("施云香", "speaker", "4"))),
    (
        24,
        "training",
        "农技协负责人培训班（二）",
        26,
        (("罗有田", "participant", "20"), ("陈大福", "participant", "16.5")),
    ),
    (15, "exchange", "外出学习茶园管理", 2, (("施云香", "sent", ""), ("陈大福", "sent", ""))),
)
UNIT, CLERK = "YL-KX", "zhou"


def plan_activities(making: Making) -> None:
    """Schedule all activities; those held are entered on the next working day."""
    for number, (ago, sort, place, theme, series, group, came, further) in enumerate(ACTIVITIES):
        made: list[Record] = []
        told = {"held": making.day(ago), "sort": sort, "place": place, "theme": theme, "series": series, "group": group}
        making.later(making.at(ago - 1, number), partial(_enter, making, made, "hold", {**told, "attendance": came}))
        for step, account, days, why in further:
            asked = {"reason": why} if why else {}
            making.later(making.at(days, number, 30), partial(_take, making, made, step, account, asked))
    for number, (ago, sort, theme, came, who) in enumerate(TRAINED):
        making.later(making.at(ago - 1, number, 10), partial(_train, making, sort, theme, ago, came, who))
    for number, (ago, sort, place, theme) in enumerate(PLANNED):
        told = {"planned": making.day(ago), "sort": sort, "place": place, "theme": theme, "series": "science_week"}
        making.later(making.at(3, number), partial(_enter, making, [], "plan", told))


def _enter(making: Making, made: list[Record], step: str, told: Mapping[str, object], at: datetime) -> None:
    said = {name: str(value) for name, value in told.items() if value not in ("", None)}
    given = {**said, "unit": str(making.units[UNIT].pk)}
    made.append(begin(get_kind("activities"), making.actor(CLERK, at), given, at=at, step=step).record)


def _train(making: Making, sort: str, theme: str, ago: int, came: int, who: People, at: datetime) -> None:
    numbers = dict(get_kind("persons").record._default_manager.values_list("title", "number"))
    people = [{"person": numbers[name], "part": part, "hours": hours} for name, part, hours in who]
    told = {"held": str(making.day(ago)), "sort": sort, "place": "县科协三楼", "theme": theme, "group": "farmers"}
    given = {**told, "attendance": str(came), "people": people, "unit": str(making.units[UNIT].pk)}
    begin(get_kind("activities"), making.actor(CLERK, at), given, at=at, step="hold")


def _take(making: Making, made: list[Record], step: str, account: str, asked: dict[str, Any], at: datetime) -> None:
    made[0] = take(made[0], step, making.actor(account, at), asked, at=at).record
