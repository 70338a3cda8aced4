"""Names of units and places stand whole, and nothing else is one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.unit_names import find_unit_names


def names(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in find_unit_names(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        (
            "县科协、市财政局和各乡镇（街道）科协要会同平棠经开区管委会落实",
            "县科协 市财政局 各乡镇（街道）科协 平棠经开区管委会",
        ),
        ("市人力资源和社会保障局每半年公布一次", "市人力资源和社会保障局"),
        ("县发展和改革局与县工业和信息化局", "县发展和改革局 县工业和信息化局"),
        ("会同平棠经开区管委会办理", "平棠经开区管委会"),
        ("县教育局和县体育局", "县教育局 县体育局"),
        ("各县（市、区）人民政府应当组织市科协宣传部参加", "各县（市、区）人民政府 市科协宣传部"),
        ("双溪镇葡萄协会达2860万元", "双溪镇葡萄协会"),
        ("合芜蚌试验区产值", "合芜蚌试验区"),
        ("在县委、县政府领导下，县委宣传部牵头", "县委 县政府 县委宣传部"),
        ("市委组织部、团市委、市妇联", "市委组织部 团市委 市妇联"),
        ("由评审办报评审委员会", "评审办 评审委员会"),
        ("支持白鹭市建设平台", "白鹭市"),
        ("县应急管理局、县审计局", "县应急管理局 县审计局"),
        ("有关部门、各有关单位", "有关部门 各有关单位"),
        ("全市规模以上企业", ""),
        ("举办运动会、座谈会，开展学会建设", ""),
        ("加强农村社会管理，完善社会化服务部分", ""),
        ("全部内容，局面良好，场所齐全，网站建成", ""),
        ("城市和农村，全县全市，地区差异", ""),
    ],
)
def test_names_are_found_whole(text, units):
    assert names(text) == units.split()


def test_kinds_are_told_apart():
    text = "白鹭市、县科协、各乡镇"
    assert [(unit.kind, unit.proper) for unit in find_unit_names(text, 0, len(text))] == [
        ("place", True),
        ("unit", True),
        ("unit", False),
    ]


@given(st.text(alphabet="县市区科协局委办学会中心和与的各有关部门单位（）、，街道镇人民政府推进组织", max_size=80))
def test_names_index_the_text_in_order(text):
    end = 0
    for unit in find_unit_names(text, 0, len(text)):
        assert end <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end].strip() == text[unit.start : unit.end]
        end = unit.end
