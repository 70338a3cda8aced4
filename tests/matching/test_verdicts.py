"""Met or not, by gold/MATCH.md: each row an example of a rule there."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.matching.model import Matched
from luoshi.matching.signs import Hedge
from luoshi.matching.verdicts import Demand, judge_target
from luoshi.reading.model import Bound

# target: value, upper, bound, less is better, adds up; what was reached; hedge; shorter period → status, certain
LEVEL = {
    "a plain number means at least this much": (20, None, "eq", 22, "exceeded", True),
    "and is met by itself": (20, None, "eq", 20, "met", True),
    "one too few": (20, None, "eq", 19, "not_met", True),
    "at least": (20, None, "ge", 20, "met", True),
    "strictly more": (31, None, "gt", 32, "exceeded", True),
    "strictly more is not the same": (31, None, "gt", 31, "not_met", True),
    "a cap that is kept": (80, None, "le", 78, "exceeded", True),
    "a cap that is just kept": (80, None, "le", 80, "met", True),
    "a cap that is broken": (80, None, "le", 85, "not_met", True),
    "strictly less": (5, None, "lt", 4, "exceeded", True),
    "strictly less is not the same": (5, None, "lt", 5, "not_met", True),
    "a rank": (3, None, "le", 2, "exceeded", True),
    "a rank too low": (3, None, "le", 4, "not_met", True),
    "a range from its lower end on": (30, 40, "range", 30, "met", True),
    "beyond a range": (30, 40, "range", 45, "exceeded", True),
    "below a range": (30, 40, "range", 29, "not_met", True),
    "about, and reached": (200, None, "approx", 200, "met", True),
    "about, 5 % below": (200, None, "approx", 190, "met", False),
    "about, more than 5 % below": (200, None, "approx", 189, "not_met", True),
}


@pytest.mark.parametrize("row", LEVEL.values(), ids=LEVEL)
def test_the_number_decides(row: tuple[int, int | None, Bound, int, str, bool]) -> None:
    value, upper, bound, reached, status, certain = row
    demand = Demand(Fraction(value), None if upper is None else Fraction(upper), bound)
    found = judge_target(demand, Fraction(reached))
    assert (found.status, found.certain) == (status, certain)


@pytest.mark.parametrize(
    ("value", "bound", "reached", "status"),
    [
        (-4, "ge", "-4.3", "exceeded"),
        (-4, "eq", "-4", "met"),
        (-4, "ge", "-3.5", "not_met"),
        (-4, "ge", "1", "not_met"),  # it rose
        (-4, "ge", "5", "not_met"),  # and by more than it should have fallen
        (-4, "gt", "-4", "not_met"),
    ],
)
def test_a_fall_is_met_by_one_at_least_as_deep(value: int, bound: Bound, reached: str, status: str) -> None:
    assert judge_target(Demand(Fraction(value), None, bound, fall=True), Fraction(reached)).status == status


def test_a_range_that_is_a_cap_is_kept_up_to_its_upper_end() -> None:
    demand = Demand(Fraction(10), Fraction(15), "range", less=True)
    assert [judge_target(demand, Fraction(n)).status for n in (9, 14, 15, 16)] == [
        "exceeded",
        "exceeded",
        "met",
        "not_met",
    ]


def test_where_less_is_better_a_plain_number_is_a_cap() -> None:
    demand = Demand(Fraction(10), None, "eq", less=True)
    assert [judge_target(demand, Fraction(n)).status for n in (9, 10, 11)] == ["exceeded", "met", "not_met"]


# what is asked, its bound, what the report says → status, certain
HEDGES: list[tuple[int, Bound, int, Hedge, str, bool]] = [
    (86, "eq", 80, "more", "not_met", False),  # 80余家: a little more, perhaps 86
    (80, "eq", 80, "more", "met", True),
    (200, "eq", 80, "more", "not_met", True),  # no 余 is as much as that
    (50, "le", 50, "more", "not_met", True),
    (50, "le", 48, "more", "exceeded", False),  # 48余 may be 51
    (50, "le", 20, "more", "exceeded", True),
    (100, "eq", 100, "less", "not_met", True),  # 近100
    (90, "eq", 100, "less", "exceeded", True),
    (98, "eq", 100, "less", "exceeded", False),  # 近100 may be 97
    (50, "le", 50, "less", "met", True),
    (100, "eq", 100, "about", "met", False),
    (100, "eq", 98, "about", "not_met", False),
    (100, "eq", 120, "about", "exceeded", True),
    (100, "eq", 80, "about", "not_met", True),
    (50, "le", 50, "about", "met", False),
    (50, "le", 40, "about", "exceeded", True),
]


@pytest.mark.parametrize("row", HEDGES)
def test_words_at_the_actual_move_it(row: tuple[int, Bound, int, Hedge, str, bool]) -> None:
    value, bound, reached, hedge, status, certain = row
    found = judge_target(Demand(Fraction(value), None, bound), Fraction(reached), hedge)
    assert (found.status, found.certain) == (status, certain)


# asked, bound, adds up, reached → status, certain
PARTIAL: list[tuple[int, Bound, bool, int, str, bool]] = [
    (30, "eq", True, 31, "exceeded", True),  # 举办, 新增: what is reached stays reached
    (30, "eq", True, 25, "not_met", False),  # not yet
    (70, "eq", False, 72, "exceeded", False),  # a stock can fall back
    (70, "eq", False, 65, "not_met", False),
    (50, "le", True, 30, "exceeded", False),  # kept so far
    (50, "le", True, 52, "not_met", True),  # broken
    (5, "le", False, 6, "not_met", False),  # a mean can still fall
    (3, "le", False, 2, "exceeded", False),  # a rank
]


@pytest.mark.parametrize("row", PARTIAL)
def test_a_shorter_period_settles_only_what_cannot_turn(row: tuple[int, Bound, bool, int, str, bool]) -> None:
    value, bound, adds_up, reached, status, certain = row
    found = judge_target(Demand(Fraction(value), None, bound, adds_up=adds_up), Fraction(reached), None, True)
    assert (found.status, found.certain) == (status, certain)
    assert certain or found.open in ("not_yet", "can_fall_back", "not_over")


NUMBERS = st.integers(0, 300).map(Fraction)
BOUNDS: st.SearchStrategy[Bound] = st.sampled_from(["eq", "ge", "gt", "le", "lt", "approx"])
MORE: st.SearchStrategy[Hedge | None] = st.sampled_from([None, "more", "less", "about"])


@given(NUMBERS, BOUNDS, NUMBERS, NUMBERS, st.booleans())
def test_more_never_turns_met_into_not_met_nor_less_under_a_cap(
    value: Fraction, bound: Bound, one: Fraction, other: Fraction, partial: bool
) -> None:
    low, high = sorted((one, other))
    demand = Demand(value, None, bound)
    worse, better = (high, low) if bound in ("le", "lt") else (low, high)
    if judge_target(demand, worse, None, partial).status != "not_met":
        assert judge_target(demand, better, None, partial).status != "not_met"


@given(NUMBERS, BOUNDS, NUMBERS, MORE, st.booleans(), st.integers(1, 10_000))
def test_a_verdict_does_not_depend_on_the_unit_it_is_counted_in(
    value: Fraction, bound: Bound, reached: Fraction, hedge: Hedge | None, partial: bool, times: int
) -> None:
    one = judge_target(Demand(value, None, bound), reached, hedge, partial)
    assert judge_target(Demand(value * times, None, bound), reached * times, hedge, partial) == one


@given(NUMBERS, BOUNDS, NUMBERS, MORE, st.booleans())
def test_what_is_not_certain_says_what_is_open(
    value: Fraction, bound: Bound, reached: Fraction, hedge: Hedge | None, partial: bool
) -> None:
    found = judge_target(Demand(value, None, bound), reached, hedge, partial)
    assert found.certain or found.open


# The same in sentences: the words of plan and report → status, certain
SENTENCES = [
    ("新建村级农技服务站20个。", "新建村级农技服务站22个。", "met", True),
    ("新建村级农技服务站20个。", "新建村级农技服务站19个。", "not_met", True),
    ("举办科普讲座不少于30场。", "举办科普讲座30场。", "met", True),
    ("“三公”经费控制在80万元以内。", "“三公”经费支出78万元。", "met", True),
    ("“三公”经费控制在80万元以内。", "“三公”经费支出80万元。", "met", True),
    ("会议费控制在10—15万元。", "会议费支出14万元。", "met", True),
    ("全年科普讲座要多于上年的31场，持平不算完成。", "全年举办科普讲座31场。", "not_met", True),
    ("全年科普讲座要多于上年的31场，持平不算完成。", "全年举办科普讲座32场。", "met", True),
    ("“三公”经费压减到80万元以内。", "“三公”经费支出85万元。", "not_met", True),
    ("信访件平均办理时间低于5天。", "信访件平均办理时间5天。", "not_met", True),
    ("信访事项办理时限压缩到10天。", "信访事项办理时限压缩到9天。", "met", True),
    ("信访事项办理时限压缩到10天。", "信访事项办理时限压缩到12天。", "not_met", True),
    ("城镇登记失业率控制在3.5%以内。", "城镇登记失业率为3.6%。", "not_met", True),
    ("科普综合评估进入全市前3位。", "科普综合评估居全市第2位。", "met", True),
    ("科普综合评估进入全市前3位。", "科普综合评估居全市第4位。", "not_met", True),
    ("单位GDP能耗下降4%以上。", "单位GDP能耗下降4.3%。", "met", True),
    ("单位GDP能耗下降4%以上。", "单位GDP能耗下降3.5%。", "not_met", True),
    ("单位GDP能耗下降4%。", "单位GDP能耗上升1%。", "not_met", True),
    ("单位GDP能耗下降3%—5%。", "单位GDP能耗下降3.5%。", "met", True),
    ("单位GDP能耗下降3%—5%。", "单位GDP能耗下降2.5%。", "not_met", True),
    ("单位GDP能耗下降4%左右。", "单位GDP能耗下降3.9%。", "met", False),
    ("培育科技示范户30—40户。", "培育科技示范户32户。", "met", True),
    ("培育科技示范户30—40户。", "培育科技示范户29户。", "not_met", True),
    ("培训农技人员200名左右。", "培训农技人员190名。", "met", False),
    ("培训农技人员约200名。", "培训农技人员189名。", "not_met", True),
    ("服务企业86家。", "服务企业80余家。", "not_met", False),
    ("服务企业80家。", "服务企业80余家。", "met", True),
    ("服务企业80家。", "服务企业超过80家。", "met", True),
    ("服务企业80家。", "服务企业逾80家。", "met", True),
    ("全年会议不超过50次。", "全年召开会议50余次。", "not_met", True),
    ("服务企业100家。", "服务企业近100家。", "not_met", True),
    ("服务企业100家。", "服务企业不足100家。", "not_met", True),
    ("服务企业90家。", "服务企业近100家。", "met", True),
    ("服务企业100家。", "服务企业约100家。", "met", False),
    ("服务企业100家。", "服务企业98家左右。", "not_met", False),
    ("服务企业100家。", "服务企业约120家。", "met", True),
    ("“三公”经费控制在50万元以内。", "“三公”经费支出约50万元。", "met", False),
    ("“三公”经费控制在50万元以内。", "“三公”经费支出近50万元。", "met", True),
]


@pytest.mark.parametrize(("plan", "report", "status", "certain"), SENTENCES)
def test_sentences_are_judged_by_the_same_rules(
    matched: Callable[..., Matched], plan: str, report: str, status: str, certain: bool
) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status.replace("exceeded", "met"), answer.certain) == (status, certain)
