"""A township clerk fills in a form: one column follows the other, blocks are pasted and undone, a line that breaks."""

from __future__ import annotations

import pytest

from figures_told import defined
from forms_issued import LATER, MONTH, NAMES, cells_of, form_of, task_of
from luoshi.facts.base.models.fact import Fact
from luoshi.facts.returns.models import Draft, Return

TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture
def task(live, settings, tmp_path, monkeypatch):
    """A monthly form of 县科协: two totals to date and a stock. It is the 21st of April."""
    settings.DATA = tmp_path
    settings.SESSION_COOKIE_AGE = 10**9
    office = live.office
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    total = {"period": "ytd", "nature": "total"}
    form = form_of(
        office,
        defined(office, "活动", measure="场", **total),
        defined(office, "经费", measure="元", **total),
        defined(office, "志愿者", measure="人", nature="stock"),
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    return task_of(form)


def boxes(page, task):
    return {name: f"[name={cell}]" for name, cell in cells_of(task).items()}


def test_a_block_from_a_sheet_falls_into_the_grid_and_can_be_undone(visit, task):
    page = visit("clerk", f"/fill/?task={task.pk}&period={MONTH}")
    box = boxes(page, task)
    page.locator(box["活动"]).focus()
    paste = """([selector, text]) => {
        const data = new DataTransfer();
        data.setData("text", text);
        document.querySelector(selector).dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(paste, [box["活动"], "\t15\n\t20.5\n40\n"])
    assert page.input_value(box["活动累计"]) == "15" and page.input_value(box["经费累计"]) == "20.5"
    assert page.input_value(box["志愿者"]) == "40"
    page.click("[data-undo]")
    assert page.input_value(box["活动累计"]) == "" == page.input_value(box["志愿者"])


def test_a_cell_is_doubted_while_it_is_typed_and_an_explanation_is_not_taken_away(visit, task):
    page = visit("clerk", f"/fill/?task={task.pk}&period={MONTH}")
    box = boxes(page, task)
    page.fill(box["志愿者"], "四十")
    page.wait_for_selector("[data-row] .fill__wrong")
    assert page.get_attribute(box["志愿者"], "aria-invalid") == "true"
    page.fill(box["志愿者"], "40")
    page.wait_for_selector("[data-row] .fill__wrong", state="detached")
    assert page.get_attribute(box["志愿者"], "aria-invalid") is None
    assert page.input_value(box["志愿者"]) == "40"


def test_it_is_filled_in_on_a_telephone_kept_while_typed_and_sent(visit, task):
    page = visit("clerk", "/fill/", viewport=TELEPHONE)
    box = boxes(page, task)
    page.fill(box["活动累计"], "15")
    page.fill(box["经费累计"], "1.2万")
    page.wait_for_selector("[data-said]:has-text('已暂存')")
    assert Draft.objects.get().cells[box["活动累计"][6:-1]] == "15"
    before = len(page.troubles)
    page.context.set_offline(True)
    page.fill(box["志愿者"], "40")
    page.wait_for_selector("[data-said]:has-text('连不上')")
    page.context.set_offline(False)
    del page.troubles[before:]
    page.reload()
    assert page.input_value(box["活动累计"]) == "15" and page.input_value(box["志愿者"]) == "40"
    page.press(box["活动累计"], "Enter")  # goes on to the next line
    assert page.evaluate("document.activeElement.name") == box["经费累计"][6:-1]
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    page.click("button[value=send]")
    page.wait_for_selector(".flash--success")
    assert Return.objects.get().state == "sent"
    assert {fact.value for fact in Fact.objects.all()} == {15, 12_000, 40}
    assert not page.evaluate("Object.keys(localStorage).filter((name) => name.includes('fill:')).length")


def test_of_a_month_and_its_total_one_is_typed_and_nil_takes_one_press(visit, task):
    page = visit("clerk", f"/fill/?task={task.pk}&period={MONTH}")
    box = boxes(page, task)
    page.evaluate("document.querySelector('[data-row]').dataset.soFar = '12.5'")  # as if it had been told
    page.fill(box["活动"], "２.５")
    assert page.input_value(box["活动累计"]) == "15"
    page.fill(box["活动累计"], "20")
    assert page.input_value(box["活动"]) == "7.5"
    page.click("[data-nil]")
    assert page.input_value(box["志愿者"]) == "—" == page.input_value(box["经费"])
    assert page.input_value(box["活动"]) == "7.5"
