"""A supervisor's evening: a work plan of 215 rows as a .docx is given, put right and published in at most 60 actions.

An action is one press, one choice, one field filled, one file given; scrolling and looking are none.
"""

from __future__ import annotations

from datetime import date

import pytest

import plans
import work_plan
from counted import Counted
from luoshi.ledger.base.models.plan import Plan
from luoshi.ledger.base.models.row import Row, RowUnit
from luoshi.ledger.editions.queries.editions import readiness
from luoshi.ledger.names.models import Alias
from luoshi.records.journal.models import Entry

MOST = 60
# What a supervisor says of the names that nothing suggests.
SAID = {
    "综合科": "办公室", "学术科": "学会学术部", "科技馆": "科普与传播部",
    "志愿者总队": "组织人事部", "老科协": "学会学术部",
    "信息中心": "办公室",
    "办公厅": "办公室", "有关部门": "nobody",
}  # fmt: skip


def received(person):
    person.give("[name=documents]", "工作要点.docx", work_plan.work_plan())
    person.press(".form__buttons .button--main")
    person.page.wait_for_url("**/correct/")
    return Plan.objects.get()


def corrected(person, plan):
    page = person.page
    for name, unit in SAID.items():
        choice = f".names tr:has(th:text-is('{name}')) select"
        person.choose(choice, **({"value": unit} if unit == "nobody" else {"label": unit}))
    person.press_and_wait("#names .button--main")
    page.wait_for_selector("#names .names", state="detached")
    person.press("#slogans > summary")
    person.press_and_wait("#slogans .button--main")
    page.wait_for_selector("#slogans", state="detached")
    person.fill("#default-lead-unit", "云岭县科学技术协会")
    page.keyboard.press("Escape")
    person.press_and_wait("#default-lead .button")
    page.wait_for_selector("#default-lead", state="detached")
    for code, button in (("waiting", "[formaction$='/confirm/']"), ("look", "[formaction$='/pass/']")):
        person.choose("#choose-by", value=code)
        person.press("#choose .button")
        person.press_and_wait(f"#together {button}")
        page.wait_for_selector(f"#choose-by option[value='{code}']", state="detached")


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


STEPS = (received, corrected, published)  # 全部交办 is one more


@pytest.fixture
def office(live):
    return work_plan.furnish(live.office)


def test_a_work_plan_of_215_rows_is_published_in_60_actions(visit, office, settings, tmp_path):
    settings.DATA = tmp_path
    person = Counted(visit("planner", "/plans/receive/"))
    plan = received(person)
    rows = list(plan.rows.prefetch_related("units"))
    unclear = [row for row in rows if {"unit_unknown", "unit_several", "unit_likely"} & set(row.doubts)]
    assert (len(rows), sum(not row.units.all() for row in rows)) == (work_plan.ROWS, work_plan.LEADERLESS)
    assert len(unclear) == work_plan.UNCLEAR
    corrected(person, plan)
    assert readiness(plan).ready
    published(person)
    plan.refresh_from_db()
    print(f"\n{person.actions} actions for a plan of {len(rows)} rows")
    assert plan.state == "published" and person.actions <= MOST
    assert not RowUnit.objects.filter(row__plan=plan, row__state=Row.KEPT, unit=None).exists()
    assert Alias.objects.filter(desk=office.units["kexie"]).count() == len(work_plan.PRINTED)
    acts = Entry.objects.filter(record=plan.pk, step__startswith="row.").values_list("step", flat=True)
    assert sorted(acts) == ["row.confirm", "row.default_lead", "row.drop", "row.names", "row.pass_over"]


def test_rows_are_ticked_by_shift_ctrl_and_keys_and_set_by_keys_alone(visit, live, settings, tmp_path):
    settings.DATA = tmp_path
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
