"""The pages of funding: a floor of budgets with what it comes to, all areas and one."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.funding.floors.models import Area, Floor
from office import Office


def furnish(office: Office) -> None:
    """A floor of two areas; of one of them a yearbook tells population and budget."""
    at = timezone.now()
    desk, year, unit = office.actor("supervisor", timezone.localdate(at)), timezone.localdate(at).year, office.units
    plain = {"unit": unit["desk"].pk, "period": "year"}
    made = {}
    for name, title, measure, nature in (
        ("population", "常住人口", "人", "stock"),
        ("budget", "科普经费预算", "元", "flow"),
        ("actual", "科普经费决算", "元", "flow"),
    ):
        given: dict[str, Any] = {**plain, "title": title, "measure": measure, "nature": nature}
        made[name] = begin(get_kind("indicators"), desk, given, at=at).record.number
    values = [
        {"indicator": made[name], "unit": unit["county"].pk, "period": str(of), "value": value}
        for of in (year - 1, year)
        for name, value in (("population", "328400"), ("budget", "180000"), ("actual", "95000"))
    ]
    given = {"title": "云岭县财政预算", "unit": unit["desk"].pk, "values": values}
    begin(get_kind("supplies"), desk, given, at=at)
    rate = {"from_year": year - 1, "per_head": "0.5", "growth": "10", "basis": "budget", "source": "县科普条例"}
    given = {"title": "科普经费", "sort": "outreach", "way": "both", "first_year": year - 1, "unit": unit["desk"].pk}
    given |= {**made, "rates": [rate], "areas": [{"unit": unit["county"].pk}, {"unit": unit["town"].pk}]}
    begin(get_kind("floors"), desk, given, at=at)


def pages() -> list[tuple[Any, ...]]:
    """The floor's record, its areas in a year, one area year by year."""
    one = Floor.objects.get()
    area = Area.list_rows(one).values_list("unit", flat=True)[0]
    return [
        ("list", "supervisor", "/floors/"),
        ("detail", "supervisor", one.get_absolute_url()),
        ("floor_check", "supervisor", f"/floor-checks/{one.pk}/"),
        ("floor_check", "supervisor", f"/floor-checks/{one.pk}/?area={area}"),
    ]
