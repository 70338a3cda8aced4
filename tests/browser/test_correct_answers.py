"""Doubts are answered by a digit in the row; source and rows stand in the window, each with its own scrolling."""

from __future__ import annotations

from datetime import date

import pytest

from accessible import violations
from luoshi.plans.base.models.row import PlanRow
from plans import received, row_of

TEXT = (
    "云岭县2026年科普工作要点\n一、培训\n"
    "1.开学前完成展品更新（责任单位：县科协）。\n"
    "2.9月底前建成科普馆1座（责任单位：县科）。\n"
    "3.6月底前建成科普站2座（责任单位：县科）。\n"
    "4.县科协、县科技局9月底前举办培训班3期。\n"
    "二、其他\n5.做好有关工作。\n6.做好有关工作。\n7.进一步加强统筹协调，形成工作合力。\n8.坚持党建引领，不断提高政治站位。\n"
)


@pytest.fixture
def plan(live):
    return received(live.office, TEXT)


def opened(visit, plan, **more):
    page = visit("supervisor", f"/plans/{plan.pk}/correct/", **more)
    page.wait_for_selector(".crow--active")
    return page


def pressed(page, key):
    """A key that changes rows; what follows begins once the page shows it."""
    with page.expect_response("**/rows/**"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)


def test_a_plan_with_every_sort_of_doubt_is_decided_by_few_keys(visit, plan):
    page = opened(visit, plan)
    assert page.inner_text(".crow--active .picks kbd >> nth=0") == "1"
    pressed(page, "1")  # the day of 开学前
    assert row_of(plan, "展品更新").due == date(2026, 12, 31)
    page.wait_for_selector(".crow--active .crow__words:has-text('科普馆1座')")  # answered: the next one
    pressed(page, "2")  # 县科 is … in both rows
    named = {row_of(plan, words).units.get().unit_id for words in ("科普馆1座", "科普站2座")}
    assert len(named) == 1 and named != {None}
    page.wait_for_selector(".crow--active .crow__words:has-text('培训班3期')")
    pressed(page, "1")
    page.wait_for_selector(".crow--active .crow__same")
    page.keyboard.press("d")
    pressed(page, "1")  # both equal sentences
    pressed(page, "l")
    pressed(page, "g")
    page.wait_for_selector("#decided[data-open='0']")
    states = list(plan.rows.exclude(state=PlanRow.OUTSIDE).order_by("place").values_list("state", flat=True))
    assert states == [PlanRow.KEPT] * 4 + [PlanRow.DROPPED] * 4
    pressed(page, "u")
    assert plan.rows.filter(state=PlanRow.WAITING).count() == 4


def test_the_last_row_that_stood_for_others_is_not_the_end(visit, plan):
    """What is decided on the first of equal rows alone leaves the others: the page shows them then."""
    page = opened(visit, plan)
    first = plan.rows.filter(words__contains="有关工作").order_by("place").first()
    plan.rows.filter(state=PlanRow.WAITING).exclude(words__contains="有关工作").update(state=PlanRow.KEPT)
    page.goto(page.url.split("#")[0] + f"#row-{first.pk}")
    page.reload()
    page.wait_for_selector(f"#row-{first.pk}.crow--active")
    page.keyboard.press("e")
    page.wait_for_selector(".rowform [name=lead]")
    page.fill(".rowform [name=lead]", "云岭县科学技术协会")
    page.press(".rowform [name=words]", "Control+Enter")
    page.wait_for_selector(f".crow--active:not(#row-{first.pk}) .crow__words:has-text('有关工作')")
    assert page.get_attribute("#decided", "data-open") == "1"


def test_source_and_rows_fit_the_window(visit, plan):
    page = opened(visit, plan)
    desk = page.locator("#desk").bounding_box()
    assert desk["y"] + desk["height"] <= 768
    for name in (".desk__source", ".desk__rows"):
        assert page.evaluate("(name) => getComputedStyle(document.querySelector(name)).overflowY", name) == "auto"
    active = page.locator(".crow--active .picks").bounding_box()
    assert desk["y"] <= active["y"] <= desk["y"] + desk["height"]
    assert page.locator(".desk__keys").bounding_box()["y"] >= desk["y"] + desk["height"]
    assert violations(page) == []


def test_what_remains_is_named_before_publishing_and_leads_to_its_row(visit, plan):
    page = opened(visit, plan)
    page.keyboard.press("p")
    page.wait_for_url("**/review/")
    assert page.locator("a[href$='/publish/']").count() == 0
    assert page.locator("main .links ul a").count() == 5
    row = row_of(plan, "展品更新")
    page.click(f"main .links ul a:has-text('{row.words[:12]}')")
    page.wait_for_selector(f"#row-{row.pk}.crow--active")
