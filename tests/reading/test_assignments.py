"""Who must do what by when: sentences of every class of the guide, read on statements cut by hand."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duty_texts import FIELDS, NOTHING, brief, document, read
from luoshi.reading.assignments import find_assignments
from luoshi.reading.model import TextStatement
from luoshi.reading.structure import DocumentFields, Outline


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("到2025年，", "2025-12-31"),
        ("到2025年底，", "2025-12-31"),
        ("“十四五”末，", "2025-12-31"),
        ("到“十五五”末，", "2030-12-31"),
        ("年内", "2024-12-31"),
        ("年底前", "2024-12-31"),
        ("年末", "2024-12-31"),
        ("年终", "2024-12-31"),
        ("今年年底前", "2024-12-31"),
        ("明年3月底前", "2025-03-31"),
        ("6月底前", "2024-06-30"),
        ("6月底以前，", "2024-06-30"),
        ("六月三十日前", "2024-06-30"),
        ("9月30日17:00前", "2024-09-30"),
        ("3月15日（星期五）前", "2024-03-15"),
        ("5月上旬前", "2024-05-10"),
        ("5月中旬前", "2024-05-20"),
        ("5月下旬", "2024-05-31"),
        ("国庆节前", "2024-09-30"),
        ("春节前", "2024-02-09"),
        ("上半年", "2024-06-30"),
        ("下半年", "2024-12-31"),
        ("一季度", "2024-03-31"),
        ("三季度末", "2024-09-30"),
        ("前三季度", "2024-09-30"),
        ("1—3月，", "2024-03-31"),
        ("4月1日至20日，", "2024-04-20"),
        ("3月至次年2月，", "2025-02-28"),
        ("10月前后", "2024-10-31"),
        ("力争10月底前", "2024-10-31"),
        ("确保在11月20日前", "2024-11-20"),
        ("5月底前：", "2024-05-31"),
        ("2025年6月底前", "2025-06-30"),
        ("8月份", "2024-08-31"),
        ("最迟于7月5日前", "2024-07-05"),
        ("2.6月底前", "2024-06-30"),
        ("将于6月份", "2024-06-30"),
        ("截止时间为5月10日，", "2024-05-10"),
        ("力争2025年", "2025-12-31"),
    ],
)
def test_a_due_phrase_gives_the_last_day(words, due):
    (found,) = read(f"{words}完成展馆改造。")
    assert (found.due, found.lead, found.every, found.times) == (date.fromisoformat(due), [], None, None)


@pytest.mark.parametrize(
    ("sentence", "every", "times"),
    [
        ("每季度召开会议一次。", "P3M", 1),
        ("每年开展督查不少于2次。", "P1Y", 2),
        ("每月调度至少2次。", "P1M", 2),
        ("每月5日前报送上月进展。", "P1M", 1),
        ("每周五下班前报送进度。", "P1W", 1),
        ("每两年组织评选一次。", "P2Y", 1),
        ("评选活动每两年一次。", "P2Y", 1),
        ("半年一次通报情况。", "P6M", 1),
        ("每半年公布一次目录。", "P6M", 1),
        ("每半月调度一次。", "P1M", 2),
        ("每半月会商进展。", "P1M", 2),
        ("每旬报送一次数据。", "P10D", 1),
        ("每三年接受一次评估。", "P3Y", 1),
        ("每两个月组织一次巡查，编发简报4期。", "P2M", 1),
        ("每年12月20日前完成审核。", "P1Y", 1),
        ("每月到示范片指导不少于两次。", "P1M", 2),
        ("每年安排专项经费20万元。", "P1Y", None),
        ("每月下沉一线不少于5天。", "P1M", None),
        ("每年培育企业10家以上。", "P1Y", None),
        ("每季度走访专家3~5名。", "P3M", None),
        ("按月报送进展。", "P1M", 1),
        ("按季度通报完成情况。", "P3M", 1),
        ("实行一月一调度。", "P1M", 1),
        ("每季度通报工作进展。", "P3M", 1),
        ("每年听取科普工作汇报1-2次。", "P1Y", 1),
        ("每学期组织一次进校园活动。", "P6M", 1),
        ("每季度召开一次会议。", "P3M", 1),
        ("每年3月、9月各开展一次督查。", "P1Y", 2),
        ("每年年底前报告情况。", "P1Y", 1),
    ],
)
def test_a_recurrence_is_a_period_and_the_acts_in_it(sentence, every, times):
    assert brief(sentence) == [("", "", "", every, times)]


def test_two_rhythms_make_two_records_and_the_same_one_makes_one():
    assert brief("实行月调度、季通报制度，每月5日前报送进展。") == [("", "", "", "P1M", 1), ("", "", "", "P3M", 1)]
    assert brief("理事会每年召开会议至少2次，常务理事会每年召开四次以上。", "norm") == [
        ("理事会", "", "", "P1Y", 2),
        ("常务理事会", "", "", "P1Y", 4),
    ]
    assert brief("每年举办学术活动至少2次，面向公众的科普活动1次以上。", "norm") == [
        ("", "", "", "P1Y", 2),
        ("", "", "", "P1Y", 1),
    ]


def test_a_subject_and_its_due_date_stand_in_one_record():
    assert brief("县财政局要在10月15日前将资金拨付到位。") == [("县财政局", "", "10-15", "", None)]
    assert brief("11月20日前：区农业局组织自查。") == [("区农业局", "", "11-20", "", None)]
    assert brief("一季度由市科技局会同市财政局修订办法。") == [("市科技局", "市财政局", "03-31", "", None)]
    assert brief("各企业科协于4月25日前填报立项表，报开发区科协办公室汇总。") == [("各企业科协", "", "04-25", "", None)]
    assert brief("用人单位应于每年12月20日前完成审核。", "norm") == [("用人单位", "", "", "P1Y", 1)]


def test_two_dated_parts_make_two_records_two_dates_of_one_task_the_later():
    assert brief("3月底前完成摸底，6月底前完成整改。") == [("", "", "03-31", "", None), ("", "", "06-30", "", None)]
    assert brief("确保年底前、力争10月底前建成。") == [("", "", "12-31", "", None)]


def test_subject_and_date_carry_over_a_semicolon_and_not_over_a_full_stop():
    assert brief("县科协要在6月底前完成布展；新建科普站25个。举办讲座30场。") == [
        ("县科协", "", "06-30", "", None),
        ("县科协", "", "06-30", "", None),
    ]
    assert brief("县财政局要拨付资金；县审计局开展审计，年底前提交报告。") == [
        ("县财政局", "", "", "", None),
        ("县审计局", "", "12-31", "", None),
    ]


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("（牵头：科普部）", ("科普部", "", "", "", None)),
        ("（牵头单位：县科协；配合单位：县教育局、县财政局）", ("县科协", "县教育局 县财政局", "", "", None)),
        ("（责任单位：学会部；完成时限：11月底）", ("学会部", "", "11-30", "", None)),
        ("（责任单位：学会部、县生产力促进中心）", ("学会部 县生产力促进中心", "", "", "", None)),
        ("（责任科室：学会部，协办：办公室，完成时限：全年）", ("学会部", "办公室", "12-31", "", None)),
        ("（牵头单位：市人力资源和社会保障局和市科技局）", ("市人力资源和社会保障局 市科技局", "", "", "", None)),
        ("（责任单位：各乡镇（街道）、县直各部门）", ("各乡镇（街道） 县直各部门", "", "", "", None)),
        ("（县科协牵头，县教育局、县妇联配合）", ("县科协", "县教育局 县妇联", "", "", None)),
        ("（牵头单位：县科协等部门；完成时限：每季度）", ("县科协", "", "", "P3M", None)),
        ("（责任单位：县科协；完成时限：长期坚持）", ("县科协", "", "", "", None)),
        ("（责任部门：科普部    时间：5月-10月）", ("科普部", "", "10-31", "", None)),
        ("（牵头单位：县委宣传部（县文明办）、县科协）", ("县委宣传部（县文明办） 县科协", "", "", "", None)),
        ("（县科协牵头，县教育局、县财政局等按职责分工负责）", ("县科协", "县教育局 县财政局", "", "", None)),
        ("（县科协牵头，县教育局、各县（市、区）配合）", ("县科协", "县教育局 各县（市、区）", "", "", None)),
        ("（责任领导：王×；责任单位：县科协）", ("县科协", "", "", "", None)),
    ],
)
def test_a_note_behind_a_run_in_heading_makes_the_record_of_the_heading(note, expected):
    text = f"【（三）抓好重点人群。】面向农民开展培训60场。{note}"
    assert brief(text) == [expected]
    (found,) = read(text)
    assert text[found.start : found.end] == "【（三）抓好重点人群。】"


def test_a_dated_sentence_under_a_note_has_its_own_record_with_the_same_units():
    text = (
        "【（三）抓好展馆。】9月底前完成布展。每季度更新一次展品。新建展厅2个。（牵头单位：科普部；配合单位：办公室）"
    )
    assert brief(text) == [
        ("科普部", "办公室", "", "", None),
        ("科普部", "办公室", "09-30", "", None),
        ("科普部", "办公室", "", "P3M", 1),
    ]


def test_a_note_behind_a_statement_without_heading_belongs_to_the_statement():
    text = "1.建成科普馆。（责任单位：县科协）\n2.6月底前办好科技周。（责任单位：县科技局）"
    found = read(text)
    assert [(text[a.start : a.end], a.lead, a.due) for a in found] == [
        ("1.建成科普馆。", ["县科协"], None),
        ("2.6月底前办好科技周。", ["县科技局"], date(2024, 6, 30)),
    ]


def test_a_note_behind_several_clauses_belongs_to_each_of_them():
    found = read("1.建成科普馆；科普画廊覆盖率达到90%。（责任单位：县科协）\n2.建成展厅。（责任单位：县科技局）")
    assert [made.lead for made in found] == [["县科协"], ["县科协"], ["县科技局"]]
    assert [made.lead for made in read("1.建成科普馆。覆盖率达到90%。（责任单位：县科协）")] == [["县科协"]]


def test_each_time_of_a_sentence_with_a_note_behind_it_has_a_record():
    text = "1.6月底前完成主体，12月底前投用。（责任单位：县科协）\n2.建成展厅。（责任单位：县科技局）"
    assert brief(text) == [
        ("县科协", "", "06-30", "", None),
        ("县科协", "", "12-31", "", None),
        ("县科技局", "", "", "", None),
    ]


def test_a_day_in_a_column_of_days_is_due():
    table = "序号 | 活动内容 | 日期 | 承办单位\n1 | 启动仪式，推介新书20种 | 4月15日 | 市图书馆"
    assert brief(table) == [("市图书馆", "", "04-15", "", None)]


def test_a_note_below_a_line_of_measures_belongs_to_them():
    text = "【一、水质反弹】\n整改措施：封堵排污口17个；搬迁洗砂场。\n责任单位：县水利局"
    assert brief(text) == [("县水利局", "", "", "", None)] * 2
    assert [made.start for made in read(text)] == [text.index("整改"), text.index("搬迁")]
    goal = "【一、水质反弹】\n整改目标：水质达标。\n整改措施：封堵排污口17个。\n责任单位：县水利局"
    assert [made.start for made in read(goal)] == [0]


def test_the_whole_year_is_no_due_date_of_a_task_that_recurs():
    text = "1.每季度举办一期培训班。\n责任单位：县人社局；完成时限：全年"
    assert brief(text) == [("县人社局", "", "", "P3M", 1)]


def test_a_note_inside_the_sentence_belongs_to_it():
    assert brief("建成科普馆（牵头单位：县科协；配合单位：县住建局）。") == [("县科协", "县住建局", "", "", None)]
    assert brief("6月底前建成科普馆（县科协牵头，县住建局配合）。") == [("县科协", "县住建局", "06-30", "", None)]


TABLE = "序号 | 工作任务 | 牵头领导 | 牵头单位 | 配合单位 | 完成时限\n1 | {task} | 李× | {lead} | {support} | {due}"


@pytest.mark.parametrize(
    ("task", "lead", "support", "due", "expected"),
    [
        ("建成展馆。", "县科协", "县财政局、县住建局", "6月底", ("县科协", "县财政局 县住建局", "06-30", "", None)),
        ("建成展馆。", "县科协", "—", "全年", ("县科协", "", "12-31", "", None)),
        ("每季度开展义诊一次。", "县卫健局", "县医保局", "持续推进", ("县卫健局", "县医保局", "", "P3M", 1)),
        (
            "建成展馆。",
            "县科协 县教育局",
            "各乡镇",
            "2025年3月31日前",
            ("县科协 县教育局", "各乡镇", "03-31", "", None),
        ),
        ("建成展馆。", "县科协", "", "每季度", ("县科协", "", "", "P3M", None)),
        ("每月举办招聘会不少于2场。", "县人社局", "", "全年", ("县人社局", "", "", "P1M", 2)),
        ("东环路5月1日前通车。", "县交通局", "", "三季度末", ("县交通局", "", "05-01", "", None)),
    ],
)
def test_a_table_row_gives_its_columns_to_the_task(task, lead, support, due, expected):
    assert brief(TABLE.format(task=task, lead=lead, support=support, due=due)) == [expected]


def test_a_note_cut_at_semicolons_is_one_note():
    text = "建成科普馆。牵头单位：县科协；配合单位：县教育局；完成时限：10月底前。"
    assert brief(text) == [("县科协", "县教育局", "10-31", "", None)]


def test_conditions_of_eligibility_bind_only_whom_they_name():
    text = "【申报条件】每年举办活动不少于4次；学会每年召开理事会2次。"
    assert brief(text, "norm") == [("学会", "", "", "P1Y", 2)]


def test_items_of_a_list_of_conditions_assign_nothing():
    text = "申请称号的，应当符合下列条件：\n（一）每年举办活动不少于4次；\n（二）每年开放200天以上。\n每年复核一次。"
    assert brief(text, "norm") == [("", "", "", "P1Y", 1)]


def test_what_was_guessed_is_doubted():
    for text, doubt in [
        ("各级创作工坊要开辟专栏。", "subject_described"),
        ("县科协要办好论坛；办好年会。", "subject_carried"),
        ("力争2025年建成展馆。", "period_as_due"),
        ("10月前建成展馆。", "due_open"),
        ("监测点每季度更换一次设备。", "no_unit"),
        ("县科协建好展馆，县教育局负责讲解。", "several_leads"),
        ("县科协确保年底前、力争10月底前开放展馆。", "several_dues"),
    ]:
        assert any(doubt in made.doubts for made in read(text))


def test_facts_and_context_make_no_assignment():
    assert brief("县科协6月底前完成展馆改造，每季度通报一次。", "fact") == NOTHING
    assert brief("县科协6月底前完成展馆改造，每季度通报一次。", "context") == NOTHING


def test_a_heading_with_a_year_sets_the_year_of_what_follows():
    text = "【2025年打算】一季度修订办法。\n【今年工作】二季度修订办法。"
    assert [a.due for a in read(text)] == [date(2025, 3, 31), date(2024, 6, 30)]


def test_a_document_without_year_gives_no_day_that_needs_one():
    fields = DocumentFields("plan", None, None, None, None)
    assert brief("6月底前建成展馆。", fields=fields) == NOTHING
    assert brief("县科协到2025年建成展馆。", fields=fields) == [("县科协", "", "12-31", "", None)]


def test_proposals_with_a_unit_lead():
    assert brief("建议市财政从明年起每年安排资金100万元。", "norm") == [("市财政", "", "", "P1Y", None)]


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="县科协教育局、，。；：（）1一3月日底前每年季度次由会同牵头责任单位配合要\n完成建设和及等各",
        max_size=120,
    )
)
def test_any_text_is_read_without_error_and_spans_are_those_of_statements(text):
    outline, statements, fields = document(text)
    spans = {(s.start, s.end) for s in statements} | {(h.start, h.end) for h in outline.headings}
    for made in find_assignments(text, outline, statements, fields):
        assert (made.start, made.end) in spans
        assert made.lead or made.due or made.every
        assert all(name.strip() for name in [*made.lead, *made.support])


@pytest.mark.parametrize(
    "unit",
    [
        "县科协、",
        "（",
        "1",
        "年",
        "每",
        "由县科协",
        "牵头单位：",
        "（牵头单位：县科协",
        "一、",
        "科协组织",
        "6月底前",
        "县（市",
        "，",
        "；",
    ],
)
def test_hostile_text_takes_time_in_proportion(unit):
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        statements = [TextStatement(0, len(text), "task", "")]
        begin = time.process_time()
        find_assignments(text, Outline(None, [], [], [], []), statements, FIELDS)
        return time.process_time() - begin

    seconds(1000)
    small, large = min(seconds(5_000) for _ in range(3)), min(seconds(40_000) for _ in range(2))
    assert large < max(small, 0.004) * 8 * 4


def test_no_act_at_all_is_no_number_of_times() -> None:
    from luoshi.reading.read import read_text_document as whole

    assert [(a.every, a.times) for a in whole("县科协每年必须开展0次检查。").assignments] == [("P1Y", None)]
