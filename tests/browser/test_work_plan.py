"""A supervisor's evening: a work plan of 215 rows, or a sheet of 60, given, put right, published and all sent out."""

from __future__ import annotations

from datetime import date

import pytest

import plans
import task_sheet
import work_plan
from counted import Counted
from luoshi.evidence.journal.models import Entry
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import PlanRow, RowUnit
from luoshi.plans.names.models import Alias

MOST, MOST_OF_SHEET = 25, 25  # actions
# What a supervisor says of the names that nothing suggests.
SAID = {
    "综合科": "办公室", "学术科": "学会学术部", "科技馆": "科普与传播部",
    "志愿者总队": "组织人事部", "老科协": "学会学术部",
    "信息中心": "办公室",
    "办公厅": "办公室", "有关部门": "nobody",
}  # fmt: skip


def received(person, name="工作要点.docx", made=work_plan.work_plan):
    person.give("[name=documents]", name, made())
    person.press(".form__buttons .button--main")
    person.page.wait_for_url("**/correct/")
    return Plan.objects.get()


def named(person):
    """All that is said of names is taken at once."""
    person.press_and_wait("#names .button--main")
    person.page.wait_for_selector("#names .names", state="detached")


def clear(person):
    """All rows that nothing speaks against are confirmed at once."""
    person.press_and_wait("#confirm-clear button")
    person.page.wait_for_selector("#confirm-clear", state="detached")


def looked_at(person):
    """What is left is decided row by row, each as it stands."""
    page = person.page
    while left := int(page.get_attribute("#decided", "data-open")):
        person.press(".crow--active [data-key=Enter]")
        page.wait_for_function("(left) => Number(document.querySelector('#decided').dataset.open) < left", arg=left)


def corrected(person):
    page = person.page
    for name, unit in SAID.items():
        choice = f".names tr:has(th:text-is('{name}')) select"
        person.choose(choice, **({"value": unit} if unit == "nobody" else {"label": unit}))
    named(person)
    person.press_and_wait("#slogans .button--main")
    page.wait_for_selector("#slogans", state="detached")
    assert page.input_value("#default-lead-unit") == "云岭县科学技术协会"  # it is the association's own plan
    person.press_and_wait("#default-lead .button")
    page.wait_for_selector("#default-lead", state="detached")
    clear(person)
    looked_at(person)


def sheet_corrected(person):
    for name, unit in task_sheet.UNKNOWN.items():
        row = person.page.locator(f".names tr:has(th:text-is('{name}'))")
        offered = row.locator("option").all_inner_texts()
        if unit in offered:
            person.choose(f".names tr:has(th:text-is('{name}')) select", label=unit)
        else:
            person.fill(f".names tr:has(th:text-is('{name}')) input[type=text]", unit)
            person.page.keyboard.press("Escape")
    named(person)
    clear(person)
    looked_at(person)


def published(person):
    page = person.page
    person.press(".head .button--main")
    page.wait_for_url("**/review/")
    person.press("a[href$='/publish/']")
    page.wait_for_selector("[name=approver]")
    person.fill("[name=approver]", "林分管")
    person.fill("[name=approved]", "2026-03-19")
    person.fill("[name=basis]", "云科协发〔2026〕1号")
    person.fill("[name=otherwise]", "2026-12-31")
    with page.expect_navigation():
        person.press("#dialog form button[type=submit]")


def sent_out(person):
    """All of it, on the page to which publishing leads; dates that have passed meanwhile are kept."""
    person.choose("#every", value="keep")
    person.press("main form .button--main")
    person.page.wait_for_url("**/commitments/bulk/*/")


STEPS = (corrected, published, sent_out)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.mark.parametrize("slogans", [30, 80])
def test_a_work_plan_of_215_rows_is_all_sent_out_in_25_actions(visit, live, slogans):
    office = work_plan.furnish(live.office)
    person = Counted(visit("planner", "/plans/receive/"))
    plan = received(person, made=lambda: work_plan.work_plan(slogans))
    rows = list(plan.rows.prefetch_related("units"))
    unclear = [row for row in rows if {"unit_unknown", "unit_several", "unit_likely"} & set(row.doubts)]
    assert (len(rows), sum(not row.units.all() for row in rows)) == (work_plan.ROWS, work_plan.LEADERLESS)
    assert len(unclear) == work_plan.UNCLEAR
    for step in STEPS:
        step(person)
    person.took(MOST, f"a plan of {len(rows)} rows with {slogans} slogans from its paper to all sent out")
    assert not RowUnit.objects.filter(row__plan=plan, row__state=PlanRow.KEPT, unit=None).exists()
    assert Alias.objects.filter(desk=office.units["kexie"]).count() == len(work_plan.PRINTED)
    acts = Entry.objects.filter(record=plan.pk, step__startswith="row.").values_list("step", flat=True)
    # Where no single row is left in doubt, none is confirmed by itself.
    assert set(acts) - {"row.confirm"} == {"row.confirm_part", "row.default_lead", "row.drop", "row.names"}
    assert plan.rows.filter(state=PlanRow.DROPPED).count() == slogans
    assert set(plan.commitments.values_list("state", flat=True)) == {"issued"}


def test_a_sheet_of_60_rows_with_12_unknown_units_is_all_sent_out_in_25_actions(visit, live):
    task_sheet.furnish(live.office)
    person = Counted(visit("supervisor", "/plans/receive/"))
    plan = received(person, "任务分解表.xlsx", task_sheet.task_sheet)
    assert plan.rows.filter(state=PlanRow.WAITING).count() == task_sheet.ROWS
    assert set(person.page.locator(".names th[scope=row]").all_inner_texts()) == set(task_sheet.UNKNOWN)
    for step in (sheet_corrected, published, sent_out):
        step(person)
    person.took(MOST_OF_SHEET, f"a sheet of {task_sheet.ROWS} rows with 12 unknown units to all sent out")
    sent = plan.commitments.values_list("words", "unit__name", "state")
    assert len(sent) == task_sheet.ROWS


def test_rows_are_ticked_by_shift_ctrl_and_keys_and_set_by_keys_alone(visit, live):
    lines = "".join(f"{number}.县科技局举办第{number}期科普培训班。\n" for number in range(1, 8))
    plan = plans.received(live.office, f"云岭县2026年科普工作要点\n{lines}")
    page = visit("supervisor", f"/plans/{plan.pk}/correct/")
    rows = page.locator(".crow[data-row]:visible")
    chosen = page.locator("[data-chosen]")
    assert not page.is_visible("#together")
    rows.nth(1).locator(".crow__tick").click()
    rows.nth(4).locator(".crow__tick").click(modifiers=["Shift"])
    assert chosen.inner_text() == "4"
    rows.nth(2).locator(".crow__words").click(modifiers=["Control"])
    assert chosen.inner_text() == "3"
    page.click("[data-none]")
    assert not page.is_visible("#together")
    rows.nth(0).locator(".crow__words").click()
    for key in ("Space", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    assert chosen.inner_text() == "3"
    page.focus("#together-due")
    page.keyboard.type("0930")
    with page.expect_response(lambda one: "/correct/" in one.url and one.request.method == "GET"):
        page.keyboard.press("Enter")
    page.wait_for_selector("#together", state="hidden")
    assert plan.rows.filter(due=date(2026, 9, 30)).count() == 3
    page.wait_for_selector(".crow--active")
    with page.expect_response("**/rows/undo/"):
        page.keyboard.press("u")
    page.wait_for_function("() => !document.querySelector('#desk').innerText.includes('2026-09-30')")
    assert not plan.rows.exclude(due=None).exists()
