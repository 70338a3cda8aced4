"""A demo random check: drawn from what was reported done, with findings and the review of one."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from luoshi.base.rights.rules.rights import Actor
from luoshi.commitments.draws.models import Check, Draw
from luoshi.commitments.draws.queries import draw_pool
from luoshi.commitments.progress.models import Progress
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

DESK, DESKS = "YL-DC", ("du", "ye")
SET_UP, DRAWN = 12, 11  # working days ago
NUMBERS = {"numbers": "3 8 12 17 25 31\n4 6", "witness": "县纪委监委派驻纪检监察组 何正"}
SOURCES = "抽取次日开奖的中国福利彩票双色球六个红球；派驻纪检监察组掷两次骰子"
FOUND = "现场查看与填报一致，材料齐全。"
FAULT = "台账所列数量与现场点验不符，差额部分未能提供验收材料。"
# The checks in the order drawn: step, working days ago, values; a number is a limit in days from then.
WAYS: tuple[tuple[tuple[str, int, dict[str, object]], ...], ...] = (
    (
        ("ask", 10, {"words": "请提供验收单和设备清单。"}),
        ("show", 8, {"words": "验收单和设备清单已整理，请到单位查阅。"}),
        ("sound", 7, {"way": "papers", "finding": FOUND}),
    ),
    (
        ("fault", 9, {"way": "site", "finding": FAULT, "limit": 10}),
        ("contest", 7, {"reason": "差额部分为乡镇自建，验收材料由乡镇保管，申请复核。"}),
        ("uphold", 4, {"reason": "乡镇材料不能证明由本项目建成，维持原结论。", "limit": 12}),
    ),
    (
        ("fault", 6, {"way": "site", "finding": FAULT, "limit": 14}),
        ("contest", 2, {"reason": "现场点验时部分展品送修，现已返回，申请复核。"}),
    ),
    (
        ("fault", 8, {"way": "papers", "finding": "签到表缺两期，活动次数不能核实。", "limit": 6}),
        ("mend", 3, {"words": "已补齐两期签到表和活动照片。"}),
    ),
    (("ask", 2, {"words": "请提供活动通知和签到表。"}),),
)


def plan_checks(making: Making) -> None:
    """Schedule the set-up of the draw; the rest follows from what is drawn."""
    making.later(making.at(SET_UP), partial(_set_up, making))


def _set_up(making: Making, at: datetime) -> None:
    desk = making.units[DESK].pk
    size = min(len(WAYS), draw_pool(desk, "both", None).count())
    if not size:
        return
    given = {"unit": desk, "of": "both", "plan": "", "size": str(size), "sources": SOURCES, "by": _to_come(making, 15)}
    draw = begin(get_kind("draws"), making.actor(DESKS[0], at), given, at=at).record
    making.later(making.at(DRAWN), partial(_draw, making, draw.pk))


def _draw(making: Making, draw: int, at: datetime) -> None:
    take(Draw.objects.get(pk=draw), "draw", making.actor(DESKS[0], at), NUMBERS, at=at)
    for place, check in enumerate(Check.objects.filter(draw=draw).order_by("place")):
        for step, ago, given in WAYS[place]:
            making.later(making.at(ago, place), partial(_step, making, check.pk, step, given))


def _step(making: Making, pk: int, step: str, given: dict[str, Any], at: datetime) -> None:
    check = Check.objects.select_related("commitment").get(pk=pk)
    limit = {"limit": _to_come(making, given["limit"])} if "limit" in given else {}
    take(check, step, _who(making, check, step, at), {**given, **limit}, at=at)


def _who(making: Making, check: Check, step: str, at: datetime) -> Actor:
    if step in ("show", "contest", "mend"):
        return making.clerk_of(check.unit_id, at)
    if step == "uphold":
        return making.actor(making.leader_of(check.unit_id), at)
    # A person who entered a report taken by telephone does not check it.
    wrote = set(Progress.objects.filter(commitment=check.commitment_id).values_list("entry__person", flat=True))
    return next(actor for name in DESKS if (actor := making.actor(name, at)).person not in wrote)


def _to_come(making: Making, days: int) -> date:
    return making.day(-days)
