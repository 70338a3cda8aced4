"""Firms, a shared instrument and its bookings, as tests of the line begin them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRMS = ("云岭县绿源茶业有限公司", "云岭县茶叶研究所", "云岭县猕猴桃合作社")


def add_firms(office: Office, titles: tuple[str, ...] = FIRMS) -> list[Any]:
    unit = office.units["kexie"].pk
    given = [{"unit": unit, "title": title, "sort": "enterprise"} for title in titles]
    return [begin(get_kind("organisations"), office.actor("clerk"), values, at=NOW).record for values in given]


def share_thing(office: Office, owner: Any, title: str = "高效液相色谱仪", **more: Any) -> Any:
    """An instrument that is open for booking from 2025 on, for 80.50 yuan an hour."""
    given = {"title": title, "sort": "instrument", "owner_org": owner.number, "fee": "80.50", "from_day": "2025-01-01",
             "unit": office.units["kexie"].pk, **more}  # fmt: skip
    thing = begin(get_kind("things"), office.actor("clerk"), given, at=NOW).record
    return take(thing, "open", office.actor("supervisor"), {}, at=NOW).record


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


def typed(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def book(office: Office, thing: Any, user: Any, first: datetime, last: datetime, who: str = "clerk") -> Any:
    given = {"thing": thing.number, "user_org": user.number, "from_at": typed(first), "to_at": typed(last)}
    return begin(get_kind("bookings"), office.actor(who), given, at=NOW).record


def use(office: Office, booking: Any, hours: str, day: date) -> Any:
    given = {"used_on": day.isoformat(), "used": hours}
    return take(booking, "use", office.actor("clerk"), given, at=NOW).record
