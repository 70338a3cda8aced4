"""What stands near without answering, parts that are all there is, and what a plan prints for comparison."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Matched, MatchingPaper

SILENT = [
    ("会议和活动经费60万元。", "会务和活动开支58.3万元。", "58.3万元"),  # hardly a word, but the characters
    ("新认定省级科普基地3个。", "新申报省级科普基地5个。", "5个"),
    ("学会会员总数达到500名。", "新发展学会会员60名。", "60名"),
    ("政务热线群众不满意率2%。", "政务热线群众满意率98.7%。", "98.7%"),
    ("新建中试基地2个。", "中试基地已立项3个。", "3个"),
    ("规上工业增加值按可比价增长8%。", "规上工业增加值22亿元，上年为20亿元。", "22亿元"),  # it might be computed
    ("城乡居民收入比缩小到1.8以内。", "城镇居民人均可支配收入35200元，农村居民人均可支配收入19400元。", "35200元"),
    ("市里已下达补助资金280万元，年底前支出进度达到90%。", "补助资金已支出238万元。", "238万元"),
    ("建成社区养老服务中心6个。", "纳入计划的6个社区中心里，2个开放。", "2个"),  # its sentence names it
]


@pytest.mark.parametrize(("plan", "report", "quote"), SILENT)
def test_silence_is_not_certain_while_a_figure_of_like_unit_stands_near(
    matched: Callable[..., Matched], plan: str, report: str, quote: str
) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status, answer.certain, answer.actuals) == ("no_figure", False, ())
    assert answer.reasons[0].values["actual"] == quote


@pytest.mark.parametrize(
    ("plan", "report"),
    [
        ("发布团体标准2项。", "举办科普讲座33场，参加3000人次。"),  # nothing like it
        ("发布团体标准2项。发展会员400名。", "发展会员420名。"),
        ("举办科普讲座30场。举办学术会议5场。", "举办学术会议6场。"),  # it answers the other target
    ],
)
def test_silence_is_certain_where_nothing_is_near(matched: Callable[..., Matched], plan: str, report: str) -> None:
    answer = matched(plan, report).targets[0]
    assert (answer.status, answer.certain) == ("no_figure", True), answer.reasons


def test_a_computed_answer_is_not_certain_beside_the_figure_itself(matched: Callable[..., Matched]) -> None:
    report = "规上企业120家，其中有研发活动的规上企业60家。邻近的泉口县有研发活动的规上企业占比为52%。"
    (answer,) = matched("有研发活动的规上企业占比达到45%。", report).targets
    assert (answer.status, answer.certain) == ("exceeded", False)


# what is asked, what is reported → status, certain, quotes
PARTS = [
    (
        "技术合同成交额30亿元。",
        "技术合同成交额输出19.6亿元、吸纳12.3亿元。",
        "exceeded",
        True,
        ["19.6亿元", "12.3亿元"],
    ),
    ("举办招聘活动45场。", "举办线下招聘活动31场、线上招聘活动20场。", "exceeded", True, ["31场", "20场"]),
    ("发明专利授权600件。", "授权专利2150件，其中发明635件。", "exceeded", None, ["635件"]),
    ("选派医师进修40人。", "选派医师进修，其中到省级医院21人、到市级医院24人。", "exceeded", False, ["21人", "24人"]),
    ("选派医师进修50人。", "选派医师进修，其中到省级医院21人、到市级医院24人。", "no_figure", False, []),
    ("举办农技培训班30期。", "办农技班35期。", "exceeded", None, ["35期"]),
    ("招录乡村医生5名。", "招录乡村医生6人。", "exceeded", True, ["6人"]),
    ("开展环保宣传进社区20场。", "开展环保进社区宣传22场。", "exceeded", True, ["22场"]),
    ("淘汰燃煤锅炉26台。", "淘汰燃煤锅炉19台、改造9台。", "not_met", True, ["19台"]),
    ("产品抽检合格率达到95%。", "抽检产品200批次，其中不合格4批次。", "exceeded", None, ["200批次", "4批次"]),
    (
        "研发费用占营业收入比重达到2.1%。",
        "规上企业研发费用18.9亿元，营业收入910亿元。",
        "not_met",
        None,
        ["18.9亿元", "910亿元"],
    ),
    ("社会组织年检参检率92%。", "应参检社会组织238家，参检221家。", "exceeded", None, ["238家", "221家"]),
    ("新发展会员400名。", "会员总数达5230名，较年初净增380名。", "not_met", False, ["380名"]),
    ("公民具备科学素质比例达到13%。", "全市公民具备科学素质比例13.6%。", "no_figure", False, []),
]


@pytest.mark.parametrize(("plan", "report", "status", "certain", "quotes"), PARTS)
def test_parts_and_wholes(
    matched: Callable[..., Matched], plan: str, report: str, status: str, certain: bool | None, quotes: list[str]
) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status, [actual.place.quote for actual in answer.actuals]) == (status, quotes), answer.reasons
    assert certain in (None, answer.certain), answer.reasons


def test_a_base_that_the_plan_prints_is_no_target(matched: Callable[..., Matched]) -> None:
    done = matched("2023年末全县有高新技术企业86家。2024年高新技术企业净增10家。", "高新技术企业达到97家。")
    (answer,) = done.targets
    assert (answer.target.place.quote, answer.status) == ("10家", "exceeded")
    assert done.tasks == ()  # nor is its sentence a task


@pytest.mark.parametrize(
    ("plan", "quotes"),
    [
        ("县级医院平均住院日8.2天，药占比28%。", ["8.2天", "28%"]),
        ("举办校长论坛2期；报表逾期上报率1%。", ["2期", "1%"]),
        ("目前共有校长论坛2个。", []),
    ],
)
def test_a_bare_figure_of_a_plan_is_a_target(matched: Callable[..., Matched], plan: str, quotes: list[str]) -> None:
    done = matched(plan, "各项工作有序推进。")
    assert [answer.target.place.quote for answer in done.targets] == quotes


def test_a_figure_in_a_name_is_no_target(matched: Callable[..., Matched]) -> None:
    done = matched("公交站点500米覆盖率100%。新建“15分钟文化生活圈”16个。", "新建“15分钟文化生活圈”17个。")
    assert [answer.target.place.quote for answer in done.targets] == ["100%", "16个"]


def test_a_heading_on_the_planning_office_does_not_speak_of_what_is_to_come(
    paper: Callable[[str, str], MatchingPaper],
) -> None:
    plan = paper("plan", "云溪县自然资源局2024年工作要点\n一、重点任务\n举办业务培训班5期。\n")
    report = paper("r", "云溪县自然资源局2024年工作总结\n一、规划测绘更加扎实\n组织业务培训班5期、参训286人次。\n")
    (answer,) = match_plan_to_reports(plan, [report]).targets
    assert (answer.status, answer.certain) == ("met", True)


def test_under_a_heading_on_what_there_is_nothing_is_promised(paper: Callable[[str, str], MatchingPaper]) -> None:
    text = "云溪县2024年工作要点\n一、工作基础\n县级医院平均住院日8.2天，药占比28%。\n二、重点任务\n举办讲座30场。\n"
    done = match_plan_to_reports(paper("plan", text), [paper("r", "云溪县2024年工作总结\n举办讲座31场。\n")])
    assert [answer.target.place.quote for answer in done.targets] == ["30场"]
