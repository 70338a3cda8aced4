"""Building a board: chosen, arranged, shared; bad input says what is wrong and loses nothing; all is in the journal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from board_samples import board_of, kind_tile
from counted_kinds import counted_kinds, event
from figures_told import defined, told
from luoshi.base.record_errors import RecordError
from luoshi.boards.base.models import BoardShare, BoardTile, FigureBoard
from luoshi.boards.base.queries import readable_boards
from luoshi.boards.base.rules import MOST_BOARDS, MOST_TILES
from luoshi.boards.building import actions
from luoshi.boards.building.actions import TileChoice
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from many_appeals import signed_in
from office import NOW, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


def built(client: Client, **tile: Any) -> FigureBoard:
    """A board made and filled through the pages."""
    made = client.post("/boards/new/", {"title": "月调度"})
    assert made.status_code == 302
    board = FigureBoard.objects.get()
    if tile:
        answer = client.post(f"/boards/{board.pk}/build/", {"op": "add", **tile})
        assert answer.status_code == 302, answer.content.decode()
    return board


def steps() -> list[str]:
    return [*Entry.objects.filter(subject__startswith="board:").order_by("pk").values_list("step", flat=True)]


def test_a_board_is_built_by_choosing_and_is_seen_at_once(office: Office, kind: CompiledKind) -> None:
    event(office.units["kexie"], NOW.date(), sort="talk")
    client = signed_in(office, "clerk", "en")
    board = built(client, figure="k:events.events", cut="sort", period="last_year", picture="bars")
    tile = BoardTile.objects.get(board=board)
    assert (tile.kind, tile.figure, tile.cut, tile.picture, tile.width) == ("events", "events", "sort", "bars", "half")
    page = client.get(f"/boards/{board.pk}/").content.decode()
    assert "月调度" in page and "Events" in page
    assert steps() == ["board.make", "board.tile"]
    journal = signed_in(office, "auditor", "en").get("/journal/").content.decode()
    assert "made the board of figures “月调度”" in journal


def test_the_choices_are_those_of_the_figure_and_the_tile_is_shown_before_it_is_added(
    office: Office, kind: CompiledKind
) -> None:
    event(office.units["kexie"], NOW.date(), sort="talk")
    client = signed_in(office, "supervisor", "en")
    board = built(client)
    here = f"/boards/{board.pk}/build/"
    cuts = lambda page: re.findall(r'<option value="([a-z]*)"', page.split('name="cut"')[1].split("</select>")[0])  # noqa: E731
    page = client.get(here, {"figure": "k:events.events", "cut": "unit"}).content.decode()
    assert cuts(page) == ["", "unit", "month", "sort", "reach"]
    pictures = page.split('name="picture"')[1].split("</select>")[0]
    assert all(f'value="{name}"' in pictures for name in ("bars", "places", "map"))
    stock = client.get(here, {"figure": "k:events.in_force", "cut": "sort", "picture": "bars"}).content.decode()
    assert cuts(stock) == [""] and "fig__n" in stock  # what does not fit falls back, and the tile is shown
    assert not BoardTile.objects.exists()


def test_indicators_are_offered_to_whom_their_figures_are_open(office: Office) -> None:
    one = defined(office, "科普活动", code="events", measure="场", parts=[{"name": "讲座", "axis": "方式"}])
    assert one.indicator_id is not None
    told(office, one.indicator_id, "kexie", encode_period(period_of_months("month", 2026, 2)), 4)
    client = signed_in(office, "supervisor", "en")
    board = built(client, figure=f"i:{one.pk}", cut="month", picture="matrix", period="year")
    tile = BoardTile.objects.get(board=board)
    assert (tile.indicator_id, tile.width) == (one.pk, "whole")
    assert 'value="part"' in client.get(f"/boards/{board.pk}/build/", {"figure": f"i:{one.pk}"}).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"figure": ""},
        {"figure": "k:events.none"},
        {"figure": "k:%"},
        {"figure": "i:999999999999999999999"},
        {"figure": "k:events.events", "unit": "没有这个单位"},
        {"figure": "k:events.events", "title": "字" * 41},
        {"figure": "k:events.events", "title": "绝密"},
    ],
)
def test_bad_input_adds_nothing_and_loses_nothing(office: Office, kind: CompiledKind, wrong: dict[str, str]) -> None:
    client = signed_in(office, "supervisor", "en")
    board = built(client)
    answer = client.post(f"/boards/{board.pk}/build/", {"op": "add", "cut": "sort", "period": "month", **wrong})
    assert answer.status_code == 422 and not BoardTile.objects.exists()
    page = answer.content.decode()
    assert "field__errors" in page
    if wrong["figure"] == "k:events.events" and wrong.get("title") != "绝密":
        assert re.search(r'value="sort"\s+selected', page) and re.search(r'value="month"\s+selected', page)


def test_tiles_are_arranged_by_buttons(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, *[kind_tile(name) for name in ("events", "visits", "cost")])
    client, here = signed_in(office, "supervisor", "en"), f"/boards/{board.pk}/build/"
    names = lambda: [*board.tiles.order_by("place", "pk").values_list("figure", flat=True)]  # noqa: E731
    first, _second, third = board.tiles.order_by("place")
    client.post(here, {"op": "up", "tile": third.pk})
    assert names() == ["events", "cost", "visits"]
    client.post(here, {"op": "up", "tile": first.pk})
    assert names() == ["events", "cost", "visits"]  # at the end it stays
    client.post(here, {"op": "down", "tile": first.pk})
    assert names() == ["cost", "events", "visits"]
    client.post(here, {"op": "move", "tile": first.pk, "steps": "-1"})  # dragged
    assert names() == ["events", "cost", "visits"]
    client.post(here, {"op": "move", "tile": first.pk, "steps": "2"})
    assert names() == ["cost", "visits", "events"]
    client.post(here, {"op": "move", "tile": first.pk, "steps": "-1"})
    for wrong in ("", "x", "--1", "1e3", "99999", "１"):
        assert client.post(here, {"op": "move", "tile": first.pk, "steps": wrong}).status_code == 404
    assert names() == ["cost", "events", "visits"]
    given = {f"t{first.pk}-title": "活动", f"t{first.pk}-period": "month", f"t{first.pk}-width": "wide"}
    client.post(here, {"op": "amend", "tile": first.pk, **given})
    first.refresh_from_db()
    assert (first.title, first.period, first.width) == ("活动", "month", "wide")
    wrong = client.post(here, {"op": "amend", "tile": first.pk, **given, f"t{first.pk}-width": "broad"})
    assert wrong.status_code == 422
    never = client.post(here, {"op": "amend", "tile": first.pk, **given, f"t{first.pk}-period": "newest"})
    assert never.status_code == 422  # only what is reported has a newest period
    client.post(here, {"op": "remove", "tile": third.pk})
    assert names() == ["events", "visits"]
    for op in ("remove", "up", "amend"):
        answer = client.post(
            here, {"op": op, "tile": third.pk, f"t{third.pk}-period": "year", f"t{third.pk}-width": "half"}
        )
        assert answer.status_code == 302 and names() == ["events", "visits"]
    assert client.post(here, {"op": "no"}).status_code == 404


def test_only_who_made_it_changes_it(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, kind_tile("events"), shared="clerk")
    clerk = signed_in(office, "clerk", "en")
    assert clerk.get(f"/boards/{board.pk}/").status_code == 200
    for answer in (
        clerk.get(f"/boards/{board.pk}/build/"),
        clerk.post(f"/boards/{board.pk}/build/", {"op": "delete"}),
        clerk.post(f"/boards/{board.pk}/build/", {"op": "rename", "title": "别的"}),
    ):
        assert answer.status_code == 404
    tile = board.tiles.get()
    actor = office.actor("clerk")
    for act in (
        lambda: actions.rename_board(board.pk, actor, "别的", at=NOW),
        lambda: actions.add_tile(board.pk, actor, TileChoice("events", "visits"), at=NOW),
        lambda: actions.amend_tile(board.pk, tile.pk, actor, {"title": "别的"}, at=NOW),
        lambda: actions.move_tile(board.pk, tile.pk, actor, 1, at=NOW),
        lambda: actions.remove_tile(board.pk, tile.pk, actor, at=NOW),
        lambda: actions.share_board(board.pk, actor, "clerk", office.units["kexie"], None, at=NOW),
        lambda: actions.end_share(board.pk, board.shares.get().pk, actor, at=NOW),
        lambda: actions.delete_board(board.pk, actor, at=NOW),
    ):
        with pytest.raises(RecordError) as refused:
            act()
        assert refused.value.code == "missing"
    assert clerk.post("/boards/new/", {"copy": board.pk}).status_code == 302
    mine = FigureBoard.objects.get(person=office.people["clerk"])
    assert [tile.figure for tile in mine.tiles.all()] == ["events"] and not mine.shares.exists()
    assert signed_in(office, "head", "en").post("/boards/new/", {"copy": board.pk}).status_code == 404


def test_who_builds_boards_and_who_does_not(office: Office) -> None:
    for who, may in (("clerk", True), ("auditor", True), ("leader", True), ("outside", False), ("admin", False)):
        client = signed_in(office, who, "en")
        answer = client.post("/boards/new/", {"title": who})
        assert (answer.status_code == 302) is may, who
        assert client.get("/boards/").status_code == (404 if who == "outside" else 200)
    assert signed_in(office, "clerk", "en").post("/boards/new/", {"title": ""}).status_code == 422
    assert signed_in(office, "clerk", "en").post("/boards/new/", {"title": "机密"}).status_code == 422
    assert Entry.objects.filter(step="refused.marked").exists()


SHARES = [
    ("supervisor", {"role": "leader", "where": "all"}, {"leader"}),
    ("supervisor", {"role": "clerk", "where": "all"}, {"clerk", "stranger"}),
    ("clerk", {"role": "head", "where": "kexie"}, {"head"}),
    ("clerk", {"role": "clerk", "where": "kexie"}, set()),  # not with the clerks of other units
]


@pytest.mark.parametrize(("who", "share", "seen"), SHARES)
def test_a_board_is_shared_with_a_role(office: Office, who: str, share: dict[str, str], seen: set[str]) -> None:
    client = signed_in(office, who, "en")
    board = built(client)
    where = share["where"] if share["where"] == "all" else office.units[share["where"]].pk
    answer = client.post(f"/boards/{board.pk}/build/", {"op": "share", "role": share["role"], "where": where})
    assert answer.status_code == 302, answer.content.decode()
    people = set(office.people) - {who}
    assert {name for name in people if readable_boards(office.actor(name)).filter(pk=board.pk).exists()} == seen
    client.post(f"/boards/{board.pk}/build/", {"op": "unshare", "share": BoardShare.objects.get().pk})
    assert not BoardShare.objects.exists()
    assert steps() == ["board.make", "board.share", "board.unshare"]


def test_a_board_is_shared_with_one_post(office: Office) -> None:
    client = signed_in(office, "supervisor", "en")
    board = built(client)
    post = office.posts["leader"]
    client.post(f"/boards/{board.pk}/build/", {"op": "share", "post": str(post), "post_key": post.pk})
    assert BoardShare.objects.get().post_id == post.pk
    assert signed_in(office, "leader", "en").get(f"/boards/{board.pk}/").status_code == 200
    assert signed_in(office, "head", "en").get(f"/boards/{board.pk}/").status_code == 404


def test_who_neither_supervises_nor_administers_shares_within_their_units(office: Office) -> None:
    client = signed_in(office, "clerk", "en")
    board = built(client)
    here = f"/boards/{board.pk}/build/"
    for given in (
        {"role": "leader", "where": "all"},
        {"role": "clerk", "where": office.units["bureau"].pk},
        {"where": office.units["kexie"].pk},
        {"role": "nobody", "where": office.units["kexie"].pk},
        {"post": "x", "post_key": "99999999999999999999"},
    ):
        assert client.post(here, {"op": "share", **given}).status_code == 422, given
    stranger = office.posts["stranger"]
    refused = client.post(here, {"op": "share", "post": str(stranger), "post_key": stranger.pk})
    assert refused.status_code in (403, 409, 422) and not BoardShare.objects.exists()
    with pytest.raises(RecordError):
        actions.share_board(board.pk, office.actor("clerk"), "leader", None, None, at=NOW)


def test_a_board_and_a_person_hold_only_so_much(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, *[kind_tile("events")] * MOST_TILES)
    with pytest.raises(RecordError, match=str(MOST_TILES)):
        actions.add_tile(board.pk, office.actor("supervisor"), TileChoice("events", "events"), at=NOW)
    for _at in range(MOST_BOARDS - 1):
        actions.create_board(office.actor("supervisor"), "又一个", at=NOW)
    with pytest.raises(RecordError, match=str(MOST_BOARDS)):
        actions.create_board(office.actor("supervisor"), "太多", at=NOW)


def test_a_deleted_board_is_gone_for_all(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, kind_tile("events"), shared="leader")
    client = signed_in(office, "supervisor", "en")
    client.post(f"/boards/{board.pk}/build/", {"op": "rename", "title": "季度调度"})
    assert FigureBoard.objects.get().title == "季度调度"
    assert client.post(f"/boards/{board.pk}/build/", {"op": "rename", "title": " "}).status_code == 422
    assert client.post(f"/boards/{board.pk}/build/", {"op": "delete"}).status_code == 302
    assert not FigureBoard.objects.exists()
    assert signed_in(office, "leader", "en").get(f"/boards/{board.pk}/").status_code == 404
    assert steps()[-2:] == ["board.rename", "board.delete"]


@pytest.mark.parametrize("count", [3, 12])
def test_the_list_of_boards_asks_as_many_queries_of_many(
    office: Office, count: int, django_assert_max_num_queries: Any
) -> None:
    for _at in range(count):
        board_of(office, shared="clerk")
    client = signed_in(office, "clerk", "en")
    client.get("/boards/")
    with django_assert_max_num_queries(22):
        assert client.get("/boards/").content.decode().count("月调度") >= count
