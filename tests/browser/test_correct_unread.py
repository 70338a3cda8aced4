"""What was not read: the banner leads to it, keys decide it, and the red goes where it is decided."""

from __future__ import annotations

import pytest

from accessible import violations
from luoshi.plans.base.models.row import PlanRow
from plans import received

TEXT = (
    "云岭县2026年科普工作要点\n一、培训\n县科协9月底前举办培训班3期。\n甲组 | 乙组 | 丙组\n丁组 | 戊组 | 己组\n"
    "庚组 | 辛组 | 壬组\n二、其他\n县科技局6月底前建成科普馆1座。\n"
)


@pytest.fixture
def plan(live):
    made = received(live.office, TEXT)
    assert made.rows.filter(reason=PlanRow.UNREAD).count() == 3
    return made


def states(plan):
    rows = plan.rows.filter(span__quote__contains="组 |")
    return list(rows.exclude(state=PlanRow.GONE).order_by("place").values_list("state", flat=True))


def pressed(page, key):
    with page.expect_response("**/rows/**"):
        page.keyboard.press(key)
    page.wait_for_timeout(300)


@pytest.mark.parametrize("width", [1280, 390])
def test_unread_passages_are_decided_by_keys_and_the_banner_follows(visit, plan, width):
    page = visit("supervisor", f"/plans/{plan.pk}/correct/")
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_selector(".crow--active")
    assert "3" in page.inner_text(".flash--unread strong") and page.locator(".said--unread").count() == 3
    assert violations(page) == []
    page.click(".flash--unread a >> nth=0")
    page.wait_for_selector(".crow--active.crow--unread:has-text('甲组')")
    pressed(page, "Enter")
    assert "2" in page.inner_text(".flash--unread strong") and page.locator(".said--unread").count() == 2
    assert page.locator(".crow--above.crow--unread").count() == 2
    page.locator(".crow--unread[data-row] .crow__words:has-text('丁组')").click()
    pressed(page, "x")
    page.locator(".crow--unread[data-row] .crow__words:has-text('庚组')").click()
    pressed(page, "m")
    assert page.locator(".flash--unread").count() == page.locator(".said--unread").count() == 0
    assert states(plan) == ["waiting", "outside"]
    pressed(page, "u")
    assert page.locator(".said--unread").count() == 1 and "1" in page.inner_text(".flash--unread strong")
