"""The pages of housekeeping with something on each: an alarm, a warning, what is out, what was handed on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.steps.actions.steps import begin, take
from luoshi.lines.housekeeping.line import LINE
from luoshi.parts.funds.models import Fund
from office import Office


def furnish(office: Office) -> None:
    """A record of each kind on its way, and the values by which one is warned."""
    at = timezone.now()
    day = timezone.localdate(at)
    values = {parameter.name: parameter for name in ("shifts", "funds") for parameter in get_kind(name).parameters}
    for name, text in (("housekeeping.roster_days", "200"), ("funds.border", "90")):
        source = "云政办发〔2026〕8号"
        set_value(values[name], None, text, day, source, office.actor("admin", day), at=at)

    def walk(name: str, opener: str, given: dict[str, Any], *way: tuple[str, str, dict[str, Any]]) -> None:
        one = begin(get_kind(name), office.actor(opener, day), given, at=at).record
        for who, step, asked in way:
            one = take(one, step, office.actor(who, day), asked, at=at).record

    post = {who: str(office.posts[who].pk) for who in ("head", "clerk", "stranger")}
    kexie = str(office.units["kexie"].pk)
    shift = {"day": (day + timedelta(days=3)).isoformat(), "part": "night", "owner": post["clerk"]}
    walk("shifts", "supervisor", shift)
    walk("seals", "clerk", {"title": "关于科普经费的请示", "seal": "office", "copies": 2, "unit": kexie})
    walk("copies", "supervisor", {"paper": "云办〔2026〕12号", "serial": 3, "owner": post["clerk"]})
    cars = {"title": "公务用车经费", "sort": "cars", "way": "budget", "uses": [{"use": "cars"}], "unit": kexie}
    line = {"year": day.year, "sum": "1000", "basis": "云财〔2026〕1号"}
    walk("funds", "supervisor", {**cars, "from_day": f"{day.year}-01-01"}, ("supervisor", "allot", line))
    trip = {"title": "送展品到青石镇", "day": day.isoformat(), "unit": kexie}
    settled = (("supervisor", "use", {"km": "86.5"}), ("supervisor", "settle", {"cost": "950.00"}))
    walk("trips", "clerk", trip, ("head", "approve", {}), *settled)
    handed = ("clerk", "hand", {"second": post["stranger"]})
    walk("services", "clerk", {"title": "办理专利补助", "words": "怎样申请？", "owner": post["clerk"]}, handed)


def pages() -> list[tuple[Any, ...]]:
    """List, form and record of each kind, and a step of each."""
    found: list[tuple[Any, ...]] = []
    steps = {"shifts": "cancel", "seals": "approve", "copies": "take_back", "services": "hand"}
    who = {"seals": "head", "services": "clerk"}
    for name in [kind.name for kind in LINE.kinds]:
        one = Record.objects.filter(kind=name).order_by("pk").first()
        if one is None:  # a kind that none was furnished of; what holds of every kind is tried in tests/lines
            continue
        looks = who.get(name, "supervisor")
        opens = "clerk" if name == "services" else "supervisor"
        found += [
            ("list", looks, f"/{name}/"),
            ("new", opens, f"/{name}/new/"),
            ("detail", looks, f"/{name}/{one.pk}/"),
        ]
        if name in steps:
            found.append(("step", looks, f"/{name}/{one.pk}/{steps[name]}/"))
    found += [("movements", "supervisor", f"/fund-movements/{fund.pk}/") for fund in Fund.objects.all()]
    return found
