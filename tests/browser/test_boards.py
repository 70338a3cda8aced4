"""A clerk builds a board of four tiles, shares and shows it: few actions, also without scripts and on a telephone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accessible import SIZES, violations
from counted import Counted
from luoshi.boards.base.models import BoardTile, FigureBoard
from luoshi.boards.building.actions import TileChoice, add_tile, add_tiles, amend_tile, create_board
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
    page.wait_for_selector(".fig >> nth=1")
    person.took(MOST, "a board of four tiles")
    kinds = list(BoardTile.objects.order_by("place").values_list("picture", flat=True))
    assert kinds == ["number", "number", "bars", "matrix"]
    assert page.inner_text(".fig__n >> nth=0") == "3" and violations(page) == []
    page.click("a.fig__n >> nth=0")
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


def drag(page, row, onto):
    """Take a row by its grip and leave it at another one."""
    boxes = [page.locator(f".tilerows > li:nth-child({number})").bounding_box() for number in (row, onto)]
    grip = page.locator(f".tilerows > li:nth-child({row}) .grip").bounding_box()
    edge = boxes[1]["height"] - 4 if onto > row else 4
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, boxes[1]["y"] + edge, steps=8)


def test_tiles_are_dragged_into_their_order_and_by_keys(visit, live):
    board = board_of_ticks(live, "events", "attendance", "mean")
    page = visit("clerk", f"/boards/{board.pk}/build/#arranged")
    order = lambda: "".join(BoardTile.objects.order_by("place").values_list("figure", flat=True))  # noqa: E731
    page.locator(".tilerows").scroll_into_view_if_needed()
    drag(page, 3, 1)
    with page.expect_navigation():
        page.mouse.up()
    assert order() == "meaneventsattendance"
    drag(page, 1, 2)
    page.keyboard.press("Escape")  # thought better of
    page.mouse.up()
    assert order() == "meaneventsattendance"
    page.focus(".tilerows > li:nth-child(1) [value=down]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert order() == "eventsmeanattendance" and violations(page) == []


def board_of_ticks(live, *figures):
    """A board of the clerk's, of numbers of activities."""
    furnish(live.office)
    clerk = live.office.actor("clerk", timezone.localdate())
    board = create_board(clerk, "月调度", at=timezone.now())
    add_tiles(board.pk, clerk, [TileChoice("activities", figure) for figure in figures], at=timezone.now())
    return board


def test_one_press_fills_the_screen_and_one_leaves_it(visit, live):
    board = board_of_ticks(live, "events", "attendance", "mean")
    page = visit("clerk", f"/boards/{board.pk}/")
    page.wait_for_load_state()
    page.click("[data-fullscreen]")
    page.wait_for_selector(".app:fullscreen")
    assert page.is_visible(".notice") and not page.is_visible(".rail")  # no secrets, on the screen as well
    assert page.url.endswith(f"/boards/{board.pk}/") and page.is_visible(".fig__n") and page.is_visible("h1")
    assert page.is_visible(".if-full") and not page.is_visible("[data-print]")
    page.click("[data-fullscreen]")
    page.wait_for_selector("[data-print]")
    assert not page.is_visible(".if-full")


def test_a_third_stands_beside_a_third(visit, live):
    board = board_of_ticks(live, "events", "attendance")
    clerk = live.office.actor("clerk", timezone.localdate())
    bars = add_tile(board.pk, clerk, TileChoice("activities", "events", cut="sort", picture="bars"), at=timezone.now())
    amend_tile(board.pk, bars.pk, clerk, {"width": "third"}, at=timezone.now())
    page = visit("clerk", f"/boards/{board.pk}/", viewport=SIZES[0])
    boxes = [tile.bounding_box() for tile in page.locator(".tile").all()]
    assert len({box["y"] for box in boxes}) == 1 and len({round(box["width"]) for box in boxes}) == 1
    whole = page.locator(".tiles").bounding_box()["width"]
    assert all(whole / 4 < box["width"] < whole / 3 for box in boxes)


def test_a_matrix_of_two_thirds_stands_beside_a_third(visit, live):
    board = board_of_ticks(live, "events")
    clerk = live.office.actor("clerk", timezone.localdate())
    choice = TileChoice("activities", "events", cut="month", picture="matrix")
    matrix = add_tile(board.pk, clerk, choice, at=timezone.now())
    amend_tile(board.pk, matrix.pk, clerk, {"width": "wide"}, at=timezone.now())
    page = visit("clerk", f"/boards/{board.pk}/", viewport=SIZES[0])
    third, wide = (tile.bounding_box() for tile in page.locator(".tile").all())
    assert third["y"] == wide["y"] and 1.9 < wide["width"] / third["width"] < 2.3
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


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
