"""Figures divided by a text: one line for what is the same, however it is spelt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from counted_kinds import BODIES, RIGHTS, people
from declared_lines import declared
from linked.models import Body, Project
from luoshi.desk.declarations.registration import check_declarations
from luoshi.desk.figures.queries import grids
from luoshi.desk.figures.queries.axes import has_code_axis
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.desk.figures.queries.figures import FigureSpan, rows_behind_figure
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.facts.countings.figure_choices import countable_figures
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.kind import Kind
from luoshi.kernel.kinds.language.parts import Protected, stars
from luoshi.kernel.kinds.language.places import DeclarationError
from luoshi.kernel.kinds.language.steps import Cycle, Step
from luoshi.kernel.kinds.language.unique import Same
from luoshi.kernel.kinds.lines import Line
from luoshi.kernel.kinds.registry import get_kind, make_kind
from office import NOW, TODAY, Office
from programs import program

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
DAY = date(2026, 3, 2)
FIRMS = Figure(
    "firms", "Firms that ask", "body", measure="distinct", on="day", where=Is(state="open"), by="level unit", unit="家"
)
NEEDS = Figure("needs", "Needs", on="day", by="level unit", unit="项")
GROWN = Figure("grown", "Growth", growth="needs", unit="%", by="level")
CYCLE = Cycle(
    {"open": "Open", "ended": "Ended"},
    "ended",
    (
        Step("enter", "Enter", "> open", "unit desk", "title unit level body day"),
        Step("end", "End", "open > ended", "unit desk"),
    ),
)
_NUMBERS = count(1)


def needs(*parts: Any) -> CompiledKind:
    """The kind of needs, of which ``level`` is the part that is asked for."""
    return make_kind(Kind("wants", "Wants", "Want", Project, CYCLE, RIGHTS, prefix="求", columns="level", parts=parts))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    line = Line("asked", "Asked", (needs(Same("level"), FIRMS, NEEDS, GROWN).declaration, BODIES.declaration))
    with declared(line):
        check_declarations()
        yield get_kind("wants")


def need(unit: Any, part: str, body: Body | None = None, day: date = DAY, state: str = "open") -> Project:
    """A need past its steps."""
    said: dict[str, Any] = {"kind": "wants", "number": f"求{next(_NUMBERS):04}", "state": state, "opened": NOW}
    return Project.objects.create(**said, title="需求", unit=unit, level=part, body=body, day=day)


def lines(
    kind: CompiledKind, office: Office, figure: str = "firms", who: str = "supervisor", by: str = "level"
) -> list[tuple[str, Fraction | None]]:
    laid = figure_grid(kind, FigureQuery(YEAR, by=by, figure=figure), office.actor(who), TODAY)
    return [(name, cell.value.exact if cell.value else None) for _key, name, (cell,) in laid.lines]


@pytest.fixture
def asked(kind: CompiledKind, office: Office) -> list[Project]:
    """Three firms ask for one part, in three spellings; two for another; one need is met, and one says no part."""
    unit = office.units["kexie"]
    firms = people(unit, ["甲厂", "乙厂", "丙厂"])
    told = [("滚珠 轴承", 0), ("滚珠轴承", 1), ("滚珠\u3000轴承", 2), ("Ｖ带 A型", 0), ("v带a型", 1), ("v带A型", 1)]
    made = [need(unit, part, firms[firm]) for part, firm in told]
    need(unit, "v带a型", firms[2], state="ended")
    need(unit, "", firms[0])
    need(unit, " \u3000", firms[1])
    return made


def test_a_part_that_three_firms_ask_for_is_one_line_on_top(
    kind: CompiledKind, office: Office, asked: Sequence[Project]
) -> None:
    assert lines(kind, office) == [("滚珠 轴承", 3), ("Ｖ带 A型", 2), ("未填：Level", 2)]
    assert lines(kind, office, "needs") == [("Ｖ带 A型", 4), ("滚珠 轴承", 3), ("未填：Level", 2)]


def test_each_number_leads_to_the_rows_in_all_spellings(
    kind: CompiledKind, office: Office, asked: Sequence[Project], client: Client
) -> None:
    laid = figure_grid(kind, FigureQuery(YEAR, by="level", figure="firms"), office.actor("supervisor"), TODAY)
    (key, _name, (cell,)), _other, (_none, _not_said, (empty,)) = laid.lines
    assert key == str(asked[0].pk) and cell.cut is not None and empty.cut is not None
    behind = rows_behind_figure(kind, cell.cut, office.actor("supervisor"), TODAY)
    assert {row["pk"] for row in behind} == {record.pk for record in asked[:3]}
    assert rows_behind_figure(kind, empty.cut, office.actor("supervisor"), TODAY).count() == 2
    client.force_login(office.people["supervisor"].user)
    page = client.get("/wants/figures/", {"first": "2026-01-01", "last": "2026-12-31", "by": "level", "across": "unit"})
    assert page.status_code == 200 and "滚珠 轴承" in page.text
    listed = client.get("/wants/", {"figure": str(cell.cut)})
    assert listed.context["count"] == 3 and f"与{asked[0].number}相同" in listed.text
    for wrong in ("9999999", "x", "滚珠"):
        answer = client.get("/wants/", {"figure": str(cell.cut).replace(f"={key}", f"={wrong}")})
        assert answer.context["count"] == 0
    told = program(office, "supervisor").get("wants/figures?first=2026-01-01&by=level").data["lines"]
    assert next((line["key"], line["label"], line["figures"][0]["value"]) for line in told) == (key, "滚珠 轴承", "3")


def test_a_text_is_told_only_to_those_who_may_read_a_record_with_it(
    kind: CompiledKind, office: Office, asked: Sequence[Project]
) -> None:
    theirs = need(office.units["bureau"], "水泵", people(office.units["bureau"], ["丁厂"])[0])
    assert ("水泵", 1) in lines(kind, office)
    told = lines(kind, office, who="clerk")
    assert told[0] == ("滚珠 轴承", 3) and (f"与{theirs.number}相同", 1) in told
    assert not any("水泵" in name for name, _value in told)
    need(office.units["kexie"], "水 泵", None)
    assert ("水泵", 1) in lines(kind, office, who="clerk")


def test_the_fifty_greatest_are_shown_and_the_rest_is_one_line(
    kind: CompiledKind, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grids, "LINES", 2)
    for number in range(4):
        for _time in range(number + 1):
            need(office.units["kexie"], f"件{number}")
    assert lines(kind, office, "needs") == [("件3", 4), ("件2", 3), ("其他 2 个", 3)]


def test_a_text_keeps_its_line_in_the_span_before(kind: CompiledKind, office: Office) -> None:
    unit = office.units["kexie"]
    need(unit, "轴 承", day=date(2025, 3, 2))
    for _time in range(2):
        need(unit, "轴承")
    assert lines(kind, office, "grown") == [("轴 承", 100)]


@pytest.mark.parametrize("number", [3, 12])
def test_more_texts_need_no_more_queries(kind: CompiledKind, office: Office, number: int) -> None:
    for place in range(number):
        need(office.units["kexie"], f"件{place}")
        need(office.units["kexie"], f"件 {place}")
    with CaptureQueriesContext(connection) as seen:
        assert len(lines(kind, office)) == number
    assert len(seen) <= 12


def test_it_is_kept_by_no_indicator_and_shown_by_no_column(kind: CompiledKind, office: Office, client: Client) -> None:
    assert "wants.needs" in countable_figures() and not has_code_axis(kind, "level")
    client.force_login(office.people["supervisor"].user)
    answer = client.get("/wants/figures/", {"by": "unit", "across": "level"})
    assert answer.status_code == 200 and answer.context["table"].rows == []


@pytest.mark.parametrize(
    ("same", "fault"),
    [
        (Same("nosuch"), "same: nosuch is no text of the record"),
        (Same("day"), "same: day is no text of the record"),
        (Same("body"), "same: body is no text of the record"),
        (Same("reach"), "same: reach has codes, which are the same or not by themselves"),
    ],
)
def test_what_is_no_text_is_refused(same: Same, fault: str) -> None:
    with pytest.raises(DeclarationError, match=fault):
        needs(same)


def test_a_text_without_same_is_refused_at_the_start(kind: CompiledKind) -> None:
    assert list(figure_faults(needs(NEEDS))) == [
        "figure needs: by level, whose values are no codes, nor is it a link: "
        "of a text, Same says which spellings are one"
    ]


def test_protected_texts_and_records_have_no_line_each() -> None:
    with pytest.raises(DeclarationError, match="same: level is protected: a line for each"):
        needs(Same("level"), Protected({"level": stars}, ("desk",)))
    (fault,) = figure_faults(needs(Same("level"), NEEDS, Protected({"words": stars}, ("desk",))))
    assert (
        fault == "figure needs: by level: it counts protected records, which a line for each of them would tell apart"
    )
