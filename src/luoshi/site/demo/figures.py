"""Demo figures from other sources: last year's, and the population, from which a rate is computed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.utils import timezone

from luoshi.dates.time_limits import shift_months
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.facts.countings.actions import adopt_figures, keep_due
from luoshi.facts.indicators.models import Definition
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from luoshi.kernel.steps.actions.steps import begin, take

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

TAKEN, COUNTED, FLASH, FINAL = 73, 50, 34, 5  # working days ago
COUNTS = ("activities.attendance", "societies.bodies", "appeals.told")
LEAST = "3"  # protected records needed for a figure to be shown
DESK, BY, COUNTY = "YL-DC", "du", "YL"
POPULATION = 328_400
LAST_YEAR = {"YL-QS": 5, "YL-BX": 4, "YL-JY": 6, "YL-KJ": 7}  # events per month by unit
MONTHS = 4


def plan_figures(making: Making) -> None:
    """Schedule the figures from other sources, after the forms' indicators exist."""
    making.later(making.at(TAKEN), partial(_take, making))
    making.later(making.at(COUNTED), partial(_count, making))
    making.later(making.at(1), _keep)
    for sort, title, ago in (("flash", "科普快报", FLASH), ("final", "科普核定数", FINAL)):
        making.later(making.at(ago), partial(_publish, making, sort, title))


def _take(making: Making, at: datetime) -> None:
    day, desk = timezone.localdate(at), making.actor(BY, at)
    for given in (
        {"title": "常住人口", "code": "population", "measure": "人", "nature": "stock"},
        {
            "title": "人均科普经费支出",
            "code": "kp_per_head",
            "measure": "元",
            "nature": "rate",
            "formula": "kp_spent / population",
            "digits": 2,
            "bands": [
                {"name": "偏低", "below": "3"},
                {"name": "一般", "least": "3", "below": "10"},
                {"name": "较好", "least": "10"},
            ],
        },
    ):
        of: dict[str, object] = {**given, "unit": making.units[DESK].pk, "period": "year"}
        begin(get_kind("indicators"), desk, of, at=at)
    numbers = {
        definition.code: definition.number
        for definition in Definition.objects.filter(code__in=("kp_events", "population"))
    }
    values: list[dict[str, object]] = [
        {
            "indicator": numbers["kp_events"],
            "unit": making.units[unit].pk,
            "period": shift_months(day, months - 12).isoformat()[:7],
            "value": str(events + months),
        }
        for unit, events in LAST_YEAR.items()
        for months in range(MONTHS)
    ]
    values.append(
        {
            "indicator": numbers["population"],
            "unit": making.units[COUNTY].pk,
            "period": str(day.year),
            "value": str(POPULATION),
        }
    )
    given = {"title": f"云岭县统计资料{day.year}", "unit": making.units[DESK].pk, "place": "第12页", "values": values}
    begin(get_kind("supplies"), desk, given, at=at)


def _count(making: Making, at: datetime) -> None:
    """Keep figures that lines count, so that nobody has to report them."""
    day = timezone.localdate(at)
    set_value(SMALL, None, LEAST, day, "云岭县督查室办公会", making.actor("guan", at), at=at)
    adopt_figures(COUNTS, "month", making.units[DESK], making.actor(BY, at), at=at)
    _keep(at)


def _keep(at: datetime) -> None:
    for _kept in keep_due(at):
        pass


def _publish(making: Making, sort: str, title: str, at: datetime) -> None:
    """Publish the figures of the month before the flash figures; called once then and once later."""
    desk, month = making.actor(BY, at), shift_months(timezone.localdate(making.at(FLASH)), -1).isoformat()[:7]
    seal_all(trusting=True)
    numbers = Definition.objects.filter(code__in=("kp_events", "kp_attended", "kp_spent")).values_list(
        "number", flat=True
    )
    given = {
        "title": f"{title}{month}",
        "unit": making.units[DESK].pk,
        "sort": sort,
        "of": making.units[COUNTY].pk,
        "period": month,
        "by_unit": True,
        "chosen": [{"indicator": number} for number in numbers],
    }
    made = begin(get_kind("bulletins"), desk, given, at=at).record
    take(made, "publish", desk, {}, at=at)
