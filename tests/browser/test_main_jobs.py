"""Main jobs from their beginning to their end, their actions counted: auditor, inspector, year's end, keyboard alone.

Others stand where they are told: a plan and a sheet in test_work_plan.py, 60 people in test_roster.py, an appeal in
test_story.py, reports by keys alone in test_reporting.py.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

import random_checks
from accessible import violations
from assigned import act, finished, running
from counted import ByKeys, Counted
from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.commitments.draws.models import Check
from luoshi.evidence.journal.actions.seals import seal_all
from luoshi.evidence.journal.models import Entry
from luoshi.org.actors.models import Person, Tenure
from luoshi.org.people.actions import people
from luoshi.plans.base.models.commitment import Commitment
from luoshi.plans.base.models.plan import Plan
from office import FOUNDED, NOW
from plans import published
from test_journal_page import given
from years import JANUARY

BASE = "科普示范基地"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


def step(person, name, **fields):
    """A step from a record's page: its button, the dialog's fields, its own button."""
    page = person.page
    person.press_act(f".acts a[href*='/{name}/']")
    page.wait_for_selector("#dialog form")
    for field, words in fields.items():
        box = f"#dialog [name={field}]"
        if page.locator(box).evaluate("one => one.tagName") == "SELECT":
            person.choose(box, value=words)
        else:
            person.fill(box, words)
    page.evaluate("document.querySelectorAll('.flash').forEach((one) => one.remove())")  # of what was done before
    person.press("#dialog form button[type=submit]")
    page.wait_for_selector(".flash--success")


def test_an_auditor_reads_filters_verifies_and_takes_away(visit, live, tmp_path):
    one = finished(live.office, running(live.office, published(live.office), BASE))
    seal_all()
    page = visit("auditor", "/")
    person = Counted(page)
    person.press(".side a[href='/journal/']")
    person.fill("[name=person]", "柯干事")
    person.choose("[name=step]", value="commitments:finish")
    person.press(".filters button[type=submit]")
    page.wait_for_url("**step=commitments*")
    assert page.locator("main tbody tr").count() == 1 and violations(page) == []
    person.press(f"main tbody a[href='{one.get_absolute_url()}']")
    page.wait_for_selector("aside .timeline")
    told = page.locator("aside .timeline__who").all_inner_texts()
    assert told[0] == "柯干事" and "杜察云" in told
    person.press(".rail a[href='/journal/']")
    with page.expect_download() as journal:
        person.press("form[action='/journal/export/'] button")
    with page.expect_download() as verifier:
        person.press(".pull:has(a[href='/journal/verify/']) > summary")
        person.press("a[href='/journal/verify/']")
    verifier.value.save_as(tmp_path / "verify.html")
    page.goto((tmp_path / "verify.html").as_uri())
    person.actions += 1  # opens the file
    with open(journal.value.path(), "rb") as file:
        assert given(page, file.read()) == "whole"
    person.actions += 1  # gives it the journal
    page.asked[:] = [url for url in page.asked if not url.startswith("file:")]
    person.took(12, "an auditor's reading, filters, history, export and its verification")
    assert Entry.objects.filter(step__contains="export", person__name="申审计").exists()


def test_an_inspector_draws_checks_and_looks_again(visit, live):
    random_checks.furnished(live.office)
    day = timezone.localdate()
    page = visit("supervisor", "/draws/")
    person = Counted(page)
    person.press("main a[href='/draws/new/']")
    person.choose("main [name=of]", value="both")
    person.fill("main [name=size]", "1")
    person.fill("main [name=sources]", "纪检掷骰子")
    person.fill("main [name=by]", f"{day + timedelta(days=30)}")
    if not page.input_value("main [name=unit]"):
        person.fill("main [name=unit]", "云岭县督查室")
        page.keyboard.press("Escape")
    person.press("main form[data-draft] button[type=submit]")
    page.wait_for_url("**/draws/*/")
    step(person, "draw", numbers="5 3 1", witness="纪检组 何")
    one = Check.objects.get()
    person.press(f"main a[href='{one.get_absolute_url()}']")
    way = one._meta.get_field("way").choices[0][0]
    step(person, "fault", way=way, finding="现场缺两块展板。", limit=f"{day + timedelta(days=9)}")
    unit = "stranger" if one.unit == live.office.units["bureau"] else "clerk"
    their = visit(unit, one.get_absolute_url())
    step(Counted(their), "mend", words="已补齐。")
    page.reload()
    step(person, "settle", words="现场看过，已补齐。")
    assert violations(page) == []
    person.took(24, "a draw, its check with a fault, and the look at what was put right")
    assert Check.objects.get().state == "settled"


def test_a_year_is_closed_and_the_next_one_begun(visit, live, monkeypatch, settings):
    settings.SESSION_COOKIE_AGE = 10**9
    plan = published(live.office)
    monkeypatch.setattr("django.utils.timezone.now", lambda: JANUARY)
    page = visit("supervisor", f"/plans/{plan.pk}/")
    person = Counted(page)
    person.press_act(f".acts a[href='/plans/{plan.pk}/year/']")
    person.choose("[name=all_0]", value="carry")
    person.choose("[name=all_1]", value="close")
    meeting = plan.commitments.get(words__contains="联席会议")
    person.choose(f"[name=row_{meeting.pk}]", value="make_standing")
    person.fill("[name=reason]", "年终收账")
    person.press("button[name=then][value=look]")
    page.wait_for_selector("text=目前还没有改动任何数据")
    assert violations(page) == [] and not plan.commitments.exclude(state="listed").exists()
    person.press("button[name=then][value=do]")
    person.press("a[href$='/close/']")
    page.wait_for_selector("#dialog [name=reason]")
    person.fill("#dialog [name=reason]", "年终收账")
    person.press("#dialog form button[type=submit]")
    page.wait_for_selector(".flash--success")
    person.press_act(f".acts a[href='/plans/{plan.pk}/next/']")
    person.press("main form[data-draft] button[type=submit]")
    page.wait_for_url("**/correct/")
    person.took(14, "a year's close, and the next year's plan as a draft")
    states = dict(plan.commitments.values_list("words", "state"))
    assert set(states.values()) == {"carried", "lapsed", "standing"}
    assert Plan.objects.get(pk=plan.pk).state == "closed" and Plan.objects.latest("pk").year == 2027


def test_plans_are_sent_out_matters_closed_and_people_added_by_keys_alone(visit, live):
    plan = published(live.office)
    desk = ByKeys(visit("supervisor", "/"))
    desk.press(".side a[href='/plans/']")
    desk.press(f"main a[href='/plans/{plan.pk}/']")
    desk.press("main a[href$='/send/']")
    desk.choose("#every", value="keep")
    desk.press("main form .button--main")
    desk.page.wait_for_url("**/commitments/bulk/*/**")
    assert not plan.commitments.exclude(state="issued").exists()
    desk.took(6, "a plan sent out")

    at = timezone.now()
    one = plan.commitments.get(words__contains=BASE)
    one = act(live.office, one, "accept", "clerk", at, owner=live.office.posts["clerk"].pk)
    one = finished(live.office, one, at)
    checks = ByKeys(visit("supervisor", one.get_absolute_url()))
    step(checks, "verify", finding="实地核查，情况属实。")
    step(checks, "close_for", word_of="林分管", basis="办公会")
    checks.took(8, "a matter verified and closed")
    assert Commitment.objects.get(pk=one.pk).state == "closed"

    post = people.set_up_post(live.office.units["bureau"], "普及股科员", Role.CLERK, FOUNDED, PROGRAM, at=NOW)
    admin = ByKeys(visit("admin", "/"))
    admin.press(".side a[href='/people/']")
    admin.press("main a[href='/people/new/']")
    admin.fill("[name=name]", "欧示例")
    admin.fill("[name=phone]", "13800000061")
    admin.press("main .form button[type=submit]")
    admin.page.wait_for_selector(".flash--success")
    new = Person.objects.get(name="欧示例")
    assert admin.page.url.endswith(f"/people/{new.pk}/")
    admin.press(f"a[href='/people/{new.pk}/appoint/']")
    admin.page.wait_for_selector("[name=post]")
    admin.fill("[name=post]", "普及股")
    admin.page.wait_for_selector("[role=option]:has-text('普及股科员')")
    admin.key("Enter")
    admin.press("form:has([name=post]) button[type=submit]")
    admin.page.wait_for_selector(".flash--success:has-text('已任命')")
    admin.took(9, "a person added and appointed")
    assert Tenure.objects.filter(person=new, post=post).exists()
