"""The demonstration of a line is played whole, and what is refused of it is said with file, record, step and field."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.activities.models import Activity
from luoshi.org.tree.models import Unit
from luoshi.site.demo import playing
from luoshi.site.demo.county import load_county
from luoshi.site.demo.line_tables import LineTable, needs_plans, parse_line_table
from luoshi.site.demo.playing import Play, _with_named, play_line_tables, unreached_states
from office import NOW

FILE = "luoshi/lines/activities/demo.toml"
HEAD = 'unit = "YL-KX"\nby = "zhou"\n'
HELD = '[[records]]\nkind = "activities"\nstep = "hold"\nago = {ago}\ngiven = {{ theme = "{title}", {given} }}\n'
FINE = 'sort = "lecture", held = "day 9", place = "县科技馆", attendance = "40"'


def table(*records: str, more: str = "") -> LineTable:
    return parse_line_table(FILE, HEAD + more + "\n".join(records))


def alone(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any, found: LineTable) -> None:
    """This table only: what else there is does not matter here."""
    settings.DATA = tmp_path
    monkeypatch.setattr(playing, "line_table", lambda _package: found)
    monkeypatch.setattr(playing, "list_line_tables", lambda: iter([found]))


def test_each_refusal_is_told_once_and_what_is_sound_is_played(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    found = table(
        HELD.format(ago=9, title="茶园课", given=FINE),
        HELD.format(ago=8, title="无人参加", given=FINE.replace("40", "许多"))
        + 'steps = [{ step = "check", ago = 3, by = "du" }]',
        HELD.format(ago=7, title="谁来", given=FINE + ', people = [{ person = "persons: 没有的人" }]'),
        more='[[values]]\nname = "activities.yearly"\nvalue = "许多"\nsource = "云科协〔2026〕3号"\nago = 50\n',
    )
    alone(monkeypatch, settings, tmp_path, found)
    refused = play_line_tables(["luoshi.lines.activities"], timezone.localdate())[FILE]
    assert [words.partition(": ")[0] for words in refused] == [
        f"{FILE}, value 1", f"{FILE}, record 2, step hold", f"{FILE}, record 3, step hold",
    ]  # fmt: skip
    assert "attendance: 输入整数。" in refused[1]
    assert refused[2].endswith("there is no “persons: 没有的人” on that day: it is entered later, or has another title")
    assert [activity.theme for activity in Activity.objects.all()] == ["茶园课"]
    assert "held" not in unreached_states(get_kind("activities"))


def test_what_the_lines_own_code_raises_is_told_with_its_place_and_undone(db: None) -> None:
    def stumble(_at: datetime) -> None:
        Unit.objects.create(code="YL-X", name="半途")
        raise AttributeError("no such thing")

    play = Play()
    for _again in range(2):  # the second act of a record whose first was refused is not run
        play.run_act(FILE, f"{FILE}, record 1", stumble, NOW)
    assert play.refused == {
        FILE: {f"{FILE}, record 1": f"{FILE}, record 1: luoshi/lines/activities/line.py: AttributeError: no such thing"}
    }
    assert not Unit.objects.exists()


def test_what_it_names_is_played_with_it_and_plans_only_where_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    shared = table(HELD.format(ago=9, title="茶园课", given=FINE))
    naming = parse_line_table(
        "luoshi/lines/fairs/demo.toml",
        HEAD + '[[records]]\nkind = "fairs"\nago = 3\ngiven = { of = "activities: 茶园课" }',
    )
    other = parse_line_table("luoshi/lines/other/demo.toml", HEAD + '[[records]]\nkind = "other"\nago = 3\n')
    monkeypatch.setattr(playing, "list_line_tables", lambda: iter([shared, naming, other]))
    assert _with_named([naming]) == [shared, naming] and _with_named([other]) == [other]
    county = load_county()
    assert not any(needs_plans(county, needless) for needless in (shared, naming, other))
    about = HEAD + '[[records]]\nkind = "fairs"\nago = 3\ngiven = { rows = [{ about = "plans: 要点" }] }'
    early = HELD.format(ago=county.begins + 1, title="旧事", given=FINE)
    assert needs_plans(county, parse_line_table("a", about)) and needs_plans(county, table(early))
