"""Ten local schemes of lights, and the built-in one by due date. Source: domain sheet 12 §12.3, with its gaps.

Each is one place's practice, used as a pattern. What a source leaves open stays open here: ``otherwise`` is then "",
and the office that adopts the scheme decides. ``NONE`` is used where the place issues slips or cards only for cause.
"""

from __future__ import annotations

from luoshi.commitments.lights.rules.lights import NONE, Bound, LightRule, LightRuleTable, MeasureRange, Set

POINT = 100  # hundredths


def _days(low: Bound, high: Bound) -> MeasureRange:
    return MeasureRange("days", low, high)


def _behind(low: int | None, high: int | None = None) -> MeasureRange:
    return MeasureRange("behind", low, high)


BY_DATE = LightRuleTable(
    "by_date",
    (
        LightRule("green", (MeasureRange("workdays", None, -6),)),
        LightRule("yellow", (MeasureRange("workdays", -5, 0),), "near"),  # dates.lateness.SOON_DAYS
        LightRule("red", (MeasureRange("workdays", 1),), "overdue"),
    ),
)
"""The built-in table: yellow in the last five working days, red past the date.

Modelled on 宜昌 督查平台 (sheet 02, n).
"""

PRESETS = (
    LightRuleTable(
        "yinchuan",
        (
            LightRule("green", (_behind(None, 0),)),
            LightRule("yellow", (_behind(10 * POINT, 30 * POINT),)),
            LightRule("red", (_behind(30 * POINT + 1),)),
        ),
        source="银川 2025 (m.qlbk.net)",
    ),
    LightRuleTable(
        "yinchuan_start",
        (LightRule("green", (MeasureRange("idle", 0, 0),)), LightRule("yellow", (MeasureRange("idle", 1, 2),)),
         LightRule("red", (MeasureRange("idle", 3),))),
        source="银川 2025 (m.qlbk.net)",
    ),
    LightRuleTable(
        "yinchuan_entry",
        (LightRule("green", (MeasureRange("unlisted", 0, 0),)), LightRule("yellow", (MeasureRange("unlisted", 1, 1),)),
         LightRule("red", (MeasureRange("unlisted", 2),))),
        source="银川 2025 (m.qlbk.net)",
    ),
    LightRuleTable(
        "suqian",
        (
            LightRule("blue", (_days(Set("near_days", -1), 0),), "near"),
            LightRule("yellow", (_days(None, 0), _behind(1)), "behind"),
            LightRule("yellow", (_days(None, 0), MeasureRange("judged", word="poor")), "poor"),
            LightRule("red", (_days(1, None),), "overdue"),
        ),
        source="宿迁产发 2025 (sqgzw.suqian.gov.cn)",
        otherwise=NONE,
    ),
    LightRuleTable(
        "sanming",
        (
            LightRule("blue", (MeasureRange("slips", 0, 0), _behind(1)), "behind"),
            LightRule("blue", (MeasureRange("slips", 0, 0), MeasureRange("judged", word="poor")), "poor"),
            LightRule("orange", (MeasureRange("slips", 1, 1),)),
            LightRule("red", (MeasureRange("slips", 2),)),
        ),
        source="三明 2017 (m.mnw.cn)",
        otherwise=NONE,
    ),
    LightRuleTable(
        "ouhai",
        (
            LightRule("green", (MeasureRange("met", word="in_time"),)),
            LightRule("green", (MeasureRange("met", word="open"), _days(None, 0))),
            LightRule("yellow", (MeasureRange("met", word="late"),), "made_good"),
            LightRule("red", (MeasureRange("met", word="open"), _days(1, None)), "overdue"),
        ),
        source="瓯海 2020",
    ),
    LightRuleTable(
        "longxian",
        (
            LightRule("blue", (MeasureRange("judged", word="good"),)),
            LightRule("yellow", (MeasureRange("judged", word="fair"),)),
            LightRule("red", (MeasureRange("judged", word="poor"),)),
        ),
        source="陇县 2024 (baojidj.gov.cn)",
    ),
    LightRuleTable(
        "xinhuang",
        (
            LightRule("green", (MeasureRange("share", 80 * POINT, None),)),
            LightRule("yellow", (MeasureRange("share", 60 * POINT, 80 * POINT - 1),), "tracked"),
            LightRule("yellow", (MeasureRange("share", 0, 60 * POINT - 1),), "card"),
        ),
        source="新晃 2015 (rednet.cn)",
    ),
    LightRuleTable(
        "ruihai",
        (LightRule("green", (MeasureRange("misses", 0, 0),)), LightRule("yellow", (MeasureRange("misses", 1, 1),)),
         LightRule("red", (MeasureRange("misses", 2),))),
        source="瑞海 (chinazhongduo.com 146_18532)",
    ),
    LightRuleTable(
        "guangyuan",
        (LightRule("yellow", (MeasureRange("outlook", word="slow"),)), LightRule("red", (MeasureRange("outlook",
                                                                                                      word="hopeless"),))),
        source="广元 环保 2018",
        otherwise=NONE,
    ),
    LightRuleTable(
        "warning",
        (
            LightRule("yellow", (_days(1, 7),), "overdue"),
            LightRule("orange", (_days(7, 15),), "overdue"),
            LightRule("red", (_days(15, None),), "overdue"),
        ),
        source="进度预警 (chaoliangfan.com)",
        otherwise=NONE,
    ),
    LightRuleTable(
        "xuancheng",
        (LightRule("yellow", (_behind(1),), "behind"),),  # the source names no colour for it
        source="宣城 2020 (xuancheng.gov.cn 2044556)",
        otherwise=NONE,
    ),
)  # fmt: skip
"""In the order of the sheet; 银川 gives each project separate lights for progress, start and entry."""

BY_NAME = {table.name: table for table in (BY_DATE, *PRESETS)}
