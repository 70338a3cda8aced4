"""Figures are ticked for a board: each in its usual picture, near twins told apart, the empty ones last."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from board_samples import board_of, kind_tile, shown
from counted_kinds import counted_kinds, event
from figures_told import defined, told
from luoshi.boards.base.models import BoardTile
from luoshi.boards.base.rules import MOST_TILES, usual_tile
from luoshi.boards.building.choosing import FigureOption, list_sections, options_by_value
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from many_appeals import signed_in
from office import NOW, TODAY, Office

pytestmark = pytest.mark.django_db
FEBRUARY = encode_period(period_of_months("month", 2026, 2))


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


def options(office: Office, who: str = "supervisor") -> dict[str, FigureOption]:
    return dict(options_by_value(list_sections(office.actor(who), TODAY)))


def test_the_usual_picture_follows_the_nature_of_a_figure() -> None:
    assert usual_tile(adds_up=True, has_units=True, told="month") == ("unit", "year", "bars")
    assert usual_tile(adds_up=True, has_units=False, told="month") == ("", "year", "number")
    assert usual_tile(adds_up=False, has_units=True, told="month") == ("", "newest", "number")
    assert usual_tile(adds_up=False, has_units=True, told="year") == ("", "last_year", "number")
    assert usual_tile(adds_up=False, has_units=True, told="") == ("", "year", "number")  # kinds have no newest period


def test_ticked_figures_become_tiles_at_once_in_the_order_of_the_list(office: Office, kind: CompiledKind) -> None:
    event(office.units["kexie"], NOW.date(), sort="talk", cost=7)
    client = signed_in(office, "supervisor", "en")
    board = board_of(office)
    ticked = ["k:events.visits", "doubts", "k:events.events", "k:events.in_force"]
    answer = client.post(f"/boards/{board.pk}/choose/", {"figure": ticked})
    assert answer.status_code == 302 and answer["Location"] == f"/boards/{board.pk}/"
    tiles = [*BoardTile.objects.order_by("place").values_list("figure", "cut", "picture")]
    assert tiles[0] == ("events", "unit", "bars") and tiles[-1] == ("", "", "doubts")
    assert sorted(place for place in BoardTile.objects.values_list("place", flat=True)) == [1, 2, 3, 4]
    assert {name: picture for name, _cut, picture in tiles}["in_force"] == "number"  # it stands on a day
    (bars, *_others) = shown(board, office)
    assert any(line.cells[0].text == "1" for line in bars.lines)
    assert Entry.objects.filter(subject=f"board:{board.pk}", step="board.tile").count() == 4
    assert client.get(answer["Location"]).status_code == 200


def test_every_usual_tile_can_be_counted(office: Office, kind: CompiledKind) -> None:
    event(office.units["kexie"], NOW.date(), sort="talk")
    one = defined(office, "科普活动", code="events", measure="场")
    assert one.indicator_id is not None
    told(office, one.indicator_id, "kexie", FEBRUARY, 4)
    offered = [option.choice for value, option in options(office).items() if "events." in value or value[0] == "i"]
    for content in shown(board_of(office, *offered), office):
        assert not content.refusal and content.title


def test_wrong_ticks_add_nothing_and_say_why(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, *[kind_tile("events")] * (MOST_TILES - 1))
    client, here = signed_in(office, "supervisor", "en"), f"/boards/{board.pk}/choose/"
    for ticked in ([], ["k:events.none"], ["k:events.events", "i:999999999999999999999"], ["%"]):
        answer = client.post(here, {"figure": ticked})
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    kept = client.post(here, {"figure": ["k:events.events", "%"]}).content.decode()
    assert 'value="k:events.events" checked' in kept
    full = client.post(here, {"figure": ["k:events.events", "k:events.visits"]})  # room for one
    assert full.status_code == 403
    assert BoardTile.objects.count() == MOST_TILES - 1


def test_only_who_made_a_board_chooses_for_it(office: Office, kind: CompiledKind) -> None:
    board = board_of(office, kind_tile("events"), shared="clerk")
    clerk = signed_in(office, "clerk", "en")
    assert clerk.get(f"/boards/{board.pk}/choose/").status_code == 404
    assert clerk.post(f"/boards/{board.pk}/choose/", {"figure": "k:events.events"}).status_code == 404


def test_near_twins_are_told_apart(office: Office) -> None:
    first = defined(office, "科普活动参加人次", code="one", measure="人次")
    second = defined(office, "科普活动：参加人次", code="two", measure="人次")
    third = defined(office, "科普经费", code="three", measure="元")
    found = options(office)
    assert found[f"i:{first.pk}"].about != found[f"i:{second.pk}"].about
    assert first.number in found[f"i:{first.pk}"].about and second.number in found[f"i:{second.pk}"].about
    assert third.number not in found[f"i:{third.pk}"].about and "元" in found[f"i:{third.pk}"].measure


def test_what_has_no_value_stands_last_and_says_so(office: Office, kind: CompiledKind) -> None:
    known = defined(office, "科普活动", code="events", measure="场")
    empty = defined(office, "安全生产", code="safe", measure="次")
    assert known.indicator_id is not None
    told(office, known.indicator_id, "kexie", FEBRUARY, 4)
    sections = list_sections(office.actor("supervisor"), TODAY)
    last = [option.value for option in sections[-1].options]
    assert f"i:{empty.pk}" in last and f"i:{known.pk}" not in last and "k:events.events" in last
    event(office.units["kexie"], NOW.date())
    found = options(office)
    assert found["k:events.events"].has_values and not found[f"i:{empty.pk}"].has_values
    page = signed_in(office, "supervisor", "en").get(f"/boards/{board_of(office).pk}/choose/").content.decode()
    assert page.index(known.title) < page.index("No values yet") < page.index(empty.title)


def test_a_value_of_others_is_no_value_of_the_own_unit(office: Office) -> None:
    one = defined(office, "科普活动", code="events", measure="场")
    assert one.indicator_id is not None
    told(office, one.indicator_id, "county", FEBRUARY, 4)
    assert options(office)[f"i:{one.pk}"].has_values
    mine = options(office, "clerk").get(f"i:{one.pk}")
    assert mine is None or not mine.has_values


def test_the_queries_do_not_grow_with_the_figures(office: Office) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            list_sections(office.actor("supervisor"), TODAY)
        return len(asked)

    for number in range(3):
        defined(office, f"指标{number}", code=f"c{number}", measure="场")
    few = queries()
    for number in range(3, 12):
        defined(office, f"指标{number}", code=f"c{number}", measure="场")
    assert queries() == few <= 20
