"""The line above the list of activities: Enter for the next, on a desk, on a telephone, and without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from accessible import SIZES, violations
from luoshi.kernel.files.models import Attachment
from luoshi.lines.activities.models import Activity
from pictures import jpeg


def shot(page, name):
    """A picture to be looked at, where somebody wants to (LUOSHI_SHOTS)."""
    if folder := os.environ.get("LUOSHI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_two_are_entered_by_keys_and_a_photo_stays_chosen_while_something_is_wrong(visit, live):
    page = visit("clerk", "/activities/", allow=(422,))
    page.allowed.append("Response Status Error Code 422")  # htmx says it too
    page.fill(".quick [name=place]", "白鹭社区")
    page.select_option(".quick [name=sort]", "lecture")
    page.fill(".quick [name=held]", "2099-01-01")
    page.set_input_files("#quick_photos", {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    page.press(".quick [name=place]", "Enter")
    page.wait_for_selector(".quick .form__wrong:focus")
    shot(page, "quick-wrong")
    assert page.evaluate("document.querySelector('#quick_photos').files.length") == 1
    page.fill(".quick [name=held]", "2026-03-02")
    page.press(".quick [name=held]", "Enter")
    page.wait_for_selector(".flash--success:has-text('白鹭社区')")
    assert page.evaluate("document.activeElement.name") == "attendance"
    page.keyboard.type("62")
    shot(page, "quick-next")
    page.keyboard.press("Enter")
    page.wait_for_selector(".flash--success:has-text('0002')")
    assert list(Activity.objects.order_by("pk").values_list("attendance", flat=True)) == [None, 62]
    assert Attachment.objects.get().record_id == Activity.objects.order_by("pk")[0].pk


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("size", SIZES, ids=["desk", "telephone"])
def test_it_fits_and_works_without_scripts(visit, live, size, scripts):
    page = visit("clerk", "/activities/", viewport=size, language="en", java_script_enabled=scripts)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    if scripts:
        assert not page.evaluate(wide) and violations(page) == []
        shot(page, f"quick-{size['width']}")
    page.select_option(".quick [name=sort]", "film")
    page.fill(".quick [name=place]", "石塘村文化礼堂")
    page.click(".quick button[type=submit]")
    page.wait_for_selector(".flash--success:has-text('石塘村文化礼堂')")
    assert page.input_value(".quick [name=place]") == "石塘村文化礼堂" and Activity.objects.count() == 1
    shot(page, f"quick-after-{size['width']}-{scripts}")
