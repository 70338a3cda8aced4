"""Who must do what by when: sentences of every class of the guide, read on statements cut by hand."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.reading.assignments import assign
from luoshi.reading.model import Assignment, Heading, Statement
from luoshi.reading.structure import Fields, Outline, Row

YEAR = 2024
FIELDS = Fields("plan", None, None, None, YEAR)
# Brackets are whole; a bracket behind 。 is a statement of its own.
PART = re.compile(
    r"（[^（）]*(?:（[^（）]*）[^（）]*)*）(?=$|\n)|(?:[^。；;（\n]|（[^（）。]*(?:（[^（）]*）[^（）]*)*）(?!$|\n)|（)+[。；;]?"
)


def document(text: str, role: str = "task", fields: Fields = FIELDS):
    """A text with its parts: lines of cells are rows (a head first), 【…】 a heading, the rest statements."""
    headings, rows, statements = [], [], []
    columns: list[str] | None = None
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if " | " in line:
            cells, at = [], start
            for cell in line.split(" | "):
                cells.append((at, at + len(cell)))
                at += len(cell) + 3
            if columns is None:
                columns = line.split(" | ")
                continue
            rows.append(Row(start, start + len(line), cells, columns))
            task = cells[1]
            statements.append(
                Statement(*task, role, "", len(headings) - 1 if headings else None, (start, start + len(line)))
            )
            continue
        columns = None
        lead = re.match(r"【(.+?)】", line)
        at = start
        if lead:
            title = lead[1]
            headings.append(Heading(start, start + lead.end(), "", 1, title, ""))
            at = start + lead.end()
        for part in PART.finditer(text, at, start + len(line)):
            if part[0].strip():
                where = len(headings) - 1 if headings else None
                statements.append(Statement(part.start(), part.end(), role, "", where))
    return Outline(None, headings, rows, [], []), statements, fields


def read(text: str, role: str = "task", fields: Fields = FIELDS) -> list[Assignment]:
    return assign(text, *document(text, role, fields))


def brief(text: str, role: str = "task", fields: Fields = FIELDS):
    return [
        (" ".join(a.lead), " ".join(a.support), a.due.isoformat()[5:] if a.due else "", a.every or "", a.times)
        for a in read(text, role, fields)
    ]


NOTHING: list[tuple] = []


@pytest.mark.parametrize(
    ("sentence", "lead", "support"),
    [
        ("县财政局要及时拨付资金。", "县财政局", ""),
        ("县自然资源局、县生态环境局要主动上门服务。", "县自然资源局 县生态环境局", ""),
        ("县科协和县教育局联合举办青少年科技创新大赛。", "县科协 县教育局", ""),
        ("市人力资源和社会保障局负责继续教育的综合管理。", "市人力资源和社会保障局", ""),
        ("各乡镇（街道）科协要制定具体方案。", "各乡镇（街道）科协", ""),
        ("各县（市、区）人民政府应当将科普经费列入预算。", "各县（市、区）人民政府", ""),
        (
            "平棠经开区管委会牵头，县自然资源局、县住建局配合，盘活闲置厂房。",
            "平棠经开区管委会",
            "县自然资源局 县住建局",
        ),
        ("由县科协会同县委编办、县民政局拿出改革方案。", "县科协", "县委编办 县民政局"),
        ("由学会部负责组织实施。", "学会部", ""),
        ("评审结果由评审办在网站公示。", "评审办", ""),
        ("县科技局会同县财政局修订补助办法。", "县科技局", "县财政局"),
        ("县审计局对挪用问题开展专项审计。", "县审计局", ""),
        ("各级党委和政府要加强领导。", "各级党委 政府", ""),
        ("有关部门应强化督导检查。", "有关部门", ""),
        ("请各学会将名单报市科协学会部。", "各学会", ""),
        ("青溪县科协建成科普馆。", "青溪县科协", ""),
        ("高新区争创国家级大学科技园。", "高新区", ""),
        ("“东江大学白鹭智能研究院”创成省级载体。", "东江大学白鹭智能研究院", ""),
        ("白鹭市开展示范城市建设，东江县、云门区建设试点。", "白鹭市 东江县 云门区", ""),
        ("县农业农村局：推广测土配方施肥30万亩。", "县农业农村局", ""),
        ("各牵头单位要细化方案，各配合单位要密切配合。", "各牵头单位", "各配合单位"),
        ("配合单位按职责分工协同推进。", "", "配合单位"),
        ("责成县水利局限期整改。", "县水利局", ""),
        ("为此，县发展改革局应牵头制定规划。", "县发展改革局", ""),
        ("一是县科协要建好阵地。", "县科协", ""),
        ("3.各项目责任单位实行一项目一专班。", "各项目责任单位", ""),
        ("第七条　理事会应当按期换届。", "理事会", ""),
        ("县直有关单位要各司其职，各乡镇要落实属地责任。", "县直有关单位 各乡镇", ""),
        ("市委组织部、市科协等部门要加强协作。", "市委组织部 市科协", ""),
        ("县审计局组织财务检查。", "县审计局", ""),
    ],
)
def test_a_unit_that_is_the_subject_leads(sentence, lead, support):
    found = brief(sentence)
    assert found == ([(lead, support, "", "", None)] if lead else NOTHING)


@pytest.mark.parametrize(
    "sentence",
    [
        "支持县科协建设科普馆。",
        "鼓励各高校筹建大学科技园。",
        "推动领军企业成为创新主体。",
        "与省科技厅在平台建设方面加强会商。",
        "建立县科技局与各乡镇的联系机制。",
        "加强县科协网站建设。",
        "县长要亲自部署，党员干部要带头。",
        "县科协班子成员要带头走访。",
        "县科协主席负责日常工作。",
        "本办法由市科协负责解释。",
        "县（区）可参照本办法制定细则。",
        "任何单位不得截留挪用。",
        "市级学会推荐数不超过会员总数的百分之一。",
        "理事会每届任期不超过五年。",
        "评审委员会由15名委员组成。",
        "我市高新技术产业要做大做强。",
        "全市要形成合力。",
        "参赛企业增加到35家。",
        "报县政府办公室备案。",
        "做强东江大学研究院。",
        "本办法自2024年7月1日起施行。",
        "向县委、县政府报告情况。",
        "成立由县农业局局长任组长的领导小组。",
        "近期召开部署会，适时开展检查。",
        "三季度前完成验收。",
        "今年新建科普站25个。",
        "全年举办讲座30场。",
        "2024年新增会员300名。",
        "在2020年底的基础上再增长10%。",
        "每天记0.6学分。",
        "每月补助500元。",
        "较2023年底增长5%。",
    ],
)
def test_what_names_no_one_who_must_act_makes_no_assignment(sentence):
    assert brief(sentence) == NOTHING


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
    ],
)
def test_a_table_row_gives_its_columns_to_the_task(task, lead, support, due, expected):
    assert brief(TABLE.format(task=task, lead=lead, support=support, due=due)) == [expected]


def test_facts_and_context_make_no_assignment():
    assert brief("县科协6月底前完成展馆改造，每季度通报一次。", "fact") == NOTHING
    assert brief("县科协6月底前完成展馆改造，每季度通报一次。", "context") == NOTHING


def test_a_heading_with_a_year_sets_the_year_of_what_follows():
    text = "【2025年打算】一季度修订办法。\n【今年工作】二季度修订办法。"
    assert [a.due for a in read(text)] == [date(2025, 3, 31), date(2024, 6, 30)]


def test_a_document_without_year_gives_no_day_that_needs_one():
    fields = Fields("plan", None, None, None, None)
    assert brief("6月底前建成展馆。", fields=fields) == NOTHING
    assert brief("县科协到2025年建成展馆。", fields=fields) == [("县科协", "", "12-31", "", None)]


def test_bare_names_of_places_lead_where_the_document_names_them():
    assert brief(
        "白鹭市建设平台。\n白鹭加快建设高新区，东江、云门和白鹭争创省级高新区。\n东江县、云门县实施工程。"
    ) == [
        ("白鹭市", "", "", "", None),
        ("白鹭 东江 云门", "", "", "", None),
        ("东江县 云门县", "", "", "", None),
    ]


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
    for made in assign(text, outline, statements, fields):
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
        statements = [Statement(0, len(text), "task", "")]
        begin = time.process_time()
        assign(text, Outline(None, [], [], [], []), statements, FIELDS)
        return time.process_time() - begin

    seconds(1000)
    small, large = min(seconds(5_000) for _ in range(3)), min(seconds(40_000) for _ in range(2))
    assert large < max(small, 0.004) * 8 * 4
