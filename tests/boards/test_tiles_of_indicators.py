"""Tiles of indicators: rolled up over the units that the reader may see, with what was not reported."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from board_samples import board_of, shown, texts_by_line
from figures_told import act, defined, told
from forms_issued import LATER, MONTH, NAMES, form_of, sent, task_of
from luoshi.boards.base.models import FigureBoard
from luoshi.boards.base.queries import tiles_of
from luoshi.boards.building.actions import TileChoice
from luoshi.boards.tiles.composing import compose_tiles
from luoshi.boards.tiles.contents import AWAITED, MISSING
from luoshi.dates.period_codes import encode_period
from luoshi.dates.periods import period_of_months
from luoshi.facts.figure_views.queries import of_units
from luoshi.facts.indicators.models import Definition
from many_appeals import signed_in
from office import TODAY, Office

pytestmark = pytest.mark.django_db


def month(number: int, year: int = 2026) -> int:
    return encode_period(period_of_months("month", year, number))


@pytest.fixture
def reported(office: Office) -> Definition:
    one = defined(office, "科普活动", code="events", measure="场", parts=[{"name": "讲座", "axis": "方式"}])
    pk = one.indicator_id
    assert pk is not None
    for unit, number, value, year in (
        ("kexie", 1, 4, 2026),
        ("kexie", 2, 6, 2026),
        ("bureau", 2, 3, 2026),
        ("kexie", 1, 2, 2025),
        ("kexie", 2, 3, 2025),
        ("bureau", 2, 5, 2025),
    ):
        told(office, pk, unit, month(number, year), value)
    return one


def tiles_of_indicator(one: Definition) -> list[TileChoice]:
    return [
        TileChoice(indicator=one),
        TileChoice(indicator=one, cut="unit", picture="bars"),
        TileChoice(indicator=one, cut="month", picture="matrix"),
        TileChoice(indicator=one, cut="part", picture="bars"),
    ]


def test_number_bars_and_matrix_say_the_same(office: Office, reported: Definition) -> None:
    number, bars, matrix, parts = shown(board_of(office, *tiles_of_indicator(reported)), office)
    assert number.whole is not None and number.whole.text == "13" and number.measure == "场"
    assert number.change.startswith("+30%") and number.rises and len(number.spark) == 2
    assert texts_by_line(bars) == {"云岭县科学技术协会": ["10"], "云岭县科学技术局": ["3"]}
    lines = texts_by_line(matrix)
    assert lines["云岭县科学技术协会"][:2] == ["4", "6"] and lines["云岭县科学技术协会"][-1] == "10"
    assert lines["云岭县科学技术局"][:2] == ["", "3"] and lines["云岭县科学技术局"][-1] == "3"
    assert parts.lines == ()


def test_the_total_of_a_matrix_is_what_the_unit_has_by_itself(office: Office, reported: Definition) -> None:
    number, _bars, matrix, _parts = shown(board_of(office, *tiles_of_indicator(reported)), office)
    total = matrix.lines[-1]
    assert total.is_total and total.name.endswith("合计") and not matrix.note
    assert [cell.text for cell in total.cells][:2] == ["4", "9"] and number.whole is not None
    assert total.cells[-1].text == number.whole.text == "13"
    assert reported.indicator_id is not None
    told(office, reported.indicator_id, "county", month(2), 5)
    *_others, matrix, _parts = shown(board_of(office, *tiles_of_indicator(reported)), office)
    assert matrix.note  # the county's own five stand in no line


@pytest.mark.parametrize("nature", ["peak", "distinct", "score", "yesno"])
def test_what_does_not_add_up_over_units_has_no_total(office: Office, nature: str) -> None:
    one = defined(office, "最大规模", code="peak", measure="人", nature=nature)
    assert one.indicator_id is not None
    for unit in ("kexie", "bureau"):
        told(office, one.indicator_id, unit, month(2), 1)
    (matrix,) = shown(board_of(office, TileChoice(indicator=one, cut="month", picture="matrix")), office)
    assert len(matrix.lines) == 2 and not any(line.is_total for line in matrix.lines)


def test_the_sum_has_the_running_month_once_somebody_reported_it(office: Office, reported: Definition) -> None:
    assert reported.indicator_id is not None
    told(office, reported.indicator_id, "bureau", month(3), 8)
    (matrix,) = shown(board_of(office, TileChoice(indicator=reported, cut="month", picture="matrix")), office)
    assert TODAY.month == 3 and texts_by_line(matrix)["云岭县科学技术局"] == ["", "3", "8", *[""] * 9, "11"]


def test_each_number_opens_the_page_with_the_same_number(office: Office, reported: Definition) -> None:
    board = board_of(office, *tiles_of_indicator(reported))
    client = signed_in(office, "supervisor", "en")
    cells = [cell for content in shown(board, office) for line in content.lines for cell in line.cells]
    cells += [content.whole for content in shown(board, office) if content.whole]
    linked = [cell for cell in cells if cell.url and cell.text]
    assert len(linked) > 6
    for cell in linked:
        facts = client.get(cell.url).context["facts"]
        assert facts[0].text.split()[0] == cell.text, cell.url


def test_who_answers_for_less_counts_less_and_who_may_not_see_a_unit_is_told_so(
    office: Office, reported: Definition
) -> None:
    tiles = [*tiles_of_indicator(reported), TileChoice(indicator=reported, unit=office.units["bureau"])]
    board = board_of(office, *tiles, shared="clerk")
    number, bars, matrix, _parts, elsewhere = shown(board, office, "clerk")
    assert number.whole is not None and number.whole.text == "10"
    assert texts_by_line(bars) == {"云岭县科学技术协会": ["10"]}
    assert [*texts_by_line(matrix)] == ["云岭县科学技术协会"]
    assert elsewhere.refusal == "您无权查看这个单位的数据。" and elsewhere.whole is None
    theirs = shown(board, office, "stranger")
    assert theirs[0].whole is not None and theirs[0].whole.text == "3" and not theirs[4].refusal
    for who in ("outside", "admin"):
        nothing = compose_tiles(tiles_of(board), office.actor(who), TODAY)
        assert all(content.refusal and content.whole is None and not content.lines for content in nothing)
        assert not any("科普活动" in content.title for content in nothing)


def test_a_merged_indicator_says_into_which_and_a_stopped_one_that_it_is(office: Office, reported: Definition) -> None:
    other, stopped = defined(office, "科普活动场次", measure="场"), defined(office, "旧指标", measure="场")
    pk = stopped.indicator_id
    assert pk is not None
    told(office, pk, "kexie", month(2), 7)
    board = board_of(office, TileChoice(indicator=other), TileChoice(indicator=stopped))
    act(office, other, "merge", same_as=reported.number)
    act(office, stopped, "end", to_day=TODAY.isoformat())
    merged, ended = shown(board, office)
    assert merged.refusal == "本指标已并入“科普活动”。" and merged.whole is None
    assert merged.remedy_url == other.get_absolute_url()
    assert ended.whole is not None and ended.whole.text == "7" and TODAY.isoformat() in ended.note


def test_what_was_not_reported_says_so_and_is_late_only_after_its_day(office: Office) -> None:
    NAMES.update({name: unit.name for name, unit in office.units.items()})
    one = defined(office, "科普活动", code="events", measure="场")
    form = form_of(office, one, owing=[{"unit": office.units[name].pk} for name in ("kexie", "bureau")])
    sent(office, task_of(form), 科普活动="5")
    board = board_of(office, TileChoice(indicator=one, cut="month", picture="matrix"), TileChoice(picture="doubts"))
    for day, state in ((LATER.date(), MISSING), (date(2026, 4, 2), AWAITED)):
        matrix, _doubts = shown(board, office, today=day)
        (line,) = [line for line in matrix.lines if line.unit == office.units["bureau"].pk]
        cell = line.cells[MONTH.month - 1]
        assert (cell.text, cell.state) == ("未报", state), day
    (told_line,) = [line for line in matrix.lines if line.unit == office.units["kexie"].pk]
    assert told_line.cells[MONTH.month - 1].text == "5"
    _matrix, doubts = shown(board, office, today=LATER.date() + timedelta(days=1))
    assert [(line.cells[0].state, "云岭县科学技术局" in line.name) for line in doubts.lines] == [(MISSING, True)]
    assert signed_in(office, "supervisor", "en").get(doubts.lines[0].url).status_code == 200


def test_a_board_of_indicators_costs_at_most_three_times_its_tiles(office: Office, reported: Definition) -> None:
    board = board_of(office, *tiles_of_indicator(reported))
    actor, units = office.actor("supervisor"), [office.units[name] for name in ("county", "kexie", "bureau")]
    span = period_of_months("month", 2026, 2)
    with CaptureQueriesContext(connection) as alone:
        for _tile in range(4):
            of_units([reported], units, span)
    with CaptureQueriesContext(connection) as together:
        compose_tiles(tiles_of(board), actor, TODAY)
    assert len(together) <= 3 * len(alone)


@pytest.mark.parametrize("count", [3, 12])
def test_more_numbers_of_one_unit_ask_as_many_queries(office: Office, reported: Definition, count: int) -> None:
    board = board_of(office, *[TileChoice(indicator=reported) for _at in range(count)])
    assert _cost(board, office) == _cost(board_of(office, TileChoice(indicator=reported)), office)


def _cost(board: FigureBoard, office: Office) -> int:
    with CaptureQueriesContext(connection) as asked:
        compose_tiles(tiles_of(board), office.actor("supervisor"), TODAY)
    return len(asked)
