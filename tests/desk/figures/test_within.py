"""Figures that come together within some years of the office: 五年引进800项 is met by the sum of the years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from counted_kinds import counted_kinds, event
from declared_lines import changed
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, rows_behind_figure
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.desk.figures.rules import Cut
from luoshi.desk.figures.tables import format_known_share, format_line_comparison
from luoshi.facts.countings.figure_choices import countable_figures
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from luoshi.kernel.kinds.language.places import DeclarationError
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import YearSpan, parse_year_span
from office import NOW, TODAY, Office
from programs import program

YEARS = DeclaredParameter("events.years", "The five years", parse_year_span)
OTHER_YEARS = DeclaredParameter("events.other_years", "Other years", parse_year_span)
ENOUGH = DeclaredParameter("events.enough", "Introduced in five years", parse_bound)
INTRODUCED = Figure(
    "introduced",
    "Introduced",
    "attendance",
    measure="sum",
    on="held",
    unit="项",
    by="unit sort",
    within=YEARS,
    target=ENOUGH,
)
EVENTS = Figure("events", "Events", on="held", unit="场", by="unit")
TALKS = Figure("talks", "Talks", on="held", where=Is(sort="talk"), unit="场", by="unit", within=YEARS)
OTHERS = Figure("e", "E", on="held", unit="场", within=OTHER_YEARS)
ALL = Figure("both", "Both", plus="introduced", unit="项", by="unit")
THIS_YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def kind(office: Office) -> Iterator[CompiledKind]:
    with counted_kinds(INTRODUCED, EVENTS, TALKS, ALL) as found:
        unit = office.units["kexie"]
        for day, number in ((date(2021, 12, 31), 50), (date(2022, 1, 1), 300), (date(2024, 6, 1), 400)):
            event(unit, day, attendance=number, sort="talk")
        event(unit, date(2026, 3, 2), attendance=100, sort="trial")
        event(unit, date(2027, 1, 1), attendance=7)
        yield found


def put(office: Office, parameter: Any, text: str) -> None:
    set_value(parameter, None, text, date(2020, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)


def told(kind: CompiledKind, office: Office, name: str, span: FigureSpan = THIS_YEAR) -> Any:
    return compute_figures(kind, [name], span, office.actor("supervisor"), TODAY)[()][name]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022–2026", date(2022, 1, 1), date(2026, 12, 31)),
        (" 2022-2026 ", date(2022, 1, 1), date(2026, 12, 31)),
        ("2022年至2026年", date(2022, 1, 1), date(2026, 12, 31)),
        ("2022——2026", date(2022, 1, 1), date(2026, 12, 31)),
        ("2021-01-01–2025-12-31", date(2021, 1, 1), date(2025, 12, 31)),
        ("2021-07-01－2025", date(2021, 7, 1), date(2025, 12, 31)),
        ("2026–2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_years_are_read_as_an_office_types_them(text: str, first: date, last: date) -> None:
    assert parse_year_span(text) == YearSpan(first, last)


@pytest.mark.parametrize("text", ["", "2022", "5年", "2026–2022", "2022-02-30–2026", "2022–2026–2030", "22–26"])
def test_what_is_no_span_of_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_year_span(text)


@pytest.mark.parametrize(
    ("first", "last", "value", "days"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 800, (date(2022, 1, 1), date(2026, 12, 31))),
        (date(2026, 3, 2), date(2026, 3, 2), 800, (date(2022, 1, 1), date(2026, 3, 2))),
        (date(2026, 1, 1), date(2026, 3, 1), 700, (date(2022, 1, 1), date(2026, 3, 1))),
        (date(2027, 1, 1), date(2027, 12, 31), 800, (date(2022, 1, 1), date(2026, 12, 31))),
        (date(2021, 1, 1), date(2021, 12, 31), 0, (date(2022, 1, 1), date(2021, 12, 31))),
    ],
)
def test_it_comes_together_from_the_first_year_to_the_day_asked_and_never_past_the_last(
    kind: CompiledKind, office: Office, first: date, last: date, value: int, days: tuple[date, date]
) -> None:
    put(office, YEARS, "2022–2026")
    found = told(kind, office, "introduced", FigureSpan(first, last))
    assert (found.exact, found.days) == (value, days)
    assert told(kind, office, "both", FigureSpan(first, last)).exact == value
    with translation.override("en"):
        words = f"together since 2022-01-01, up to {days[1]}" if value else "begins on 2022-01-01"
        assert format_known_share(INTRODUCED, found) == words


@pytest.mark.parametrize(("bound", "said"), [("≥800", "≥800: met"), ("≥1000", "≥1000: not met, short by 200 项")])
def test_the_target_is_compared_with_what_came_together(
    kind: CompiledKind, office: Office, bound: str, said: str
) -> None:
    put(office, YEARS, "2022–2026")
    put(office, ENOUGH, bound)
    laid = figure_grid(kind, FigureQuery(THIS_YEAR, by="sort"), office.actor("supervisor"), TODAY)
    assert laid.total is not None
    assert [cell.value.exact for _key, _name, (cell,) in laid.lines if cell.value] == [700, 100]
    with translation.override("en"):
        assert format_line_comparison(laid, None, laid.total[0]) == said


def test_beside_it_what_goes_by_the_year_is_counted_for_the_days_asked(kind: CompiledKind, office: Office) -> None:
    put(office, YEARS, "2022–2026")
    found = compute_figures(kind, ["introduced", "events", "talks"], THIS_YEAR, office.actor("supervisor"), TODAY)[()]
    assert {name: value.exact for name, value in found.items()} == {
        "introduced": Fraction(800),
        "events": Fraction(1),
        "talks": Fraction(2),
    }


def test_without_the_years_it_is_not_computable_and_they_are_named(kind: CompiledKind, office: Office) -> None:
    found = told(kind, office, "introduced")
    assert (found.exact, [str(label) for label in found.unset]) == (None, ["The five years"])
    assert told(kind, office, "both").exact is None


def test_its_rows_are_those_of_all_its_years(kind: CompiledKind, office: Office, client: Client) -> None:
    put(office, YEARS, "2022–2026")
    actor = office.actor("supervisor")
    assert rows_behind_figure(kind, Cut("introduced", THIS_YEAR.first, THIS_YEAR.last), actor, TODAY).count() == 3
    client.force_login(office.people["supervisor"].user)
    listed = client.get("/events/", {"figure": "introduced;2026-01-01;2026-12-31"})
    assert listed.context["count"] == 3 and "2022-01-01 – 2026-12-31" in listed.text
    page = client.get("/events/figures/", {"first": "2026-01-01", "last": "2026-12-31"})
    assert "自2022-01-01起累计至2026-12-31" in page.text
    (figure,) = (
        found
        for found in program(office, "supervisor").get("events/figures?first=2026-01-01&last=2026-12-31").data["total"]
        if found["name"] == "introduced"
    )
    assert (figure["value"], figure["since"]) == ("800", "2022-01-01")


def test_it_is_no_value_of_an_indicator(kind: CompiledKind) -> None:
    assert {code for code in countable_figures() if code.startswith("events.")} == {"events.events"}


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            [Figure("a", "A", at="from_day to_day", within=YEARS)],
            "figure a: it stands as it is on a day (at): only what goes by one day (on) comes together within some "
            "years",
        ),
        (
            [Figure("a", "A", on="held", within="2022–2026")],
            "figure a: '2022–2026' stands in code",
        ),
        (
            [INTRODUCED, Figure("a", "A", growth="introduced", unit="%")],
            "figure a: growth: within some years there is no span before that of introduced",
        ),
        (
            [INTRODUCED, EVENTS, Figure("a", "A", over="introduced events")],
            "figure a: over: not all that it is computed from is cumulated within the same years as introduced",
        ),
        (
            [
                TALKS,
                Figure("e", "E", on="held", unit="场", within=OTHER_YEARS),
                Figure("a", "A", plus="talks e", unit="场"),
            ],
            "figure a: plus: not all that it is computed from is cumulated within the same years as e and talks",
        ),
        (
            [TALKS, Figure("a", "A", plus="talks", unit="场", within=YEARS)],
            "figure a: it is computed from other figures",
        ),
    ],
)
def test_what_cannot_come_together_is_said_at_the_start(kind: CompiledKind, figures: list[Figure], said: str) -> None:
    with pytest.raises(DeclarationError) as error:
        changed(kind, parts=tuple(figures))
    assert str(error.value).startswith(f"linked/line.py: kind events: {said}")


def test_a_value_of_another_sort_and_protected_records_are_refused(kind: CompiledKind) -> None:
    wrong = changed(kind, parts=(Figure("a", "A", on="held", within=ENOUGH),))
    assert list(figure_faults(wrong)) == [
        "figure a: events.enough is no span of years: it is read by span, as 2022–2026"
    ]
    children = get_kind("children")
    few = Figure("few", "Few", on="consent", within=YEARS)
    said = [*figure_faults(changed(children, parts=(*children.declaration.parts, few)))]
    assert said == ["figure few: within: it counts protected records, and numbers of these are shown for a year"]
