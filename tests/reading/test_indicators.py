"""What figures measure: the names a careful clerk would give their columns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luoshi.reading.name_doubts import doubts_about_name
from luoshi.reading.read import read_text_document


def names(sentence: str) -> list[str]:
    """The indicators of the quantities of a sentence that stands in a plan, in order."""
    text = f"柳河县2024年工作要点\n一、重点工作\n{sentence}\n"
    return [quantity.indicator for quantity in read_text_document(text, year=2024).quantities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The words left of a figure, without offices, places, times, modals and verbs that say nothing.
        ("全年新建村级文化广场12处，改造乡村道路35公里。", ["村级文化广场", "改造乡村道路"]),
        ("县文旅局全年举办非遗展演8场。", ["非遗展演"]),
        ("石桥乡茶园面积达到3200亩。", ["茶园面积"]),
        ("“十四五”以来，累计发放创业贷款2.4亿元。", ["发放创业贷款"]),
        # The noun right of a figure, with what it does.
        ("全县16个乡镇通过验收。", ["通过验收乡镇"]),
        ("设立3亿元产业引导基金。", ["产业引导基金规模"]),
        ("成立由9人组成的技术指导组。", ["技术指导组人数"]),
        # What the clause before set up.
        ("举办第六届少年发明大赛，征集作品300件，参赛学生900人。", ["少年发明大赛作品", "少年发明大赛参赛学生"]),
        ("建成柳河数字展馆，注册会员2100人。", ["柳河数字展馆注册会员"]),
        ("组织应急演练15次，参与职工2600人。", ["应急演练", "应急演练参与职工"]),
        # Two tasks side by side lend each other nothing.
        ("新增科技型企业20家，举办技术路演4场。", ["科技型企业", "技术路演"]),
        # A verb alone takes what was counted, and what its figure counts.
        ("受理群众来信50件，办结48件。", ["受理群众来信", "办结群众来信"]),
        ("举办新农人培训班2期，培训160人。", ["新农人培训班", "新农人培训班培训人数"]),
        # Parts of what was counted.
        ("创建示范社区30个，其中省级6个、市级24个。", ["创建示范社区", "省级示范社区", "市级示范社区"]),
        ("粮食总产量20万吨，其中夏粮6万吨。", ["粮食总产量", "夏粮产量"]),
        # Of each.
        ("全县科普经费人均2元。", ["人均科普经费"]),
        ("县财政每年安排技改专项资金500万元。", ["每年技改专项资金"]),
        ("每个乡镇建立气象信息站1个。", ["每个乡镇气象信息站"]),
        ("市级农技协、示范茶园每个奖补2万元。", ["市级农技协、示范茶园每个奖补"]),
        # Yields are the crop's, measures the thing's that was measured before.
        ("玉米播种面积12万亩，单产410公斤。", ["玉米播种面积", "玉米单产"]),
        ("规上工业产值达到60亿元；实现增加值18亿元。", ["规上工业产值", "规上工业增加值"]),
        # Kinds of places, the verb of a list.
        ("走访4个县（市、区）、12个村。", ["走访县（市、区）", "走访村"]),
        # What is parted from what it does, and the next figure's verb from both.
        ("8个项目提前完工。", ["提前完工项目"]),
        ("26个水利项目完成投资9亿元。", ["水利项目", "水利项目完成投资"]),
        # Lists that share out.
        ("专利申请、专利授权分别为80件和45件。", ["专利申请", "专利授权"]),
        (
            "一、二、三等奖每项分别奖励3000元、2000元和1000元。",
            ["一等奖每项奖励", "二等奖每项奖励", "三等奖每项奖励"],
        ),
    ],
)
def test_a_count_is_named_by_what_it_counts(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对新认定的市级实验室，一次性奖励20万元。", "新认定的市级实验室奖励"),
        ("创建为省级生态村的，奖励5万元。", "创建为省级生态村奖励"),
        ("年营业收入3000万元以上的企业应当配备专职安全员。", "企业年营业收入"),
        ("考核得分90分以上的为优秀。", "考核优秀得分"),
        ("按章程按期换届，得6分。", "按章程按期换届得分"),
        ("将自评表一式3份报送区科协。", "自评表份数"),
    ],
)
def test_a_figure_of_a_rule_is_named_by_its_condition_or_its_result(text: str, expected: str) -> None:
    assert names(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县政府每季度调度一次重点项目。", "重点项目调度"),
        ("理事会每半年召开1次全体会议。", "理事会全体会议"),
        ("办好农技微课堂，每周更新不少于2期。", "农技微课堂更新"),
    ],
)
def test_an_act_of_each_period_is_named_by_the_act_and_its_object(text: str, expected: str) -> None:
    assert names(text)[0] == expected


def test_the_share_of_a_plan_that_is_done_names_the_plan_and_growth_names_the_level() -> None:
    assert names("完成固定资产投资12亿元，完成年度计划的60%，同比增长8%。") == [
        "固定资产投资",
        "固定资产投资年度计划完成率",
        "固定资产投资",
    ]


def test_a_name_that_says_little_or_looks_torn_carries_a_doubt() -> None:
    assert "name_says_little" in doubts_about_name("照片", "left")
    assert "name_unclear" in doubts_about_name("按章程被", "left")
    assert "rule_rarely_right" in doubts_about_name("评审组专家", "at-each")
    assert doubts_about_name("新建村级文化广场", "left") == ()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="县市科协举办召开企业培训等的、，；1234567890个家万元分别其中每年", max_size=120))
def test_any_heap_of_words_and_figures_gets_names_without_loose_marks(text: str) -> None:
    for name in names(text):
        assert name == name.strip("、，：:的")


def test_one_endless_line_takes_time_in_proportion() -> None:
    # The windows are bounded: a name never grows with its line.
    assert all(len(name) < 80 for name in names("举办科普讲座20场，参与群众3000人，" * 400))


def read_names(text: str) -> list[str]:
    """The indicators of the quantities of a document, in order."""
    return [quantity.indicator for quantity in read_text_document(text, year=2024).quantities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A survey's entity stands before its bare measures; a bracket changes nothing behind it.
        (
            "2023年度青柳市科技型企业统计公报\n一、规模\n年末全市科技型企业320家（含当年迁入5家），比上年净增28家。"
            "净利润9.6亿元，申请专利1200件。\n",
            ["科技型企业", "迁入科技型企业", "科技型企业", "科技型企业净利润", "科技型企业申请专利"],
        ),
        # Each band of a list is of its measure, and what is counted in it of the band.
        (
            "2023年度青柳市科技型企业统计公报\n一、规模\n营业收入超10亿元的企业3家，1亿元以下的291家。\n",
            ["企业营业收入", "营业收入超10亿元的企业", "科技型企业营业收入", "营业收入1亿元以下科技型企业"],
        ),
        # Conditions are asked of whom their heading names; a wider bound is of the same measure.
        (
            "柳河县示范合作社申报办法\n一、申报条件\n（一）示范合作社。1.种植面积100亩以上；"
            "2.成员60户以上，山区可放宽到40户。\n",
            ["示范合作社种植面积", "示范合作社成员", "山区示范合作社成员"],
        ),
        # Offices do what they do with what the document is about; a meeting is of those who meet.
        (
            "关于柳河县家庭农场培育工作的通知\n一、要求\n县农业农村局每季度督查一次，领导小组每半年召开一次会议。"
            "各乡镇每年拿出的培育经费，村均不低于2000元。县财政每年拿出300万元设立培育专项。\n",
            ["家庭农场培育督查", "领导小组会议", "村均培育经费", "每年培育专项资金"],
        ),
        # A sentence that names nothing takes up what the paragraph before counted in its unit.
        (
            "柳河县特色产业见闻\n2018年，村里试种黄桃40亩。\n从40亩到900亩，小山村变了样。\n",
            ["黄桃种植面积", "黄桃种植面积", "黄桃种植面积"],
        ),
    ],
)
def test_a_name_takes_from_its_document_what_its_sentence_leaves_out(text: str, expected: list[str]) -> None:
    assert read_names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("抽查的20个村中，5个村台账记录不全，2个村达不到要求。", ["抽查村", "台账记录不全村", "达不到要求村"]),
        ("引进亿元以上项目12个。", ["项目投资额", "亿元以上项目"]),
        ("12个桥梁项目计划投资3亿元。", ["桥梁项目", "桥梁项目投资"]),
        ("选派12名教师到省城学习。", ["选派教师"]),
    ],
)
def test_what_is_counted_is_parted_from_what_is_said_of_it(text: str, expected: list[str]) -> None:
    assert names(text) == expected
