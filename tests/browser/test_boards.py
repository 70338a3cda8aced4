"""A clerk builds a board of four tiles, shares and shows it: few actions, also without scripts and on a telephone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accessible import SIZES, violations
from counted import Counted
from luoshi.boards.base.models import BoardTile, FigureBoard
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.steps import begin

MOST, MOST_BY_TICKS = 17, 9
SETTLED = "#choosing:not(.htmx-added) .preview"  # htmx hears what is chosen in it
TILES = (
    ("k:activities.events", None),
    ("k:activities.attendance", None),
    ("k:activities.events", "sort"),
    ("k:activities.events", "month"),
)


def furnish(office) -> None:
    """Three activities of this year, as the unit enters them."""
    today = timezone.localdate()
    for sort in ("lecture", "training", "film"):
        given = {"unit": office.units["kexie"].pk, "held": today.isoformat(), "sort": sort, "place": "白鹭社区"}
        begin(get_kind("activities"), office.actor("clerk", today), {**given, "attendance": "30"}, at=timezone.now())


def test_a_board_of_four_tiles_takes_few_actions(visit, live):
    """Title, made; each tile: figure, cut where it is divided, added; shared with a role; looked at."""
    furnish(live.office)
    page = visit("clerk", "/boards/")
    person = Counted(page)
    person.fill("[name=title]", "科普月调度")
    person.press("main form button[type=submit]")
    person.press(".buttons a.button")  # one by one instead of several
    for number, (figure, cut) in enumerate(TILES, 1):
        page.wait_for_load_state()  # the scripts are there
        with page.expect_response(lambda response: "figure=" in response.url):
            person.choose("#choosing [name=figure]", value=figure)
        page.wait_for_selector(f"{SETTLED} .tile")
        if cut is not None:
            with page.expect_response(lambda response, cut=cut: f"cut={cut}" in response.url):
                person.choose("#choosing [name=cut]", value=cut)
            page.wait_for_selector(f"{SETTLED} .tile--{'matrix' if cut == 'month' else 'bars'}")
        person.press("#choosing [value=add]")
        page.wait_for_selector(f".tilerows > li:nth-child({number})")
    person.choose("#share_role", value="head")
    person.press("[value=share]")
    page.wait_for_selector(".sharelist li")
    person.press("a.button--main")
    page.wait_for_selector(".figstrip .fig >> nth=1")
    person.took(MOST, "a board of four tiles")
    kinds = list(BoardTile.objects.order_by("place").values_list("picture", flat=True))
    assert kinds == ["number", "number", "bars", "matrix"]
    assert page.inner_text(".figstrip .fig__n >> nth=0") == "3" and violations(page) == []
    page.click(".figstrip a.fig__n >> nth=0")
    page.wait_for_selector("table.rows")
    assert page.locator("table.rows tbody tr").count() == 3


def test_four_ticks_make_a_board_from_the_home(visit, live):
    """Area, page, title, made, four ticks, put on the board: nothing else, and four tiles with numbers stand."""
    furnish(live.office)
    page = visit("clerk", "/")
    person = Counted(page)
    person.press(".rail__area:has(use[href='#i-bars'])")
    person.press(".side a[href='/boards/']")
    person.fill("[name=title]", "科普月调度")
    person.press("main form button[type=submit]")
    page.wait_for_selector(".figpick")
    assert violations(page) == []
    for figure in ("events", "attendance", "mean", "people"):
        person.press(f".figpick [value='k:activities.{figure}']")
    person.press(".figpick button.button--main")
    page.wait_for_selector(".barlist")
    person.took(MOST_BY_TICKS, "a board of four tiles by ticks")
    assert page.locator(".tile, .figstrip .fig").count() == BoardTile.objects.count() == 4
    assert page.inner_text(".barlist__n >> nth=0") == "3" and violations(page) == []


def test_the_list_of_figures_is_sifted_by_what_is_typed(visit, live):
    furnish(live.office)
    page = visit("clerk", "/boards/")
    page.fill("[name=title]", "科普月调度")
    page.click("main form button[type=submit]")
    page.check(".figpick [value='k:activities.events']")
    page.fill("#sift", "jbhd")  # initials of its name
    assert page.locator(".figpick li:visible").count() < 4 and page.is_visible("[value='k:activities.events']")
    assert page.locator(".figpick section:visible").count() < 4
    page.fill("#sift", "没有这样的数据")
    assert not page.is_visible(".figpick section")
    page.click(".figpick button.button--main")  # what is sifted out stays ticked
    page.wait_for_selector(".tile")


@pytest.mark.parametrize("size", SIZES, ids=["desk", "telephone"])
def test_it_is_built_without_scripts_and_fits(visit, live, size):
    furnish(live.office)
    page = visit("clerk", "/boards/", viewport=size, language="en", java_script_enabled=False)
    page.fill("[name=title]", "月调度")
    page.click("main form button[type=submit]")
    page.click(".buttons a.button")
    page.select_option("#choosing [name=figure]", value="k:activities.events")
    page.click("#choosing button[formmethod=get]")
    page.select_option("#choosing [name=cut]", value="sort")
    page.click("#choosing [value=add]")
    assert list(BoardTile.objects.values_list("cut", "picture")) == [("sort", "bars")]
    page.goto(f"{live.url}/boards/{FigureBoard.objects.get().pk}/")
    assert page.locator(".barlist tbody tr").count() > 1


@pytest.mark.parametrize("size", SIZES, ids=["desk", "telephone"])
def test_the_builder_and_the_screen_fit(visit, live, size):
    furnish(live.office)
    page = visit("clerk", "/boards/", viewport=size, language="en")
    page.fill("[name=title]", "月调度")
    page.click("main form button[type=submit]")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for figure, cut in TILES:
        page.goto(f"{live.url}/boards/{FigureBoard.objects.get().pk}/build/?figure={figure}&cut={cut or ''}")
        assert not page.evaluate(wide) and violations(page) == []
        page.click("#choosing [value=add]")
    page.goto(f"{live.url}/boards/{FigureBoard.objects.get().pk}/?screen=1")
    assert not page.evaluate(wide) and violations(page) == []
    assert page.locator(".matrix tbody tr").count() == 1
