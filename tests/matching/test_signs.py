"""The small words beside a figure."""

from __future__ import annotations

import pytest

from luoshi.matching import signs


@pytest.mark.parametrize(
    ("left", "quote", "expected"),
    [
        ("全年新增高企", "18家", "new"),
        ("新认定高企", "18家", "new"),
        ("高企净增", "18家", "net"),
        ("高企增至", "80家", "stock"),
        ("高企总数", "80家", "stock"),
        ("有效期内高企", "80家", "stock"),
        ("现有高企", "80家", "stock"),
        ("由200户增加到", "245户", "stock"),
        ("提高到", "15%", "stock"),
        ("比上年增加", "12家", "change"),
        ("较年初增长", "12家", "change"),
        ("增加", "8家", "change"),
        # 新 that is no more than part of another word
        ("创新平台", "8个", None),
        ("高新技术企业", "8家", None),
        ("更新设备", "8台", None),
        ("新时代文明站", "8个", None),
        ("新能源车", "8辆", None),
        ("刷新纪录", "8项", None),
    ],
)
def test_what_kind_of_change_a_figure_is(left: str, quote: str, expected: str | None) -> None:
    assert signs.classify_flow(left, quote, False, False) == expected


def test_an_addition_of_the_reader_is_new_but_not_what_a_level_reaches() -> None:
    assert signs.classify_flow("科普基地", "8个", True, False) == "new"
    assert signs.classify_flow("科普基地达到", "8个", True, False) is None
    assert signs.classify_flow("科普基地", "突破8个", True, False) is None
    assert signs.classify_flow("新增", "8个", False, True) == "change"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("省级科普基地", "省"),
        ("市级以上科普基地", "国省市"),
        ("市级及以上", "国省市"),
        ("国家级", "国"),
        ("国家重点实验室", "国"),
        ("区级", "县"),
        ("乡镇级", "乡"),
        ("全国赛", "国"),
        ("省政府质量奖", "省"),
        ("国家级、市级", "国市"),
        ("市场主体", ""),
        ("超级稻", ""),
        ("科普基地", ""),
    ],
)
def test_which_levels_of_government_words_name(words: str, expected: str) -> None:
    assert signs.government_levels(words) == frozenset(expected)


def test_the_level_last_named_is_the_one_over_a_part() -> None:
    assert signs.last_levels("国家级2个、省级5个，其中") == {"省"}
    assert signs.last_levels("科普基地5个") == frozenset()


@pytest.mark.parametrize(
    ("quote", "left", "expected"),
    [
        ("80余家", "", "more"),
        ("80多家", "", "more"),
        ("十几家", "", "more"),
        ("超80家", "", "more"),
        ("80家", "超过", "more"),
        ("80家", "突破", "more"),
        ("80家", "逾", "more"),
        ("近百家", "", "less"),
        ("不足80家", "", "less"),
        ("不到80家", "", "less"),
        ("80家", "接近", "less"),
        ("80家左右", "", "about"),
        ("约80家", "", "about"),
        ("80家", "大约", "about"),
        ("80家", "", None),
        ("80家", "不少于", None),
        ("几家", "", None),
        ("多少家", "", None),
    ],
)
def test_what_is_said_beside_the_number(quote: str, left: str, expected: str | None) -> None:
    assert signs.classify_hedge(quote, left) == expected


@pytest.mark.parametrize(
    ("left", "times"),
    [
        ("每年举办", 1),
        ("每半年", 2),
        ("每季度至少", 4),
        ("每月开展", 12),
        ("每个月", 12),
        ("每旬", 36),
        ("每周", 52),
        ("每天", 365),
        ("每人", None),
        ("每两年", None),
        ("", None),
    ],
)
def test_how_often_a_year(left: str, times: int | None) -> None:
    assert signs.yearly_frequency(left) == times


@pytest.mark.parametrize("left", ["上年", "去年同期为", "上年末为", "2023年", "从年初的", "同期"])
def test_last_years_figures_are_known_by_the_words_before_them(left: str) -> None:
    assert signs.is_past_figure(left)


@pytest.mark.parametrize("left", ["比上年", "较上年增长", "今年", "由", "", "上年以来，新增"])
def test_a_comparison_with_last_year_is_this_years(left: str) -> None:
    assert not signs.is_past_figure(left)


@pytest.mark.parametrize(("left", "yes"), [("其中", True), ("，其中科普", True), ("，A占", True), ("农村居民", False)])
def test_a_part_is_introduced_as_one(left: str, yes: bool) -> None:
    assert signs.is_part_of_previous(left) is yes


@pytest.mark.parametrize(
    ("left", "yes"),
    [
        ("完成年度任务的", True),
        ("完成年度目标", True),
        ("占年度计划的", True),
        ("完成全年任务数的", True),
        ("投资完成", False),
        ("", False),
    ],
)
def test_a_share_of_the_years_task_is_known(left: str, yes: bool) -> None:
    assert signs.is_task_completion_share(left) is yes


def test_other_places_means_and_sizes() -> None:
    assert signs.neighbour_place("邻近的泉口县为") == "泉口县"
    assert signs.neighbour_place("全县新增") is None
    assert signs.mean_of_all("全省平均水平") and not signs.mean_of_all("平均办理时间")
    assert signs.is_mean_figure("人均") and signs.is_mean_figure("每万人口") and not signs.is_mean_figure("科普经费")
    assert (
        signs.is_figure_per_doer("每名技术员联系")
        and signs.is_figure_per_doer("各乡镇")
        and not signs.is_figure_per_doer("每月")
    )
    assert signs.size_class("亿元以上项目") == signs.size_class("１００００万元以上项目") == "100000000以上"
    assert signs.size_class("项目100万元") is None
    assert signs.names_size("投资5000万元以上") and not signs.names_size("项目")
    assert signs.is_act_count("举办") and not signs.is_act_count("拥有")
