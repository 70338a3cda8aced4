"""Demo coordination: contacts in all directions and both ways, and the batches of three counties."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take

if TYPE_CHECKING:
    from luoshi.kernel.kinds.models import Record
    from luoshi.site.demo.county_builder import Making

BEGUN = 58  # working days ago: after the registers, entered 60 ago
UNIT, CLERK, DESK = "YL-KX", "zhou", "du"
ORGANISATIONS = ("云州市科学技术协会", "云州市农业科学院", "示例县科学技术协会")
COUNTIES = ("云岭县", "云东县", "云西县")
# Each contact: working days ago, direction, who turned to whom, partner (a unit's code or an organisation), topic, and
# further steps, each with account, working days ago and words.
Further = tuple[str, str, int, dict[str, str]]
CONTACTS: tuple[tuple[int, str, str, str, str, tuple[Further, ...]], ...] = (
    (44, "up", "out", ORGANISATIONS[0], "上半年科普工作情况报告",
     (("answer", CLERK, 30, {"result": "已阅，请补报农村中学科技馆使用情况。"}),)),
    (35, "across", "out", ORGANISATIONS[2], "学习村级科普点的运行办法",
     (("agree", CLERK, 31, {"result": "对方提供值班表和展品轮换表，六月回访。"}),
      ("follow", CLERK, 14, {"learned": "轮换表已用于三个村；展品由县里统一登记。"}))),
    (28, "down", "out", "YL-QS", "农技协台账怎样记",
     (("agree", CLERK, 27, {"result": "先记会员和服务，再记收支，下月看样本。"}),)),
    (17, "down", "in", "YL-BX", "镇里反映展板内容太旧",
     (("agree", CLERK, 16, {"result": "本季度换两套，主题由镇里选。"}),
      ("follow", "bai", 6, {"learned": "已换防灾和用药两套，村民反映看得懂。"}))),
    (12, "across", "in", ORGANISATIONS[1], "想在县里找茶园做试验", ()),
    (5, "up", "in", ORGANISATIONS[0], "征求科普日主场活动的意见", ()),
)  # fmt: skip
DRAFT = ("up", "out", ORGANISATIONS[0], "全年品牌活动安排的请示")
# Each batch: working days ago, county, batch, its items, and further steps.
BATCHES: tuple[tuple[int, str, str, tuple[str, ...], tuple[Further, ...]], ...] = (
    (50, COUNTIES[0], "parks", ("云岭县茶产业园", "白溪农产品加工园"),
     (("serve", CLERK, 25, {"service": "专家组到园两次，解决烘干设备问题。"}),
      ("assess", DESK, 8, {"result": "两个园区都完成了年度目标。"}))),
    (48, COUNTIES[0], "firms", ("云岭县绿源茶业有限公司", "云岭县白溪菌业示例公司", "云岭县竹编示例公司"),
     (("serve", CLERK, 20, {"service": "牵线茶叶研究所，签约一项。"}),)),
    (47, COUNTIES[0], "projects", ("稻田养鸭示范", "高山茶园改造"), ()),
    (46, COUNTIES[0], "services", ("云岭县生产力促进中心",), ()),
    (40, COUNTIES[1], "parks", ("云东县示例园区",), ()),
    (39, COUNTIES[1], "firms", ("云东县示例果业公司",), ()),
)  # fmt: skip
DAYS = {"answer": "answered", "agree": "answered", "follow": "followed", "serve": "served", "assess": "assessed"}


def plan_coordination(making: Making) -> None:
    """Schedule everything: entered on its day, with later steps."""
    found: dict[str, Record] = {}
    making.later(making.at(BEGUN, 1), partial(_registered, making, found))
    for row, (ago, direction, way, partner, topic, further) in enumerate(CONTACTS):
        told = {"day": making.day(ago).isoformat(), **_asked(direction, way, partner, topic)}
        _plan(making, found, "contacts", told, row, ago, "contact", further)
    _plan(making, found, "contacts", _asked(*DRAFT), 0, 2, "draft", ())
    for row, (ago, county, sort, names, further) in enumerate(BATCHES):
        items = [{"name": name} for name in names]
        told = {"listed": making.day(ago).isoformat(), "county": county, "sort": sort, "items": items}
        _plan(making, found, "batches", told, row, ago, "list", further)


def _asked(direction: str, way: str, partner: str, topic: str) -> dict[str, object]:
    of = "partner" if partner.startswith("YL") else "organisation"
    return {"direction": direction, "way": way, "topic": topic, of: partner}


def _plan(
    making: Making,
    found: dict[str, Record],
    name: str,
    told: dict[str, object],
    row: int,
    ago: int,
    step: str,
    further: tuple[Further, ...],
) -> None:
    made: list[Record] = []
    making.later(making.at(ago, row), partial(_enter, making, found, made, name, told, step))
    for place, (then, account, days, said) in enumerate(further, 1):
        asked = {DAYS[then]: making.day(days).isoformat(), **said}
        making.later(making.at(days, row, place), partial(_take, making, made, then, account, asked))


def _registered(making: Making, found: dict[str, Record], at: datetime) -> None:
    """Enter the organisations and counties that the others name: they get their numbers only now."""
    entries = [("organisations", name, "institution" if "科学院" in name else "society") for name in ORGANISATIONS]
    for name, title, sort in [*entries, *(("places", title, "county") for title in COUNTIES)]:
        given = {"title": title, "sort": sort, "unit": making.units[UNIT].pk}
        found[title] = begin(get_kind(name), making.actor(CLERK, at), given, at=at).record


def _enter(
    making: Making,
    found: dict[str, Record],
    made: list[Record],
    name: str,
    told: dict[str, Any],
    step: str,
    at: datetime,
) -> None:
    given = {**told, "unit": str(making.units[UNIT].pk)}
    given |= {link: found[told[link]].number for link in ("organisation", "county") if link in told}
    if "partner" in told:
        given["partner"] = str(making.units[told["partner"]].pk)
    made.append(begin(get_kind(name), making.actor(CLERK, at), given, at=at, step=step).record)


def _take(making: Making, made: list[Record], step: str, account: str, asked: dict[str, Any], at: datetime) -> None:
    made[0] = take(made[0], step, making.actor(account, at), asked, at=at).record
