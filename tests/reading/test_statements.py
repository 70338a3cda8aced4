"""Sentences, where they are cut, and what they do."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.reading.fields import read_document_fields
from luoshi.reading.model import TextStatement
from luoshi.reading.outline import build_outline
from luoshi.reading.read import read_text_document
from luoshi.reading.role_signs import paper_of, sentence_signs
from luoshi.reading.roles import Judge, RoleWeights
from luoshi.reading.statements import build_statements, cut_sentences, split_into_statements

PLAN = "河口县科协2018年工作要点\n一、重点工作\n"
REPORT = "河口县科协2018年工作总结\n一、主要工作\n"
RULES = "河口县科技论文评选办法\n第二章 评审\n"
OPINION = "关于加强全县科协工作的意见\n二、组织建设\n"
SPEECH = "在全县科普工作会议上的讲话\n三、狠抓落实\n"


def read(text: str) -> list[TextStatement]:
    built = build_outline(text)
    return build_statements(text, built, read_document_fields(text, built))


def role(before: str, sentence: str) -> str:
    text = f"{before}{sentence}\n"
    return next(s.role for s in read(text) if text[s.start : s.end] == sentence)


def roles(text: str) -> list[tuple[str, str]]:
    return [(s.role, text[s.start : s.end]) for s in read(text)]


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in cut_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("建成两座；新建三座。完成。", ["建成两座；", "新建三座。", "完成。"]),
        ("建成两座;新建三座!", ["建成两座;", "新建三座!"]),
        ("培训两期（县级一期；乡级一期），共百人。", ["培训两期（县级一期；乡级一期），共百人。"]),
        ("他说：“要抓紧。要抓实。”会议结束。", ["他说：“要抓紧。", "要抓实。”", "会议结束。"]),
        ("全部建成。（责任单位：县科协；完成时限：11月底）", ["全部建成。", "（责任单位：县科协；完成时限：11月底）"]),
        ("全部建成。（责任单位：县科协）按月通报。", ["全部建成。", "（责任单位：县科协）", "按月通报。"]),
        ("全部建成（责任单位：县科协）。", ["全部建成（责任单位：县科协）。"]),
        ("开了括号（不关；后面照切。", ["开了括号（不关；", "后面照切。"]),
        ("一项，两项，三项", ["一项，两项，三项"]),
    ],
)
def test_a_block_is_cut_at_its_sentences_and_clauses(text: str, parts: list[str]) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (PLAN, "新建科普e站25个，其中社区10个。"),
        (PLAN, "公民科学素质比例较上年提高两个百分点。"),
        (PLAN, "每季度走访专家5名，建立台账。"),
        (PLAN, "把科普经费列入财政预算。"),
        (PLAN, "直通式服务农业经营主体260多家，覆盖率过八成。"),
        (PLAN, "全年农村公路完工率不得低于95%。"),
        ("河口县农业局关于做好2018年春耕的通知\n一、工作要求\n", "各乡镇至少组织培训1次。"),
        ("河口县科协关于推荐2018年科普带头人的通知\n一、推荐条件\n", "县里择优推荐8个，其中国家级2个。"),
        (
            "河口县督查室关于公路建设的通报\n一、总体进展\n已完工50公里。\n二、整改意见\n",
            "未进场的路段务必于9月10日前开工。",
        ),
        (PLAN, "年底前全部项目必须开工，投资完成率不得低于98%。"),
        (PLAN, "（牵头：科普部）"),
        (PLAN, "1.县财政局要在10月15日前拨付资金；"),
        (REPORT + "二、下一步打算\n", "力争高新技术企业突破250家。"),
        (REPORT + "二、下一步打算\n", "修订研发后补助办法。"),
        (OPINION, "到2025年，建成院士工作站20家。"),
        (OPINION, "县科协要制定实施细则，2016年底前报县委。"),
        (SPEECH, "要整合资源，办好科技活动周。"),
        (SPEECH, "各乡镇必须配齐科普员。"),
        (SPEECH, "加快推进流动科技馆建设。"),
        (PLAN, "县科协新建科普画廊2处。"),
        ("关于做好科普工作的通知\n一、工作内容\n", "青石镇走访农户300户。"),  # a unit, what it does, how much
        (PLAN, "重点完善基层组织，健全联系机制，提高覆盖面。"),
    ],
)
def test_what_is_owed_after_the_documents_date_is_a_task(before: str, sentence: str) -> None:
    assert role(before, sentence) == "task"


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (REPORT, "共申报高新技术企业118家，通过76家。"),
        (REPORT, "县科协争取资金560万元，同比增长18%。"),
        (REPORT, "组织外出考察12次，签约项目8个。"),
        (REPORT + "二、存在问题\n", "近七成的企业没有研发机构；"),
        (PLAN.replace("重点工作", "基本情况"), "全县现有耕地68.4万亩，辖16个乡镇。"),
        (PLAN, "去年，全县已建成科普馆3座。"),
        (REPORT + "二、经营情况\n", "百亩以下的占六成七，最大的达3200亩。"),
        ("关于2018年评估的通知\n一、评估结论\n", "据统计，2016年度应评41家，实评39家。"),
        (SPEECH.replace("狠抓落实", "肯定成绩"), "去年，全县新建了科普馆3座。"),
    ],
)
def test_what_has_happened_or_holds_is_a_fact(before: str, sentence: str) -> None:
    assert role(before, sentence) == "fact"


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (RULES, "第四条　每人限报1篇；"),
        (RULES, "评审委员会由15名委员组成。"),
        (RULES, "第十二条　本办法自发布之日起施行。"),
        (PLAN, "任何单位不得截留挪用。"),
        (PLAN, "对连续三次未完成的，予以通报。"),
        (PLAN, "逾期不报的，责任自负。"),
        (PLAN, "考核排名末2位的取消评优资格。"),
        (PLAN, "对整改不力的，将予以问责。"),
        (OPINION, "乡镇科协主席应由同级党委副书记兼任。"),
        (RULES, "有下列情形之一的，予以出库："),
        ("关于组织申报2018年科普项目的通知\n二、申报条件\n", "申报单位应为县级学会。"),
        (OPINION, "对新获批的省级平台，一次性奖励50万元。"),
        (OPINION, "未按期验收的企业，两年内不得申报。"),
        (OPINION, "本意见自2022年8月1日起施行，有效期3年。"),
        (OPINION, "各级党委每年至少听取一次科协工作汇报。"),
        (OPINION, "专职人员不得少于3人。"),
        (OPINION, "科协主席的任免由同级党委征求上级意见后决定。"),
        (REPORT + "三、对策建议\n", "建议县财政每年安排专项资金100万元。"),
        (PLAN + "二、奖励办法\n", "获先进集体的奖励1万元。"),
    ],
)
def test_a_rule_without_end_is_a_norm(before: str, sentence: str) -> None:
    assert role(before, sentence) == "norm"


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (REPORT + "二、几点体会\n", "领导重视是做好工作的关键。"),
        (SPEECH, "科普工作是提高公民素质的重要途径。"),
        (SPEECH, "让我们携起手来，为建设科技强县作出新的贡献！"),
        (PLAN, "联系人：周工　电话：0799-6612035"),
        (PLAN, "特此通知。"),
        (RULES, "第一条　为规范论文评选，制定本办法。"),
        (PLAN, "重点抓好以下工作："),
        (PLAN, "（联系电话：0799-6612035）"),
        (REPORT, "上述问题，我们将在今后工作中认真加以解决。"),
        (REPORT, "一年来，我们主要做了以下工作。"),
        (SPEECH, "我代表县科协，向全县4600名科技工作者致以节日的问候！"),
    ],
)
def test_purpose_reasoning_and_boilerplate_are_context(before: str, sentence: str) -> None:
    assert role(before, sentence) == "context"


def test_addressee_purpose_signature_and_date_are_context() -> None:
    text = (
        "关于开展学会年检的通知\n各学会、协会：\n根据有关规定，现将年检事项通知如下：\n一、时间安排\n"
        "3月31日前，各学会填报年检报告书。\n联系电话：8231107 传真：8231109\n附件：1.年检报告书\n2.汇总表\n"
        "河口县科学技术协会\n2012年2月10日\n"
    )
    assert [role for role, _ in roles(text)] == ["context", "context", "task", *["context"] * 5]


def test_a_forecast_is_context_and_a_forecast_completion_a_task() -> None:
    text = REPORT + "预计全年完成产值20亿元。\n科技馆预计到2019年底建成投用。\n"
    assert [role for role, _ in roles(text)] == ["context", "task"]


def test_a_part_on_meaning_still_holds_its_facts() -> None:
    text = (
        "关于加强学会工作的意见\n一、充分认识重要意义\n目前全市已有学会68个，会员2.3万人。\n学会是科技工作者的桥梁。\n"
    )
    assert [role for role, _ in roles(text)] == ["fact", "context"]


def test_a_heading_of_action_does_not_change_how_a_report_speaks() -> None:
    text = REPORT + "（一）强化责任落实\n每周召开调度会，解决问题35个。\n"
    assert [role for role, _ in roles(text)] == ["fact"]


def test_each_statement_names_what_speaks_for_its_role_and_its_heading() -> None:
    text = PLAN + "新建科普馆3座。\n二、工作经费\n（责任单位：县科协）\n特此通知。\n"
    found = read(text)
    assert [(statement.rule, statement.heading) for statement in found[1:]] == [("duty_note", 1), ("boilerplate", 1)]
    assert found[0].heading == 0
    assert set(found[0].rule.split("+")) >= {"figure", "verb_first"}


def test_a_role_that_leads_by_little_is_doubtful_and_one_that_leads_by_far_is_not() -> None:
    by = RoleWeights(("task", "fact", "norm", "context", "none"), (0, 0, 0, 0, 0), {"a": (3, 1, 0, 0, 0)}, close=4)
    clear = RoleWeights(by.roles, by.base, {"a": (9, 1, 0, 0, 0), "figure": (1, 0, 0, 0, 0)}, close=4)
    assert Judge(by).role(["unknown"], ["a"]) == ("task", "words", ("role_weak",), 2)
    assert Judge(clear).role(["figure", "a"], []) == ("task", "figure", (), 9)


def test_what_is_no_row_and_what_is_talk_are_one_role_and_do_not_make_each_other_doubtful() -> None:
    by = RoleWeights(("task", "fact", "norm", "context", "none"), (0, 0, 0, 90, 91), {}, close=50)
    assert Judge(by).role([], []) == ("context", "words", (), 91)


def test_signs_are_those_of_the_sentence_its_place_and_its_neighbours() -> None:
    text = PLAN + "新建科普馆3座；更新展品5件。\n二、保障措施\n加强领导。\n"
    built = build_outline(text)
    about = read_document_fields(text, built)
    _, sentences, _ = split_into_statements(text, built, about)
    first, second, third = (own + common for own, common in sentence_signs(paper_of(text, built, about), sentences))
    assert {"figure", "verb_first", "g:plan", "^新", "h$工作", "e:；", "opens", "-none", "+figure"} <= set(first)
    assert {"clause", "closes", "-；figure", "-same", "+none"} <= set(second)  # the next stands in another part
    assert {"h$措施", "alone", "of:1", "-none", "+none"} <= set(third) and "figure" not in third


def test_one_sentence_says_little_of_how_its_part_speaks() -> None:
    """A part leans on the paper, and the paper on what is usual: else a paper of one line would be all or nothing."""

    def share(body: str) -> str:
        text = PLAN + body
        built = build_outline(text)
        about = read_document_fields(text, built)
        _, sentences, _ = split_into_statements(text, built, about)
        *_, (_own, last) = sentence_signs(paper_of(text, built, about), sentences)
        return next(sign for sign in last if sign.startswith("part/verb_first:"))

    assert share("新建科普馆3座。\n") < share("新建科普馆3座。\n" * 12)
    assert share("学会是桥梁。\n") > share("学会是桥梁。\n" * 12)


@given(st.text(alphabet="要了已每年不得。；：（）“”\n 一、1.是甲乙|3个月底前建议第条", max_size=300))
def test_statements_index_the_text_in_order_and_lose_nothing_of_the_body(text: str) -> None:
    built = build_outline(text)
    found = build_statements(text, built, read_document_fields(text, built))
    assert all(0 <= s.start < s.end <= len(text) for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    kept = "".join(text[s.start : s.end] for s in found if s.row is None)
    body = "".join(text[a:b] for a, b in sorted(built.blocks + built.noise))
    assert "".join(kept.split()) == "".join(body.split())


@given(st.text(max_size=200))
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


ARTICLE = "关于深化学会改革的几点思考\n一、学会工作现状\n二、对策建议\n三、处理好关系\n"


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        # figures of a year that is over are facts, also in a plan
        (PLAN, "科技投入是战略性投资。", "context"),
        (PLAN, "对获奖企业，县财政每家奖励10万元。", "norm"),
        (PLAN, "市科协将活动情况纳入考核，对组织得力的予以表扬。", "task"),
        (PLAN, "推动实验室开放（涉密单位除外；以公告为准）。", "task"),
        (REPORT, "注：1.部分数据因四舍五入不等于合计；", "context"),
        (REPORT, "对这些问题，我们将认真加以解决。", "context"),
        (REPORT, "县农业局承担的项目，5月份就应完成招标，拖延近60天。", "fact"),
        (SPEECH, "县财政每年拿出500万元设立人才专项。", "norm"),
        (SPEECH, "今年，县政府每月调度一次。", "task"),
        (SPEECH, "连续两次排名末位的乡镇，主要负责人要作检讨。", "norm"),
        (SPEECH, "账要两面算。", "context"),
        (ARTICLE, "谁先改、谁真改，谁就能抢占先机。", "context"),
        (ARTICLE, "学会靠什么立足？", "context"),
        (ARTICLE, "会员代表大会每五年至少召开一次。", "norm"),
    ],
)
def test_grammar_tells_the_role_where_the_part_does_not(before: str, sentence: str, expected: str) -> None:
    assert role(before, sentence) == expected


def test_a_part_named_by_its_field_is_no_plan_in_a_bulletin() -> None:
    text = "河口县2016年统计公报\n一、人民生活和社会保障\n城镇居民人均可支配收入24615元。\n"
    assert roles(text)[-1][0] == "fact"


NOTICE = "河口县科技局关于组织申报2024年度科技项目的通知\n三、工作要求\n"
CIRCULAR = "河口县督查室关于诉求办理情况的通报\n一、总体情况\n已办结50件。\n三、工作要求\n"
YEAR = "河口县农技中心2023年工作总结\n一、主要工作\n"
ADVICE = "在全县科技大会上的讲话\n二、今年怎么干\n"


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        # terms, ceilings and shares of a payment hold whenever the case comes
        (NOTICE, "请各学会于3月20日前报送汇总表，每个学会推荐不超过6家。", "task"),
        (CIRCULAR, "督查室每月通报一次，对连续两个月排名后三位的单位予以约谈。", "norm"),
        (CIRCULAR, "超期诉求每件扣0.2分，累计扣分不超过3分。", "norm"),
        (CIRCULAR, "责任单位要在7月25日前提交整改方案。", "task"),
        (PLAN, "年度评价得分居末三位的，主要负责人向县政府作书面说明。", "norm"),
        (PLAN, "首台设备按售价的三成给予奖励，最高50万元。", "norm"),
        (PLAN, "县财政按每平方米600元给予补助，单馆最高10万元。", "norm"),
        # a technique: how much goes on each measure of ground
        (PLAN, "早稻每亩施纯氮9～10公斤，其中基肥占五成；", "norm"),
        (PLAN, "亩均化肥用量降到30公斤。", "task"),
        # goals that read like results
        (PLAN, "技术合同成交额由2017年的1.3亿元提高到2.5亿元。", "task"),
        (PLAN, "去年获批重点实验室2个。", "fact"),
        (ADVICE, "全年培训企业1500家次以上。", "task"),
        (ADVICE, "督查室从3月起每月通报一次进展。", "task"),
        (ADVICE, "关键核心技术要不来、买不来。", "context"),
        # results that read like goals
        (YEAR, "应参加培训的干部1840人，实到1790人。", "fact"),
        (YEAR.replace("2023年", "2023年上半年"), "科技馆11月底前建成。", "task"),
        (REPORT, "（县科协办公室供稿）", "context"),
        (CIRCULAR, "平台技术支持：0719-8832107", "context"),
    ],
)
def test_what_holds_what_is_owed_and_what_is_done_are_told_apart(before: str, sentence: str, expected: str) -> None:
    assert role(before, sentence) == expected


def test_orders_of_a_speech_go_on_below_their_headings() -> None:
    text = ADVICE + "一要强主体。高企要净增12家。\n二要优环境。审批事项由42项压减到30项。\n"
    assert [r for r, _ in roles(text)] == ["task", "task"]


def test_a_goal_goes_on_behind_a_semicolon_in_the_opening_of_a_plan() -> None:
    text = "河口县科协2018年工作要点\n全年力争受众突破8万人次；科普志愿者突破4500人。\n一、重点工作\n建成科普馆3所。\n"
    assert [r for r, _ in roles(text)] == ["task", "task", "task"]


def test_the_general_course_of_things_is_praise() -> None:
    text = "河口县2022年上半年工作总结\n今年以来，全县上下齐心协力，各项工作稳步推进。\n一、进展\n建成科普馆3所。\n"
    assert [r for r, _ in roles(text)] == ["context", "fact"]


def test_a_note_that_tells_someone_to_report_is_a_task_and_other_notes_are_none() -> None:
    text = (
        "江口县2025年重点任务分解表\n一、任务\n1.新建泵站3座。\n注：1.多家牵头的，列首位的负责总协调。\n"
        "2.各牵头单位每半年向县专班报送一次进展。\n3.县政府办公室5月20日前印发验收标准。\n4.本表数据截至3月底。\n"
    )
    found = [(s.rule, s.role) for s in read_text_document(text).statements][1:]
    assert found == [("note", "context"), ("note_owed", "task"), ("note_owed", "task"), ("note", "context")]
