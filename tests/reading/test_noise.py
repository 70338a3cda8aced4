"""Page furniture is told from sentences, and kept."""

from __future__ import annotations

import pytest

from luoshi.reading.fields import read_document_fields
from luoshi.reading.noise import is_noise
from luoshi.reading.outline import build_outline
from luoshi.reading.statements import build_statements


@pytest.mark.parametrize(
    "line",
    [
        "您现在的位置：首页 > 政务公开 > 工作总结",
        "网站首页 > 信息公开 > 计划规划",
        "来源：河口县科协　　发布时间：2020-01-06　　阅读：118次",
        "作者：调研组　点击：2045　更新：2012/8/17",
        "责任编辑：陈晓",
        "相关推荐：河口县科协2018年工作总结",
        "上一篇：关于召开会议的通知",
        "【字号 大 中 小】【打印】【关闭】",
        "版权所有 河口县人民政府 湘ICP备12003456号",
        "— 3 —",
        "第 3 页 共 12 页",
        "图为县领导察看施工现场",
        "图为技术员在田间指导农户。",
        "▲图片说明：志愿者为老人测血压",
        "图2：2024年各乡镇用水户数",
        "（图片由县融媒体中心提供）",
        "（记者 李明 摄）",
        "本报记者 王芳 报道",
        "打印 | 关闭 | 收藏",
        "大 中 小",
        "阅读 1520  点赞 12",
        "（本文未完，预览已到1/4）",
        "2019-03-12 10:20 来源：河口县科协 浏览：120次",
    ],
)
def test_page_furniture_is_noise(line: str) -> None:
    assert is_noise(line, 0, len(line))


@pytest.mark.parametrize(
    "line",
    [
        "县科协编辑出版《科普之窗》4期，发放2000份。",
        "作者署名须真实，第一作者为本市科技人员。",
        "一、来源与分布",
        "信息公开工作进展顺利，网站点击量达12万次。",
        "3.经费来源单一。三分之二的协会靠会费运转。",
        "推荐阅读书目由县图书馆确定。",
        "1",
        "全县投入由3亿元→5亿元。",
        "图书馆新增藏书2万册",
        "图12个村的规划编制。",
        "（记者证年检每年12月办理）。",
        "（图书采购2万册）",
        "收藏图书3万册",
        "大力发展中小企业",
    ],
)
def test_a_sentence_with_such_words_is_none(line: str) -> None:
    assert not is_noise(line, 0, len(line))


def test_noise_becomes_context_a_line_each_and_nothing_is_lost() -> None:
    text = "来源：河口县科协　　阅读：11次\n一、目标\n全年培训农民三千人次；新建示范村5个。\n责任编辑：陈晓\n"
    built = build_outline(text)
    found = [(s.role, text[s.start : s.end]) for s in build_statements(text, built, read_document_fields(text, built))]
    assert found == [
        ("context", "来源：河口县科协　　阅读：11次"),
        ("task", "全年培训农民三千人次；"),
        ("task", "新建示范村5个。"),
        ("context", "责任编辑：陈晓"),
    ]


def test_lines_of_noise_round_a_sentence_do_not_change_its_role() -> None:
    sentence = "到2020年，全县建成科普馆3座。"
    for text in (f"一、目标\n{sentence}\n", f"一、目标\n【打印】【关闭】\n{sentence}\n相关推荐：某县总结\n"):
        built = build_outline(text)
        found = {
            text[s.start : s.end]: s.role for s in build_statements(text, built, read_document_fields(text, built))
        }
        assert found[sentence] == "task"


def test_further_reading_goes_on_until_a_sentence_comes() -> None:
    text = "一、目标\n全年培训三千人次。\n相关推荐\n河口县召开常务会议\n图解：怎么干\n"
    built = build_outline(text)
    assert [text[a:b] for a, b in built.noise] == ["相关推荐", "河口县召开常务会议", "图解：怎么干"]
