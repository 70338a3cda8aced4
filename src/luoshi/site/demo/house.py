"""Demo housekeeping of the office: each kind in its states, and one night of the next holiday left vacant."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from luoshi.dates.workdays import is_workday
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.housekeeping.rules import upcoming_breaks

if TYPE_CHECKING:
    from luoshi.kernel.kinds.models import Record
    from luoshi.site.demo.county_builder import Making

COUNTY = "YL"
NAMED = ("owner", "second")  # fields given by an account that mean that account's post
PLANNED = 6  # working days ago
YEAR_AHEAD = 400  # days
VALUES = (("funds.border", "90", COUNTY, "《云岭县公务用车管理办法》第十一条"),)
LINE = {"sum": "3000.00", "basis": "云岭县财政局预算批复"}
CARS = {"title": "县科协公务用车经费", "sort": "cars", "way": "budget", "uses": [{"use": "cars"}], "unit": "YL-KX"}
Way = tuple[str, str, int, dict[str, Any]]  # step, account, working days ago, values
# Each record: its kind, and its steps.
HOUSE: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (
        "seals",
        (
            (
                "request",
                "zhou",
                2,
                {"title": "关于申报科普示范县的请示", "seal": "office", "copies": 3, "unit": "YL-KX"},
            ),
        ),
    ),
    (
        "seals",
        (
            ("request", "zhou", 9, {"title": "科普场馆展品采购合同", "seal": "contract", "copies": 4, "unit": "YL-KX"}),
            ("approve", "ke", 8, {}),
            ("stamp", "du", 8, {}),
        ),
    ),
    (
        "seals",
        (
            ("request", "zhou", 12, {"title": "给供货商的收入证明", "seal": "office", "copies": 1, "unit": "YL-KX"}),
            ("refuse", "ke", 11, {"reason": "不属于本单位出具证明的范围。"}),
        ),
    ),
    (
        "copies",
        (("hand_out", "du", 15, {"paper": "云办发〔内〕7号", "serial": 1, "owner": "ke"}), ("take_back", "du", 5, {})),
    ),
    (
        "copies",
        (
            ("hand_out", "du", 15, {"paper": "云办发〔内〕7号", "serial": 2, "owner": "zhou"}),
            ("take_back", "du", 5, {}),
            ("destroy", "du", 3, {"witness": "叶知秋"}),
        ),
    ),
    ("copies", (("hand_out", "du", 15, {"paper": "云办发〔内〕7号", "serial": 3, "owner": "tang"}),)),
    # Early in a year the journey was made in the year before, which has a budget line of its own.
    (
        "funds",
        (
            ("open", "du", 22, {**CARS, "from_day": 260}),
            ("allot", "du", 22, {**LINE, "year": 18}),
            ("allot", "du", 22, {**LINE, "year": 0}),
        ),
    ),
    (
        "trips",
        (
            ("book", "zhou", 20, {"title": "科普大篷车到青石镇巡展", "day": 18, "unit": "YL-KX"}),
            ("approve", "ke", 19, {}),
            ("use", "du", 17, {"km": "186.5"}),
            ("settle", "du", 14, {"cost": "2710.40"}),
        ),
    ),
    ("trips", (("book", "zhou", 1, {"title": "接送省科技馆专家", "day": -3, "unit": "YL-KX"}),)),
    (
        "services",
        (
            ("receive", "zhou", 6, {"title": "企业怎样申报科技小院", "words": "来人问申报条件、材料和截止时间。"}),
            ("hand", "zhou", 6, {"second": "tang"}),
        ),
    ),
    (
        "services",
        (
            ("receive", "zhou", 10, {"title": "科普讲师预约", "words": "社区想请讲师讲防灾知识。"}),
            ("answer", "zhou", 9, {"answer": "已联系讲师团，下周三上午到社区。"}),
            ("close", "zhou", 9, {"told": 9}),
        ),
    ),
)


def plan_house(making: Making) -> None:
    """Schedule everything."""
    making.later(making.at(PLANNED + 20), partial(_set_values, making))
    for number, (name, way) in enumerate(HOUSE):
        made: list[Record] = []
        for place, step in enumerate(way):
            making.later(making.at(step[2], number, place), partial(_take, making, name, made, step))
    making.later(making.at(PLANNED), partial(_plan_shifts, making))


def _set_values(making: Making, at: datetime) -> None:
    known = {parameter.name: parameter for name in ("shifts", "funds") for parameter in get_kind(name).parameters}
    start = timezone.localdate(at)
    days = str((next_break(making.today)[0] - making.today).days)  # until the next holiday, no further
    roster = ("housekeeping.roster_days", days, COUNTY, "《云岭县机关值班工作制度》第五条")
    for name, text, unit, source in (roster, *VALUES):
        set_value(known[name], making.units[unit], text, start, source, making.actor("guan", at), at=at)


def _given(making: Making, given: dict[str, Any]) -> dict[str, object]:
    found = dict(given)
    for name in NAMED:
        if name in found:
            found[name] = str(making.posts[found[name]].pk)
    if "unit" in found:
        found["unit"] = str(making.units[found["unit"]].pk)
    if "year" in found:
        found["year"] = making.day(found["year"]).year
    for name in ("day", "told", "from_day"):
        if isinstance(found.get(name), int):
            found[name] = making.day(found[name]).isoformat()
    return found


def _take(making: Making, name: str, made: list[Record], way: Way, at: datetime) -> None:
    step, account, _ago, given = way
    actor, asked = making.actor(account, at), _given(making, given)
    if not made:
        made.append(begin(get_kind(name), actor, asked, at=at).record)
        return
    made[0] = take(made[0], step, actor, asked, at=at).record


def _plan_shifts(making: Making, at: datetime) -> None:
    """Fill a current holiday, and the next one except its second night, in turns; hand one night over."""
    desk, turns = making.actor("du", at), count()
    on_duty = ("ye", "zhou", "tang")

    def plan(day: date, part: str) -> Any:
        post = making.posts[on_duty[next(turns) % len(on_duty)]]
        return begin(
            get_kind("shifts"), desk, {"day": day.isoformat(), "part": part, "owner": str(post.pk)}, at=at
        ).record

    coming = upcoming_breaks(making.today, (next_break(making.today)[0] - making.today).days)
    for first, last in coming:
        begins = max(first, making.today)
        for n in range((last - begins).days + 1):
            for part in ("day", "night"):
                if (first, n, part) != (coming[-1][0], 1, "night"):
                    plan(begins + timedelta(days=n), part)
    over = plan(making.day(2), "night")
    making.later(making.at(2, place=20), partial(_hand_over, making, over))


def _hand_over(making: Making, one: Record, at: datetime) -> None:
    actor = making.actor(next(name for name, post in making.posts.items() if post.pk == one.owner_id), at)
    one = take(one, "start", actor, {}, at=at).record
    take(one, "hand_over", actor, {"handover": "接到来电 2 件，已转相关单位；一切正常。"}, at=at)


def next_break(today: date) -> tuple[date, date]:
    """Return the first and last day of the next holiday after a day."""
    return next(
        holiday
        for holiday in upcoming_breaks(today, YEAR_AHEAD)
        if holiday[0] > today and is_workday(holiday[0] - timedelta(days=1))
    )
