"""The demonstration of a line stands beside its code, is found by itself, and shows each state of its kinds."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import luoshi.lines
from luoshi.kernel.kinds.registry import get_kind, kinds_of_line, list_lines
from luoshi.lines.activities.models import Activity
from luoshi.site.demo.line_tables import (
    IN_CODE,
    DemonstrationError,
    line_table,
    list_line_tables,
    missing_states,
    parse_line_table,
    table_faults,
    take_table_step,
)
from office import NOW, TODAY, Office

LINES = {path.parent.name for path in Path(luoshi.lines.__path__[0]).glob("*/line.py")}
RECORD = '[[records]]\nkind = "activities"\nago = 9\nunit = "YL-KX"\nby = "zhou"\n'

VALUE = '[[values]]\nname = "activities.yearly"\nvalue = "≥6"\nsource = "云科协〔2026〕3号"\nago = 50\n'


def test_each_line_has_a_demonstration_and_none_is_added_that_is_written_in_code() -> None:
    assert {name for name in LINES if line_table(f"luoshi.lines.{name}") is None} == IN_CODE


def test_each_demonstration_shows_every_state_of_every_kind_of_its_line() -> None:
    shown = [line for line in list_lines() if line.name in LINES - IN_CODE]
    assert len(shown) == len(LINES - IN_CODE) > 0
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
        (RECORD + "colour = 3\n", "demo.toml, record 1: colour is nothing of records: ago, by, files, given, kind"),
        (RECORD + 'steps = [{ step = "check" }]\n', "demo.toml, record 1: each step says how many working days ago"),
        (RECORD.replace('by = "zhou"\n', ""), "demo.toml, record 1: by is not said"),
        (RECORD.replace("activities", "activity"), "demo.toml, record 1: there is no kind activity"),
        (RECORD + 'step = "check"\n', "demo.toml, record 1: check begins no record of activities"),
        (RECORD + 'steps = [{ step = "praise", ago = 3 }]\n', "demo.toml, record 1: activities has no step praise"),
        (RECORD + 'steps = [{ step = "explain", ago = 3 }]\n', "demo.toml, record 1: explain is not open in held"),
        (RECORD + 'given = { peple = "3" }\n', "demo.toml, record 1: hold asks for no peple: attendance, group, held"),
        (RECORD.replace("YL-KX", "YL-NO"), "demo.toml, record 1: the county has no unit YL-NO"),
        (
            RECORD + 'steps = [{ step = "check", ago = 3, by = "dv" }]\n',
            "demo.toml, record 1: the county has no account dv",
        ),
        ('[[values]]\nname = "x.y"\n', "demo.toml, value 1: ago is not said"),
        (VALUE.replace("yearly", "a_year"), "demo.toml, value 1: no kind reads a value activities.a_year"),
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
