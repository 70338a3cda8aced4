"""The kind of a document on the correction page: one press reads it anew, and what a person changed stays."""

from __future__ import annotations

import pytest

from accessible import fits
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from plans import UNNAMED, received, row_of

OTHERS = "走访企业"


@pytest.fixture
def plan(live) -> Plan:
    return received(live.office, UNNAMED, title="云岭县科协工作", year=2026)


def opened(visit, plan, allow=()):
    page = visit("supervisor", f"/plans/{plan.pk}/correct/", allow=allow)
    page.wait_for_selector(".crow--active")
    return page


def press(page, words):
    with page.expect_navigation():
        page.click(f".source__kind button:text-is('{words}')")
    page.wait_for_selector(".crow--active")


def shown(page):
    """Each row's words and state, as the page has them."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll(".crow[data-row]"))
            .map((row) => [row.querySelector(".crow__words").lastChild.textContent.trim(), row.dataset.state]).sort()"""
    )


def test_one_press_reads_anew_and_the_former_kind_is_one_press_back(visit, plan):
    page = opened(visit, plan)
    before = shown(page)
    assert "推测：标题没有写明" in page.inner_text(".source__kind")
    press(page, "计划要点")
    assert page.get_attribute(".source__kind", "data-kind") == "plan"
    assert "推测：" not in page.inner_text(".source__kind p") and "行有变化" in page.inner_text("#flashes")
    assert row_of(plan, OTHERS).state == PlanRow.WAITING and shown(page) != before
    press(page, "总结报告（推测）")
    assert shown(page) == before and "推测：标题没有写明" in page.inner_text(".source__kind")


def test_what_a_person_changed_and_dropped_stays_and_undo_takes_the_kind_back(visit, plan):
    page = opened(visit, plan)
    press(page, "计划要点")  # as which the row is a task, whatever its words alone are taken for
    row = row_of(plan, "新建科普示范基地")
    page.click(f".said[data-of='{row.pk}']")
    page.keyboard.press("e")
    page.wait_for_selector(".rowform textarea")
    page.fill(".rowform textarea", "新建基地3个，由县科协办。")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rowform", state="detached")
    before = shown(page)
    press(page, "总结报告（推测）")
    assert ["新建基地3个，由县科协办。", "kept"] in shown(page) and shown(page) != before
    assert "人改过的 1 行未动" in page.inner_text("#flashes")
    page.keyboard.press("u")
    page.wait_for_selector(".source__kind[data-kind=plan]")
    page.wait_for_function("() => document.querySelector('.crow--active')")
    assert shown(page) == before
    page.keyboard.press("u")  # and then what was done before it
    page.wait_for_selector(f"#row-{row.pk}[data-state=waiting]", state="attached")


def test_a_second_tab_is_told_what_happened(visit, plan):
    first, second = opened(visit, plan), opened(visit, plan)
    press(first, "计划要点")
    edits = Edit.objects.count()
    press(second, "意见决定")
    assert "改按“计划要点”重读" in second.inner_text(".flash--error") and Edit.objects.count() == edits
    assert second.get_attribute(".source__kind", "data-kind") == "plan"
    press(second, "意见决定")  # seen and decided
    assert second.get_attribute(".source__kind", "data-kind") == "opinion"


def test_a_row_of_the_former_reading_is_refused_and_shown_as_it_is(visit, plan):
    first = opened(visit, plan)
    press(first, "计划要点")
    second, row = opened(visit, plan, allow=[409]), row_of(plan, OTHERS)
    second.click(f".said[data-of='{row.pk}']")
    press(first, "总结报告（推测）")  # so it tells, and asks for nothing
    second.keyboard.press("Enter")
    second.wait_for_selector(".flash--error")
    assert row_of(plan, OTHERS).state == PlanRow.OUTSIDE


def test_words_typed_into_a_row_are_there_after_the_document_was_read_anew(visit, plan):
    page = opened(visit, plan)
    press(page, "计划要点")
    row = row_of(plan, "完善联系专家制度")
    page.click(f".said[data-of='{row.pk}']")
    page.keyboard.press("e")
    page.wait_for_selector(".rowform textarea")
    page.fill(".rowform textarea", "还没有存的话。")
    with page.expect_navigation():
        page.click(".source__kind button:text-is('通知')")
    page.wait_for_selector(".rowform .draft")
    assert page.input_value(".rowform textarea") == "还没有存的话。"


def test_it_fits_a_desk_and_a_telephone(visit, live, plan):
    page = opened(visit, plan)
    fits(page, live.url, [f"/plans/{plan.pk}/correct/"])
    press(page, "计划要点")
    fits(page, live.url, [f"/plans/{plan.pk}/correct/?row=1"])


@pytest.mark.parametrize("width", [1366, 390])
def test_the_kind_and_the_doubts_are_in_sight_at_once_and_the_words_once_a_row_is_chosen(visit, live, width):
    lines = [f"{n}.新建科普示范基地{n}个。\n" for n in range(1, 21)]
    plan = received(live.office, "云岭县科协工作\n一、阵地建设\n" + "".join(lines), title="云岭县科协工作", year=2026)
    page = visit("supervisor", f"/plans/{plan.pk}/correct/", viewport={"width": width, "height": 800})
    page.wait_for_selector(".crow--active")
    seen = """(name) => {
        const panel = document.querySelector(".desk__source").getBoundingClientRect();
        const one = document.querySelector(name).getBoundingClientRect();
        return one.top >= panel.top && one.bottom <= panel.bottom;
    }"""
    assert page.evaluate(seen, ".source__kind p")
    row = row_of(plan, "20个")
    page.evaluate(f"document.querySelector('#row-{row.pk} .crow__words').click()")
    page.wait_for_selector(f".said--lit[data-of='{row.pk}']")
    assert page.evaluate(seen, ".said--lit") and not page.evaluate(seen, ".source__kind p")
