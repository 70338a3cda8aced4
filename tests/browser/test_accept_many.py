"""A unit's clerk on a telephone: what 34 matters ask for is accepted together, in three presses at most."""

from __future__ import annotations

import pytest

from assigned import at, issued
from counted import Counted
from luoshi.plans.base.models.commitment import Commitment
from plans import published

MOST = 3
TELEPHONE = {"width": 390, "height": 844}
PAPER = "云岭县2026年科普工作要点\n" + "".join(
    f"{number}.县科协建设第{number}号科普展点{number}个，12月底前完成。\n" for number in range(1, 35)
)


@pytest.fixture
def waiting(live, settings, tmp_path, monkeypatch):
    """34 matters of 县科协 that were sent out today and wait to be accepted."""
    settings.DATA = tmp_path
    plan = published(live.office, PAPER)
    found = [issued(live.office, plan, f"第{number}号科普展点") for number in range(1, 35)]
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(3, 22))
    return found


def test_34_matters_are_accepted_on_a_telephone_in_three_presses(visit, waiting):
    person = Counted(visit("clerk", "/", viewport=TELEPHONE))
    page = person.page
    assert "34" in page.inner_text("section[aria-labelledby=accept] h2")
    person.press("section[aria-labelledby=accept] button[type=submit]")
    page.wait_for_selector("main form .button--main")
    person.press("main form .button--main")
    page.wait_for_url("**/commitments/bulk/*/")
    assert Commitment.objects.filter(state="accepted").count() == 34
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    person.took(MOST, "34 matters accepted on a telephone")
