"""The board and the rules of lights in a real Chromium, on a desktop and on a telephone; also without scripts."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accessible import violations
from assigned import running
from luoshi.plans.base.models.commitment import Commitment
from plans import published

TELEPHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
SHOTS = os.environ.get("LUOSHI_SHOTS")


def look(page, name):
    for viewport in (DESKTOP, TELEPHONE):
        page.set_viewport_size(viewport)
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/{name}-{viewport['width']}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def several(live):
    """Commitments that stand differently today."""
    plan = published(live.office, title="2026年科普工作要点")
    running(live.office, plan, "科普示范基地")
    today = timezone.localdate()
    for at, commitment in enumerate(plan.commitments.order_by("pk")):
        days = (-9, -1, 3, 40, None)[at % 5]
        due = today + timedelta(days) if days is not None else None
        state = ("issued", "running", "running", "running", "suspended")[at % 5]
        Commitment.objects.filter(pk=commitment.pk).update(
            state=state, pressing=due, due=due, binds=due, report_due=due if at % 5 == 1 else None
        )
    Commitment.objects.filter(pk=plan.commitments.order_by("pk")[1].pk).update(binds=today + timedelta(90))
    return plan


def test_the_tree_shows_lights_and_fits_the_screen(visit, several, live):
    county = live.office.units["county"].pk
    for language in ("zh-hans", "en"):
        page = visit("supervisor", f"/units/progress/?unit={county}", language=language)
        assert page.locator("a.counted__one .light--late").count() >= 1
        page.set_viewport_size(DESKTOP if language == "zh-hans" else TELEPHONE)
        assert violations(page) == []
        look(page, f"tree-{language}")
        page.emulate_media(media="print")
        look(page, f"tree-{language}-print")
        page.emulate_media(media="screen")
    page.locator("a.counted__one").first.click()
    page.wait_for_url("**/commitments/?*light=*")


def test_the_pages_of_lights_fit_the_screen(visit, several):
    page = visit("supervisor", "/board/")
    assert page.locator(".board__column").count() >= 3
    page.locator(".picture__drawn").nth(2).wait_for()  # fetched after the page
    page.locator(".picture__figures summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".picture table").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[...document.querySelectorAll('.picture__drawn')].every((one) => one.naturalWidth > 0)")
    assert violations(page) == []
    look(page, "board")
    for path, shot in (
        ("/commitments/", "list"),
        ("/", "home"),
        ("/lights/", "lights"),
        ("/lights/edit/?preset=suqian", "ask"),
        ("/lights/edit/?preset=yinchuan", "edit"),
    ):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + path)
        look(page, shot)
    page.get_by_role("button", name="检查有无漏洞").click()
    page.wait_for_selector(".form__wrong")
    look(page, "gap")
    page.select_option("[name=otherwise]", "green")
    page.get_by_role("button", name="用过去各月试算").click()
    page.wait_for_selector("#use")
    look(page, "try")


def test_rules_are_put_in_force_without_scripts(visit, several):
    page = visit("supervisor", "/lights/edit/?preset=warning", java_script_enabled=False)
    page.get_by_role("button", name="用过去各月试算").click()
    page.locator("#use").get_by_text("启用").first.wait_for()
    page.fill("#source", "云办发〔2026〕3号")
    page.get_by_role("button", name="启用").click()
    expect(page.locator("body")).to_contain_text("第 1 版自")
