"""Headings with their markers and levels, the title, and what is left as body."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.amount_words import unit_spellings
from luoshi.reading.headings import has_figure
from luoshi.reading.outline import build_outline


def headings(text: str) -> list[tuple[int, str, str]]:
    return [(h.level, h.marker, h.title) for h in build_outline(text).headings]


def test_numbered_lines_and_run_in_leads_nest_as_offices_write_them() -> None:
    text = (
        "河口县2018年科普工作要点\n一、加强阵地建设\n（一）建好场馆。10月底前建成科技馆1座。\n"
        "1.布展招标\n县科协负责组织布展，并在6月底前完成招标工作。\n（二）管好场馆。全年开放300天。\n"
        "二、强化保障\n（一）落实经费。安排经费20万元。\n"
    )
    assert headings(text) == [
        (1, "一、", "加强阵地建设"),
        (2, "（一）", "建好场馆"),
        (3, "1.", "布展招标"),
        (2, "（二）", "管好场馆"),
        (1, "二、", "强化保障"),
        (2, "（一）", "落实经费"),
    ]


@pytest.mark.parametrize(
    ("line", "marker", "title"),
    [
        ("第一章　总则", "第一章", "总则"),
        ("第三条　申报条件", "第三条", "申报条件"),
        ("第二部分 主要任务", "第二部分", "主要任务"),
        ("一、总体要求", "一、", "总体要求"),
        ("（三）工作目标", "（三）", "工作目标"),
        ("(三)工作目标", "(三)", "工作目标"),
        ("1.组织领导", "1.", "组织领导"),
        ("1．组织领导", "1．", "组织领导"),
        ("2、组织领导", "2、", "组织领导"),
        ("（1）宣传发动", "（1）", "宣传发动"),
        ("①宣传发动", "①", "宣传发动"),
        ("十二、附则", "十二、", "附则"),
        ("一、工作目标：", "一、", "工作目标"),
        ("【成本账】", "【】", "成本账"),
    ],
)
def test_each_kind_of_marker_opens_a_part(line: str, marker: str, title: str) -> None:
    text = f"{line}\n各乡镇科协在年底前完成全部培训任务，培训农民三千人次。\n"
    assert headings(text) == [(1, marker, title)]


@pytest.mark.parametrize(
    "line",
    [
        "1.县财政局要落实经费。县审计局负责监督。",
        "2.各乡镇于3月15日前将方案报县科协；",
        "3.年底前完成全部验收。",
        "（一）3月底前，各学会填报年检报告书。逾期不报的，不予受理。",
        "第五条　评审分初评、复评两个阶段。初评由专家打分。",
        "一是应加强领导；二是应落实经费。",
        "1.新建科普馆3座。",
        "一般来说，培训分两个阶段。第二阶段在冬季。",
        "3.上半年启动旧桥加固，全年完成改造任务。施工要避开汛期。",
        "4.四季度完成验收。县住建局要备齐资料。",
    ],
)
def test_a_task_with_a_number_is_no_heading(line: str) -> None:
    assert headings(f"{line}\n") == []


@pytest.mark.parametrize("title", ["上半年工作回顾", "全年目标任务", "四季度重点"])
def test_a_time_of_the_year_before_a_noun_may_name_a_part(title: str) -> None:
    assert [found for _, _, found in headings(f"1.{title}。全县新建公园3处。\n")] == [title]


@pytest.mark.parametrize("task", ["新增托育床位80张", "补植行道树3.2万株", "改装路灯50盏", "更新渡船6艘", "加固护栏"])
def test_a_numbered_task_with_nothing_behind_it_but_a_note_is_no_heading(task: str) -> None:
    lines = f"2.{task}。（牵头单位：县住建局）\n3.巡展20场。（牵头单位：县科技馆）\n"
    assert headings(f"一、民生\n{lines}") == [(1, "一、", "民生")]


def test_a_lead_with_a_note_opens_the_paragraph_below_it() -> None:
    text = "一、民生\n（一）完善养老网络。（县民政局牵头）\n各镇新建老年食堂两处，年底前开放。\n"
    assert headings(text)[1:] == [(2, "（一）", "完善养老网络")]


@given(st.sampled_from(sorted(word for word, unit in unit_spellings().items() if unit.kind in ("count", "measure"))))
def test_a_number_with_any_unit_of_the_lexicon_is_a_figure(unit: str) -> None:
    words = f"新增80{unit}"
    assert has_figure(words, 0, len(words)) or unit[-1].isascii() or len(unit) > 4


@pytest.mark.parametrize("words", ["2024年工作重点", "8月主题活动", "5G应用", "12345热线"])
def test_a_year_a_month_and_a_name_are_no_figures(words: str) -> None:
    assert not has_figure(words, 0, len(words))


def test_a_title_like_lead_that_ends_in_a_comma_is_no_heading() -> None:
    assert headings("1.加强组织领导，\n明确专人负责，按月报送工作进展情况。\n") == []


def test_runs_inside_a_paragraph_are_headings_where_each_opens_a_part() -> None:
    text = (
        "全市工作呈现“三新”。一是投入有了新增加。全年投入3亿元。二是平台有了新提升。新建平台6个。三是人才少。缺口达两千人。\n"
        ""
        ""
        ""
    )
    assert headings(text) == [
        (1, "一是", "投入有了新增加"),
        (1, "二是", "平台有了新提升"),
        (1, "三是", "人才少"),
    ]


def test_a_lead_ends_before_another_part_begins() -> None:
    text = "二、严守办理时限河口县科学技术协会文件各市级学会(协会、研究会):（一）数量稳步增加。全市有农技协486家。\n"
    assert headings(text) == [(1, "（一）", "数量稳步增加")]


def test_runs_that_are_nothing_but_a_clause_each_are_none() -> None:
    assert headings("要做好三项工作：一是摸清底数；二是建立台账；三是按月调度。\n") == []
    assert headings("存在三个问题。一是经费不足。二是人员偏少。三是机制不活。\n") == []


def test_a_second_series_of_runs_stands_beside_the_first() -> None:
    text = (
        "成绩有两点。一是产值高。产值达5亿元。二是增速快。增长12%。今后重点抓好两点。一抓投入。投入1亿元。二抓人才。引进60人。\n"
        ""
        ""
        ""
    )
    assert [level for level, _, _ in headings(text)] == [1, 1, 1, 1]


def test_a_letter_run_needs_its_second() -> None:
    text = "一比技术创新。每家企业攻关1项。二比节能降耗。能耗下降4%。\n"
    assert headings(text) == [(1, "一比", "技术创新"), (1, "二比", "节能降耗")]
    assert headings("一些乡镇进展缓慢。全县只完成一半。\n") == []


def test_a_bare_line_stands_above_the_series_that_begins_after_it() -> None:
    text = (
        "工作总结\n上半年工作\n一、项目建设\n全县共完成投资三亿元，同比增长一成。\n下半年打算\n一、项目建设\n"
        "全县力争再完成投资四亿元以上。\n"
    )
    assert headings(text) == [
        (1, "", "上半年工作"),
        (2, "一、", "项目建设"),
        (1, "", "下半年打算"),
        (2, "一、", "项目建设"),
    ]


def test_chapters_hold_sections() -> None:
    text = (
        "第一章 基础\n第一节 现状\n全县现有高新技术企业三十二家。\n第二节 问题\n全县高层次人才仍然短缺。\n"
        "第二章 任务\n第一节 平台\n到2020年建成平台十家。\n"
    )
    assert [level for level, _, _ in headings(text)] == [1, 2, 2, 1, 2]


def test_one_line_papers_are_still_parted() -> None:
    text = (
        "一、工作目标：完成培训5000人次，建成示范村10个。二、工作措施：（一）加强领导。成立领导小组，明确专人。（二）强化宣传。开展宣传20次。\n"
        ""
        ""
        ""
    )
    assert headings(text) == [
        (1, "一、", "工作目标"),
        (1, "二、", "工作措施"),
        (2, "（一）", "加强领导"),
        (2, "（二）", "强化宣传"),
    ]


def test_full_width_digits_and_a_space_before_the_mark_are_markers_too() -> None:
    text = "１．自主创新能力不断增强。新增专利320件。\n２．经济实力明显提升。产值达到85亿元。\n"
    assert headings(text) == [(1, "１．", "自主创新能力不断增强"), (1, "２．", "经济实力明显提升")]
    assert headings("一 、加强领导\n成立领导小组，明确专人负责此项工作。\n") == [(1, "一 、", "加强领导")]


def test_a_report_may_begin_a_title_with_its_place() -> None:
    assert headings("1.全市创新环境显著优化。出台政策12项。\n") == [(1, "1.", "全市创新环境显著优化")]


def test_a_set_off_line_may_hold_commas_and_end_in_a_word_that_looks_like_an_office() -> None:
    text = (
        "河口县科协工作总结\n围绕中心，服务大局\n全年组织专家服务企业32次。\n强基础，抓队伍\n新建基层科协组织12个。\n"
    )
    assert headings(text) == [(1, "", "围绕中心，服务大局"), (1, "", "强基础，抓队伍")]


def test_square_brackets_open_a_part_inside_a_paragraph_too() -> None:
    text = "该村算了三笔账。【成本账】每亩节约肥料30元。【产量账】每亩增产40公斤。\n"
    assert [title for _, _, title in headings(text)] == ["成本账", "产量账"]


def test_a_call_with_a_sentence_of_its_own_is_a_heading_and_marked_for_a_second_look() -> None:
    text = "第一，要提高认识。各级把科普摆上日程。第二，要加大投入。财政安排经费50万元。\n"
    assert headings(text) == [(1, "第一，", "要提高认识"), (1, "第二，", "要加大投入")]
    assert all(h.doubts for h in build_outline(text).headings)


def test_attachments_and_signatures_are_no_headings() -> None:
    text = "各学会于5月底前上报总结。\n附件：1.报名表\n      2.汇总表\n河口县科学技术协会\n2018年3月2日\n"
    assert headings(text) == []


def test_noise_between_a_heading_and_its_part_changes_nothing() -> None:
    plain = "一、工作目标\n全县完成培训五千人次。\n"
    noisy = "一、工作目标\n【打印】【关闭】\n全县完成培训五千人次。\n"
    assert headings(plain) == headings(noisy)


def test_the_title_is_found_below_number_line_and_issuer() -> None:
    text = "河口县科学技术协会文件\n河科协发〔2018〕3号\n河口县科协2018年工作要点\n一、把牢方向\n全年集中学习十二次。\n"
    found = build_outline(text).title
    assert found is not None
    assert text[slice(*found)] == "河口县科协2018年工作要点"


def test_a_title_over_two_lines_is_one() -> None:
    text = (
        "河口县人民政府关于进一步加强全县\n科普工作的实施意见\n各乡镇人民政府：\n一、总体要求\n"
        "坚持政府引导，社会参与。\n"
    )
    found = build_outline(text).title
    assert found is not None
    assert text[slice(*found)].split() == ["河口县人民政府关于进一步加强全县", "科普工作的实施意见"]


def test_windows_line_ends_and_wide_spaces_do_not_matter() -> None:
    plain = "一、目标\n（一）培训。全年培训农民三千人。\n"
    assert headings(plain.replace("\n", "\r\n").replace("（一）", "　　（一）")) == headings(plain)


@given(st.text(alphabet="一二三是抓、。；：（）()1.第条章①【】 \n|\t要了年月日甲", max_size=300))
def test_every_span_indexes_the_text_and_none_overlap(text: str) -> None:
    found = build_outline(text)
    spans = sorted([(h.start, h.end) for h in found.headings] + found.blocks + found.noise)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(h.level >= 1 for h in found.headings)


def test_short_calls_to_a_matter_are_headings_and_orders_to_a_unit_are_not() -> None:
    text = "（一）厕所革命要见底。今年再改三千座。\n（二）污水治理要提速。新建管网十公里。\n"
    assert headings(text) == [(1, "（一）", "厕所革命要见底"), (1, "（二）", "污水治理要提速")]
    text = "（一）县水务局要提速。今年再改三千座。\n（二）各乡镇要落实。新建管网十公里。\n"
    assert headings(text) == []


def test_dashes_open_parts_where_two_do() -> None:
    text = "——实力稳中有进。地区生产总值达到286亿元，增长5%。\n——转型步伐加快。实施重大项目43个，竣工12个。\n"
    assert headings(text) == [(1, "——", "实力稳中有进"), (1, "——", "转型步伐加快")]
    assert headings("——2023年1月11日在河口县人民代表大会上\n各位代表：\n我代表县政府报告工作。\n") == []


def test_pairs_of_words_open_parts_where_two_lines_are_alike() -> None:
    body = "县科技局选派专家二十名，在各乡镇建起了十二个试验点，农户足不出村就能学到技术。\n"
    text = f"小蘑菇撑起致富伞\n技术下沉：把实验室搬到田头\n{body}产业延链：从卖鲜菇到卖品牌\n{body}"
    assert [title for _, _, title in headings(text)] == ["技术下沉：把实验室搬到田头", "产业延链：从卖鲜菇到卖品牌"]
    assert headings(f"小蘑菇撑起致富伞\n技术下沉：把实验室搬到田头\n{body}") == []
    text = f"外地经验的启示\n宁桥市：让机构落地。{body}东屏县：让学会下乡。{body}"
    assert [title for _, _, title in headings(text)] == ["宁桥市：让机构落地", "东屏县：让学会下乡"]


def test_an_excerpt_may_begin_in_the_middle_of_a_run() -> None:
    text = "四抓人才聚集。引进博士六名。五抓创新平台。新建平台两个。六抓科技投入。投入三千万元。\n"
    assert [marker for _, marker, _ in headings(text)] == ["四抓", "五抓", "六抓"]


def test_a_line_of_units_and_a_date_shifts_no_level() -> None:
    text = (
        "河口县统计公报\n河口县科技局　河口县统计局　2022年6月28日\n一、总量\n截至年末，全县有高新技术企业二十六家。\n"
    )
    assert headings(text) == [(1, "一、", "总量")]


def test_a_lone_line_above_all_numbered_parts_is_none_of_them() -> None:
    text = "在全县科普大会上的讲话\n河口县委书记　王××\n同心同德再出发\n一、看清形势\n去年培训农民三千人。\n"
    assert headings(text) == [(1, "一、", "看清形势")]


def test_an_hour_in_brackets_is_no_marker() -> None:
    assert headings("联系电话：0700-1234567（工作日8:30—17:30）技术支持：河口县大数据中心\n") == []


def test_a_numbered_line_with_a_figure_and_two_clauses_is_no_title_even_where_the_others_of_its_run_are() -> None:
    text = (
        "河口旗数字素养提升方案\n一、重点任务\n"
        "1.建好场馆\n旗科协6月底前建成数字科技馆1座。\n"
        "2.校园护苗软件安装率达到95%以上，每学期排查一次\n"
        "3.办好讲堂\n全年开讲24期。\n"
    )
    assert [title for _, _, title in headings(text)] == ["重点任务", "建好场馆", "办好讲堂"]


def test_the_series_below_a_part_may_count_on_from_the_part_above() -> None:
    text = "一、发展平稳。\n1.新增企业9家。\n2.新建厂房3栋。\n二、面貌改善。\n3.新建公园3处。\n4.拓宽道路2公里。\n"
    assert [title for _, _, title in headings(text)] == ["发展平稳", "面貌改善"]
