"""An activity with its photos, entered on a telephone where it is held: from the home page in at most eight actions."""

from __future__ import annotations

from accessible import violations
from counted import Counted
from luoshi.kernel.files.models import Attachment
from luoshi.lines.activities.models import Activity
from pictures import jpeg

MOST = 8
TELEPHONE = {"width": 390, "height": 844}


def test_an_activity_with_two_photos_takes_at_most_eight_actions_and_the_next_one_fewer(
    visit, live, settings, tmp_path
):
    settings.DATA = tmp_path
    page = visit("clerk", "/", viewport=TELEPHONE, has_touch=True, is_mobile=True)
    person = Counted(page)
    person.press("a[href='/all/']:visible")
    person.press("main a[href='/activities/']")
    assert page.input_value(".quick [name=held]") == page.evaluate("new Date().toLocaleDateString('sv')")
    assert page.locator(".quick [name=unit]:visible").count() == 0  # the only unit is not asked
    camera = page.locator("#quick_photos_camera")
    assert (camera.get_attribute("accept"), camera.get_attribute("capture")) == ("image/*", "environment")
    person.choose(".quick [name=sort]", value="lecture")
    person.fill(".quick [name=place]", "白鹭社区")
    person.fill(".quick [name=attendance]", "62")
    for name in ("现场一.jpg", "现场二.jpg"):
        person.give("#quick_photos_camera", name, jpeg())
    person.press(".quick button[type=submit]")
    page.wait_for_selector(".flash--success:has-text('白鹭社区')")
    person.took(MOST, "an activity with two photos")
    made = Activity.objects.get()
    assert (made.sort, made.place, made.attendance, made.times) == ("lecture", "白鹭社区", 62, 1)
    assert Attachment.objects.filter(record=made.pk).count() == 2
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert violations(page) == []


def test_another_day_the_line_proposes_the_last_place_and_today(visit, live):
    page = visit("clerk", "/activities/", viewport=TELEPHONE, has_touch=True)
    page.select_option(".quick [name=sort]", "film")
    page.fill(".quick [name=place]", "石塘村文化礼堂")
    page.fill(".quick [name=held]", "2026-03-02")
    page.click(".quick button[type=submit]")
    page.wait_for_selector(".flash--success:has-text('石塘村文化礼堂')")
    again = visit("clerk", "/activities/", viewport=TELEPHONE, has_touch=True)  # signed in anew
    assert again.input_value(".quick [name=place]") == "石塘村文化礼堂"
    assert again.input_value(".quick [name=sort]") == "film"
    assert again.input_value(".quick [name=held]") != "2026-03-02"
    other = visit("head", "/activities/", viewport=TELEPHONE, has_touch=True)
    assert other.input_value(".quick [name=place]") == ""
