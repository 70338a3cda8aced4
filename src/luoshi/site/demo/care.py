"""Demo care work: children with partners and a missed month, a household, an aid, visits, help."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.site.demo.evidence import PAPER

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

SET = (
    ("aids.big", "5000"),
    ("children.unpaired", "15"),
    ("helps.months", "3"),
    ("hardships.publicity", "5个工作日"),
    ("objections.days", "3日"),
)
UNIT, CLERK, DESK, HEAD, LEADER, READER = "YL-KX", "zhou", "du", "ke", "lin", "xuan"
FROM = 56  # working days ago: partnerships begin
# Each child: code, name, guardian; then the partner, and the account that signs in as the partner.
CHILDREN = (
    ("云留2026-01", "幻小满", "幻奶奶", "幻春和", "zhou"),
    ("云留2026-02", "幻小禾", "幻爷爷", "幻景明", ""),
    ("云留2026-03", "幻小溪", "幻外婆", "幻长风", ""),
    ("云留2026-04", "幻小川", "幻姑姑", "幻远山", ""),
    ("云留2026-05", "幻小舟", "幻奶奶", "幻清秋", ""),
)
MISSED = 2  # the child whose partner held no talk in the last full month
SAID = (
    "学习有进步，数学还要补。",
    "想念父母，约好周末视频。",
    "身体好，参加了校运动会。",
    "和同学相处不错，喜欢画画。",
)
# The steps for the household, with working days ago: on public notice for five days, two more after an objection.
STEPS = (
    ("survey", 29),
    ("publish", 28),
    ("object", 26),
    ("reply", 25),
    ("head", 20),
    ("leader", 19),
    ("aid", 18),
    ("pay", 13),
)
# Another household, on public notice today.
ANOTHER = tuple(
    ("幻有为", "3", "2100", "study", step, ago) for step, ago in (("apply", 5), ("survey", 4), ("publish", 2))
)
VISITS = ("幻春和", "幻景明", "幻长风", "幻春和")


def plan_care(making: Making) -> None:
    """Schedule everything."""
    made: dict[str, object] = {}
    making.later(making.at(FROM + 1, 1), partial(_values, making))
    making.later(making.at(FROM, 1), partial(_children, making, made))
    months = _months(making)
    for at, ago in enumerate(months):
        making.later(making.at(ago, 2), partial(_month, making, made, at == len(months) - 2, at))
    making.later(making.at(30, 3), partial(_household, making, made))
    for step, ago in STEPS:
        making.later(making.at(ago, 3), partial(_on, making, made, step))
    for name, household, income, cause, step, ago in ANOTHER:
        making.later(making.at(ago, 5), partial(_another, making, made, step, name, household, income, cause))
    making.later(making.at(18, 4), partial(_staff, making, made))


def _months(making: Making) -> list[int]:
    """List, for each month since the partnerships began, its first working day with a note, as days ago."""
    found: dict[tuple[int, int], int] = {}
    for ago in range(FROM, 1, -1):
        day = making.day(ago)
        found.setdefault((day.year, day.month), ago)
    return list(found.values())


def _values(making: Making, at: datetime) -> None:
    known = {
        parameter.name: parameter
        for name in ("children", "aids", "helps", "hardships", "objections")
        for parameter in get_kind(name).values
    }
    for name, text in SET:
        source = "《云岭县关爱帮扶工作办法》"
        set_value(known[name], None, text, timezone.localdate(at), source, making.actor("guan", at), at=at)


def _unit(making: Making) -> str:
    return str(making.units[UNIT].pk)


def _children(making: Making, made: dict[str, object], at: datetime) -> None:
    clerk, desk, day = making.actor(CLERK, at), making.actor(DESK, at), timezone.localdate(at).isoformat()
    for code, name, guardian, member, account in CHILDREN:
        entry = begin(get_kind("persons"), desk, {"title": member, "unit": _unit(making)}, at=at).record
        made[member] = entry
        if account:
            take(entry, "account", desk, {"as_person": str(making.people[account].pk)}, at=at)
        given = {"code": code, "name": name, "unit": _unit(making)}
        one = begin(get_kind("children"), clerk, given, at=at).record
        filed = {
            "guardian": guardian,
            "consent": day,
            "measures": [{"text": "每周辅导作业一次"}],
            "needs": "课后无人辅导",
        }
        one = take(
            one, "file", clerk, {**filed, "phone": "13900000000", "parents": "在外务工", "health": "良好"}, at=at
        ).record
        pair = {"member": entry.number, "from_day": day}
        made[code] = take(one, "pair", clerk, {"pairs": [pair]}, at=at).record


def _month(making: Making, made: dict[str, object], missed: bool, turn: int, at: datetime) -> None:
    day = timezone.localdate(at)
    list(roll_out_all(day))
    for place, (code, *_rest) in enumerate(CHILDREN):
        for step in ("talk", "contact"):
            if step == "talk" and place == MISSED and (missed or made.get("missed")):
                made["missed"] = True
                continue
            _note(making, made, code, step, day, SAID[(place + turn) % len(SAID)], at)


def _note(making: Making, made: dict[str, Any], code: str, step: str, day: date, words: str, at: datetime) -> None:
    row = {"day": day.isoformat(), "way": "visit" if step == "talk" else "phone", "note": words}
    made[code] = take(made[code], step, making.actor(CLERK, at), {f"{step}s": [row]}, at=at).record


def _household(making: Making, made: dict[str, object], at: datetime) -> None:
    given = {"name": "幻有恒", "household": "4", "income": "2600", "cause": "illness", "unit": _unit(making)}
    files = {"proof": [SimpleUploadedFile("住院证明（示例）.pdf", PAPER)]}
    made["home"] = begin(get_kind("hardships"), making.actor(CLERK, at), given, at=at, files=files).record
    fund = {
        "title": "县科协职工互助金",
        "sort": "mutual",
        "way": "account",
        "from_day": "2020-01-01",
        "unit": _unit(making),
    }
    uses = [{"use": use} for use in ("living", "study", "medical")]
    one = begin(get_kind("funds"), making.actor(DESK, at), {**fund, "uses": uses}, at=at).record
    came = {"sum": "20000", "received": timezone.localdate(at).isoformat(), "source": "职工捐款"}
    made["fund"] = take(one, "receive", making.actor(DESK, at), came, at=at).record


def _on(making: Making, made: dict[str, Any], step: str, at: datetime) -> None:
    day, clerk = timezone.localdate(at).isoformat(), making.actor(CLERK, at)
    if step == "survey":
        given = {"household": "4", "income": "2600", "cause": "illness", "visited": day}
        made["home"] = take(made["home"], "survey", clerk, given, at=at).record
    elif step == "publish":
        made["home"] = take(made["home"], "publish", clerk, {}, at=at).record
    elif step == "object":
        given = {"about": made["home"].number, "facts": "该户去年已领取过救助，请核实是否重复。"}
        made["objection"] = begin(get_kind("objections"), making.actor(READER, at), given, at=at).record
    elif step == "reply":
        given = {"result": "rejected", "reply": "经核实，去年领取的是助学金，与本次医疗救助不重复。"}
        take(made["objection"], "answer", making.actor(DESK, at), given, at=at)
    elif step in ("head", "leader"):
        who = making.actor(HEAD if step == "head" else LEADER, at)
        made["home"] = take(made["home"], f"approve_{step}", who, {}, at=at).record
    elif step == "aid":
        asked = {"hardship": made["home"].number, "fund": made["fund"].number}
        one = {**asked, "title": "住院救助", "sort": "medical", "amount": "3000"}
        made["aid"] = take(
            begin(get_kind("aids"), clerk, one, at=at).record, "approve_head", making.actor(HEAD, at), {}, at=at
        ).record
        begin(get_kind("aids"), clerk, {**asked, "title": "子女助学", "sort": "study", "amount": "8000"}, at=at)
    else:
        take(made["aid"], "pay", clerk, {"paid": day}, at=at)


def _another(
    making: Making, made: dict[str, Any], step: str, name: str, household: str, income: str, cause: str, at: datetime
) -> None:
    clerk, figures = making.actor(CLERK, at), {"household": household, "income": income, "cause": cause}
    if step == "apply":
        files = {"proof": [SimpleUploadedFile("录取通知书（示例）.pdf", PAPER)]}
        given = {"name": name, **figures, "unit": _unit(making)}
        made[name] = begin(get_kind("hardships"), clerk, given, at=at, files=files).record
    else:
        given = {**figures, "visited": timezone.localdate(at).isoformat()} if step == "survey" else {}
        made[name] = take(made[name], step, clerk, given, at=at).record


def _staff(making: Making, made: dict[str, Any], at: datetime) -> None:
    day, clerk = timezone.localdate(at).isoformat(), making.actor(CLERK, at)
    for name in VISITS:
        given = {
            "sort": "visit",
            "person": made[name].number,
            "cause": "ill",
            "day": day,
            "gift": "慰问品一份",
            "worth": "200",
        }
        begin(get_kind("cares"), clerk, {**given, "unit": _unit(making)}, at=at)
    check = {"sort": "check", "person": made["幻远山"].number, "rank": "middle", "day": day, "series": "第一批"}
    begin(get_kind("cares"), clerk, {**check, "unit": _unit(making)}, at=at)
    need = {
        "sort": "need",
        "person": made["幻清秋"].number,
        "cause": "life",
        "need": "孩子入托困难",
        "unit": _unit(making),
    }
    begin(get_kind("cares"), clerk, need, at=at, step="raise")
    helped = {"title": "挂点帮扶幻坪村", "sort": "pairing", "from_day": day, "unit": _unit(making)}
    one = begin(get_kind("helps"), clerk, helped, at=at).record
    take(one, "help", clerk, {"deeds": [{"text": "送科技书 200 册", "day": day}]}, at=at)
