"""Targets of one sentence and one number are kept apart: by stage, place and thing; each row once went wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from luoshi.matching.model import Matched

Row = tuple[str, str, list[tuple[str, list[str]]]]  # plan, report, and for each target its status and figures

STAGES: list[Row] = [
    (
        "标准化厂房改建开工16栋、竣工16栋。",
        "标准化厂房改建开工21栋，竣工12栋。",
        [("exceeded", ["21栋"]), ("not_met", ["12栋"])],
    ),
    (
        "推广项目申报7项、立项7项。",
        "推广项目申报9项，立项5项。",
        [("exceeded", ["9项"]), ("not_met", ["5项"])],
    ),
    (
        "培训网格员60名、护林员60名。",
        "培训网格员66名、护林员51名。",
        [("exceeded", ["66名"]), ("not_met", ["51名"])],
    ),
]


def _answers(matched: Matched) -> list[tuple[str, list[str]]]:
    return [(answer.status, [figure.place.quote for figure in answer.actuals]) for answer in matched.targets]


@pytest.mark.parametrize(("plan", "report", "answers"), STAGES)
def test_equal_numbers_side_by_side_are_two_targets(
    matched: Callable[..., Matched], plan: str, report: str, answers: list[tuple[str, list[str]]]
) -> None:
    assert _answers(matched(plan, report)) == answers


def test_a_table_that_repeats_a_target_gets_its_answer(matched: Callable[..., Matched]) -> None:
    plan = "建成养老互助点30个。\n序号 | 任务 | 数量\n1 | 建成养老互助点 | 30个"
    assert _answers(matched(plan, "建成养老互助点33个。")) == [("exceeded", ["33个"])] * 2


FOR_SOMEBODY: list[Row] = [
    ("为4500名新市民免费办证，为720户困难家庭免费换锁。", "为新市民免费办证4630人，困难家庭免费换锁690户。",
     [("exceeded", ["4630人"]), ("not_met", ["690户"])]),
    ("2024年设村史馆6间。", "设村史馆7间。", [("exceeded", ["7间"])]),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "report", "answers"), FOR_SOMEBODY)
def test_what_is_done_for_somebody_in_the_plans_year_is_a_target(
    matched: Callable[..., Matched], plan: str, report: str, answers: list[tuple[str, list[str]]]
) -> None:
    assert _answers(matched(plan, report)) == answers


AREAS: list[Row] = [
    ("翻建城区公厕8座。", "全县翻建公厕21座。", [("no_figure", [])]),
    ("翻建主城区公厕8座。", "中心城区翻建公厕9座，全县翻建公厕21座。", [("exceeded", ["9座"])]),
    ("翻建公厕20座。", "县城翻建公厕21座。", [("no_figure", [])]),
    ("集镇新装路灯60盏。", "新装路灯150盏（集镇66盏，各村84盏）。", [("exceeded", ["66盏"])]),
    ("县城翻建公厕8座、停车场3个。", "县城翻建公厕9座、停车场4个。", [("exceeded", ["9座"]), ("exceeded", ["4个"])]),
    ("我县城乡低保标准达到700元。", "城乡低保标准达到710元。", [("exceeded", ["710元"])]),
    ("脱贫村通公交45个。", "全县通公交的行政村有190个。", [("no_figure", [])]),
]


@pytest.mark.parametrize(("plan", "report", "answers"), AREAS)
def test_all_of_a_county_does_not_answer_for_a_part_of_it(
    matched: Callable[..., Matched], plan: str, report: str, answers: list[tuple[str, list[str]]]
) -> None:
    done = matched(plan, report)
    assert _answers(done) == answers
    assert not any(answer.certain for answer in done.targets if answer.status == "no_figure")


@pytest.mark.parametrize(
    ("plan", "report", "status", "certain"),
    [
        ("培训1.4万家政从业者。", "培训家政从业者1.36万人。", "not_met", True),
        ("选派农技特派员90，覆盖所有乡镇。", "选派农技特派员96名。", "exceeded", True),
        ("组织700群众清理河道。", "组织群众清理河道730人次。", "exceeded", False),
        ("种粮补贴资金80万。", "发放种粮补贴资金83万元。", "exceeded", True),
        ("种粮补贴资金80万。", "领取种粮补贴资金的有83户。", "no_figure", None),
    ],
)
def test_a_number_without_a_unit_is_answered_in_the_unit_of_its_noun(
    matched: Callable[..., Matched], plan: str, report: str, status: str, certain: bool | None
) -> None:
    (answer,) = matched(plan, report).targets
    assert answer.status == status
    assert certain in (None, answer.certain)


@pytest.mark.parametrize(
    "report",
    [
        "30个党群驿站正加快建设中，计划明年4月开放。",
        "党群驿站30个主体封顶，正在室内装修，预计10月开放。",
        "30个党群驿站正在施工，预计汛前完工。",
    ],
)
def test_what_is_being_built_is_not_built(matched: Callable[..., Matched], report: str) -> None:
    done = matched("建成党群驿站30个。", report)
    (answer,) = done.targets
    assert (answer.status, answer.certain) == ("no_figure", False)
    assert [figure.place.quote for figure in done.unmatched] == ["30个"]
    assert answer.reasons[0].code == "another_stage"


@pytest.mark.parametrize("plan", ["专职网格员2024。", "网格员8、志愿者9。", "志愿者100号。"])
def test_a_number_behind_people_that_counts_nothing_is_no_target(matched: Callable[..., Matched], plan: str) -> None:
    assert not matched(plan, "").targets


@pytest.mark.parametrize(
    ("plan", "targets", "left"),
    [
        ("电商销售总额45亿元，同比增长12%左右；新增网店60家。", ["45亿元", "12%左右", "60家"], []),
        ("来信来访逾期率6%，答复周期20个工作日。", ["6%", "20个工作日"], []),
        ("对种粮大户每亩补贴200元，对逾期的应当扣5分。", [], ["200元", "5分"]),
        ("去年电商销售总额41亿元，同比增长9%。", [], ["41亿元", "9%"]),
    ],
)
def test_what_a_yearly_plan_prints_without_a_rule_or_a_past_is_a_target(
    matched: Callable[..., Matched], plan: str, targets: list[str], left: list[str]
) -> None:
    done = matched(plan, "")
    assert [answer.target.place.quote for answer in done.targets] == targets
    assert [figure.figure.place.quote for figure in done.left] == left
