"""A ledger of one's own, in a real Chromium: chosen, seen, brought in; the plan's ledger fetched and sent back."""

from __future__ import annotations

from pathlib import Path

import pytest

from accessible import violations
from ledger_books import brought_in, edited, plan_of, workbook
from luoshi.plans.rows.actions.correct import change_row
from luoshi.plans.rows.actions.editing import By
from many_appeals import signed_in
from office import NOW


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


def send(page, data):
    sheet = {"name": "台账.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    page.set_input_files("input[type=file]", sheet)
    page.click("main form button[type=submit]")


def test_a_workbook_with_merged_cells_is_brought_in(visit, live):
    plan = plan_of(live.office)
    page = visit("clerk", f"/plans/{plan.pk}/sheet/")
    assert violations(page) == []
    send(page, workbook())
    page.wait_for_selector("text=各列的含义")
    assert page.locator("select[name=column_2]").input_value() == "task"
    assert violations(page) == []
    page.click("text=导入预览")
    page.wait_for_selector("text=导入全部 3 行")
    assert violations(page) == []
    page.click("text=导入全部 3 行")
    page.wait_for_selector("text=已导入 3 行")
    assert plan.rows.count() == 3


def test_the_ledger_comes_back_with_its_changes(visit, live, tmp_path):
    plan = plan_of(live.office)
    brought_in(signed_in(live.office, "clerk"), plan, workbook())
    page = visit("clerk", f"/plans/{plan.pk}/sheet/")
    with page.expect_download() as fetched:
        page.click("main li a[href$='ledger.xlsx']")
    data = Path(fetched.value.path()).read_bytes()
    first = plan.rows.order_by("place").first()
    change_row(plan, first.pk, first.version, {"words": "他人改过的任务"}, By(live.office.actor("supervisor"), NOW))
    send(
        page, edited(data, ("D4", "新建科普示范基地并完善设施"), ("F5", "每月"), ("D7", "办好科普日活动"), without=[6])
    )
    page.wait_for_selector("text=工作簿带来的修改")
    assert violations(page) == []
    page.check(f"input[name=row_{first.pk}][value=mine]")
    page.fill("input[name=reason]", "不再需要")
    page.click("text=确认全部修改")
    page.wait_for_selector("text=已按工作簿修改 4 行")
    assert sorted(plan.rows.values_list("state", flat=True)) == ["dropped", "waiting", "waiting", "waiting"]
