"""Whether more or less is better: by the plan's words, by custom, by an office's own words, or not known."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pkgutil import get_data

import pytest

from luoshi.matching.match import match_plan_to_reports
from luoshi.matching.model import Compared, Matched, MatchingPaper
from luoshi.matching.words import extend_lexicon, load_standard_lexicon

# what is asked, what is reported → status
LESS = [
    ("食品抽检不合格率1.5%。", "食品抽检不合格率1.8%。", "not_met"),
    ("食品抽检不合格率1.5%。", "食品抽检不合格率1.2%。", "exceeded"),
    ("居民消费价格涨幅3%。", "居民消费价格涨幅1.2%。", "exceeded"),
    ("消费投诉120件。", "受理消费投诉134件，办结130件。", "not_met"),
    ("消费投诉120件。", "受理消费投诉98件，办结97件。", "exceeded"),
    ("单位产品能耗0.6吨。", "单位产品能耗0.7吨。", "not_met"),
    ("企业开办时间1个工作日。", "企业开办时间0.5个工作日。", "exceeded"),
    ("逾期未整改问题5个。", "逾期未整改问题7个。", "not_met"),
    ("报表逾期上报率1%。", "报表逾期上报率0.6%。", "exceeded"),
    ("每万人口消费投诉量18件。", "每万人口消费投诉量为14.6件。", "exceeded"),
    ("重污染天数2天。", "重污染天数3天。", "not_met"),
    ("全国排名第5位。", "全国排名第3位。", "exceeded"),
    ("低保审核20个工作日。", "低保审核16个工作日。", "exceeded"),  # only procedures are measured in working days
    ("新增违法用地120亩。", "新增违法用地131亩。", "not_met"),
    ("学校迎检次数压减到15次。", "学校迎检次数18次。", "not_met"),  # the plan's words say so
    ("人口自然增长率2.5‰以内。", "人口自然增长率1.9‰。", "exceeded"),
]
MORE = [
    ("消费投诉办结率98%。", "消费投诉办结率97%。", "not_met"),
    ("食品抽检合格率98%。", "食品抽检合格率98.6%。", "exceeded"),
    ("消除大班额班级40个。", "消除大班额班级43个。", "exceeded"),  # to do away with them is more
    ("查处违法案件6件。", "查处违法案件4件。", "not_met"),
    ("压减报表18张。", "压减报表21张。", "exceeded"),
    ("氨氮减排量1200吨。", "氨氮减排量1286吨。", "exceeded"),
    ("新建投诉服务站20个。", "新建投诉服务站22个。", "exceeded"),  # 投诉 is not what is counted
    ("编外人员占比达到12%。", "编外人员占比11%。", "not_met"),
    ("举办科普讲座30场。", "举办科普讲座33场。", "exceeded"),
    ("水土流失治理面积35平方公里。", "水土流失治理面积37平方公里。", "exceeded"),
]
UNKNOWN = [
    ("人口自然增长率2.5‰。", "人口自然增长率1.9‰。", "not_met"),
    ("学校迎检15次。", "学校迎检18次。", "exceeded"),
    ("编外人员占比12%。", "编外人员占比11%。", "not_met"),
    ("涉企行政检查1200户次。", "涉企行政检查986户次。", "not_met"),
]


@pytest.mark.parametrize(("plan", "report", "status"), LESS + MORE)
def test_a_known_way_decides_and_is_certain(
    matched: Callable[..., Matched], plan: str, report: str, status: str
) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status, answer.certain) == (status, True), answer.reasons


@pytest.mark.parametrize(("plan", "report", "status"), UNKNOWN)
def test_where_nobody_says_which_way_is_better_the_answer_asks(
    matched: Callable[..., Matched], plan: str, report: str, status: str
) -> None:
    (answer,) = matched(plan, report).targets
    assert (answer.status, answer.certain) == (status, False)
    assert [reason.code for reason in answer.reasons] == ["direct", "way_not_known"]


def test_what_is_just_reached_is_met_either_way(matched: Callable[..., Matched]) -> None:
    (answer,) = matched("人口自然增长率2.5‰。", "人口自然增长率2.5‰。").targets
    assert (answer.status, answer.certain) == ("met", True)


@pytest.mark.parametrize(
    ("own", "status", "certain"),
    [
        ({}, "exceeded", False),
        ({"less": ["迎检"]}, "not_met", True),
        ({"more": ["学校迎检"]}, "exceeded", True),
        ({"same": [], "less": ["迎检 督导"], "more": []}, "not_met", True),
    ],
)
def test_an_office_says_of_what_less_is_better(
    paper: Callable[[str, str], MatchingPaper], own: dict[str, list[str]], status: str, certain: bool
) -> None:
    plan = paper("plan", "云溪县教育局2024年工作要点\n一、重点任务\n学校迎检15次。举办校长论坛2期。\n")
    report = paper("report", "云溪县教育局2024年工作总结\n一、完成情况\n学校迎检18次。举办校长论坛2期。\n")
    answer = match_plan_to_reports(plan, [report], extend_lexicon(own)).targets[0]
    assert (answer.status, answer.certain) == (status, certain)


@pytest.mark.parametrize("own", [{"less": "迎检"}, {"less": [3]}, {"more": ["长" * 41]}, {"either": ["迎检"]}])
def test_lists_of_another_form_are_refused(own: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"less|more|either"):
        extend_lexicon(own)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("信访投诉量", "less"),
        ("信访投诉平均办理时间", "less"),
        ("信访投诉化解率", "more"),
        ("整治噪声扰民投诉", "more"),
        ("投诉站点", None),
        ("未成年人就业率", "more"),
        ("学会逾期未换届率", "less"),
        ("每万常住人口发明专利", None),
        ("开展涉企检查", "either"),
    ],
)
def test_the_last_word_tells_if_it_is_what_is_counted(words: str, told: str | None) -> None:
    assert load_standard_lexicon().ways.find_direction(words) == told


def test_no_word_is_in_two_lists() -> None:
    table = tomllib.loads((get_data("luoshi.matching", "lexicon/ways.toml") or b"").decode())
    words = [word for row in table.values() for word in row.split()]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("upper", "own", "status", "certain"),
    [
        ("消费投诉120件。", "消费投诉100件。", "higher", True),
        ("食品抽检不合格率1.5%。", "食品抽检不合格率2%。", "lower", True),
        ("编外人员占比12%。", "编外人员占比11%。", "lower", False),
        ("编外人员占比12%。", "编外人员占比12%。", "equal", True),
    ],
)
def test_plans_are_compared_by_the_same_ways(
    compared: Callable[[str, str], Compared], upper: str, own: str, status: str, certain: bool
) -> None:
    (answer,) = compared(upper, own).commitments
    assert (answer.status, answer.certain) == (status, certain)
    assert (answer.reasons[0].code == "more_or_less") is (not certain)
