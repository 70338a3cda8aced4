"""Figures computed from others: a difference, a quotient, the change and the growth on the span before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from counted_kinds import FIGURES, SURE, counted_kinds, event, events
from luoshi.boards.tiles.queries.kind_values import is_added
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, figures_of, rows_behind_figure
from luoshi.desk.figures.queries.grids import FigureQuery, figure_grid
from luoshi.desk.figures.rules import Cut, FigureValue, span_before
from luoshi.desk.figures.tables import exact_figure_value, format_comparison, format_figure_value, format_known_share
from luoshi.facts.countings.figure_choices import countable_figures
from luoshi.figures.bounds import parse_bound
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from office import TODAY

HELD: dict[str, Any] = {"by": "unit sort"}
COMPUTED = (
    Figure("more_visits", "More visits", more="visits", unit="人次", **HELD),
    Figure("growth", "Growth of visits", growth="visits", unit="%", **HELD),
    Figure("more_talks", "Change of the share of talks", more="talks", unit="个百分点", **HELD),
    Figure("a_visit", "Cost of a visit", over="cost visits", unit="元", digits=2, **HELD),
    Figure("talks_of", "Talks of all", over="only_talks events", unit="%", **HELD),
    Figure("only_talks", "Talks", on="held", where=SURE & Is(sort="talk"), unit="场", by="unit sort reach"),
    Figure("others", "Other than talks", less="events only_talks", unit="场", **HELD),
    Figure("more_others", "More that are no talks", more="others", unit="场"),
    Figure("in_force_growth", "Growth of contracts", growth="in_force", unit="%"),
    Figure("this_month", "More than a month before", more="events", before="P1M", unit="场"),
)
THIS, LAST = date(2026, 3, 2), date(2025, 3, 2)
YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds(*FIGURES, *COMPUTED) as found:
        yield found


def told(kind: CompiledKind, name: str, span: FigureSpan = YEAR, **more: Any) -> FigureValue:
    found: FigureValue = compute_figures(kind, [name], span, None, TODAY, **more)[()][name]
    return found


def words(kind: CompiledKind, name: str) -> tuple[str, str]:
    figure, value = figures_of(kind)[name], told(kind, name)
    return format_figure_value(figure, value), format_known_share(figure, value)


def test_a_change_is_told_exactly_and_as_growth_rounded_once(kind, office) -> None:
    """L13.2: 1,500,000 of which 610,000 more than before: 890,000 before, 68.5 %."""
    unit = office.units["kexie"]
    event(unit, THIS, attendance=1_500_000)
    event(unit, LAST, attendance=890_000)
    event(unit, date(2024, 12, 31), attendance=5)
    assert told(kind, "more_visits").exact == 610_000 and told(kind, "more_visits").before == 890_000
    assert told(kind, "growth").exact == Fraction(6100, 89)
    assert words(kind, "growth") == ("68.5", "上期：890,000")
    assert words(kind, "more_visits") == ("610,000", "上期：890,000")
    assert exact_figure_value(figures_of(kind)["growth"], told(kind, "growth")) == Decimal("68.5")
    behind = rows_behind_figure(kind, Cut("growth", YEAR.first, YEAR.last), None, TODAY)
    assert behind.count() == 2  # those of both years, and none of the year before them


def test_without_a_base_there_is_no_growth_and_what_is_unknown_is_no_change(kind, office) -> None:
    unit = office.units["kexie"]
    event(unit, THIS, attendance=7)
    assert told(kind, "growth").exact is None and words(kind, "growth") == ("无法计算", "上期：0")
    assert told(kind, "more_visits").exact == 7
    event(unit, LAST, attendance=None)
    assert told(kind, "growth").exact is None and told(kind, "more_visits").exact is None
    assert words(kind, "more_visits") == ("无法计算", "2项中1项有数, 上期：无法计算")
    event(unit, LAST, attendance=0)
    assert told(kind, "growth").exact is None and told(kind, "more_visits").exact == 7


def test_the_change_of_a_share_is_in_points_and_never_in_per_cent(kind, office) -> None:
    unit = office.units["kexie"]
    for day, sort in ((THIS, "talk"), (THIS, "talk"), (THIS, "visit"), (LAST, "talk"), (LAST, "visit")):
        event(unit, day, sort=sort)
    assert told(kind, "more_talks").exact == Fraction(200, 3) - 50
    assert words(kind, "more_talks")[0] == "16.7"
    with pytest.raises(ValueError, match="more talks: the change of a per cent is in percentage points, not in %"):
        events(*FIGURES, Figure("more", "More", more="talks", unit="%"))


def test_a_quotient_comes_with_both_numbers_and_needs_a_divisor(kind, office) -> None:
    unit = office.units["kexie"]
    event(unit, THIS, cost=Decimal("100.5"), attendance=3, sort="talk")
    assert words(kind, "a_visit") == ("33.5", "100.5 比 3")
    assert told(kind, "a_visit").exact == Fraction(67, 2)
    event(unit, THIS, attendance=4)
    assert told(kind, "talks_of").exact == 50 and words(kind, "talks_of") == ("50", "1 比 2")
    said = format_comparison(figures_of(kind)["talks_of"], told(kind, "talks_of"), parse_bound(">62.5"))
    assert said == ">62.5：未达到，差12.5 个百分点"
    empty = FigureSpan(date(2020, 1, 1), date(2020, 12, 31))
    assert told(kind, "a_visit", empty).exact is None and told(kind, "talks_of", empty).exact is None


def test_a_difference_may_itself_be_compared_with_the_year_before(kind, office) -> None:
    unit = office.units["kexie"]
    for day, sort in ((THIS, "talk"), (THIS, "visit"), (THIS, "visit"), (LAST, "visit")):
        event(unit, day, sort=sort)
    assert [told(kind, name).exact for name in ("events", "others", "more_others")] == [3, 2, 1]


def test_lines_that_only_the_year_before_has_are_told_too(kind, office) -> None:
    kexie, bureau = office.units["kexie"], office.units["bureau"]
    event(kexie, THIS, attendance=5, sort="talk")
    event(bureau, LAST, attendance=8, sort="fair")
    by_sort = compute_figures(kind, ["more_visits"], YEAR, None, TODAY, by=["sort"])
    assert {key[0]: values["more_visits"].exact for key, values in by_sort.items()} == {"talk": 5, "fair": -8}
    among = [kexie.pk, bureau.pk]
    by_unit = compute_figures(kind, ["growth"], YEAR, None, TODAY, by=["unit"], among=among)
    assert {key[0]: values["growth"].exact for key, values in by_unit.items()} == {kexie.pk: None, bureau.pk: -100}
    grid = figure_grid(kind, FigureQuery(YEAR, by="sort", figure="more_visits"), office.actor("supervisor"), TODAY)
    lines = {key: cells[0].value.exact for key, _name, cells in grid.lines if cells[0].value}
    assert lines == {"talk": 5, "fair": -8}


def test_a_stock_is_compared_with_its_last_day_a_period_before(kind, office) -> None:
    unit = office.units["kexie"]
    for first in (date(2025, 1, 1), date(2026, 2, 1), date(2026, 2, 1)):
        event(unit, from_day=first)
    assert told(kind, "in_force_growth").exact == 200
    event(unit, date(2026, 2, 28))
    event(unit, date(2026, 1, 31))
    event(unit, date(2026, 1, 1))
    february = FigureSpan(date(2026, 2, 1), date(2026, 2, 28))
    assert told(kind, "this_month", february).exact == -1


@pytest.mark.parametrize(
    ("first", "last", "months", "before"),
    [
        ("2026-01-01", "2026-12-31", 12, "2025-01-01 2025-12-31"),
        ("2025-01-01", "2025-02-28", 12, "2024-01-01 2024-02-29"),  # whole months stay whole
        ("2024-02-29", "2024-02-29", 12, "2023-02-28 2023-02-28"),
        ("2026-02-15", "2026-02-28", 12, "2025-02-15 2025-02-28"),
        ("2025-02-15", "2025-02-28", 12, "2024-02-15 2024-02-28"),
        ("2026-03-01", "2026-03-31", 1, "2026-02-01 2026-02-28"),
        ("2026-01-01", "2026-03-31", 3, "2025-10-01 2025-12-31"),
        ("2026-03-31", "2026-03-31", 1, "2026-02-28 2026-02-28"),
    ],
)
def test_the_span_before_has_the_same_days(first: str, last: str, months: int, before: str) -> None:
    found = span_before(date.fromisoformat(first), date.fromisoformat(last), months)
    assert " ".join(day.isoformat() for day in found) == before


def test_what_is_computed_is_no_indicator_and_does_not_add_up(kind, office) -> None:
    codes = countable_figures()
    assert "events.visits" in codes
    assert not [figure.name for figure in COMPUTED if f"events.{figure.name}" in codes and figure.made_of]
    assert not [figure.name for figure in COMPUTED if figure.made_of and is_added(kind, figure)]


VISITS = Figure("visits", "Visits", "attendance", measure="sum", on="held", unit="人次", by="unit")
OTHER = Figure("copies", "Copies", "attendance", measure="sum", on="held", unit="册", by="unit held.year")


@pytest.mark.parametrize(
    ("figure", "fault"),
    [
        (Figure("x", "X", growth="visits", unit="人次"), "growth is in %, not in 人次"),
        (Figure("x", "X", more="visits", unit="场"), "its change is in 人次, not in 场"),
        (Figure("x", "X", less="visits copies", unit="人次"), "different units are never subtracted"),
        (Figure("x", "X", over="visits", unit="%"), "over names two figures, not visits"),
        (Figure("x", "X", over="visits nothing", unit="%"), "over nothing, which is no figure that counts"),
        (Figure("x", "X", growth="visits", more="visits", unit="%"), "not by more and growth"),
        (Figure("x", "X", growth="visits", on="held", unit="%"), "counts nothing itself"),
        (Figure("x", "X", growth="visits", before="P2W", unit="%"), "before=P2W is no period"),
        (Figure("x", "X", more="copies", by="held.year", unit="册"), "in the span before there are other years"),
        (Figure("x", "X", growth="visits", by="sort", unit="%"), "by sort, by which visits is not divided"),
        (Figure("x", "X", growth="x", unit="%"), "growth x, which is no figure that counts"),
        (Figure("x", "X", over="visits copies", unit="%", digits=9), "digits are 0 to 4"),
    ],
)
def test_a_wrong_computation_stops_the_start(figure: Figure, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        events(VISITS, OTHER, figure)


def test_a_change_of_a_change_stops_the_start() -> None:
    more = Figure("more", "More", more="visits", unit="人次")
    with pytest.raises(ValueError, match="growth more: a change of a change tells nothing"):
        events(VISITS, more, Figure("x", "X", growth="more", unit="%"))


def test_figures_that_are_computed_from_one_another_stop_the_start() -> None:
    circle = (Figure("x", "X", more="y", unit="人次"), Figure("y", "Y", less="visits x", unit="人次"))
    with pytest.raises(ValueError, match="it is computed from itself"):
        events(VISITS, *circle)


def test_page_and_program_tell_the_value_before(kind, office, client: Client) -> None:
    event(office.units["kexie"], THIS, attendance=1_500_000)
    event(office.units["kexie"], LAST, attendance=890_000)
    client.force_login(office.people["supervisor"].user)
    page = client.get("/events/figures/?first=2026-01-01&last=2026-12-31").content.decode()
    assert "68.5 %" in page and "上期：890,000" in page
