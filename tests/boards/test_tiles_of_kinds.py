"""Tiles of what kinds count: every number leads to its rows, and no tile reveals what another hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from board_samples import board_of, kind_tile, shown, texts_by_line
from counted_kinds import FIGURES, counted_kinds, event
from luoshi.boards.tiles.composing import compose_tiles
from luoshi.boards.tiles.contents import HIDDEN
from luoshi.boards.tiles.kind_tiles import has_total
from luoshi.desk.figures.queries.figures import FigureSpan, figures_of
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.small_numbers import SMALL
from office import NOW, TODAY, Office

HELD, EARLIER = date(2026, 3, 2), date(2026, 1, 15)
ALL = (
    kind_tile("events"),
    kind_tile("visits"),
    kind_tile("events", cut="sort", picture="bars"),
    kind_tile("events", cut="unit", picture="bars"),
    kind_tile("events", cut="month", picture="matrix"),
)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


@pytest.fixture
def protected() -> Iterator[CompiledKind]:
    figures = [figure for figure in FIGURES if "cost" not in figure.columns]
    with counted_kinds(*figures, Protected({"cost": stars}, "desk")) as found:
        yield found


@pytest.fixture
def held(office: Office, kind: CompiledKind) -> Office:
    for name, day, sort, visits in (
        ("kexie", HELD, "talk", 6230),
        ("society", EARLIER, "fair", 6066),
        ("bureau", HELD, "talk", None),
        ("bureau", date(2025, 3, 1), "talk", 10),
        ("bureau", date(2025, 12, 1), "talk", 10),
    ):
        event(office.units[name], day, sort=sort, attendance=visits)
    return office


def test_a_number_stands_beside_its_change_and_its_months(held: Office) -> None:
    events, visits, *_others = shown(board_of(held, *ALL), held)
    assert events.whole is not None and events.whole.text == "3" and events.measure == "场"
    assert events.change == "+200%" and events.rises  # one by the same day a year before, not two
    assert [int(value) for value in events.spark] == [1, 0, 2]
    assert visits.whole is not None and visits.whole.text == "12,296" and "2" in visits.whole.note


def test_bars_and_matrix_add_up_to_the_number(held: Office) -> None:
    _events, _visits, by_sort, by_unit, matrix = shown(board_of(held, *ALL), held)
    assert [line.cells[0].text for line in by_sort.lines][:2] == ["2", "1"]
    assert {name: texts[0] for name, texts in texts_by_line(by_unit).items()} == {
        "云岭县科学技术协会": "2",
        "云岭县科学技术局": "1",
    }
    lines = texts_by_line(matrix)
    assert lines["云岭县科学技术协会"] == ["1", "0", "1", *[""] * 9, "2"]
    assert lines["云岭县科学技术局"] == ["0", "0", "1", *[""] * 9, "1"]
    assert len(matrix.heads) == 13


def test_a_matrix_ends_with_all_units_together(held: Office) -> None:
    *_others, matrix = shown(board_of(held, *ALL), held)
    *lines, total = matrix.lines
    assert total.is_total and total.name == "合计" and not any(line.is_total for line in lines)
    assert [cell.text for cell in total.cells] == ["1", "0", "2", *[""] * 9, "3"]
    assert matrix.scale.high == 1 and not matrix.note  # the shades are those of the units
    (of_one,) = shown(board_of(held, replace(ALL[-1], unit=held.units["kexie"])), held)
    assert of_one.lines[-1].name == "云岭县科学技术协会合计" and of_one.lines[-1].cells[-1].text == "2"


def test_what_does_not_add_up_or_is_protected_has_no_total(held: Office) -> None:
    for figure in ("mean", "talks", "people", "trained"):
        (matrix,) = shown(board_of(held, kind_tile(figure, cut="month", picture="matrix")), held)
        assert not any(line.is_total for line in matrix.lines), figure
    assert has_total(get_kind("events"), figures_of(get_kind("events"))["reached"])  # a sum of sums


def test_the_months_of_last_year_are_all_there(held: Office) -> None:
    (matrix,) = shown(board_of(held, kind_tile("events", cut="month", picture="matrix", period="last_year")), held)
    assert texts_by_line(matrix)["云岭县科学技术局"] == [*"001000000001", "2"]


def test_every_number_of_a_board_is_as_many_rows_as_its_list(
    client: Client, office: Office, kind: CompiledKind
) -> None:
    """The walk: whoever sees all, each linked number equals the number of rows in the list that it opens."""
    today = timezone.localdate()
    for name, ago, sort in (
        ("kexie", 0, "talk"),
        ("society", 40, "fair"),
        ("bureau", 3, "talk"),
        ("town", 400, "fair"),
    ):
        event(office.units[name], today - timedelta(days=ago), sort=sort)
    tiles = [tile for tile in ALL if tile.figure == "events"]
    tiles += [kind_tile("events", period=period) for period in ("month", "last_year")]
    tiles += [kind_tile("events", cut="month", picture="matrix", period="last_year")]
    board = board_of(office, *tiles)
    client.force_login(office.people["supervisor"].user)
    page = client.get(f"/boards/{board.pk}/").content.decode()
    links = re.findall(r'<a[^>]*href="([^"]+figure=[^"]+)"[^>]*>\s*(?:<b>)?\s*([^<]+?)\s*<', page)
    numbers = [(unescape(url), int(text)) for url, text in links if text.isdecimal()]
    assert len(numbers) > 12
    assert [client.get(url).context["count"] for url, _number in numbers] == [number for _url, number in numbers]


def test_a_board_gives_no_right(held: Office, client: Client) -> None:
    """The desk counts all; somebody from outside counts none of it on the same board; who has no share finds none."""
    board = board_of(held, *ALL, shared="clerk")
    outside = compose_tiles(list(board.tiles.all()), held.actor("outside"), TODAY)
    assert outside[0].whole is not None and outside[0].whole.text == "0" and not outside[0].whole.url
    assert all(cell.value in (None, 0) for content in outside for line in content.lines for cell in line.cells)
    for who, code in (("clerk", 200), ("stranger", 200), ("head", 404), ("outside", 404), ("admin", 404)):
        client.force_login(held.people[who].user)
        assert client.get(f"/boards/{board.pk}/").status_code == code, who


def test_what_one_tile_hides_no_other_tile_tells(office: Office, protected: CompiledKind) -> None:
    """A clerk sees their own six of eight: total, bars and months together must not tell the other two."""
    for at in range(8):
        event(office.units["bureau" if at > 5 else "kexie"], HELD, sort="fair" if at % 3 == 0 else "talk")
    set_value(SMALL, None, "3", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    board = board_of(office, *[tile for tile in ALL if tile.figure == "events"], kind_tile("events", period="month"))
    whole, by_sort, by_unit, matrix, month = shown(board, office, "clerk")
    assert whole.whole is not None and whole.whole.state == HIDDEN and whole.whole.value is None
    assert not whole.change and not whole.spark
    assert matrix.refusal and not matrix.lines
    assert month.whole is not None and month.whole.text == "0"  # nothing was held last month
    told = {line.name: line.cells[0].value for line in by_unit.lines}
    assert told["云岭县科学技术协会"] == 6 and told["云岭县科学技术局"] is None
    hidden = [line for line in by_sort.lines if line.cells[0].state == HIDDEN]
    assert len(hidden) != 1  # one alone would follow from the total
    seen = shown(board, office, "supervisor")
    assert seen[0].whole is not None and seen[0].whole.text == "8" and seen[3].lines
    assert not any(line.is_total for line in seen[3].lines)  # total less the others would be the hidden one


def test_a_figure_that_is_there_no_more_says_so(held: Office) -> None:
    board = board_of(held, kind_tile("gone"), kind_tile("in_force", cut="month", picture="matrix"))
    gone, stock = shown(board, held)
    assert "已不再提供" in gone.refusal and not gone.whole
    assert "时点数" in stock.refusal


def test_a_board_costs_at_most_three_times_the_queries_of_its_tiles(held: Office) -> None:
    """Beside what the pages of figures ask for the same numbers, one after the other."""
    today, span = TODAY, FigureSpan(date(2026, 1, 1), TODAY)
    board = board_of(held, *ALL)
    actor, tiles = held.actor("supervisor"), list(board.tiles.select_related("indicator"))
    compose_tiles(tiles, actor, today)
    with CaptureQueriesContext(connection) as alone:
        for tile in tiles:
            by = {"": "", "month": "unit"}.get(tile.cut, tile.cut)
            figure_grid(get_kind("events"), FigureQuery(span, None, by, "", tile.figure), actor, today)
    with CaptureQueriesContext(connection) as together:
        compose_tiles(tiles, actor, today)
    assert len(together) <= 3 * len(alone)
    assert len(together) <= 14


@pytest.mark.parametrize("count", [3, 12])
def test_more_tiles_of_the_same_rows_ask_as_many_queries(held: Office, count: int) -> None:
    names = ("events", "visits", "mean", "talks")
    board = board_of(held, *[kind_tile(names[at % 4]) for at in range(count)])
    tiles, actor = list(board.tiles.all()), held.actor("supervisor")
    compose_tiles(tiles, actor, TODAY)
    with CaptureQueriesContext(connection) as asked:
        compose_tiles(tiles, actor, TODAY)
    assert len(asked) == 3
