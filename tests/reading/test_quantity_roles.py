"""Targets, actual figures, norms and what only picks something out."""

from __future__ import annotations

import pytest

from figure_texts import told


@pytest.mark.parametrize(
    ("role", "words", "roles"),
    [
        ("task", "建成科普馆3所。", ["target"]),
        ("task", "满意率由82%提高到95%。", ["actual", "target"]),
        ("task", "平均间距由9公里缩小到6公里。", ["actual", "target"]),
        ("task", "留茬高度不超过12厘米，单个占地面积不小于10亩。", ["norm", "norm"]),
        ("fact", "总投资1.3亿元的加工厂在县工业园开工。", ["other"]),
        ("fact", "占比4.2%，超过国家规定0.2个百分点。", ["actual", "actual"]),
        ("norm", "任职年龄不得超过70周岁。", ["other"]),
        ("task", "基层人选比例由目前的26%提高到一半以上。", ["actual", "target"]),
        ("task", "年营业收入2亿元以上的工业企业全部建立科协。", ["other"]),
        ("task", "引进亿元以上项目12个。", ["other", "target"]),
        ("task", "对结转一年以上的资金收回统筹。", ["other"]),
        ("task", "扶持示范学会6家，每家给予3万元补助。", ["target", "norm"]),
        ("task", "单个项目补助控制在30万元以内。", ["norm"]),
        ("task", "考核得分85分以上的评为优秀。", ["norm"]),
        ("task", "依托现有的30个站点建立服务网。", ["actual"]),
        ("task", "在去年完成20项的基础上，再办10项。", ["actual", "target"]),
        ("fact", "建成科普馆3所，在册专家1800名。", ["actual", "actual"]),
        ("fact", "专职人员平均年龄46岁。", ["other"]),
        ("fact", "预计全年投入52亿元。", ["target"]),
        ("fact", "对成交的机构按实际成交额的1.5%给予奖励。", ["norm"]),
        ("fact", "牵头国家863计划课题2项。", ["actual"]),
        ("norm", "单位职工不足100人的可推荐1篇。", ["other", "norm"]),
        ("norm", "评审会须有三分之二以上的委员出席。", ["norm"]),
        ("norm", "由不少于5人的考核小组评定。", ["other"]),
        ("norm", "组成不少于5人的考核小组。", ["norm"]),
        ("context", "有望突破100亿元。", ["target"]),
        ("task", "企业科协组建率由48%提至60%。", ["actual", "target"]),
        ("task", "所属21个县级学会完成换届的不少于8个。", ["other", "target"]),
        ("task", "每个土样重量不少于1公斤。", ["norm"]),
        ("task", "每年考核一次，权重占部门绩效的2%。", ["target", "norm"]),
        ("fact", "有4家企业连续三年下滑。", ["actual", "actual"]),
        ("fact", "9件不足50字，占15%。", ["actual", "other", "actual"]),
        ("task", "每引进1名博士给予2万元引才奖励。", ["target", "norm"]),
        ("task", "租金按市场价的六折收取。", ["norm"]),
        ("task", "对研发费用占营业收入比重低于3%的企业逐户会诊。", ["other"]),
        ("fact", "19座水库中有6座蓄水不足五成。", ["actual", "actual", "other"]),
        ("fact", "年度计划建设公路312公里、投资1.87亿元。", ["target", "target"]),
        # Those that a task deals with, and the money that it is told to cost, are not what it is to reach.
        ("task", "对没有按期办结的6件提案，逐件会商。", ["other"]),
        ("task", "对排查出的8条隐患，由县应急局逐条销号。", ["other"]),
        ("task", "对36户边缘户，每月走访1次。", ["other", "target"]),
        ("task", "对36户边缘户逐户走访，年内全部脱贫。", ["target"]),
        ("task", "对接企业36家，签约8家。", ["target", "target"]),
        ("task", "进度偏慢的4个项目，10月底前赶上序时。", ["other"]),
        ("task", "高标准建成科普馆3所。", ["target"]),
        ("task", "建设检测中心1个，总投资2600万元。", ["target", "other"]),
        ("task", "争取投资2600万元。", ["target"]),
        ("task", "沿江5个乡镇要在月底前完成排查。", ["other"]),
        ("task", "职工800人以上的企业建会率达到90%。", ["other", "target"]),
        ("task", "发展800人以上的学会2家。", ["other", "target"]),
        # What a figure was before, whatever the verb is.
        ("task", "村级台账由36本并成12本。", ["actual", "target"]),
        ("task", "市属平台由9家整合为4家。", ["actual", "target"]),
        # What was laid upon someone, beside what came of it.
        ("fact", "年度任务为改造管网95公里，实际完成101公里。", ["target", "actual"]),
        ("fact", "年初安排新建站点8个，现已开工7个。", ["target", "actual"]),
        ("fact", "完成年度任务的87%。", ["actual"]),
        ("fact", "全年安排科普经费64万元。", ["actual"]),
        # Conditions of a rule.
        ("norm", "连续从业满8年的，一次性奖励5000元。", ["norm", "norm"]),
        ("norm", "年研发费用90万元以上的，按实际支出额的6%补助。", ["norm", "norm"]),
        ("fact", "4件诉求逾期超过半年未办结。", ["actual", "other"]),
    ],
)
def test_a_role_follows_the_statement_and_the_words_at_the_figure(role: str, words: str, roles: list[str]) -> None:
    assert told(role, words, "role") == roles  # type: ignore[arg-type]


def test_a_total_taken_up_again_is_no_new_fact() -> None:
    words = "全县共有重点项目34个。34个项目已开工28个。"
    assert told("fact", words, "role") == ["actual", "other", "actual"]
    assert told("fact", "34个项目已开工28个。", "role") == ["actual", "actual"]


def test_a_year_before_the_documents_own_is_no_target() -> None:
    assert told("task", "2020年，共接待公众11.8万人次。", "role") == ["actual"]
    assert told("task", "2024年，共接待公众11.8万人次。", "role") == ["target"]
