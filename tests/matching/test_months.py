"""The months a figure or a report is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.matching.model import Matched
from luoshi.matching.months import months_of_period, of_year, part_of_year

Y = 12 * 2024


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2024", (Y, Y + 11)),
        ("2024-03", (Y + 2, Y + 2)),
        ("2024-03-05", (Y + 2, Y + 2)),
        ("2024-01/2024-09", (Y, Y + 8)),
        ("2024-03-05/2024-04-01", (Y + 2, Y + 3)),
        ("2022/2024", (Y - 24, Y + 11)),
        ("2024-06/2025-05", (Y + 5, Y + 16)),
        ("year", None),
        ("5y", None),
        ("", None),
        (None, None),
    ],
)
def test_a_period_of_the_reader_is_a_stretch_of_months(period: str | None, expected: tuple[int, int] | None) -> None:
    assert months_of_period(period) == expected


@given(st.integers(1950, 2090))
def test_a_year_has_its_twelve_months(year: int) -> None:
    assert months_of_period(str(year)) == of_year(year) == (12 * year, 12 * year + 11)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云溪县2024年工作总结", None),
        ("云溪县2024年1—9月工作情况", (1, 9)),
        ("1-11月", (1, 11)),
        ("1至3月", (1, 3)),
        ("一至九月", (1, 9)),
        ("一至十一月", (1, 11)),
        ("截至10月底", (1, 10)),
        ("2024年第一季度", (1, 3)),
        ("第1季度", (1, 3)),
        ("三季度末", (7, 9)),
        ("2024年第四季度", (10, 12)),
        ("前二季度", (1, 6)),
        ("前三季度", (1, 9)),
        ("2024年上半年工作总结", (1, 6)),
        ("2024年下半年工作总结", (7, 12)),
        ("2024年上半年工作总结及下半年工作计划", (1, 6)),
        ("2024年前三季度工作总结和四季度工作安排", (1, 9)),
        ("2024年工作总结及2025年第一季度打算", None),
    ],
)
def test_a_title_says_which_part_of_the_year_a_report_is_on(title: str, expected: tuple[int, int] | None) -> None:
    assert part_of_year(title, 2024) == expected


# time in the report's title, its sentence → certain that 25 of 30 is not met: only where the year is over
TIMES = [
    ("2024年", "举办科普讲座25场。", True),
    ("2024年度", "举办科普讲座25场。", True),
    ("2024年", "全年举办科普讲座25场。", True),
    ("2024年", "今年以来，举办科普讲座25场。", True),
    ("2024年", "上半年举办科普讲座25场。", False),
    ("2024年", "前三季度举办科普讲座25场。", False),
    ("2024年", "一季度举办科普讲座25场。", False),
    ("2024年", "1—11月举办科普讲座25场。", False),
    ("2024年", "截至10月底，举办科普讲座25场。", False),
    ("2024年上半年", "举办科普讲座25场。", False),
    ("2024年前三季度", "举办科普讲座25场。", False),
    ("2024年1至10月", "举办科普讲座25场。", False),
    ("2024年第二季度", "举办科普讲座25场。", False),
]


@pytest.mark.parametrize(("title", "words", "certain"), TIMES)
def test_only_a_report_on_the_whole_year_settles_that_too_little_was_done(
    matched: Callable[..., Matched], title: str, words: str, certain: bool
) -> None:
    (answer,) = matched("举办科普讲座30场。", f"{title}|{words}").targets
    assert (answer.status, answer.certain) == ("not_met", certain)
    assert certain or answer.reasons[-1].code == "not_yet"


@pytest.mark.parametrize(
    ("plan", "report", "certain"),
    [
        ("6月底前举办科普讲座30场。", "2024年上半年|举办科普讲座25场。", True),
        ("6月底前，举办科普讲座30场。", "2024年上半年|举办科普讲座25场。", True),
        ("上半年举办科普讲座30场。", "2024年上半年|举办科普讲座25场。", True),
        ("9月底前举办科普讲座30场。", "2024年上半年|举办科普讲座25场。", False),
        ("6月底前举办科普讲座30场。", "2024年1至5月|举办科普讲座25场。", False),
        ("年底前举办科普讲座30场。", "2024年上半年|举办科普讲座25场。", False),
    ],
)
def test_a_target_due_inside_the_reports_period_is_judged_as_final(
    matched: Callable[..., Matched], plan: str, report: str, certain: bool
) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status, answer.certain) == ("not_met", certain)


@pytest.mark.parametrize("coming", ["2025年，协会计划", "明年，协会计划", "2025年，协会将"])
def test_what_a_report_announces_is_no_result(matched: Callable[..., Matched], coming: str) -> None:
    report = f"举办科普讲座31场。{coming}发展会员220名，举办科普讲座60场。"
    (answer,) = matched("举办科普讲座30场。", "2024年上半年|举办科普讲座16场。", report).targets
    assert (answer.status, answer.certain) == ("exceeded", True), answer.reasons
    assert answer.reached == 31  # the half of the year is in it
    assert [actual.place.quote for actual in answer.actuals] == ["16场", "31场"]
