"""Work in the field on a telephone: net cut, tab closed, session ended, sent twice, and two who entered the same."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accessible import violations
from chromium import Live
from cut_net import Net
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin
from luoshi.lines.soil.models import SoilSample
from luoshi.org.actors.models import User
from luoshi.org.address.actions import set_address
from office import NOW

TELEPHONE = {"width": 390, "height": 800}
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


def shot(page, name):
    """A picture to be looked at, where somebody wants to (LUOSHI_SHOTS)."""
    if folder := os.environ.get("LUOSHI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def net(live_server):
    made = Net(live_server.url)
    yield made
    made.close()


@pytest.fixture
def live(real_office, net):
    """The application, reached over a network that can be cut."""
    set_address(net.url, real_office.actor("admin"), at=NOW)
    return Live(net.url, real_office)


def soil_point(office, code):
    given = {"unit": office.units["kexie"].pk, "code": code, "sort": "sample", "from_day": "2023-01-01"}
    return begin(get_kind("soilpoints"), office.actor("clerk"), given, at=timezone.now()).record


def taken_along(visit, *titles):
    page = visit("clerk", "/soilsamples/field/", viewport=TELEPHONE, alone=True, allow=(401, 409, 422, 403))
    page.allowed.append("ERR_")
    for title in titles:
        page.check(f"label:has-text('{title}') input")
    page.click("button:has-text('带上')")
    page.wait_for_selector(".field-point")
    page.evaluate("navigator.serviceWorker.ready")
    return page


def enter(page, at=0):
    page.click(f".field-point >> nth={at} >> button")
    page.fill("#field-form [name=code]", "瓶0071")
    page.fill("#field-form [name=cores]", "16")
    page.click("#field-form button[type=submit]")
    page.wait_for_selector("#field-form", state="hidden")


def kept(page):
    return page.evaluate("idbKeyval.keys()")


def sent(page):
    page.wait_for_selector("#field-account:has-text('已发送')")


def test_net_cut_tab_closed_session_ended_and_still_it_arrives_once(visit, live, net):
    first = soil_point(live.office, "坡地七")
    page = taken_along(visit, "坡地七")
    assert violations(page) == [] and page.evaluate(FITS)
    shot(page, "field-points")
    context, cookies = page.context, page.context.cookies()
    net.cut()
    other = context.new_page()
    page.close()
    other.goto(f"{net.url}/field/")  # the page itself is kept
    other.wait_for_selector("#field-net:has-text('没有网络')")
    enter(other)
    other.wait_for_selector(".field-entry:has-text('待发')")
    assert other.evaluate(FITS)
    shot(other, "field-waits")
    context.clear_cookies()
    net.mend()
    other.click("text=立即发送")
    other.wait_for_selector("#field-account:has-text('已退出登录')")
    shot(other, "field-signed-out")
    assert violations(other) == [] and not SoilSample.objects.exists()
    assert other.get_attribute("a:has-text('登录后发送')", "href").endswith("?next=/field/")
    context.add_cookies(cookies)
    other.goto(f"{net.url}/field/")
    sent(other)
    assert SoilSample.objects.get().point_id == first.pk
    assert kept(other) == ["taken"]


def test_an_answer_that_was_lost_makes_no_second_entry(visit, live, net):
    soil_point(live.office, "坡地七")
    page = taken_along(visit, "坡地七")
    net.cut()
    enter(page)
    net.mend()
    page.evaluate("""() => {
        const real = window.fetch;
        window.fetch = async (to, how) => {
            const answer = await real(to, how);
            if (how && how.method === "POST" && !window.lost) { window.lost = true; throw new TypeError("lost"); }
            return answer;
        };
    }""")
    with page.expect_response("**/send/"):
        page.click("text=立即发送")
    assert page.evaluate("window.lost") and page.query_selector(".field-entry")
    assert SoilSample.objects.count() == 1
    page.click("text=立即发送")
    sent(page)
    assert SoilSample.objects.count() == 1 and kept(page) == ["taken"]


def test_of_two_who_entered_the_same_both_versions_are_shown_and_a_person_decides(visit, live, net):
    first = soil_point(live.office, "坡地七")
    page = taken_along(visit, "坡地七")
    net.cut()
    enter(page)
    given = {"point": first.number, "taken": "2026-11-02", "cores": 18, "unit": first.unit_id}
    begin(get_kind("soilsamples"), live.office.actor("clerk"), given, at=timezone.now(), step="sample")
    net.mend()
    page.click("text=立即发送")
    page.wait_for_selector(".field-entry:has-text('期间有人已经录入')")
    shot(page, "field-conflict")
    assert page.inner_text(".field-both > div >> nth=1").count("2026-11-02") == 1
    assert violations(page) == [] and page.evaluate(FITS) and SoilSample.objects.count() == 1
    assert page.query_selector("text=立即发送") is None  # what waits for a decision is not sent by itself
    page.click("text=仍然发送")
    sent(page)
    assert SoilSample.objects.count() == 2 and kept(page) == ["taken"]


def test_another_account_sees_a_number_and_sends_nothing(visit, live, net):
    soil_point(live.office, "坡地七")
    page = taken_along(visit, "坡地七")
    net.cut()
    enter(page)
    client = Client()
    client.force_login(User.objects.get(username="head"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": net.url}])
    net.mend()  # only now: the page would else send what was entered, as it should, before somebody else signs in
    page.goto(f"{net.url}/field/")
    page.wait_for_selector("#field-account:has-text('另一账号的 1 条')")
    assert "坡地" not in page.inner_text("main") and not SoilSample.objects.exists()
    assert len(kept(page)) == 2


def test_what_was_taken_along_is_gone_the_next_day_and_what_waits_is_not(visit, live, net):
    soil_point(live.office, "坡地七")
    page = taken_along(visit, "坡地七")
    net.cut()
    enter(page)
    page.clock.set_fixed_time(timezone.now() + timedelta(days=1))
    page.reload()
    page.wait_for_selector("text=今天还没有带上")
    assert [key.startswith("entry:") for key in kept(page)] == [True]


def test_without_https_the_page_says_so(visit, live):
    page = visit("clerk", "/appeals/", viewport=TELEPHONE, alone=True)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{live.url}/field/")
    page.wait_for_selector("#field-account:has-text('https://')")
    assert kept(page) == []
