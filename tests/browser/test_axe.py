"""axe-core over what the walk does not meet: dark, large type, dialogs, an open chooser, errors, a bulk step.

Every page as it first opens, in English on a telephone, is looked at on the way of test_every_page.py.
"""

from __future__ import annotations

import hashlib
import re

import pytest
from django.utils import timezone

from accessible import VENDOR, violations
from appeal_factory import filed
from luoshi.kernel.steps.actions.steps import take

DESKTOP, TELEPHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.SECOND_FACTOR = "off"


@pytest.fixture
def records(live):
    """Appeals, of which one waits for the answer of 县科协 and one was answered."""
    office, at = live.office, timezone.now()
    found = filed(office, 6)
    for record in found[:2]:
        given = {"grade": "ordinary", "unit": office.units["kexie"].pk}
        take(record, "assign", office.actor("supervisor"), given, at=at)
    take(found[1], "answer", office.actor("clerk"), {"answer": "已列入计划"}, at=at)
    return found


def test_the_file_is_the_one_that_was_published():
    row = re.search(r"^\| (axe\S+) \|.* ([0-9a-f]{64}) \|$", (VENDOR / "VENDORED.md").read_text(), re.MULTILINE)
    assert row
    assert hashlib.sha256((VENDOR / row[1]).read_bytes()).hexdigest() == row[2]
    assert {path.name for path in VENDOR.iterdir()} == {
        row[1], "VENDORED.md", "LICENSE.axe-core", "LICENSE-3RD-PARTY.axe-core",
    }  # fmt: skip


def test_it_finds_what_is_wrong(visit):
    page = visit(None, "/sign-in/")
    page.evaluate("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\"><input>')")
    assert [violation.partition(":")[0] for violation in violations(page)] == ["image-alt", "label"]


@pytest.mark.control("accessibility", "axe finds nothing on the main pages")
@pytest.mark.parametrize("scheme", ["dark", pytest.param("light", marks=pytest.mark.full)])  # light: the walk's
def test_main_pages_at_desktop_width(visit, live, records, scheme):
    found = {}
    page = visit("supervisor", "/", color_scheme=scheme, allow=(404,))
    for path in (
        "/",
        "/appeals/",
        records[1].get_absolute_url(),
        "/appeals/new/",
        "/units/",
        "/people/",
        "/journal/",
        "/appeals/999/",
    ):
        page.goto(live.url + path)
        found[path] = violations(page)
    page.goto(live.url + "/appeals/new/")
    page.fill("[name=words]", "周末没有去处")
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector(".draft")
    found["words that came back"] = violations(page)
    found["leader"] = violations(visit("leader", "/", color_scheme=scheme))
    found["nobody"] = violations(visit(None, "/sign-in/", color_scheme=scheme))
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (TELEPHONE, "dark")], ids=["desktop", "dark"])
def test_what_opens_on_a_page(visit, live, records, viewport, scheme):
    found = {}
    page = visit("supervisor", "/appeals/", viewport=viewport, color_scheme=scheme, allow=(422,))
    page.allowed += ["Error Code 422"]

    def look(name):
        found[name] = violations(page) + ([] if page.evaluate(FITS) else ["stands out to the side"])

    page.click(".top__menu summary")
    look("menu")
    page.keyboard.press("Escape")
    page.locator("input[data-row]").nth(3).check()
    look("chosen rows")
    page.click("button[name=step][value=assign]")
    page.wait_for_selector("#confirm-bulk")
    look("bulk step before it is done")
    page.goto(live.url + records[4].get_absolute_url())
    page.click(".acts a >> nth=0")
    page.wait_for_selector("#dialog[open]")  # opening moves the focus
    page.focus("#dialog [name=unit]")
    page.keyboard.type("kx")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    look("chooser in a dialog")
    page.keyboard.press("Escape")
    page.fill("#dialog [name=unit]", "没有的单位")
    page.click("#dialog form button[type=submit]")
    page.wait_for_selector("#dialog .form__wrong")
    look("errors in a dialog")
    page.goto(live.url + "/appeals/new/")
    page.evaluate("() => document.documentElement.classList.add('large')")
    page.fill("[name=title]", "路灯不亮")
    page.wait_for_timeout(500)
    page.click("main form[data-draft] button[type=submit]")
    page.wait_for_selector(".form__wrong")
    look("errors on a page, in large type")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
