"""Kind, title, issuer, number and year."""

from __future__ import annotations

import pytest

from luoshi.reading.fields import classify_genre, read_document_fields
from luoshi.reading.model import KINDS, Kind
from luoshi.reading.outline import build_outline
from luoshi.reading.read import read_text_document
from luoshi.reading.structure import DocumentFields


def read(text: str, year: int | None = None, issuer: str | None = None, kind: Kind | None = None) -> DocumentFields:
    return read_document_fields(text, build_outline(text), year, issuer, kind)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("河口县科协2018年工作要点", "plan"),
        ("河口县2024年重点工作责任分解表", "plan"),
        ("河口县科技创新“十三五”规划", "plan"),
        ("河口县科协2018年工作总结", "report"),
        ("2018年工作总结和2019年工作打算", "report"),
        ("关于全县农技协发展情况的调研报告", "report"),
        ("河口县科技进步奖评选办法（试行）", "opinion"),
        ("关于进一步加强科普工作的实施意见", "opinion"),
        ("关于开展年度检查工作的通知", "notice"),
        ("关于项目建设情况的督查通报", "notice"),
        ("在全县科普工作会议上的讲话", "speech"),
        ("河口县举办科技之春宣传活动", "article"),
    ],
)
def test_the_title_names_the_kind(title: str, kind: str) -> None:
    assert read(f"{title}\n全县科协系统召开会议，部署了有关工作。\n").kind == kind


def test_everything_the_head_says_is_read() -> None:
    text = "河口县科学技术协会文件\n河科协发〔2018〕3号\n河口县科协2018年工作要点\n一、目标\n全年培训农民三千人次。\n"
    assert read(text) == DocumentFields(
        "plan", "河口县科协2018年工作要点", "河口县科学技术协会", "河科协发〔2018〕3号", 2018
    )


def test_signature_and_date_give_issuer_and_year() -> None:
    text = "关于开展2011年度学会年检的通知\n各学会：\n请于5月底前填报。\n河口县科学技术协会\n二○一二年二月十日\n"
    assert read(text).issuer == "河口县科学技术协会"
    number = "河科协学〔2012〕5号\n" + text
    assert (read(number).number, read(number).year) == ("河科协学〔2012〕5号", 2012)


def test_who_explains_a_rule_issued_it() -> None:
    text = "河口市科技论文评选办法\n第一章 总则\n第一条 本办法由市科协负责解释。\n"
    assert read(text).issuer == "河口市科学技术协会"


def test_a_number_that_is_only_referred_to_is_not_the_papers_own() -> None:
    text = "关于报送总结的通知\n根据《关于年检的通知》（河民发〔2017〕8号）要求，请各单位报送总结。\n"
    assert read(text).number is None


def test_what_the_caller_knows_wins() -> None:
    text = "河口县科协工作要点\n一、目标\n全年培训农民三千人次。\n"
    assert (read(text).year, read(text).issuer) == (None, None)
    assert (read(text, 2021, "河口县科协").year, read(text, 2021, "河口县科协").issuer) == (2021, "河口县科协")


def test_a_masked_year_is_no_year() -> None:
    assert read("河口县科协20**年工作要点\n一、目标\n全年培训农民三千人次。\n").year is None


@pytest.mark.parametrize(
    ("title", "speaks"),
    [
        ("关于印发《河口县科协2018年工作要点》的通知", "plan"),
        ("关于印发河口县科普经费管理办法的通知", "rules"),
        ("关于项目建设情况的督查通报", "findings"),
        ("关于召开会议的通知", "notice"),
        ("河口县科普经费管理办法（试行）", "rules"),
        ("关于加强科普工作的意见", "opinion"),
    ],
)
def test_a_notice_that_hands_on_a_paper_speaks_as_that_paper(title: str, speaks: str) -> None:
    text = f"{title}\n有关事项如下。\n"
    assert classify_genre(text, read(text)) == speaks


def test_an_empty_text_has_no_fields() -> None:
    assert read("") == DocumentFields("article", None, None, None, None, kind_guessed=True)


@pytest.mark.parametrize("given", KINDS)
def test_a_kind_that_the_caller_gives_wins_over_title_and_words(given: Kind) -> None:
    for title in ("河口县科协2018年工作要点", "关于印发《河口县科协2018年工作要点》的通知", "各项工作"):
        found = read(f"{title}\n一、目标\n全年培训农民三千人次。\n", kind=given)
        assert (found.kind, found.kind_guessed) == (given, False)


@pytest.mark.parametrize(
    ("title", "given", "speaks"),
    [
        ("关于印发《河口县科协2018年工作要点》的通知", "notice", "plan"),  # as without a word of the caller's
        ("关于印发《河口县科协2018年工作要点》的通知", "plan", "plan"),
        ("关于印发《河口县科协2018年工作要点》的通知", "report", "report"),
        ("关于项目建设情况的督查通报", "notice", "findings"),
        ("关于项目建设情况的督查通报", "plan", "plan"),
        ("河口县科普经费管理办法（试行）", "opinion", "rules"),
        ("河口县科普经费管理办法（试行）", "article", "article"),
        ("各项工作", "report", "report"),
        ("各项工作", "opinion", "opinion"),
    ],
)
def test_a_paper_speaks_as_the_kind_that_was_given(title: str, given: Kind, speaks: str) -> None:
    text = f"{title}\n有关事项如下。\n"
    assert classify_genre(text, read(text, kind=given)) == speaks


def test_a_kind_is_guessed_only_where_nobody_says_it() -> None:
    text = "各项工作\n去年完成了三件事，取得了成绩。\n"
    assert (read(text).kind, read(text).kind_guessed, classify_genre(text, read(text))) == ("report", True, "article")
    assert not read("河口县科协2018年工作要点\n一、目标\n全年培训农民三千人次。\n").kind_guessed


def test_the_title_is_not_the_menu_of_the_page() -> None:
    text = (
        "本站已支持IPv6访问\n首页 ｜ 政务公开 ｜ 办事服务 ｜\n当前位置：首页 > 政务公开 > 通知\n"
        "关于规范诉求办理工作的通知\n来源：河口县科学技术局　发布时间：2025-05-16\n各单位：\n请于5月底前报送。\n"
    )
    assert read(text) == DocumentFields("notice", "关于规范诉求办理工作的通知", "河口县科学技术局", None, 2025)


def test_a_letterhead_that_names_a_kind_of_paper_is_not_the_title() -> None:
    text = "督查通报\n河督通〔2018〕12期\n关于项目推进情况的督查通报\n各乡镇：\n上半年完成投资三亿元。\n"
    assert (read(text).title, read(text).number) == ("关于项目推进情况的督查通报", "河督通〔2018〕12期")


def test_a_bulletin_speaks_from_the_year_it_comes_out_and_may_have_two_issuers() -> None:
    text = "2021年度河口市高新技术企业统计公报\n河口市科技局　河口市统计局　2022年6月28日\n一、总量\n全市有企业30家。\n"
    assert (read(text).year, read(text).issuer) == (2022, "河口市科技局、河口市统计局")


def test_the_letters_of_the_number_tell_the_office() -> None:
    text = "洛山市高新技术企业培育行动方案\n洛政办发〔2021〕15号\n一、目标\n三年净增企业三百家。\n"
    assert read(text).issuer == "洛山市人民政府办公室"


def test_a_media_source_is_not_an_articles_issuer() -> None:
    text = "小蘑菇撑起致富伞——云棠县科技特派员助农纪实\n来源：云棠县融媒体中心\n初冬时节，大棚里一片繁忙。\n"
    assert (read(text).kind, read(text).issuer) == ("article", None)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("河口县科协二〇二三年工作要点\n一、重点工作\n新建科普馆3所。\n", 2023),
        ("河口县一九九八年科技工作总结\n新建科普馆3所。\n", 1998),
        (
            "工作简报\n（2024年第4期　总第118期）\n河口县科技局\n平台建设提速\n2025年将新建平台5个，2025年底前投用。\n",
            2024,
        ),
        ("局长办公会纪要　〔2022〕第9次　（4月18日）\n1　电梯安全\n议定：超期未检的一律停用。\n", 2022),
        ("截至2011年8月20日，年初承诺的10件好事已办结2件。\n县建设局要加快施工，9月底前通车。\n", 2011),
        ("河口县2022年统计公报（节选）\n河口县统计局\n2023年4月6日\n全年总产值3亿元。\n", 2023),
    ],
)
def test_the_year_is_that_of_title_number_line_or_date(text: str, year: int) -> None:
    assert read_document_fields(text, build_outline(text)).year == year


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2017年一季度，江口县新引进企业9家，同比增长20%。\n落实政策。加强服务。推进建设。完善机制。\n", "report"),
        ("2014年，县气象局围绕农时，主要做了以下工作。\n开展检查。加强值班。推进建设。完善机制。\n", "report"),
        ("为激励科技人员，制定本办法。\n1.加强管理。\n2.推进建设。\n3.完善机制。\n4.强化服务。\n", "opinion"),
        ("1.成立机构的得4分；\n2.开展活动的得3分；\n3.每缺一份扣1分；\n4.超过的加2分。\n", "opinion"),
        ("各位代表，去年全镇完成投资3.8亿元，取得好成绩。\n", "report"),
        ("加强建设。推进改革。完善机制。强化服务。\n", "plan"),
    ],
)
def test_a_paper_without_a_title_is_known_by_its_opening_and_its_rules(text: str, kind: str) -> None:
    reading = read_text_document(text)
    assert (reading.kind, reading.kind_guessed) == (kind, True)
