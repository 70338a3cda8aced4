"""Demo contracts: six with organisations of the registers, one ending soon, one still being negotiated."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.contracts.line import VALUES
from luoshi.parts.registers.models import Organisation

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

UNIT, CLERK = "YL-KX", "zhou"
TEA, FRUIT, RICE, FIRM = "云岭县茶叶学会", "云岭县猕猴桃专业合作社", "青石村水稻协会", "云岭县绿源茶业有限公司"
# Each row: working days ago, title, sort, amount, parties with their parts, days from signing to end, the split, and
# the steps after signing, each with account, working days ago and values.
Further = tuple[str, str, int, dict[str, Any]]
Row = tuple[int, str, str, str, tuple[tuple[str, str], ...], int | None, tuple[str, ...], tuple[Further, ...]]
PAID: dict[str, object] = {"payments": [{"amount": "30000"}, {"amount": "20000"}]}
RESULT: dict[str, object] = {"results": {"name": "茶园绿色防控技术", "sort": "technique"}}
MEMBERS = ((TEA, "member"), (FIRM, "member"))
CONTRACTS: tuple[Row, ...] = (
    (50, "茶园土壤改良咨询", "consulting", "50000", ((FIRM, "client"), (TEA, "provider")), 365, (),
     (("receive", CLERK, 45, PAID), ("perform", CLERK, 44, {}), ("settle", CLERK, 12, {}))),
    (45, "猕猴桃储藏技术服务", "service", "12000", ((FRUIT, "client"), (TEA, "provider")), 300, (),
     (("perform", CLERK, 40, {}),)),
    (40, "茶叶加工联合攻关", "joint", "80000", MEMBERS, 700, ("60", "40"),
     (("perform", CLERK, 38, {}), ("introduce", CLERK, 15, RESULT))),
    (38, "水稻种植技术合作协议", "partner", "", ((RICE, "member"), (TEA, "member")), 70, (), ()),
    (30, "绿源茶业合作协议", "partner", "", MEMBERS, None, (), (("perform", CLERK, 28, {}),)),
)  # fmt: skip
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # noqa: E501


def plan_contracts(making: Making) -> None:
    """Schedule each contract, after the registers have its parties."""
    making.later(making.at(52), partial(_warn, making))
    for number, row in enumerate(CONTRACTS):
        made: list[object] = []
        making.later(making.at(row[0], number), partial(_sign, making, made, row))
        for step, account, ago, given in row[-1]:
            making.later(making.at(ago, number, 20), partial(_take, making, made, step, account, given))
    making.later(
        making.at(4), partial(_draft, making, (4, "云雾茶机采技术转让", "transfer", "60000", MEMBERS, 365, (), ()))
    )


def _warn(making: Making, at: datetime) -> None:
    warn, day = VALUES["contracts.warn_days"], timezone.localdate(at)
    set_value(warn, None, "60", day, "云岭县科协办公会", making.actor("guan", at), at=at)


def _draft(making: Making, row: Row, at: datetime) -> Record:
    _ago, title, sort, amount, parties, _lasts, split, _further = row
    found = {org: _entry(org) for org, _part in parties}
    given: dict[str, object] = {"title": title, "sort": sort, "amount": amount, "unit": str(making.units[UNIT].pk)}
    given["signatories"] = [{"org": found[org], "part": part} for org, part in parties]
    given["split"] = [{"org": found[org], "percent": of} for (org, _part), of in zip(parties, split, strict=False)]
    return begin(get_kind("contracts"), making.actor(CLERK, at), given, at=at).record


def _entry(title: str) -> str:
    """Return the number of an organisation, even if it has been renamed since."""
    return str(Organisation.objects.get(title=title).number)


def _sign(making: Making, made: list[Any], row: Row, at: datetime) -> None:
    day, lasts = making.day(row[0]), row[5]
    given = {"signed": day.isoformat(), "from_day": day.isoformat()}
    given |= {"to_day": (day + timedelta(days=lasts)).isoformat()} if lasts else {}
    files = {"paper": [SimpleUploadedFile("合同（示例）.pdf", PAPER)]}
    drafted = _draft(making, row, at)
    made.append(take(drafted, "sign", making.actor(CLERK, at), given, at=at, files=files).record)


def _take(making: Making, made: list[Any], step: str, account: str, given: dict[str, Any], at: datetime) -> None:
    day = timezone.localdate(at).isoformat()
    if step == "receive":
        first, *rest = given["payments"]
        given = {"payments": [{**first, "paid": day}, *rest]}
    elif step == "introduce":
        given = {"results": {**given["results"], "day": day}}
    made[0] = take(made[0], step, making.actor(account, at), given, at=at).record
