"""Which column of a document's table holds the tasks, in a real Chromium: chosen by its cells, on both screens."""

from __future__ import annotations

import pytest

from accessible import violations
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow
from plans import UNNAMED_TASKS, received

NAMES = ["铺设水管", "扩容冷库", "疏浚河道"]


@pytest.fixture
def plan(live) -> Plan:
    return received(live.office, UNNAMED_TASKS, title="云岭县民生实事", year=2026)


def waiting(plan):
    return list(plan.rows.filter(state=PlanRow.WAITING).order_by("place").values_list("words", flat=True))


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
@pytest.mark.parametrize("there", ["", "reading/1/columns/"])
def test_a_press_on_a_cell_chooses_its_column_and_the_answer_makes_the_rows(visit, plan, there, width, height):
    page = visit("supervisor", f"/plans/{plan.pk}/{there}")
    page.set_viewport_size({"width": width, "height": height})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".columnask input:checked").input_value() == "1"
    page.click(".columnask__cell:text-is('扩容冷库')")
    assert page.locator(".columnask input:checked").input_value() == "2"
    with page.expect_navigation():
        page.click("text=按此读取")
    page.wait_for_selector(".crow--active")
    assert waiting(plan) == NAMES and "已按您的回答重读" in page.inner_text("main")
    page.press("body", "u")  # one press undoes it
    page.wait_for_selector("text=哪一列是任务？")
    assert waiting(plan) != NAMES


def test_the_keyboard_chooses_that_there_are_no_tasks(visit, plan):
    page = visit("supervisor", f"/plans/{plan.pk}/reading/1/columns/")
    page.focus(".columnask input:checked")
    for _column in range(4):
        page.keyboard.press("ArrowDown")
    assert page.locator(".columnask input:checked").input_value() == "none"
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert waiting(plan) == []
