"""The page “Getting started”, what waits for a second person, and the banner about what one person set up alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from luoshi.base.rights.rules.rights import PROGRAM, Role
from luoshi.org.people.actions import people
from luoshi.org.people.models import Proposal
from luoshi.org.units import actions as units
from luoshi.site.begin.rules import SetupCounts, build_setup_steps, count_open_steps
from office import NOW, TODAY, Office
from young_office import Young


@pytest.fixture
def young(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Young:
    settings.SECOND_FACTOR = "off"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return Young()


def test_a_bare_office_has_all_to_do_and_each_step_is_done_by_what_it_is_about() -> None:
    bare = SetupCounts(units=1, ready={Role.ADMINISTRATOR: 1}, declared=9)
    assert count_open_steps(build_setup_steps(bare)) == len(build_setup_steps(bare)) == 10
    full = SetupCounts(
        address="http://10.0.0.5:8000",
        units=2,
        ready={Role.ADMINISTRATOR: 1, Role.AUDITOR: 1, Role.SUPERVISOR: 1, Role.LEADER: 1, Role.HEAD: 1},
        declared=9,
        values=3,
        plans=1,
    )
    assert count_open_steps(build_setup_steps(full)) == 0
    waits = SetupCounts(address=full.address, units=2, ready=full.ready, bare=1, declared=9, values=3, late=2, plans=1)
    assert [step.name for step in build_setup_steps(waits) if not step.done] == ["accounts", "values"]


def test_the_home_of_an_office_that_begins_shows_the_steps_until_they_are_put_away(young: Young) -> None:
    browser = young.browser("admin")
    page = browser.get("/").text
    assert "开始使用" in page and "第二名管理员或审计员" in page
    assert browser.post("/begin/away/").status_code == 302
    folded = browser.get("/").text
    assert "第二名管理员或审计员" not in folded and 'href="/begin/"' in folded
    assert "第二名管理员或审计员" in browser.get("/begin/").text
    browser.post("/begin/away/", {"show": "1"})
    assert "第二名管理员或审计员" in browser.get("/").text


def test_the_steps_are_the_administrators_and_the_auditor_may_look(office: Office, settings: Any) -> None:
    settings.SECOND_FACTOR = "off"
    for who, status in (("admin", 200), ("auditor", 200), ("supervisor", 404), ("clerk", 404), ("outside", 404)):
        client = Client()
        client.force_login(office.people[who].user)
        assert client.get("/begin/").status_code == status, who
    assert client.post("/begin/away/").status_code == 302
    assert Client().get("/begin/").status_code == 302


def test_the_workbook_is_given_on_the_page_while_there_are_no_units_and_by_an_administrator(young: Young) -> None:
    form = 'action="/people/import/"'
    browser = young.browser("admin")
    assert form in browser.get("/").text and form in browser.get("/begin/").text
    young.auditor(signed=True)
    assert form not in young.browser("auditor").get("/begin/").text
    units.establish_unit("云岭县水利局", "YL-SL", young.root, TODAY, PROGRAM, at=NOW)
    assert form not in browser.get("/begin/").text


@pytest.mark.parametrize("count", [3, 12])
def test_the_steps_take_a_bounded_number_of_queries(
    young: Young, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        units.establish_unit(f"县第{number}局", f"YL-{number}", young.root, TODAY, PROGRAM, at=NOW)
        young.enter(f"clerk{number}", f"员{number}", Role.CLERK)
        people.appoint_to_post(young.people[f"clerk{number}"], young.posts[f"clerk{number}"], TODAY, PROGRAM, at=NOW)
    browser = young.browser("admin")
    with django_assert_max_num_queries(24):
        page = browser.get("/begin/").text
    assert f"没有账号：{count}人" in page


@pytest.mark.parametrize("count", [3, 12])
def test_what_one_person_set_up_is_said_on_every_page_and_confirmed_in_one_press(
    young: Young, count: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(count):
        young.enter(f"s{number}", f"督{number}", Role.SUPERVISOR)
        assert young.appoint(f"s{number}") is not None
    said = f"{count}项由一人设置，待第二人复核，至2026-03-26"
    first = young.browser("admin")
    assert said in first.get("/units/").text
    young.auditor(signed=True)
    second = young.browser("auditor")
    with django_assert_max_num_queries(40):
        home = second.get("/").text
    assert said in home and f">{count}</span" in home and f"督{count - 1}" in home
    page = second.get("/people/changes/alone/")
    rows = page.text.split('name="rows" value="')[1].split('"')[0]
    assert len(rows.split(",")) == count and f"全部复核通过（{count}项）" in page.text
    assert "全部复核通过" not in first.get("/people/changes/alone/").text
    refused = first.post("/people/changes/alone/", {"rows": rows})
    assert Proposal.objects.filter(outcome="confirmed").count() == 0 and refused.status_code == 302
    assert second.post("/people/changes/alone/", {"rows": rows}).status_code == 302
    assert Proposal.objects.filter(outcome="confirmed").count() == count
    assert "由一人设置" not in second.get("/").text


def test_others_see_nothing_of_it(young: Young) -> None:
    young.enter("s", "督查", Role.SUPERVISOR)
    young.appoint("s")
    young.enter("clerk", "员甲", Role.CLERK)
    people.appoint_to_post(young.people["clerk"], young.posts["clerk"], TODAY, PROGRAM, at=NOW)
    young.account("clerk", signed=True)
    browser = young.browser("clerk")
    assert "由一人设置" not in browser.get("/").text
    assert browser.get("/people/changes/alone/").status_code == 404
    assert browser.post("/people/changes/alone/", {"rows": "1"}).status_code == 404


@pytest.mark.parametrize("rows", ["", "x", "999999999", "-3,²"])
def test_bad_rows_confirm_nothing(young: Young, rows: str) -> None:
    young.enter("s", "督查", Role.SUPERVISOR)
    young.appoint("s")
    young.auditor(signed=True)
    assert young.browser("auditor").post("/people/changes/alone/", {"rows": rows}).status_code in (302, 422)
    assert not Proposal.objects.filter(outcome="confirmed").exists()


@pytest.mark.django_db
def test_before_set_up_the_page_says_where_the_link_is_and_afterwards_it_does_not(client: Client) -> None:
    words = "首位管理员不用账号登录"
    chinese = {"accept-language": "zh-hans"}
    assert words in client.get("/sign-in/", headers=chinese).text
    Young()
    assert words not in client.get("/sign-in/", headers=chinese).text
