"""One small picture of each kind, of an invented county."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.writing.charts.model import (
    Amounts,
    Bar,
    Category,
    Chart,
    ChartAmount,
    Heat,
    HeatCell,
    LineChart,
    Series,
    Stacked,
)

RED = Category("红", "◆", "#b3261e", "#ffffff")
GREEN = Category("绿", "●", "#1f7a43", "#ffffff")
GREY = Category("灰", "○", "#c5cdd8", "#1b2430")
LONG = "云岭县自然资源和规划局（县林业和草原局、县不动产登记服务中心）"


def bars(count: int = 2) -> Stacked:
    names = [LONG, "青石镇", *(f"第{n}镇" for n in range(count))][:count]
    counts = [(2, 5, 0), (0, 0, 0)] if count == 2 else [(1, n % 3, 0) for n in range(count)]
    rows = tuple(Bar(name, counts[at]) for at, name in enumerate(names))
    return Stacked("牵头单位", "全部", (RED, GREEN, GREY), rows)


def lines() -> LineChart:
    days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    return LineChart(
        "截至",
        date(2026, 1, 1),
        date(2026, 3, 31),
        4,
        (
            Series("已销号", "#1f7a43", ((days[0], 0), (days[1], 1))),
            Series(
                "序时进度", "#515c6b", tuple((day, Decimal(n) / 2) for n, day in enumerate(days)), (2, 2), "", False
            ),
        ),
        ((date(2026, 1, 1), "1月"), (date(2026, 2, 1), "2月")),
        date(2026, 2, 20),
        "今天",
    )


def heat() -> Heat:
    return Heat(
        "牵头单位",
        "逾期数/到期数",
        ("1月", "2月"),
        (("县科协", (HeatCell(0, 0), HeatCell(2, 5))), ("青石镇", (HeatCell(0, 3), HeatCell(0, 0)))),
    )


def trend() -> LineChart:
    return LineChart(
        "截至",
        date(2026, 1, 1),
        date(2026, 3, 31),
        0,
        (
            Series(
                "净增",
                "#2a4d7c",
                ((date(2026, 1, 31), Decimal("-0.25")), (date(2026, 2, 28), Decimal("0.5")), (date(2026, 3, 31), None)),
            ),
        ),
        ((date(2026, 1, 1), "1月"), (date(2026, 2, 1), "2月")),
        counts=False,
    )


def amounts() -> Amounts:
    return Amounts(
        "单位",
        "科普活动（场）",
        (
            ChartAmount(LONG, Decimal("12.5"), "12.5", Decimal(10), "≥10"),
            ChartAmount("青石镇", None, "未报"),
            ChartAmount("白溪镇", -3, "-3", Decimal(2), "≥2"),
        ),
        "目标",
    )


ALL: list[Chart] = [bars(), lines(), trend(), amounts(), heat()]
