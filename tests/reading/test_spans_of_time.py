"""The span of time a figure speaks of, by the words, the headings and the document around it."""

from __future__ import annotations

import pytest

from figure_texts import PLAN, REPORT, figures, told
from luoshi.reading.structure import DocumentFields

HALF = DocumentFields("report", "云泽县2023年上半年科技工作总结", "云泽县科技局", None, 2023)
SEVERAL = DocumentFields("plan", "云泽县科普发展规划（2021年—2025年）", "云泽县科协", None, 2021)
SURVEY = DocumentFields("notice", "关于全县重点项目建设情况的督查通报", "云泽县人民政府督查室", None, 2023)
SPEECH = DocumentFields("speech", "在全县科技大会上的讲话", None, None, 2021)
BULLETIN = DocumentFields("report", "云泽县2023年卫生事业发展统计公报", "云泽县卫健局", None, 2024)
NEWS = DocumentFields("article", "山村里的快递站", None, None, 2023)
QUARTER = DocumentFields("notice", "云泽县关于第三季度诉求办理情况的通报", "云泽县营商环境局", None, 2024)
OPINION = DocumentFields("opinion", "关于建设创新型县的意见", "云泽县人民政府", None, 2024)
RULE = DocumentFields("opinion", "云泽县科技奖励办法", "云泽县人民政府", None, 2023)


@pytest.mark.parametrize(
    ("role", "words", "fields", "periods"),
    [
        ("task", "建成科普馆3所。", PLAN, ["year"]),
        ("task", "去年有12所未达标，今年要确保达标率100%。", PLAN, ["2023", "year"]),
        ("task", "到2026年，建成科普馆3所。", PLAN, ["2026"]),
        ("task", "三年内建成科普馆3所。", PLAN, ["3y"]),
        ("task", "到“十四五”末，建成科普馆3所。", PLAN, ["2025"]),
        ("task", "“十四五”期间建成科普馆3所。", PLAN, ["2021/2025"]),
        ("task", "9月底前，展厅由800平方米扩大到1500平方米。", PLAN, ["2023", "year"]),
        ("fact", "建成科普馆3所。", PLAN, ["2023"]),
        ("fact", "建成科普馆3所。", REPORT, ["2023"]),
        ("fact", "覆盖率由2018年的28%上升到71%。", REPORT, ["2018", "2023"]),
        ("fact", "社员由12家增至31家。", REPORT, ["2022", "2023"]),
        ("fact", "自2018年实施以来，累计检测土样500个。", REPORT, ["2018/2023"]),
        ("fact", "近三年累计培训农民5000人次。", REPORT, ["2021/2023"]),
        ("fact", "“十三五”期间，企业由63家发展到218家，年均增长28.2%。", REPORT, ["2015", "2020", "2016/2020"]),
        ("fact", "1—9月，完成投资9.88亿元。", REPORT, ["2023-01/2023-09"]),
        ("fact", "年末户籍人口52万人。", REPORT, ["2023-12"]),
        ("fact", "去年底有企业80家。", REPORT, ["2022-12"]),
        ("fact", "产值比2018年高23个百分点。", REPORT, ["2023"]),
        ("fact", "较2019年末的317家增长53%。", REPORT, ["2019-12", "2019-12/2023"]),
        ("fact", "登记额是上年的1.8倍。", REPORT, ["2023"]),
        ("fact", "收入由2015年的9860元增加到2020年的1.6万元，年均增长10%。", REPORT, ["2015", "2020", "2015/2020"]),
        ("fact", "年初下达的2600万元补助，实拨1690万元。", SURVEY, ["2023", "2023"]),
        ("fact", "3月上旬至5月，课题组深入38个街道。", REPORT, ["2023-05"]),
        ("fact", "建成科普馆3所。", HALF, ["2023-01/2023-06"]),
        ("task", "建成科普馆3所。", HALF, ["2023"]),
        ("task", "建成科普馆3所。", SEVERAL, [None]),
        ("task", "2022年、2023年入库企业分别达到500家和650家。", SEVERAL, ["2022", "2023"]),
        ("task", "到2025年，覆盖率由38%提高到60%。", SEVERAL, ["2020", "2025"]),
        ("task", "年内成立学会2家。", SEVERAL, ["2021"]),
        ("fact", "共有床位3.8万张，增长5%。全年诊疗2000万人次。", BULLETIN, ["2023-12", "2023", "2023"]),
        ("fact", "以前一斤蜂蜜只卖30块。", NEWS, [None]),
        ("task", "到2025年，馆所达到30所；讲师达到200名。", SEVERAL, ["2025", "2025"]),
        ("fact", "9月21日至25日，督查室组织了检查。项目已开工28个。", SURVEY, ["2023-09"]),
        ("fact", "截至6月底，开工28个。完成投资3亿元。", SURVEY, ["2023-06", "2023-06"]),
        ("fact", "过去的一年，大家很辛苦。改造户厕1.1万座。", SPEECH, ["2020"]),
        ("norm", "每年安排经费50万元。", RULE, [None]),
        ("fact", "办结率94%。", QUARTER, ["2024-07/2024-09"]),
        ("fact", "办理时长由二季度的6.8天缩短到5.2天。", QUARTER, ["2024-04/2024-06", "2024-07/2024-09"]),
        ("task", "四季度满意率不低于97%。", QUARTER, ["2024-10/2024-12"]),
        ("task", "组建实验室8家。", OPINION, [None]),
        ("task", "到2030年，组建实验室8家。", OPINION, ["2030"]),
        ("task", "到2025年，每年培训80期、覆盖2000人次。", SEVERAL, ["2025", "2025"]),
        ("task", "到2025年建成馆所30所。每年培训80期。", SEVERAL, ["2025", None]),
        ("fact", "截至2023年底，会员2846人，比上年净增213人。", REPORT, ["2023-12", "2023"]),
        ("fact", "比2022年末净增51家。", REPORT, ["2023"]),
        ("fact", "覆盖率由上年末的38%升到四成一。", REPORT, ["2022-12", "2023"]),
        ("fact", "20**年，认定企业160家。", REPORT, [None]),
    ],
)
def test_a_period_is_the_one_the_words_name(
    role: str, words: str, fields: DocumentFields, periods: list[str | None]
) -> None:
    assert told(role, words, "period", fields)[-len(periods) :] == periods  # type: ignore[arg-type]


def test_a_time_that_marks_one_amount_bears_on_that_one_alone() -> None:
    words = "截至9月底，督查了全部项目。今年下达的4200万元专项资金，到位2730万元。"
    assert told("fact", words, "period", SURVEY) == ["2023", "2023-09"]


def test_a_year_in_the_headings_holds_below_it() -> None:
    (found,) = figures("task", "建成科普馆3所。", REPORT, heading="二、2024年打算")
    assert found.period == "2024"


@pytest.mark.parametrize(
    "words", ["2023年13月，建成3所。", "2023年10—15月，建成3所。", "14—19月，建成3所。", "截至99月底，建成3所。"]
)
def test_a_month_that_no_calendar_has_is_passed_over(words: str) -> None:
    assert told("fact", words, "period")[-1:] == ["2023"]
