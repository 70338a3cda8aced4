"""Names that take their qualifier from beyond their own words: lists, comparisons, shares, limits, aid for each."""

from __future__ import annotations

import pytest

from luoshi.reading.read import read_text_document


def names(sentence: str, title: str = "柳河县2024年工作要点", heading: str = "一、重点工作") -> list[str]:
    """The indicators of the quantities of a sentence under a title and a heading, in order."""
    return [
        quantity.indicator for quantity in read_text_document(f"{title}\n{heading}\n{sentence}\n", year=2024).quantities
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A classification divides what was counted before it.
        ("全县驿站60处。按星级分，五星级6处、四星级9处。", ["驿站", "五星级驿站", "四星级驿站"]),
        # Bodies divide what is no body; a colon behind 其中 is no edge of the breakdown.
        (
            "床位900张，其中：医院600张，基层卫生机构300张。",
            ["床位", "医院床位", "基层卫生机构床位"],
        ),
        # A measure that opens a list is the measure of each thing in it.
        ("生均事业费：小学1.1万元，初中1.5万元。", ["小学生均事业费", "初中生均事业费"]),
        # Things of a list share what comes behind 分别 and 依次.
        (
            "一等奖2名、二等奖4名，分别奖励5000元和3000元。",
            ["一等奖", "二等奖", "一等奖奖励", "二等奖奖励"],
        ),
        (
            "储备化肥6吨、农药3吨，分别占全县需求量的六成和四成。",
            ["储备化肥", "农药", "储备化肥占全县需求量比重", "农药占全县需求量比重"],
        ),
    ],
)
def test_a_part_is_named_with_its_whole(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("技术合同成交额6.5亿元，而去年同期仅为4.9亿元。", "技术合同成交额"),
        ("人均绿地面积9平方米，但仍低于全省12平方米的平均水平。", "人均绿地面积"),
        ("城镇居民人均可支配收入增长7%，农村居民增长9%。", "农村居民人均可支配收入"),
        ("规上工业增加值按可比价格增长9%。", "规上工业增加值"),
        ("单位工业增加值能耗下降3%。", "单位工业增加值能耗"),
        ("选派科技特派员40名，超额完成8%。", "选派科技特派员超额完成比例"),
    ],
)
def test_a_figure_set_beside_another_is_of_the_same_measure(text: str, last: str) -> None:
    assert names(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("每年学习不少于12学时，其中安全课程不少于三分之一。", "安全课程占每年学习学时比重"),
        ("奖金的60%须用于质量改进。", "奖金用于质量改进比例"),
    ],
)
def test_a_share_says_of_what_it_is_a_part(text: str, last: str) -> None:
    assert names(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("公示期内有异议的，由评审办公室在20日内核查答复。", "异议核查答复时限"),
        ("对考核结果有异议的，可在10个工作日内申请复核。", "考核结果申请复核时限"),
        ("船舶在港停时压缩至18小时以内，车皮周转加快。", "船舶在港停时"),
        ("安排一次学术休假，休假时间不超过10天。", "学术休假时间"),
        ("企业开办平均用时3个工作日。", "企业开办平均用时"),
    ],
)
def test_a_limit_is_set_for_something(text: str, last: str) -> None:
    assert names(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("按每百户不低于20平方米的标准配建服务用房。", "每百户服务用房面积"),
    ],
)
def test_what_a_verb_says_of_a_figure_is_its_measure(text: str, last: str) -> None:
    assert names(text)[-1] == last


def test_a_heading_names_the_thing_of_what_stands_under_it() -> None:
    assert names("全年开讲24场，受众6000人次。", heading="1.办好巾帼讲堂") == ["巾帼讲堂开讲", "巾帼讲堂受众"]


def test_examples_before_their_kind_are_no_part_of_a_name() -> None:
    assert names("梳理用地、融资、用工等问题150个，已解决118个。") == ["梳理问题", "解决问题"]


def test_a_comma_inside_a_number_is_no_edge() -> None:
    assert names("向全县4,600名教职工发放慰问金。")[0].endswith("教职工")


def test_a_place_that_is_only_named_takes_what_was_counted() -> None:
    assert names("创建示范社区24个，其中松台县4个、新阳区6个。") == ["创建示范社区", "示范社区", "示范社区"]


def test_standing_alone_divides_what_the_document_is_about() -> None:
    title = "关于开展2016年度民办幼儿园年检工作的通知"
    assert names("据统计，应检131所，实检128所，参检率97.7%。", title=title) == [
        "应检民办幼儿园",
        "实检民办幼儿园",
        "幼儿园参检率",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Bodies that 分别 goes through are of whom a rate is told; it is the same rate of each.
        ("柳桥镇、东荻街道、石埭镇投资完成率分别为81.5%、77.2%和74.8%。", ["投资完成率"] * 3),
        ("县水务局、石梁区退件率分别高达14.2%和11.7%。", ["退件率"] * 2),
        # When it was so much is no part of what is measured.
        ("年内首办解决率由三季度的71%提高到80%。", ["首办解决率"] * 2),
        ("平均办理时长由上年度的6.8个工作日缩短到5.2个工作日。", ["平均办理时长"] * 2),
        # What is done so many times in a row is counted, not who did it.
        ("对连续两次评估不合格的平台摘牌。", ["连续评估不合格次数"]),
    ],
)
def test_bodies_times_and_turns_are_told_from_what_is_measured(text: str, expected: list[str]) -> None:
    assert names(text) == expected
