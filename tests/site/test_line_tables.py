"""The demonstration of a line stands beside its code, is found by itself, and shows each state of its kinds."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import luoshi.lines
from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.kinds.registry import get_kind, kinds_of_line, list_lines
from luoshi.lines.activities.models import Activity
from luoshi.site.demo.county import find_break
from luoshi.site.demo.line_acts import DemonstrationError, DemonstrationValues, take_table_step
from luoshi.site.demo.line_tables import (
    line_table,
    list_line_tables,
    missing_states,
    parse_line_table,
    table_faults,
)
from office import NOW, TODAY, Office

LINES = {path.parent.name for path in Path(luoshi.lines.__path__[0]).glob("*/line.py")}
RECORD = '[[records]]\nkind = "activities"\nago = 9\nunit = "YL-KX"\nby = "zhou"\n'

VALUE = '[[values]]\nname = "activities.yearly"\nvalue = "≥6"\nsource = "云科协〔2026〕3号"\nago = 50\n'


def test_each_line_has_a_demonstration() -> None:
    assert [name for name in LINES if line_table(f"luoshi.lines.{name}") is None] == []


def test_each_demonstration_shows_every_state_of_every_kind_of_its_line() -> None:
    shown = [line for line in list_lines() if line.name in LINES]
    assert len(shown) == len(LINES) > 0
    for line in shown:
        table = line_table(f"luoshi.lines.{line.name}")
        assert table is not None and list(table_faults(table)) == []
        assert {kind.name: missing_states(table, kind) for kind in kinds_of_line(line)} == {
            kind.name: [] for kind in kinds_of_line(line)
        }


def test_those_of_all_lines_are_found_by_themselves() -> None:
    assert {table.file for table in list_line_tables()} >= {
        "luoshi/lines/activities/demo.toml", "luoshi/lines/contracts/demo.toml",
    }  # fmt: skip


def test_a_state_that_nothing_shows_is_named() -> None:
    table = parse_line_table("demo.toml", RECORD + 'step = "hold"\nsteps = [{ step = "check", ago = 3, by = "du" }]\n')
    assert missing_states(table, get_kind("activities")) == ["planned", "held", "doubtful", "cancelled"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 3\n", "demo.toml: colour is nothing of a demonstration: unit, by, records, values"),
        ("unit = \n", "demo.toml: Invalid value"),
        (RECORD + "colour = 3\n", "demo.toml, record 1: colour is nothing of records: ago, by, each, files"),
        (RECORD + 'steps = [{ step = "check" }]\n', "demo.toml, record 1: each step says how many working days ago"),
        (RECORD.replace('by = "zhou"\n', ""), "demo.toml, record 1: by is not said"),
        (RECORD.replace("activities", "activity"), "demo.toml, record 1: there is no kind activity"),
        (RECORD + 'step = "check"\n', "demo.toml, record 1: check begins no record of activities"),
        (RECORD + 'steps = [{ step = "praise", ago = 3 }]\n', "demo.toml, record 1: activities has no step praise"),
        (RECORD + 'steps = [{ step = "explain", ago = 3 }]\n', "demo.toml, record 1: explain is not open in held"),
        (
            RECORD + 'given = { peple = "3" }\n',
            "demo.toml, record 1: hold asks for no peple: answers, area, attendance",
        ),
        (RECORD.replace("YL-KX", "YL-NO"), "demo.toml, record 1: the county has no unit YL-NO"),
        (
            RECORD + 'steps = [{ step = "check", ago = 3, by = "dv" }]\n',
            "demo.toml, record 1: the county has no account dv",
        ),
        ('[[values]]\nname = "x.y"\n', "demo.toml, value 1: ago is not said"),
        (VALUE.replace("yearly", "a_year"), "demo.toml, value 1: no kind reads a value activities.a_year"),
        (
            RECORD + 'found = { title = "茶园课" }\nsteps = [{ step = "check", ago = 3 }]\n',
            "demo.toml, record 1: ago says how a record begins, and this one is found",
        ),
        (
            RECORD.replace("ago = 9\n", "") + 'found = { title = "x" }\nsteps = [{ step = "praise", ago = 3 }]\n',
            "demo.toml, record 1: activities has no step praise",
        ),
        (RECORD + 'steps = [{ step = "check", ago = 12 }]\n', "demo.toml, record 1: check is taken before what preced"),
    ],
)
def test_what_cannot_come_about_is_said_with_its_file_and_record(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^demo\.toml") as refused:
        raise ValueError("; ".join(table_faults(parse_line_table("demo.toml", text))))
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('given = { series = "nowhere" }\n', "demo.toml, record 1, step hold: "),
        (
            'given = { people = [{ person = "persons: 没有的人" }] }\n',
            "demo.toml, record 1, step hold: there is no “persons: 没有的人” on that day",
        ),
        ('unit = "YL-NO"\n', "demo.toml, record 1, step hold: "),
    ],
)
def test_a_step_that_is_refused_is_said_with_its_file_and_record(office: Office, more: str, said: str) -> None:
    text = (RECORD.replace('unit = "YL-KX"\n', "") if "unit" in more else RECORD) + more
    making: Any = SimpleNamespace(
        units={"YL-KX": office.units["kexie"]}, actor=lambda _name, _at: office.actor("clerk"), day=lambda _ago: TODAY
    )
    (row,) = parse_line_table("demo.toml", text).records
    with pytest.raises(DemonstrationError) as refused:
        take_table_step(making, row, row.steps[0], [], NOW)
    assert str(refused.value).startswith(said)
    assert not Activity.objects.exists()


class DemoCounty:
    """What a step asks of the making of the county, in an office of the tests."""

    def __init__(self, office: Office, today: date = TODAY) -> None:
        self.office, self.today = office, today
        self.units = {"YL-KX": office.units["kexie"]}
        self.posts, self.people = {"ke": SimpleNamespace(pk=71)}, {"ke": SimpleNamespace(pk=72)}

    def actor(self, name: str, _at: datetime) -> Actor:
        return self.office.actor(name)

    def clerk_of(self, _unit: int, _at: datetime) -> Actor:
        return self.office.actor("clerk")

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("day 9", "2026-03-01"),
        ("day 9 +30", "2026-03-31"),
        ("day 0 -400", "2025-02-03"),
        ("{year 9 -1}-12-31", "2025-12-31"),
        ("云办发〔{year 90}〕2号", "云办发〔2025〕2号"),
        ("post: ke", "71"),
        ("account: ke", "72"),
        ("month 1", "2026-02-28"),
        ("month 3", "2025-12-31"),
        ("break 1", "2026-04-04"),
        ("break -1", "2026-04-06"),
        ("break", "break"),
    ],
)
def test_texts_stand_for_days_years_posts_and_days_of_the_next_holiday(office: Office, said: str, given: str) -> None:
    county: Any = DemoCounty(office, date(2026, 3, 10))
    assert DemonstrationValues(county, "").value([{"field": said}], "rows") == [{"field": given}]


def test_the_holiday_is_the_one_that_is_on_and_otherwise_the_next() -> None:
    national = (date(2026, 10, 1), date(2026, 10, 7))
    assert [find_break(date(2026, 10, day)) for day in (1, 3, 7)] == [national] * 3
    assert find_break(date(2026, 9, 28)) == national  # a weekend is none
    assert find_break(date(2026, 10, 8))[0] == date(2027, 1, 1)


def play(office: Office, text: str, *, today: date = TODAY) -> None:
    """Take all steps of a table."""
    county: Any = DemoCounty(office, today)
    for row in parse_line_table("demo.toml", text).records:
        made: list[Any] = []
        for step in row.steps:
            take_table_step(county, row, step, made, NOW)


HELD = RECORD.replace("zhou", "clerk") + 'step = "hold"\n'
GIVEN = 'given = { theme = "茶园课", sort = "lecture", held = "day 2", place = "县科技馆", attendance = "40" }\n'


def test_of_several_accounts_the_first_acts_who_may_and_the_clerk_is_that_of_the_unit(office: Office) -> None:
    play(office, HELD + GIVEN + 'steps = [{ step = "check", ago = 3, by = ["clerk", "supervisor"] }]\n')
    assert Activity.objects.get().state == "checked"
    with pytest.raises(DemonstrationError, match=r"^demo\.toml, record 1, step explain"):
        play(
            office,
            HELD + GIVEN.replace("茶园课", "桑园课") + 'steps = [{ step = "explain", ago = 3, by = ["supervisor"] }]\n',
        )


def test_a_record_that_another_step_made_is_led_on_and_one_that_is_not_there_is_named(office: Office) -> None:
    play(office, HELD + GIVEN)
    found = (
        RECORD.replace("ago = 9\n", "")
        + 'found = {{ {fields} }}\n{more}steps = [{{ step = "check", ago = 3, by = "supervisor" }}]\n'
    )
    play(office, found.format(fields='theme = "each"', more='each = ["桑园课", "茶园课"]\n'))
    assert Activity.objects.get().state == "checked"
    with pytest.raises(DemonstrationError, match="there is no record 2 of these"):
        play(office, found.format(fields='theme = "茶园课", place = 2', more=""))


def test_one_record_is_made_for_each_day_that_the_holiday_has(office: Office) -> None:
    planned = RECORD.replace("zhou", "clerk") + 'step = "plan"\neach = ["break 1", "break 3", "break 4"]\n'
    given = 'given = { theme = "开放日", sort = "lecture", place = "县科技馆", planned = "each" }\n'
    play(office, planned + given, today=date(2026, 3, 10))
    days = Activity.objects.order_by("planned").values_list("planned", flat=True)
    assert list(days) == [date(2026, 4, 4), date(2026, 4, 6)]
