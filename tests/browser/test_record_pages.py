"""The pages of a record and of a plan in a real Chromium: what is in sight at once, on a desk and on a telephone."""

from __future__ import annotations

import pytest

from accessible import violations
from assigned import running
from plans import published

TELEPHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
FIRST = 450  # pixels above the first row of a plan's ledger on a desk


def wide(page):
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_plans_ledger_begins_on_the_first_screen(visit, live, language):
    plan = published(live.office, title="云岭县2026年重点工作任务分解表")
    page = visit("supervisor", f"/plans/{plan.pk}/", language=language)
    page.set_viewport_size(DESKTOP)
    row = page.locator(".planrows tr[id^='row-']").first.bounding_box()
    assert row["y"] <= FIRST and row["height"] <= 40
    assert page.locator(".course--wide").is_visible() and not page.locator(".course--narrow").is_visible()
    assert page.locator(".acts > a").count() <= 3
    page.set_viewport_size(TELEPHONE)
    assert wide(page) <= TELEPHONE["width"]
    assert page.locator(".course--narrow").is_visible() and violations(page) == []


def test_a_plans_views_and_lights_are_pressed_and_lead_to_their_rows(visit, live):
    plan = published(live.office)
    page = visit("supervisor", f"/plans/{plan.pk}/")
    rows = page.locator(".planrows tr[id^='row-']")
    every = rows.count()
    page.click(".planstrip .views a[href^='?view=units']")
    page.wait_for_selector(".planstrip .views a[href^='?view=units'][aria-current]")
    assert rows.count() == every == plan.commitments.count()
    lamp = page.locator(".lamps a").first
    count = int(lamp.locator(".lamps__count").inner_text())
    lamp.click()
    page.wait_for_selector(".lamps a[aria-current]")
    assert rows.count() == count


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desk", "telephone"])
def test_the_dots_of_a_record_open_a_menu_with_what_cannot_be_done(visit, live, size):
    commitment = running(live.office, published(live.office), "科普示范基地")
    page = visit("supervisor", commitment.get_absolute_url())
    page.set_viewport_size(size)
    page.click(".acts .pull > summary")
    menu = page.locator(".acts .menu")
    box = menu.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] == wide(page)
    assert menu.locator(".menu__why").first.is_visible() and violations(page) == []
    refused = menu.locator(".menu__refused").first
    refused.click(force=True)
    assert page.url.endswith(commitment.get_absolute_url())  # it leads nowhere
    menu.locator("a[href='#evidence']").click()
    assert page.locator("#evidence code").first.is_visible()


def test_on_a_desk_the_particulars_stand_beside_and_on_a_telephone_below(visit, live):
    commitment = running(live.office, published(live.office), "科普示范基地")
    page = visit("clerk", commitment.get_absolute_url())
    page.set_viewport_size(DESKTOP)
    targets, facts = (
        page.locator(f"section[aria-labelledby='{name}']").bounding_box() for name in ("targets", "facts")
    )
    assert facts["x"] > targets["x"] + targets["width"] and abs(facts["y"] - targets["y"]) < 40
    page.set_viewport_size(TELEPHONE)
    targets, facts = (
        page.locator(f"section[aria-labelledby='{name}']").bounding_box() for name in ("targets", "facts")
    )
    assert facts["y"] > targets["y"] and wide(page) <= TELEPHONE["width"]
