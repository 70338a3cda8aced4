"""What every name must be: a noun phrase of its own, without who acts, whole, and the same before and after."""

import pytest

from luoshi.reading.distribution import a_body, only_places, strip_leading_places
from luoshi.reading.name_repair import strip_named_actor, trim_glued_measure
from luoshi.reading.read import read_text_document
from luoshi.reading.verb_patterns import only_acts, opens_with_verb


def names(text: str) -> list[str]:
    """The names of the figures of one paragraph of a report."""
    return [
        quantity.indicator
        for quantity in read_text_document(f"青岚县2021年工作总结\n\n一、基本情况\n{text}\n").quantities
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("课后服务参与率由48%提至60%。", ["课后服务参与率"] * 2),
        ("菌农到会率从去年同期的71%回升到88.4%。", ["菌农到会率"] * 2),
        ("乡镇站点平均间距由9公里缩小到6公里。", ["乡镇站点平均间距"] * 2),
        ("技能培训从年初计划的3000人次调整为4500人次。", ["技能培训"] * 2),
        ("公民具备科学素质比例达9.8%，比2015年的5.1%提高。", ["公民具备科学素质比例"] * 2),
    ],
)
def test_what_changes_has_one_name_before_and_after(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("霞岭小学、滨河幼儿园分别新增学位1080个和270个。", ["学位"] * 2),
        ("基地完成率68%，榆岭镇、石桥乡分别只有37%和四成。", ["基地完成率"] * 3),
        ("榆岭镇、石桥乡完成率均为100%。", ["完成率"]),
        ("用工、用地类诉求分别为26件和15件。", ["用工类诉求", "用地类诉求"]),
        ("高血压、糖尿病患者管理率分别为78%和92%。", ["高血压患者管理率", "糖尿病患者管理率"]),
        ("存款余额80亿元，贷款余额60亿元，分别比年初增加5亿元和3亿元。", ["存款余额", "贷款余额"] * 2),
    ],
)
def test_places_and_bodies_stay_out_of_a_name_and_kinds_go_into_it(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("申报高新技术企业三批共146家，首次认定57家。", ["申报高新技术企业"] * 2 + ["首次认定高新技术企业"]),
        ("污水处理率达到97%，其中县城96%、建制镇78%。", ["污水处理率", "县城污水处理率", "建制镇污水处理率"]),
        ("工业增加值80亿元，其中制造业增长8%。", ["工业增加值", "制造业工业增加值"]),
        ("选派科技特派团5个、专家63名进驻园区。", ["选派科技特派团", "专家"]),
        ("参评项目84个，评为优秀的16个、良好的41个。", ["参评项目", "优秀参评项目", "良好参评项目"]),
        ("城镇居民人均收入3.2万元；农村居民1.5万元。", ["城镇居民人均收入", "农村居民人均收入"]),
        ("抽查的37处基地中，9处杂草丛生。", ["抽查基地", "杂草丛生基地"]),
        ("2个县的科普经费至今没有列入预算。", ["科普经费没有列入预算县"]),
        ("专项资金800万元，兑现率64%。", ["专项资金", "专项资金兑现率"]),
    ],
)
def test_a_name_that_says_too_little_takes_its_noun_or_measure_from_before(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("市科技局年内发布榜单", "发布榜单"),
        ("市财政局、市科技局联合抽查项目", "抽查项目"),
        ("省科技厅牵头建设中试平台", "建设中试平台"),
        ("市文旅局牵头策划旅游线路", "策划旅游线路"),
        ("乡镇卫生院床位", ""),
        ("科技局长人数", ""),
        ("高新技术企业", ""),
    ],
)
def test_who_acts_is_cut(name: str, expected: str) -> None:
    assert strip_named_actor(name) == expected


def test_a_measure_keeps_only_a_noun_before_it() -> None:
    assert trim_glued_measure("配备志愿者协会", "投诉率") == "志愿者协会投诉率"
    assert trim_glued_measure("六成以上的居民", "续签意愿") == "续签意愿"
    assert trim_glued_measure("农村公路", "完好率") == ""


def test_acts_are_told_from_things() -> None:
    assert [word for word in ("首次认定", "择优推荐", "到期应结题", "高新技术企业", "认定企业") if only_acts(word)] == [
        "首次认定",
        "择优推荐",
        "到期应结题",
    ]
    assert opens_with_verb("进驻园区")
    assert not opens_with_verb("园区进驻")


def test_one_body_is_told_from_a_kind_of_bodies() -> None:
    assert [word for word in ("霞岭小学", "石桥乡", "民办小学", "孵化器", "重点企业") if a_body(word)] == [
        "霞岭小学",
        "石桥乡",
    ]
    assert only_places("榆岭镇、石桥乡")
    assert not only_places("榆岭镇、企业")
    assert strip_leading_places("榆岭镇、石桥乡完成率均为") == "完成率均为"
    assert strip_leading_places("乡镇、街道完成率均为") == "乡镇、街道完成率均为"
