"""Demo filings of the public: one to look at, one taken in, one joined to an appeal, one not taken in."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from luoshi.kernel.steps.actions.steps import take
from luoshi.lines.appeals.models import Appeal
from luoshi.parts.filings.actions import FilingValues, file_appeal

if TYPE_CHECKING:
    from luoshi.site.demo.county_builder import Making

DESK = "YL-DC"
# Days ago, words, place, name; then the step of the desk, and its reason.
ROWS = (
    (9, "村口路灯坏了两盏，晚上老人出门不方便。", "青石镇溪口村村口", "田小满", "take_in", ""),
    (3, "学校门口上下学时段车太多，孩子过马路危险。", "云岭县实验小学南门", "", "join", ""),
    (4, "我家邻居养的公鸡天天打鸣，能不能管一管？", "", "金阿姨", "decline", "属邻里纠纷，已告知可申请人民调解。"),
    (1, "想请科普大篷车到我们村小来一次。", "白鹭乡柳湾村小学", "柳老师", "", ""),
)  # fmt: skip
PHONE = 19_900_200_000


def plan_filings(making: Making) -> None:
    """Schedule what the public files, and what the desk does with it the day after."""
    for number, row in enumerate(ROWS):
        making.later(making.at(row[0]), partial(_file, making, number))


def _file(making: Making, number: int, at: datetime) -> None:
    ago, words, place, name, step, reason = ROWS[number]
    given: FilingValues = {
        "words": words,
        "place": place,
        "speaker": name,
        "contact": str(PHONE + number),
        "unit": making.units[DESK],
        "photos": [],
        "key": uuid5(NAMESPACE_URL, f"luoshi:filing:{number}").hex,
    }
    filing = file_appeal(given, source=f"192.0.2.{number}", at=at)
    if not step:
        return

    def decide(later: datetime) -> None:
        appeal = Appeal.objects.filter(title__contains="学校门口").order_by("pk").first()
        if step == "join" and appeal is None:  # a county without its appeals
            return
        values = {"join": {"appeal": appeal.number if appeal else ""}, "decline": {"reason": reason}}
        take(filing, step, making.actor("du", later), values.get(step, {}), at=later)

    making.later(making.at(max(ago - 1, 0)), decide)
