"""Ten local schemes of lights, and our own by the due date, as tables. Source: domain sheet 12 §12.3, with its gaps.

Each is one place's practice, taken for its shape. What a source leaves open is left open here too: ``otherwise`` is
then "", and the office that takes the scheme says what is shown. ``NONE`` stands where the place hands out slips or
cards and everything else has none.
"""

from __future__ import annotations

from luoshi.ledger.lights.rules.lights import NONE, Bound, Rule, Set, Table, Within

POINT = 100  # hundredths


def _days(low: Bound, high: Bound) -> Within:
    return Within("days", low, high)


def _behind(low: int | None, high: int | None = None) -> Within:
    return Within("behind", low, high)


BY_DATE = Table(
    "by_date",
    (
        Rule("green", (Within("workdays", None, -6),)),
        Rule("yellow", (Within("workdays", -5, 0),), "near"),  # dates.lateness.SOON_DAYS
        Rule("red", (Within("workdays", 1),), "overdue"),
    ),
)
"""Our own: yellow in the last five working days, red behind the date. Its shape: 宜昌 督查平台 (sheet 02, n)."""

PRESETS = (
    Table(
        "yinchuan",
        (
            Rule("green", (_behind(None, 0),)),
            Rule("yellow", (_behind(10 * POINT, 30 * POINT),)),
            Rule("red", (_behind(30 * POINT + 1),)),
        ),
        source="银川 2025 (m.qlbk.net)",
    ),
    Table(
        "yinchuan_start",
        (Rule("green", (Within("idle", 0, 0),)), Rule("yellow", (Within("idle", 1, 2),)),
         Rule("red", (Within("idle", 3),))),
        source="银川 2025 (m.qlbk.net)",
    ),
    Table(
        "yinchuan_entry",
        (Rule("green", (Within("unlisted", 0, 0),)), Rule("yellow", (Within("unlisted", 1, 1),)),
         Rule("red", (Within("unlisted", 2),))),
        source="银川 2025 (m.qlbk.net)",
    ),
    Table(
        "suqian",
        (
            Rule("blue", (_days(Set("near_days", -1), 0),), "near"),
            Rule("yellow", (_days(None, 0), _behind(1)), "behind"),
            Rule("yellow", (_days(None, 0), Within("judged", word="poor")), "poor"),
            Rule("red", (_days(1, None),), "overdue"),
        ),
        source="宿迁产发 2025 (sqgzw.suqian.gov.cn)",
        otherwise=NONE,
    ),
    Table(
        "sanming",
        (
            Rule("blue", (Within("slips", 0, 0), _behind(1)), "behind"),
            Rule("blue", (Within("slips", 0, 0), Within("judged", word="poor")), "poor"),
            Rule("orange", (Within("slips", 1, 1),)),
            Rule("red", (Within("slips", 2),)),
        ),
        source="三明 2017 (m.mnw.cn)",
        otherwise=NONE,
    ),
    Table(
        "ouhai",
        (
            Rule("green", (Within("met", word="in_time"),)),
            Rule("green", (Within("met", word="open"), _days(None, 0))),
            Rule("yellow", (Within("met", word="late"),), "made_good"),
            Rule("red", (Within("met", word="open"), _days(1, None)), "overdue"),
        ),
        source="瓯海 2020",
    ),
    Table(
        "longxian",
        (
            Rule("blue", (Within("judged", word="good"),)),
            Rule("yellow", (Within("judged", word="fair"),)),
            Rule("red", (Within("judged", word="poor"),)),
        ),
        source="陇县 2024 (baojidj.gov.cn)",
    ),
    Table(
        "xinhuang",
        (
            Rule("green", (Within("share", 80 * POINT, None),)),
            Rule("yellow", (Within("share", 60 * POINT, 80 * POINT - 1),), "tracked"),
            Rule("yellow", (Within("share", 0, 60 * POINT - 1),), "card"),
        ),
        source="新晃 2015 (rednet.cn)",
    ),
    Table(
        "ruihai",
        (Rule("green", (Within("misses", 0, 0),)), Rule("yellow", (Within("misses", 1, 1),)),
         Rule("red", (Within("misses", 2),))),
        source="瑞海 (chinazhongduo.com 146_18532)",
    ),
    Table(
        "guangyuan",
        (Rule("yellow", (Within("outlook", word="slow"),)), Rule("red", (Within("outlook", word="hopeless"),))),
        source="广元 环保 2018",
        otherwise=NONE,
    ),
    Table(
        "warning",
        (
            Rule("yellow", (_days(1, 7),), "overdue"),
            Rule("orange", (_days(7, 15),), "overdue"),
            Rule("red", (_days(15, None),), "overdue"),
        ),
        source="进度预警 (chaoliangfan.com)",
        otherwise=NONE,
    ),
    Table(
        "xuancheng",
        (Rule("yellow", (_behind(1),), "behind"),),  # the source names no colour for it
        source="宣城 2020 (xuancheng.gov.cn 2044556)",
        otherwise=NONE,
    ),
)  # fmt: skip
"""In the order of the sheet; 银川 lights each project for progress, start and entry apart."""

BY_NAME = {one.name: one for one in (BY_DATE, *PRESETS)}
