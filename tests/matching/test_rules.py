"""What answers what, by the rules of gold/MATCH.md, 1 to 8: each row a plan, a report and the verdict.

A ``certain`` of None leaves open which it is; no silence is certain while a figure of like
unit stands near. All figures of the report that are not among the quotes are unmatched.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.model import Matched

Row = tuple[str, str, str, bool | None, list[str]]

SAME_THING: list[Row] = [
    ("新增高新技术企业18家。", "全年新增高企20家。", "met", True, ["20家"]),
    ("新增高新技术企业18家。", "新认定国家级高新技术企业20家。", "met", True, ["20家"]),
    ("新增高新技术企业18家。", "高新技术企业净增18家。", "met", True, ["18家"]),
    ("高新技术企业净增18家。", "新认定高新技术企业20家。", "met", False, ["20家"]),
    ("发明专利授权量达到120件。", "授权发明专利126件。", "met", True, ["126件"]),
    ("全社会研发经费支出4.2亿元。", "全社会R&D经费支出4.3亿元。", "met", True, ["4.3亿元"]),
    ("技术合同成交额突破6亿元。", "登记技术合同成交金额6.5亿元。", "met", True, ["6.5亿元"]),
    ("培训农民3000人次。", "培训农民3200人。", "met", False, ["3200人"]),
    ("培训农民3000人。", "培训农民3200人次。", "met", False, ["3200人次"]),
]
STAGE: list[Row] = [
    ("新认定省级科普基地3个。", "新申报省级科普基地5个。", "no_figure", False, []),
    ("新认定省级科普基地3个。", "推荐省级科普基地5个。", "no_figure", False, []),
    ("申报省级科普基地5个。", "申报省级科普基地6个。", "met", True, ["6个"]),
    ("招商引资到位资金5亿元。", "招商引资签约资金8亿元。", "no_figure", False, []),
    ("招商引资到位资金5亿元。", "招商引资到位资金5.1亿元。", "met", True, ["5.1亿元"]),
    ("竣工科技项目12个。", "开工科技项目15个。", "no_figure", False, []),
    ("竣工科技项目12个。", "建成投用科技项目15个。", "met", True, ["15个"]),
    ("办结群众来信200件。", "受理群众来信230件。", "no_figure", False, []),
    ("发明专利授权量达到120件。", "发明专利申请230件。", "no_figure", False, []),
    ("签约项目20个。", "在谈项目30个。", "no_figure", False, []),
    ("签约项目20个。", "在谈项目30个，签约项目21个。", "met", True, ["21个"]),
]
LEVEL: list[Row] = [
    ("新认定省级科普基地3个。", "新认定市级科普基地4个。", "no_figure", False, []),
    ("新认定市级科普基地3个。", "新认定省级科普基地4个。", "no_figure", False, []),
    ("新认定省级科普基地3个。", "新认定省级科普基地3个、市级科普基地9个。", "met", True, ["3个"]),
    ("新认定市级以上科普基地3个。", "新认定市级以上科普基地4个。", "met", True, ["4个"]),
    ("新认定市级以上科普基地3个。", "新认定省级科普基地1个、市级科普基地3个。", "met", True, ["1个", "3个"]),
]
PART: list[Row] = [
    ("举办科普讲座30场。", "举办科普活动90场，其中科普讲座33场。", "met", True, ["33场"]),
    ("举办科普活动90场。", "举办科普活动96场，其中科普讲座33场。", "met", True, ["96场"]),
    ("举办科普活动90场。", "其中进校园科普活动95场。", "no_figure", False, []),
    ("新增高新技术企业18家。", "第一批新增高新技术企业8家，第二批新增高新技术企业11家。", "met", True, ["8家", "11家"]),
    ("举办科普讲座30场。", "上半年举办科普讲座15场，下半年举办科普讲座16场。", "met", True, ["15场", "16场"]),
    ("举办科普讲座30场。", "上半年举办科普讲座15场，下半年举办科普讲座12场。", "not_met", True, ["15场", "12场"]),
]
TIME_AND_PLACE: list[Row] = [
    ("举办科普讲座30场。", "邻近的泉口县举办科普讲座40场。", "no_figure", False, []),
    ("举办科普讲座30场。", "上年举办科普讲座40场。", "no_figure", False, []),
    ("举办科普讲座30场。", "去年同期举办科普讲座40场。", "no_figure", False, []),
    ("举办科普讲座30场。", "2023年举办科普讲座40场。", "no_figure", False, []),
    ("举办科普讲座30场。", "全年预计举办科普讲座33场。", "no_figure", True, []),
    ("举办科普讲座30场。", "明年计划举办科普讲座33场。", "no_figure", True, []),
    ("上半年举办科普讲座30场。", "下半年举办科普讲座40场。", "no_figure", False, []),
    ("举办科普讲座30场。", "全年举办科普讲座33场，上年为28场。", "met", True, ["33场"]),
]
KIND: list[Row] = [
    ("规上工业增加值增长8%。", "规上工业增加值达到20亿元。", "no_figure", True, []),
    ("规上工业增加值达到20亿元。", "规上工业增加值增长8%。", "no_figure", True, []),
    ("规上工业增加值达到20亿元。", "规上工业增加值21亿元，增长9%。", "met", True, ["21亿元"]),
    ("科普示范社区达到12个。", "科普示范社区占比达到30%。", "no_figure", True, []),
    ("公民具备科学素质比例达到15%。", "公民具备科学素质比例提高1.2个百分点。", "no_figure", True, []),
]
COMPUTED: list[Row] = [
    ("技术合同成交额增长20%。", "技术合同成交额6亿元，上年为4.8亿元。", "met", None, ["6亿元", "4.8亿元"]),
    ("高新技术企业净增10家。", "高新技术企业总数72家，上年末为60家。", "met", None, ["72家", "60家"]),
    ("高新技术企业净增15家。", "新认定高新技术企业20家，退出高新技术企业4家。", "met", True, ["20家", "4家"]),
    (
        "公民具备科学素质比例提高1.2个百分点。",
        "公民具备科学素质比例为15.6%，上年为14.2%。",
        "met",
        None,
        ["15.6%", "14.2%"],
    ),
    (
        "有研发活动的规上企业占比达到45%。",
        "全县规上企业120家，其中有研发活动的规上企业60家。",
        "met",
        True,
        ["120家", "60家"],
    ),
    (
        "有研发活动的规上企业占比达到45%。",
        "全县规上企业120家，其中有研发活动的规上企业50家。",
        "not_met",
        True,
        ["120家", "50家"],
    ),
    ("规上工业增加值按可比价增长8%。", "规上工业增加值22亿元，上年为20亿元。", "no_figure", None, []),
    ("举办科普讲座12场。", "每月举办一次科普讲座。", "met", False, ["一次"]),
]
UNITS: list[Row] = [
    ("科技投入达到1200万元。", "科技投入0.12亿元。", "met", True, ["0.12亿元"]),
    ("科技投入达到0.12亿元。", "科技投入1100万元。", "not_met", True, ["1100万元"]),
    ("推广测土配方施肥30万亩。", "推广测土配方施肥2万公顷。", "met", True, ["2万公顷"]),
    ("推广测土配方施肥30万亩。", "推广测土配方施肥1.9万公顷。", "not_met", True, ["1.9万公顷"]),
    ("科普经费达到100万元以上。", "科普经费0.012亿元。", "met", True, ["0.012亿元"]),  # round, and yet an amount
    ("科技贷全年投放10亿元以上。", "科技贷全年投放11亿元。", "met", True, ["11亿元"]),
    ("“三公”经费控制在100万元以内。", "“三公”经费110万元。", "not_met", True, ["110万元"]),
    ("收储优质稻谷500吨。", "收储优质稻谷480000公斤。", "not_met", True, ["480000公斤"]),
    ("收储优质稻谷500吨。", "收储优质稻谷100万斤。", "met", True, ["100万斤"]),
    ("服务企业80家。", "服务企业83户。", "met", True, ["83户"]),
    ("举办科普讲座30场。", "举办科普讲座31期。", "met", None, ["31期"]),
    ("举办科普讲座30场。", "科普讲座参加3000人次。", "no_figure", None, []),
    ("技术合同成交额达到5亿元。", "登记技术合同120件。", "no_figure", None, []),
]
ALL: list[Row] = [
    ("行政村科普服务覆盖率达到100%。", "行政村科普服务实现全覆盖。", "met", True, ["全覆盖"]),
    ("科技馆免费开放率达到100%。", "科技馆全部免费开放。", "met", None, ["全部"]),
    ("规上企业建档率达到100%。", "规上企业无一未建档。", "met", None, ["无一"]),
    ("举办科普讲座30场。", "圆满完成科普讲座任务。", "no_figure", True, []),
    ("举办科普讲座30场。", "超额完成科普讲座年度任务。", "no_figure", True, []),
    ("培训高素质农民50名。", "培训高素质农民完成年度任务的112%。", "met", True, ["112%"]),
    ("培训高素质农民50名。", "培训高素质农民完成年度任务的92%。", "not_met", True, ["92%"]),
    ("培训高素质农民50名。", "全年培训高素质农民56名，完成年度任务的112%。", "met", True, ["56名", "112%"]),
]
DOUBTFUL: list[Row] = [
    ("科普经费达到120万元。", "科技经费130万元。", "no_figure", None, []),
    ("新增高新技术企业18家。", "新增科技型企业20家。", "no_figure", None, []),
    ("新增高新技术企业18家。", "新增科技型中小企业20家。", "no_figure", None, []),
    ("发放科普图书2000册。", "发放农技手册3000册。", "no_figure", None, []),
]
RULES = {
    "1 same thing in other words": SAME_THING,
    "2 stage": STAGE,
    "2 level": LEVEL,
    "3 part and whole": PART,
    "4 time and place": TIME_AND_PLACE,
    "5 kind of figure": KIND,
    "5 computed": COMPUTED,
    "6 units": UNITS,
    "7 words for all": ALL,
    "8 too uncertain": DOUBTFUL,
}


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{rule}, {at}") for rule, rows in RULES.items() for at, row in enumerate(rows)]
)
def test_a_figure_answers_by_the_rule_or_not(matched: Callable[..., Matched], row: Row) -> None:
    plan, report, status, certain, quotes = row
    done = matched(plan, report)
    (answer,) = done.targets
    assert answer.status.replace("exceeded", "met") == status, answer.reasons
    assert [figure.place.quote for figure in answer.actuals] == quotes
    assert certain in (None, answer.certain), answer.reasons
    left = {figure.place.quote for figure in done.unmatched}
    assert left.isdisjoint(quotes)


@pytest.mark.parametrize(
    ("plan", "report", "reached"),
    [
        ("科技投入达到1200万元。", "科技投入0.12亿元。", 12_000_000),
        ("推广测土配方施肥30万亩。", "推广测土配方施肥2万公顷。", 300_000),
        ("收储优质稻谷500吨。", "收储优质稻谷480000公斤。", 480),
        ("培训高素质农民50名。", "培训高素质农民完成年度任务的112%。", 56),
        ("培训高素质农民50名。", "培训高素质农民超额完成12%。", 56),
        ("高新技术企业净增15家。", "新认定高新技术企业20家，退出高新技术企业4家。", 16),
        ("有研发活动的规上企业占比达到45%。", "全县规上企业120家，其中有研发活动的规上企业60家。", 50),
        ("举办科普讲座12场。", "每月举办一次科普讲座。", 12),
    ],
)
def test_what_was_reached_is_given_in_the_targets_unit(
    matched: Callable[..., Matched], plan: str, report: str, reached: int
) -> None:
    (answer,) = matched(plan, report).targets
    assert answer.reached == reached


def test_each_of_several_targets_gets_its_own_figure(matched: Callable[..., Matched]) -> None:
    done = matched(
        "举办科普讲座30场、科普展览6场。技术合同成交额达到6亿元，增长20%。",
        "全年技术合同成交额6.6亿元，增长22%。举办科普展览8场、科普讲座28场。",
    )
    found = [
        (answer.target.place.quote, answer.status, [figure.place.quote for figure in answer.actuals])
        for answer in done.targets
    ]
    assert found == [
        ("30场", "not_met", ["28场"]),
        ("6场", "exceeded", ["8场"]),
        ("6亿元", "exceeded", ["6.6亿元"]),
        ("20%", "exceeded", ["22%"]),
    ]
    assert done.unmatched == ()


def test_what_nobody_planned_is_left_over_in_text_order(matched: Callable[..., Matched]) -> None:
    done = matched("举办科普讲座30场。", "发放科普图书2000册。举办科普讲座33场。走访困难职工45户。")
    assert [figure.place.quote for figure in done.unmatched] == ["2000册", "45户"]


def test_next_years_targets_are_neither_answers_nor_left_over(matched: Callable[..., Matched]) -> None:
    done = matched("举办科普讲座30场。", "举办科普讲座33场。\n二、2025年工作打算\n计划举办科普讲座40场。")
    assert [figure.place.quote for figure in done.targets[0].actuals] == ["33场"]
    assert done.unmatched == ()


def test_two_figures_of_equal_right_are_not_chosen_between(matched: Callable[..., Matched]) -> None:
    (answer,) = matched("举办科普讲座30场。", "举办科普讲座33场。全县举办科普讲座28场。").targets
    assert (answer.status, answer.certain) in {("no_figure", False), ("met", False), ("not_met", False)}
