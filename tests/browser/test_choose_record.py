"""Choosing a record to link to: by typing, by the keyboard, with an input method, and without scripts."""

from __future__ import annotations

import pytest

from linked.models import Project
from linked_kinds import BODIES, PROJECTS, linked_kinds, made
from test_composition import Method

TEA, RICE = "云岭县茶叶学会", "青石镇水稻协会"


@pytest.fixture
def bodies(live):
    """Two bodies to choose from, and a kind that links to them."""
    with linked_kinds():
        unit = live.office.units["kexie"]
        yield [made(BODIES, 1, unit, TEA), made(BODIES, 2, unit, RICE)]


def test_it_is_chosen_by_its_initials_and_the_keyboard(visit, live, bodies):
    page = visit("clerk", "/trials/new/")
    page.fill("[name=title]", "茶园改造")
    page.focus("[name=body]")
    page.keyboard.type("ylxcy")
    page.wait_for_selector("[role=option]:has-text('茶叶学会')")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[name=body]") == f"体2026-0001 {TEA}"
    page.click(".form button[type=submit]")
    page.wait_for_selector("text=" + TEA)
    assert Project.objects.get().body == bodies[0]


def test_letters_of_an_input_method_ask_nothing(visit, live, bodies):
    page = visit("clerk", "/trials/new/")
    page.focus("[name=body]")
    method = Method(page)
    asked = len(page.asked)
    method.compose("cha'ye")
    method.press("open", "ArrowDown", "Enter")
    page.wait_for_timeout(400)
    assert [url for url in page.asked[asked:] if "choose" in url] == [] and not Project.objects.exists()
    method.end("茶叶")
    page.wait_for_selector("[role=option]:has-text('茶叶学会')")
    page.keyboard.press("Enter")
    assert page.input_value("[name=body]") == f"体2026-0001 {TEA}"


def test_of_several_that_fit_one_is_ticked_and_typing_on_takes_the_tick_away(visit, live, bodies):
    page = visit("clerk", "/trials/new/", allow=[422])
    page.fill("[name=title]", "茶园改造")
    page.fill("[name=body]", "会")
    page.keyboard.press("Escape")
    page.click(".form button[type=submit]")
    page.wait_for_selector("[name=body_pick]")
    page.check("[name=body_pick] >> nth=1")
    page.focus("[name=body]")
    page.keyboard.type("x")
    assert page.locator("[name=body_pick]:checked").count() == 0
    page.check("[name=body_pick] >> nth=1")
    page.click(".form button[type=submit]")
    page.wait_for_url("**/trials/*/")
    assert Project.objects.get().body == bodies[0]


def test_a_card_turns_its_page_alone(visit, live, bodies):
    for number in range(1, 46):
        made(PROJECTS, number, live.office.units["kexie"], f"第{number}项", body=bodies[0])
    page = visit("clerk", f"/bodies/{bodies[0].pk}/")
    page.evaluate("window.same = true")
    page.click("section:has(#trials-body) a[rel=next]")
    page.wait_for_selector("text=第25项")
    assert page.evaluate("window.same") and page.locator("section:has(#trials-body) tbody tr").count() == 20
