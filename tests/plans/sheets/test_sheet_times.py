"""How often something is owed, as a sheet says it: in the task's words, beside them, or in the column for due dates."""

from __future__ import annotations

from datetime import date

import pytest

from assigned import act, at, running
from ledger_books import brought_in, plan_of, workbook
from luoshi.commitments.progress.queries import RECUR, reached_now
from luoshi.kernel.duties.models import Occurrence
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import RowFigure
from luoshi.plans.columns.rules import LedgerSheetLine
from luoshi.plans.sheets.rules.rows import SheetRow, sheet_read
from many_appeals import signed_in
from office import Office
from plans import PUBLISH, decided, step

HEAD = ["序号", "工作任务", "年度目标", "牵头单位", "完成时限", "备注"]
ROWS = [
    ["云岭县2026年督查工作任务分解表"],
    HEAD,
    [1, "每年开展督查不少于2次", "", "县科协", "每年", ""],
    [2, "开展回访", "", "县科协", "全年2次", ""],
]


def line(task: str, due: str, target: str = "") -> LedgerSheetLine:
    said = {"task": (1, task), "target": (2, target), "due": (3, due)}
    return LedgerSheetLine(
        2, "task", cells={name: [((2, column), words)] for name, (column, words) in said.items() if words}
    )


def row(task: str, due: str, target: str = "") -> SheetRow:
    return sheet_read([line(task, due, target)], 2026).rows[0]


@pytest.mark.parametrize(
    ("task", "due", "target", "every", "asked"),
    [
        ("每年开展督查不少于2次", "每年", "", ("P1Y", 2), ["不少于2次"]),
        ("开展督查", "每年", "不少于2次", ("P1Y", 2), ["不少于2次"]),
        ("每季度督查1次", "每年", "", ("P3M", 1), ["1次"]),
        ("开展督查", "每年2次", "", ("P1Y", 2), []),
        ("每年开展督查不少于2次", "长期坚持", "", ("P1Y", 2), ["不少于2次"]),
        ("每年开展督查不少于2次", "", "", ("P1Y", 2), ["不少于2次"]),
        ("开展督查", "全年2次", "", ("", None), ["2次"]),
        ("开展督查", "全年2次", "发放简报30期", ("", None), ["30期", "2次"]),
        ("开展督查", "全年", "", ("", None), []),
    ],
)
def test_how_often_is_read_whichever_cell_says_it(
    task: str, due: str, target: str, every: tuple[str, int | None], asked: list[str]
) -> None:
    found = row(task, due, target)
    assert ((found.every, found.times), [figure.quote for figure in found.figures]) == (every, asked)
    assert found.phrase == (due or "每年")


def test_a_target_in_the_column_for_due_dates_has_its_place_there_and_the_words_stay_the_tasks() -> None:
    found = row("开展督查", "全年2次")
    assert (found.words, found.due) == ("开展督查", date(2026, 12, 31))
    (figure,) = found.figures
    assert (figure.cell, figure.start, figure.end, figure.read.indicator) == ((2, 3), 2, 4, "开展督查")


def test_two_rhythms_in_one_row_are_a_doubt() -> None:
    found = row("每月调度1次，每年督查不少于2次", "每年")
    assert (found.every, found.times) == ("P1M", 1) and "several_recurrences" in found.doubts


@pytest.fixture
def plan(office: Office) -> Plan:
    made = plan_of(office, "supervisor", "desk")
    assert brought_in(signed_in(office, "supervisor"), made, workbook(ROWS, merged=())).status_code == 302
    decided(office, made)
    return step(office, made, "publish", **PUBLISH)


def of_period(one: Commitment) -> list[tuple[int, str]]:
    rows = Occurrence.objects.filter(duty__record=one.pk, duty__name=RECUR, due__year=2026)
    return [(row.times, str(row.settled or "")) for row in rows]


def test_of_two_times_a_year_one_that_is_reported_is_not_all(office: Office, plan: Plan) -> None:
    one = running(office, plan, "每年开展督查")
    assert of_period(one) == [(2, "")]
    (target,) = one.targets.filter(ended=None)
    given = {"words": "督查一次", "obstacles": "无", "following": "继续", "period": ""}
    one = act(office, one, "report", "clerk", at(5, 6), **given, count="1", **{f"value_{target.pk}": "1"})
    assert of_period(one) == [(2, "")] and reached_now(one) == 5000
    one = act(office, one, "report", "clerk", at(9, 6), **given, count="1", **{f"value_{target.pk}": "2"})
    assert of_period(one) == [(2, "2026-09-06")] and reached_now(one) == 10000


def test_of_two_times_over_the_year_one_is_half(office: Office, plan: Plan) -> None:
    assert RowFigure.objects.get(row__plan=plan, row__words="开展回访", state="asked").span.quote == "2次"
    one = running(office, plan, "开展回访")
    (target,) = one.targets.filter(ended=None)
    given = {"words": "已回访", f"value_{target.pk}": "1"}
    one = act(office, one, "finish", "clerk", at(6, 1), **given)
    assert (one.state, one.reached) == ("reported", 5000)
