"""Correcting rows when something goes wrong: another was quicker, the line is down, the session is over."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session

from clerk_keys import loses_an_answer
from luoshi.base.rights.rules.rights import Role
from luoshi.plans.base.models.plan import Plan
from luoshi.plans.base.models.row import Edit, PlanRow
from luoshi.plans.base.queries import plan_row_counts
from plans import received, row_of

ONE, OTHER = "农村科普馆", "新建科普示范基地"


@pytest.fixture
def plan(live) -> Plan:
    live.office.person("second", "杜二察", "desk", Role.SUPERVISOR, ["county"])
    return received(live.office)


def at(row):
    return f"#row-{row.pk}"


def opened(visit, plan, words, who="supervisor", **more):
    """The correction page with the row of these words chosen."""
    page = visit(who, f"/plans/{plan.pk}/correct/{at(row_of(plan, words))}", **more)
    page.wait_for_selector(f"{at(row_of(plan, words))}.crow--active")
    return page


def edit(page, words):
    page.keyboard.press("e")
    page.wait_for_selector(".rowform textarea")
    page.fill(".rowform textarea", words)


def test_two_clerks_at_once_see_who_was_quicker_and_overwrite_nothing(visit, plan):
    row = row_of(plan, ONE)
    first, second = opened(visit, plan, ONE), opened(visit, plan, ONE, "second", allow=(409,))
    edit(first, "青石镇建设农村科普馆2座，6月底前建成。")
    first.keyboard.press("Control+Enter")
    first.wait_for_selector(f"{at(row)}[data-state=kept]")
    second.keyboard.press("Enter")
    told = second.wait_for_selector(".flash--error").inner_text()
    assert "杜察云" in told
    assert "农村科普馆2座" in second.inner_text(at(row)) and second.get_attribute(at(row), "data-state") == "kept"
    assert row_of(plan, ONE).words == "青石镇建设农村科普馆2座，6月底前建成。"
    assert [item.person.name for item in Edit.objects.select_related("person")] == ["杜察云"]


def test_words_typed_meanwhile_come_again_over_the_row_as_it_is_now(visit, plan):
    row = row_of(plan, ONE)
    first, second = opened(visit, plan, ONE), opened(visit, plan, ONE, "second", allow=(409,))
    edit(second, "第二个人的话。")
    first.keyboard.press("Enter")
    first.wait_for_selector(f"{at(row)}[data-state=kept]")
    second.keyboard.press("Control+Enter")
    second.wait_for_selector(".flash--error")
    second.wait_for_selector(".rowform .draft")
    assert second.input_value(".rowform textarea") == "第二个人的话。"
    assert row_of(plan, ONE).words != "第二个人的话。"
    second.keyboard.press("Control+Enter")  # seen and decided: now it is of the row as it is
    second.wait_for_selector(".rowform", state="detached")
    row.refresh_from_db()
    assert (row.words, row.state) == ("第二个人的话。", PlanRow.KEPT)


def test_a_lost_line_loses_nothing_and_the_key_sends_it_again_once(visit, plan):
    row = row_of(plan, ONE)
    page = opened(visit, plan, ONE)
    page.allowed.append("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash--error")
    assert page.get_attribute(at(row), "data-state") == "waiting" and not Edit.objects.exists()
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{at(row)}[data-state=kept]")
    assert page.locator(".flash--error").count() == 0 and Edit.objects.count() == 1


def test_a_form_typed_while_the_line_is_down_keeps_its_words(visit, plan):
    page = opened(visit, plan, ONE)
    page.allowed.append("ERR_INTERNET_DISCONNECTED")
    edit(page, "建设农村科普馆3座。")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".flash--error")
    assert page.input_value(".rowform textarea") == "建设农村科普馆3座。"
    page.context.set_offline(False)
    page.reload()  # even then: the form is open, the words are in it
    page.wait_for_selector(".rowform .draft")
    assert page.input_value(".rowform textarea") == "建设农村科普馆3座。"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rowform", state="detached")
    assert row_of(plan, "科普馆3座").state == PlanRow.KEPT
    page.reload()
    page.wait_for_selector(".crow--active")
    assert page.locator(".rowform").count() == 0


def test_an_answer_that_was_lost_is_asked_for_again_and_the_change_is_done_once(visit, plan):
    row = row_of(plan, ONE)
    page = opened(visit, plan, ONE)
    for act, want in (("x", "outside"), ("u", "waiting"), ("Enter", "kept")):
        before, lost = Edit.objects.count(), loses_an_answer(page)
        page.keyboard.press(act)
        page.wait_for_selector(".flash--error")
        assert (Edit.objects.count(), lost()) == (before + 1, [200])
        page.keyboard.press(act)
        page.wait_for_selector(".flash--error", state="detached")
        assert Edit.objects.count() == before + 1
        page.wait_for_selector(f"{at(row)}[data-state={want}]", state="attached")
        assert row_of(plan, ONE).state == want


def test_keys_pressed_while_an_answer_is_awaited_act_on_what_it_brings(visit, plan):
    page = opened(visit, plan, OTHER)
    undecided = plan_row_counts(plan).open_count
    for _ in range(undecided):
        page.keyboard.press("Enter")
    page.wait_for_selector("#decided[data-open='0']")
    assert plan_row_counts(plan).open_count == 0 and Edit.objects.count() == undecided > 4


def test_after_the_session_is_over_the_form_is_open_again_with_its_words(visit, plan):
    page = opened(visit, plan, ONE)
    edit(page, "建设农村科普馆4座。")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sign-in/?next=*")
    assert not Edit.objects.exists()
    page.fill("[name=username]", "supervisor")
    page.fill("[name=password]", "Yunling-2026")
    page.click("main button[type=submit]")
    page.wait_for_url("**/correct/**")
    page.wait_for_selector(".rowform .draft")
    assert page.input_value(".rowform textarea") == "建设农村科普馆4座。"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rowform", state="detached")
    assert row_of(plan, "科普馆4座").state == PlanRow.KEPT


def test_words_with_a_marking_are_refused_and_stay_in_no_storage(visit, plan):
    page = opened(visit, plan, ONE, allow=(422,))
    edit(page, "机密★1年 建设科普馆")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".flash--error")
    page.wait_for_timeout(600)
    assert "机密" not in page.evaluate("() => JSON.stringify(Object.assign({}, sessionStorage))")
    assert not Edit.objects.exists()


def test_words_that_were_taken_do_not_come_back_as_a_draft(visit, plan):
    """A field that goes with its row while it has the focus tells of its change once more: nobody may listen."""
    page = opened(visit, plan, ONE)
    page.keyboard.press("e")
    page.wait_for_selector(".rowform [name=lead]")
    page.focus(".rowform [name=lead]")
    page.keyboard.press("End")
    page.keyboard.type("、县科协")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".rowform", state="detached")
    page.wait_for_timeout(700)
    drafts = "() => Object.keys(sessionStorage).filter((one) => one.startsWith('luoshi-draft:'))"
    assert page.evaluate(drafts) == []
