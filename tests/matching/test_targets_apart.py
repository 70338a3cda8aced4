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
