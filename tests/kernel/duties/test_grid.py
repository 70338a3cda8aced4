"""Records by periods: each cell says how it stands, and counts are those of the cells."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from checked_bodies import act, body, step, talks
from linked.models import Body
from luoshi.kernel.duties.actions.schedule import roll_out_all
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.duties.queries.grid import count_period_states, duty_grid
from luoshi.kernel.duties.rules.states import occurrence_states
from luoshi.kernel.duties.tables import grid_table
from luoshi.org.orders.actions import unit_closures
from luoshi.org.orders.rules import Estate
from office import NOW, TODAY, Office


def d(month: int, day: int) -> date:
    return date(2026, month, day)


@pytest.fixture
def bodies(office: Office):
    """Three: one that met and missed, one that was suspended in February, one that never owed a talk."""
    with talks() as kind:
        found = [body(office, kind, d(1, 1), title=f"协会{number}") for number in range(3)]
        for found_body in found[:2]:
            step(office, found_body, "pair", d(1, 1))
        step(office, found[1], "unpair", d(1, 20))
        step(office, found[1], "pair", d(3, 2))
        for day in (d(2, 1), d(3, 1), TODAY):
            list(roll_out_all(day))
        act(office, found[0], d(1, 30))
        act(office, found[0], d(3, 9), period=d(2, 1))
        yield found


def test_each_cell_says_how_its_period_stands(bodies) -> None:
    shown = duty_grid([record.pk for record in bodies], "talk", d(5, 1), TODAY)
    assert [period.name for period in shown.periods] == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert [[cell.state for cell in shown.cells[record.pk]] for record in bodies] == [
        ["met", "met_late", "open", "open"],
        ["missed", "not_owed", "open", "open"],
        ["not_owed", "not_owed", "not_owed", "not_owed"],
    ]
    met = shown.cells[bodies[0].pk][1]
    assert (met.due, met.met_on) == (d(2, 28), d(3, 9))


def test_what_runs_and_is_not_written_yet_is_not_laid_out(bodies) -> None:
    Occurrence.objects.filter(duty__record=bodies[0].pk, first=d(4, 1)).delete()
    shown = duty_grid([record.pk for record in bodies], "talk", d(5, 1), TODAY)
    assert [shown.cells[record.pk][3].state for record in bodies] == ["not_laid_out", "open", "not_owed"]


@pytest.mark.parametrize("size", [1, 3])
def test_a_longer_grid_needs_no_more_than_three_queries(bodies, size: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        duty_grid([record.pk for record in bodies[:size]], "talk", TODAY, TODAY)
    assert len(asked) == 3


def test_only_the_last_periods_are_shown(bodies) -> None:
    shown = duty_grid([bodies[0].pk], "talk", TODAY, TODAY, most=2)
    assert [period.name for period in shown.periods] == ["2026-02", "2026-03"]


def test_counts_are_those_of_the_cells_in_one_statement(bodies) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = count_period_states(Body.objects.all(), "talk", d(1, 1), d(3, 31), TODAY)
    assert len(asked) == 1
    assert found == {
        (d(1, 1),): Counter(met=1, missed=1),
        (d(2, 1),): Counter(met_late=1),
        (d(3, 1),): Counter(open=2),
    }


def test_a_former_units_misses_count_as_its_own(office: Office, bodies) -> None:
    kexie, bureau = office.units["kexie"], office.units["bureau"]
    unit_closures.merge_units([kexie], bureau, TODAY, Estate(None), office.actor("admin"), at=NOW)
    found = count_period_states(Body.objects.all(), "talk", d(1, 1), d(3, 31), TODAY, by=("unit",))
    assert found == {(kexie.pk,): Counter(met=1, missed=1, met_late=1), (bureau.pk,): Counter(open=2)}


@pytest.mark.parametrize("day", [d(2, 28), d(3, 1), d(3, 2), d(3, 3)])
def test_a_cell_is_late_when_the_occurrence_is(office: Office, bodies, day: date) -> None:
    pure = {"not_yet": "open", "partly": "open", "due_soon": "open", "due_today": "open", "passed": "open"}
    rows = Occurrence.objects.filter(duty__record=bodies[0].pk, settled=None).order_by("first")
    stand = occurrence_states([row.pure for row in rows], [], day, soon_working_days=5)
    shown = duty_grid([bodies[0].pk], "talk", d(4, 1), day)
    assert [occurrence.state for occurrence in shown.cells[bodies[0].pk] if occurrence.met_on is None] == [
        pure.get(occurrence.state, occurrence.state) for occurrence in stand
    ]


def test_it_is_shown_as_a_list_whose_cells_say_their_state_in_words(bodies) -> None:
    first, second, _third = bodies
    shown = duty_grid([first.pk, second.pk], "talk", d(3, 31), TODAY)
    table = grid_table(shown, {second.pk: ("协会1", "/b/"), first.pk: ("协会0", "")}, "每月谈心", "组织")
    assert [column.label for column in table.columns] == ["组织", "2026年1月", "2026年2月", "2026年3月"]
    assert [[(c.text, c.light and c.light.label, c.note) for c in row.cells] for row in table.rows] == [
        [
            ("协会1", None, ""),
            ("", "漏办", "2026-01-31"),
            ("—", None, "不需做"),
            ("", "未完成", "2026-03-31"),
        ],
        [
            ("协会0", None, ""),
            ("", "按期完成", "2026-01-30"),
            ("", "已完成", "2026-03-09"),
            ("", "未完成", "2026-03-31"),
        ],
    ]
    page = render_to_string("luoshi/_table.html", {"table": table})
    assert page.count('scope="row"') == 2 and page.count('scope="col"') == 4 and "漏办" in page and "补办" in page


def test_where_no_period_has_begun_it_says_so(bodies) -> None:
    table = grid_table(
        duty_grid([bodies[2].pk], "talk", TODAY, TODAY), {bodies[2].pk: ("协会2", "")}, "每月谈心", "组织"
    )
    assert (len(table.rows), table.empty.words) == (0, "尚无开始的期间。")
