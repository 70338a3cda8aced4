"""Several reports on one plan: the longest period wins, separate periods add up, the later of two for one wins."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

import pytest

from luoshi.matching.model import Matched, TargetAnswer

PLAN = "举办科普讲座30场。"
QUARTERS = ["2024年第一季度", "2024年第二季度", "2024年第三季度", "2024年第四季度"]


def told(time: str, count: int) -> str:
    return f"{time}|举办科普讲座{count}场。"


def quotes(answer: TargetAnswer) -> list[str]:
    return [figure.place.quote for figure in answer.actuals]


# the figures by time → status, certain, what was reached
ROWS: list[tuple[dict[str, int], str, bool, int]] = [
    ({"2024年上半年": 20, "2024年": 33}, "exceeded", True, 33),
    ({"2024年上半年": 20, "2024年": 28}, "not_met", True, 28),
    ({"2024年第一季度": 5, "2024年前三季度": 31}, "exceeded", True, 31),
    ({"2024年第一季度": 5, "2024年前三季度": 21}, "not_met", False, 21),
    ({"2024年上半年": 15, "2024年下半年": 16}, "exceeded", True, 31),
    ({"2024年上半年": 15, "2024年下半年": 12}, "not_met", True, 27),
    (dict.fromkeys(QUARTERS, 8), "exceeded", True, 32),
    (dict.fromkeys(QUARTERS, 7), "not_met", True, 28),
    ({"2024年上半年": 16, "2024年第三季度": 7, "2024年第四季度": 8}, "exceeded", True, 31),
    ({"2024年上半年": 16, "2024年第一季度": 7, "2024年下半年": 8}, "not_met", True, 24),
    # A quarter that nobody reported may hold what is wanting.
    ({"2024年第一季度": 8, "2024年第二季度": 8, "2024年第四季度": 8}, "not_met", False, 24),
    ({"2024年第一季度": 12, "2024年第二季度": 12, "2024年第四季度": 8}, "exceeded", True, 32),
]


@pytest.mark.parametrize("row", ROWS)
def test_the_answer_is_the_same_in_whatever_order_the_reports_come(
    matched: Callable[..., Matched], row: tuple[dict[str, int], str, bool, int]
) -> None:
    counts, status, certain, reached = row
    for order in itertools.islice(itertools.permutations(counts), 0, None, max(1, len(counts) - 1)):
        done = matched(PLAN, *(told(time, counts[time]) for time in order))
        (answer,) = done.targets
        assert (answer.status, answer.certain, answer.reached) == (status, certain, reached), order
        assert sorted(quotes(answer)) == sorted(f"{count}场" for count in counts.values())
        assert done.unmatched == ()


def test_what_stands_at_the_end_is_the_latest_not_the_sum(matched: Callable[..., Matched]) -> None:
    for time in ("2024年", "2024年第三季度"):
        report = f"{time}|公民具备科学素质比例为15.2%。"
        (answer,) = matched(
            "公民具备科学素质比例达到15%。", "2024年上半年|公民具备科学素质比例达到14.1%。", report
        ).targets
        assert (answer.status, answer.reached) == ("exceeded", Fraction("15.2"))


def test_what_the_later_report_leaves_out_is_answered_by_the_earlier(matched: Callable[..., Matched]) -> None:
    silent = "2024年|加强队伍建设，取得新的成效。"
    (answer,) = matched(PLAN, told("2024年上半年", 31), silent).targets
    assert (answer.status, answer.certain) == ("exceeded", True)
    (answer,) = matched(PLAN, told("2024年上半年", 21), silent).targets
    assert (answer.status, answer.certain) == ("not_met", False)


def test_two_reports_on_the_same_time_that_differ_are_not_certain(matched: Callable[..., Matched]) -> None:
    (answer,) = matched(PLAN, told("2024年", 33), told("2024年度", 31)).targets
    assert (answer.status, answer.certain) == ("exceeded", False)
    assert "reports_differ" in [reason.code for reason in answer.reasons]
    assert sorted(quotes(answer)) == ["31场", "33场"]


def test_of_two_reports_that_differ_on_one_time_the_later_is_judged(matched: Callable[..., Matched]) -> None:
    half = told("2024年上半年", 31)
    year = "2024年|发放科普图书2000册。走访困难职工45户。上半年举办科普讲座28场。"  # counted anew at its end
    for reports in ((half, year), (year, half)):
        (answer,) = matched("上半年" + PLAN, *reports).targets
        assert (answer.status, answer.reached) == ("not_met", 28), reports


def test_two_reports_that_say_the_same_are_certain_and_both_are_shown(matched: Callable[..., Matched]) -> None:
    (answer,) = matched(PLAN, told("2024年", 33), told("2024年度", 33)).targets
    assert (answer.status, answer.certain) == ("exceeded", True)
    assert [figure.place.source for figure in answer.actuals] == ["r0", "r1"]


def test_a_plan_without_a_report_has_no_figures_and_only_silence(matched: Callable[..., Matched]) -> None:
    done = matched(PLAN + "修订学会管理办法。")
    assert [(answer.status, answer.certain) for answer in done.targets] == [("no_figure", True)]
    assert [task.status for task in done.tasks] == ["not_mentioned"]
    assert (done.reports, done.unmatched) == ((), ())


@pytest.mark.parametrize(
    ("plan", "report", "status", "certain"),
    [
        ("新增高新技术企业18家。", "新增高新技术企业20家。", "met", True),
        ("新增高新技术企业18家。", "新增高新技术企业10家。", "not_met", False),
        ("培训农民3000人次。", "培训农民3200人次。", "met", True),
        ("完成固定资产投资5亿元。", "完成固定资产投资5.2亿元。", "met", True),
        ("公民具备科学素质比例达到15%。", "公民具备科学素质比例达到15.6%。", "met", False),
        ("公民具备科学素质比例达到15%。", "公民具备科学素质比例达到14.6%。", "not_met", False),
        ("规上工业增加值增长8%。", "规上工业增加值增长9%。", "met", False),
        ("科普综合评估进入全市前3位。", "科普综合评估居全市第2位。", "met", False),
        ("有效期内高新技术企业达到70家。", "有效期内高新技术企业72家。", "met", False),
        ("“三公”经费控制在50万元以内。", "“三公”经费支出30万元。", "met", False),
        ("“三公”经费控制在50万元以内。", "“三公”经费支出52万元。", "not_met", True),
        ("信访件平均办理时间控制在5天以内。", "信访件平均办理时间6天。", "not_met", False),
        ("信访件平均办理时间控制在5天以内。", "信访件平均办理时间4天。", "met", False),
        ("城镇登记失业率控制在3.5%以内。", "城镇登记失业率为3.8%。", "not_met", False),
    ],
)
def test_half_a_year_settles_what_only_adds_up_and_a_cap_that_is_broken(
    matched: Callable[..., Matched], plan: str, report: str, status: str, certain: bool
) -> None:
    (answer,) = matched(plan, f"2024年上半年|{report}").targets
    assert (answer.status.replace("exceeded", "met"), answer.certain) == (status, certain)
