"""The demonstration in a real Chromium: a role is chosen by one press, changed by another, and left for the chooser."""

from types import SimpleNamespace

import pytest

from accessible import violations
from demonstration import make, running

TELEPHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def live(transactional_db, live_server, images, settings, tmp_path, monkeypatch):
    """The application as a demonstration with its county, in place of the small office."""
    settings.SECOND_FACTOR = "off"
    with running(settings, tmp_path):
        images.stand("county", lambda: make(monkeypatch), tmp_path)
        yield SimpleNamespace(url=live_server.url)


def test_a_role_is_entered_changed_and_left(visit):
    page = visit(None, "/demo/")
    page.click("button:has-text('林海峰')")
    page.wait_for_selector("h1:has-text('领导首页')")
    page.click(".banner--demo a")
    page.wait_for_selector("text=您现在是林海峰。")
    page.click("button:has-text('叶知秋')")
    page.wait_for_selector("h1:has-text('首页')")
    page.click("summary:has-text('叶知秋')")
    page.click("text=退出")
    page.wait_for_url("**/demo/")
    assert page.query_selector("summary:has-text('叶知秋')") is None and "您现在是" not in page.inner_text("#main")


def test_whoever_asks_for_a_page_first_is_led_to_the_chooser(visit):
    page = visit(None, "/appeals/")
    page.click("text=选择角色")
    page.wait_for_selector("h1:has-text('选择角色')")


def test_the_banner_and_the_sheet_of_paper_say_what_the_data_is(visit):
    page = visit(None, "/demo/")
    page.press("button:has-text('杜明川')", "Enter")
    page.wait_for_selector("h1:has-text('首页')")
    page.goto(page.url + "appeals/print/")
    page.emulate_media(media="print")
    assert "[演示数据]" in page.inner_text(".sheet__head") and "[演示数据]" in page.title()


def test_the_chooser_fits_and_is_open_to_all(visit):
    for language, viewport, says in (
        ("zh-hans", {"width": 1366, "height": 768}, "督查员"),
        ("en", TELEPHONE, "Supervisor"),
    ):
        page = visit(None, "/demo/", language=language, viewport=viewport)
        assert (page.evaluate(FITS), violations(page)) == (True, [])
        assert page.query_selector(f"h2:has-text('{says}')") is not None
