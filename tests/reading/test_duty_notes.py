"""Notes of duty in any bracket, the dates of stages, who leads of several, and cells that lost their table."""

from __future__ import annotations

import pytest

from luoshi.reading.heading_tree import statement_headings
from luoshi.reading.ledger import build_ledger
from luoshi.reading.model import TextHeading, TextStatement
from luoshi.reading.notes import first_leads, parse_duty_note
from luoshi.reading.outline import build_outline
from luoshi.reading.read import read_text_document

PLAN = "河口县科协2024年工作要点\n一、重点工作\n"
Brief = list[tuple[list[str], list[str], str | None]]


def brief(text: str) -> Brief:
    return [
        (assignment.lead, assignment.support, assignment.due.isoformat() if assignment.due else None)
        for assignment in read_text_document(text).assignments
    ]


@pytest.mark.parametrize(
    ("line", "lead", "support", "due"),
    [
        ("1.新建科普馆3所〔科普部〕", ["科普部"], [], None),
        ("1.新建科普馆3所（科普部／学会部，8月25日前）", ["科普部", "学会部"], [], "2024-08-25"),
        ("1.新建科普馆3所（科普部 学会部）", ["科普部", "学会部"], [], None),
        ("1.新建科普馆3所（经发办）", ["经发办"], [], None),
        (
            "1.新建科普馆3所【科普部牵头，学会部、各镇科协配合，5—10月】",
            ["科普部"],
            ["学会部", "各镇科协"],
            "2024-10-31",
        ),
        ("1.编印监测报告4期（规划科；11月底前出监测报告）", ["规划科"], [], "2024-11-30"),
        ("1.新建科普馆3所。责任单位：科普部牵头，学会部协办", ["科普部"], ["学会部"], None),
    ],
)
def test_units_in_a_bracket_behind_a_task_are_its_own(line: str, lead: list[str], support: list[str], due: str) -> None:
    assert brief(f"{PLAN}{line}\n2.办好培训班6期。\n") == [(lead, support, due)]


SHARED = "县农业局牵头，县科协、县财政局等参与，各县（市、区）政府负责落实"


@pytest.mark.parametrize(
    "line",
    [
        f"1.新建科普馆3所。（{SHARED}。）",
        f"1.新建科普馆3所。〔{SHARED}。〕",
        f"1.新建科普馆3所。[{SHARED}。]",
        f"1.新建科普馆3所（{SHARED}），面向乡镇开放。",
        "1.新建科普馆3所。（县农业局牵头，县科协、县财政局等参与，各县（市、区）政府负责组织实施）",
        "1.新建科普馆3所。（县农业局会同县科协、县财政局等部门负责，各县（市、区）政府负责落实。）",
    ],
)
def test_who_carries_a_task_out_leads_beside_the_one_at_its_head(line: str) -> None:
    led = (["县农业局", "各县（市、区）政府"], ["县科协", "县财政局"], None)
    assert brief(f"{PLAN}{line}\n2.办好培训班6期。\n") == [led]


def test_a_note_with_a_stop_in_its_brackets_ends_before_the_next_sentence() -> None:
    text = f"{PLAN}1.新建科普馆3所。（{SHARED}。）办好培训班6期。\n"
    sentences = [text[statement.start : statement.end] for statement in read_text_document(text).statements]
    assert sentences == ["1.新建科普馆3所。", f"（{SHARED}。）", "办好培训班6期。"]


def test_others_in_their_duties_support_and_a_remark_in_a_sentence_is_no_note() -> None:
    text = f"{PLAN}1.新建科普馆3所（县科协牵头，县教育局按职责分工负责），面向乡镇开放。\n"
    assert brief(text) == [(["县科协"], ["县教育局"], None)]
    remark = "新建科普馆（含实践基地），面向乡镇开放。"
    assert parse_duty_note(remark, 0, len(remark)) is None


@pytest.mark.parametrize("words", ["第二条【管理体制】", "名单报市科技局（市外专局）", "新建村级公园9个（含村部）"])
def test_a_bracket_that_names_no_one_who_acts_is_no_note(words: str) -> None:
    assert parse_duty_note(words, 0, len(words)) is None


def test_a_note_after_a_sentence_is_no_heading() -> None:
    text = f"{PLAN}1.扩大规模。新建科普馆3所。【市科协、市教育局】\n2.办好培训。举办培训班6期。【市农业局】\n"
    reading = read_text_document(text)
    assert [heading.title for heading in reading.headings[1:]] == ["扩大规模", "办好培训"]
    assert brief(text) == [(["市科协", "市教育局"], [], None), (["市农业局"], [], None)]


def test_the_first_leads_where_the_paper_says_so_and_from_there_on() -> None:
    text = (
        f"{PLAN}1.新建科普馆3所。（责任单位：县科协、县财政局）\n"
        "2.办好培训班6期。（责任单位：县农业局、县科协，列第一位的为牵头单位，下同）\n"
        "3.巡展20场。（责任单位：县科技馆、县教育局）\n"
    )
    assert brief(text) == [
        (["县科协", "县财政局"], [], None),
        (["县农业局"], ["县科协"], None),
        (["县科技馆"], ["县教育局"], None),
    ]
    assert first_leads("多家牵头的，列首位的负责总协调。") is None


def test_the_dates_of_a_stage_are_due_where_something_is_to_be_done() -> None:
    text = "河口县2024年整治方案\n一、步骤\n（一）排查阶段（4月1日至4月20日）。各乡镇逐户登记。\n"
    reading = read_text_document(text)
    stage = next(assignment for assignment in reading.assignments if assignment.due)
    assert (stage.due.isoformat(), text[stage.start : stage.end]) == (  # type: ignore[union-attr]
        "2024-04-20",
        "（一）排查阶段（4月1日至4月20日）。",
    )
    told = "河口县2023年工作总结\n一、主要工作\n（一）排查情况（4月1日至4月20日）。共登记860户，整改320户。\n"
    assert not any(assignment.due for assignment in read_text_document(told).assignments)


def test_when_a_page_was_put_up_is_no_due_date() -> None:
    text = "河口县科协2024年工作要点\n时间：2024-03-07　来源：县科协　浏览：418次\n一、重点工作\n新建科普馆3所。\n"
    assert brief(text) == []


@pytest.mark.parametrize(
    ("text", "times"),
    [("县科协每周五报送进展。", 1), ("县科协每季度发布榜单1批。", 1), ("县财政每年安排经费80万元。", None)],
)
def test_a_day_of_each_period_is_one_act(text: str, times: int | None) -> None:
    (made,) = read_text_document(PLAN + text).assignments
    assert made.times == times


FLAT = (
    "河口县2024年实事任务分解表\n序号\n实事项目\n责任单位\n完成时限\n1\n新建公园4个。\n县住建局\n县城投公司\n9月底前\n"
    "2\n修缮古戏台3座。\n县秦腔剧团\n10月底前\n修缮老城门。\n11月底前\n（续表）\n序号\n实事项目\n责任单位\n完成时限\n"
    "3\n修路12公里。\n县交通局牵头，县财政局配合\n年内\n4\n办培训班6期。\n县农业局\n12月20日前\n注：按月报送。\n"
)


def test_cells_of_a_flattened_table_are_told_by_what_they_are() -> None:
    rows = [[FLAT[start:end] for start, end in row.cells] for row in build_outline(FLAT).rows]
    assert rows == [
        ["1", "新建公园4个。", "县住建局\n县城投公司", "9月底前"],
        ["2", "修缮古戏台3座。", "县秦腔剧团", "10月底前"],
        ["2", "修缮老城门。", "县秦腔剧团", "11月底前"],
        ["3", "修路12公里。", "县交通局牵头，县财政局配合", "年内"],
        ["4", "办培训班6期。", "县农业局", "12月20日前"],
    ]
    assert brief(FLAT) == [
        (["县住建局", "县城投公司"], [], "2024-09-30"),
        (["县秦腔剧团"], [], "2024-10-31"),
        (["县秦腔剧团"], [], "2024-11-30"),
        (["县交通局"], ["县财政局"], "2024-12-31"),
        (["县农业局"], [], "2024-12-20"),
        ([], [], None),  # the note: each month
    ]


@pytest.mark.parametrize(
    ("note", "lead", "due"),
    [
        ("（牵头单位：县教育局，8月底前）", ["县教育局"], "2024-08-31"),
        ("（责任单位：县教育局、县财政局；2024年底前完成）", ["县教育局", "县财政局"], "2024-12-31"),
        ("〔责任单位：县教育局，11月20日前完成〕", ["县教育局"], "2024-11-20"),
        ("（牵头单位：县教育局，长期坚持）", ["县教育局"], None),
    ],
)
def test_a_time_among_the_units_of_a_note_is_no_unit(note: str, lead: list[str], due: str | None) -> None:
    assert brief(f"{PLAN}1.加固校舍3处。{note}\n") == [(lead, [], due)]


def test_a_recurrence_among_the_units_of_a_note_is_how_often() -> None:
    (made,) = read_text_document(f"{PLAN}1.排查校舍隐患。（责任单位：县教育局，每季度）\n").assignments
    assert (made.lead, made.every) == (["县教育局"], "P3M")


def test_a_bracketed_date_belongs_to_the_sentence_before_it() -> None:
    text = f"{PLAN}1.加固校舍3处。更换课桌900套。（10月底前）\n2.县教育局要办好运动会。（5月底前）\n"
    assert brief(text) == [([], [], "2024-10-31"), (["县教育局"], [], "2024-05-31")]


def test_a_day_in_brackets_is_when_a_paper_was_printed() -> None:
    assert brief(f"{PLAN}1.加固校舍3处。\n（2024年3月5日）\n") == []


def test_each_date_of_a_field_has_a_record() -> None:
    text = f"{PLAN}1.换发防疫档案900册\n责任单位：畜牧站　时限：3月底前完成一半，9月底前全部完成\n"
    assert brief(text) == [(["畜牧站"], [], "2024-03-31"), (["畜牧站"], [], "2024-09-30")]


@pytest.mark.parametrize(
    "heading",
    ["二、县发改局牵头工作（3项）", "（二）县发改局牵头的工作", "二、由县发改局负责的事项", "二、县发改局（3项）"],
)
def test_a_heading_that_names_who_leads_hands_it_down(heading: str) -> None:
    tasks = "1.编制项目清单，6月底前完成。\n2.申报项目12个。\n协同单位：县财政局\n"
    text = f"河口县2024年重点工作任务分工\n{heading}\n{tasks}"
    assert brief(text) == [
        (["县发改局"], [], None),
        (["县发改局"], [], "2024-06-30"),
        (["县发改局"], ["县财政局"], None),
    ]


def test_who_helps_completes_a_sentence_that_names_its_own_doer() -> None:
    text = f"{PLAN}1.县教育局要加固校舍3处。\n协同单位：县住建局、县财政局\n"
    assert brief(text) == [(["县教育局"], ["县住建局", "县财政局"], None)]


def test_a_heading_that_is_a_dated_act_has_its_date() -> None:
    text = (
        f"{PLAN}1.2024年11月15日前完成乡道改造任务\n要管好施工现场，确保行车安全。\n"
        "2.上半年完成桥梁加固\n要按国家标准验收，逐座建立档案。\n"
    )
    assert brief(text) == [([], [], "2024-11-15"), ([], [], "2024-06-30")]


def test_a_plan_divided_by_years_is_due_by_each_of_them() -> None:
    text = (
        "河口县垃圾治理三年方案（2024—2026年）\n一、时间安排\n（一）2024年重点任务：\n1.整治堆放点9处。\n"
        "（二）2025年重点任务：\n2.分类示范村扩到8个。\n3.6月底前拆除敞开式垃圾池。\n"
    )
    assert brief(text) == [([], [], "2024-12-31"), ([], [], "2025-12-31"), ([], [], "2025-06-30")]


@pytest.mark.parametrize("title", ["上半年主要工作", "四、下半年打算", "一、2024年工作完成情况", "二、2025年工作思路"])
def test_a_time_that_only_names_a_part_of_a_report_is_no_due_date(title: str) -> None:
    text = f"河口县科协2024年工作总结\n{title}\n（一）抓好培训。办好培训班6期。\n（二）抓好宣传。新建画廊9处。\n"
    assert all(assignment.due is None for assignment in read_text_document(text).assignments)


def test_a_date_of_its_own_makes_the_only_record_of_a_noted_sentence() -> None:
    text = f"{PLAN}1.11月15日前完成乡道改造。要管好施工现场。\n责任单位：县交通局\n"
    assert brief(text) == [(["县交通局"], [], "2024-11-15")]


def unread(text: str) -> list[str]:
    """Return the statements, or the quotes of assignments, that carry the doubt about an unread date."""
    reading = read_text_document(text)
    return [
        text[record.start : record.end]
        for record in (*reading.statements, *reading.assignments)
        if "date_unread" in record.doubts
    ]


@pytest.mark.parametrize(
    "task",
    [
        "1.举办采摘节，时间放在6月下旬。",
        "1.县科协要把9月30日作为改造的硬期限。",
        "1.全年完成老旧线路改造任务。",
    ],
)
def test_a_task_with_words_of_a_date_and_no_date_is_doubted(task: str) -> None:
    assert unread(f"{PLAN}{task}\n2.办好培训班6期。\n") == [task]


@pytest.mark.parametrize(
    "task",
    [
        "1.6月下旬举办采摘节。",
        "1.兑现2023年12月评定的奖金。",
        "1.全年培训农民900人次。",
        "1.每年3月巡展一次。",
        "1.做好年底考核。",
        "1.办好培训班6期。",
    ],
)
def test_a_date_that_was_read_or_dates_no_task_is_not_doubted(task: str) -> None:
    assert unread(f"{PLAN}{task}\n2.新建画廊9处。\n") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "希望各镇各有关部门强化措施，确保完成全年任务。",
        "对进度滞后的5个项目，请以上责任单位加快进度。",
        "上半年完成旧桥加固工程。",
        "全年完成老旧线路改造任务。",
    ],
)
def test_who_is_asked_and_what_a_time_of_the_year_dates_is_a_task(sentence: str) -> None:
    text = f"{PLAN}1.办好培训班6期。\n2.新建画廊9处。\n{sentence}\n"
    assert [statement.role for statement in read_text_document(text).statements] == ["task"] * 3


@pytest.mark.parametrize(
    ("note", "records"),
    [
        ("（县教育局、县财政局，各乡镇、街道）", [(["县教育局", "县财政局", "各乡镇", "街道"], [], None)]),
        ("【县教育局、各县（市）政府】", [(["县教育局", "各县（市）政府"], [], None)]),
        ("（财务室，五一前）", [(["财务室"], [], "2024-04-30")]),
        ("（中心学校，暑期）", [(["中心学校"], [], None)]),
        (
            "〔县教育局，上半年建成4家，年底全部建成〕",
            [(["县教育局"], [], "2024-06-30"), (["县教育局"], [], "2024-12-31")],
        ),
    ],
)
def test_a_bracket_behind_a_sentence_names_units_and_each_date(note: str, records: Brief) -> None:
    assert brief(f"{PLAN}1.加固校舍3处。{note}\n2.办好培训班6期。\n") == records


@pytest.mark.parametrize("note", ["〔牵头单位：县科协；配合单位：县农业局〕", "\n牵头单位：县科协；配合单位：县农业局"])
def test_a_note_behind_an_item_of_two_sentences_is_that_of_both_rows(note: str) -> None:
    text = f"{PLAN}1.新建科普馆3所。办好培训班6期。{note}\n2.巡展8场。〔牵头单位：县教育局〕\n3.办展览2场。\n"
    rows = build_ledger(read_text_document(text), text).rows
    shared = (("县科协",), ("县农业局",))
    assert [(row.lead, row.support) for row in rows] == [shared, shared, (("县教育局",), ()), ((), ())]


def test_a_sentence_keeps_its_own_unit_before_a_note_and_takes_no_date_of_another_sentence() -> None:
    text = f"{PLAN}1.新建科普馆3所。县教育局办好培训班6期。9月底前巡展8场。〔牵头单位：县科协〕\n"
    rows = build_ledger(read_text_document(text), text).rows
    assert [(row.lead, len(row.due)) for row in rows] == [(("县科协",), 0), (("县教育局",), 0), (("县科协",), 1)]
    dated = f"{PLAN}1.9月底前新建科普馆3所。办好培训班6期。〔牵头单位：县科协〕\n"
    rows = build_ledger(read_text_document(dated), dated).rows
    assert [len(row.due) for row in rows] == [1, 0]


def test_a_stop_or_semicolon_in_square_brackets_ends_no_sentence() -> None:
    text = f"{PLAN}1.新建科普馆3所。〔县科协牵头；县农业局配合。〕\n"
    sentences = [text[statement.start : statement.end] for statement in read_text_document(text).statements]
    assert sentences == ["1.新建科普馆3所。", "〔县科协牵头；县农业局配合。〕"]


def test_the_note_of_an_item_with_a_title_does_not_reach_the_next_item() -> None:
    text = f"{PLAN}1.做好普查。建立台账。〔牵头单位：县科协〕\n2.办好培训班6期。\n3.巡展8场。\n"
    rows = build_ledger(read_text_document(text), text).rows
    assert [(row.lead, len(row.path)) for row in rows] == [(("县科协",), 2), ((), 1), ((), 1)]


def test_a_list_of_the_same_series_below_a_title_stays_below_it() -> None:
    headings = [TextHeading(0, 7, "1.", 1, "做好普查", "label")]
    text = "1.做好普查。\n1.建立台账；\n2.举办培训。\n"
    statements = [TextStatement(8, 15, "task", "", 0), TextStatement(16, 23, "task", "", 0)]
    assert statement_headings(text, statements, headings) == [0, 0]
    assert statement_headings(text, statements[1:], headings) == [None]


def test_a_subject_after_the_month_from_which_it_acts_leads() -> None:
    text = f"{PLAN}五月起，安全科每月邀请专家授课1次。\n"
    (made,) = read_text_document(text).assignments
    assert (made.lead, made.every, made.times) == (["安全科"], "P1M", 1)
