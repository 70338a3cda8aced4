"""Figures of rows inside records: by what the rows say, and by what their record says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from declared_lines import changed
from linked.models import Member
from luoshi.desk.figures.queries.faults import figure_faults
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, rows_behind_figure
from luoshi.desk.figures.rules import Cut, FigureValue
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.language.figures import Figure
from office import TODAY, Office
from rows_of_bodies import edited, founded, kind
from sample_line import one_kind

YEAR = FigureSpan(date(2026, 1, 1), date(2026, 12, 31))
FIGURES = (
    Figure("members", "Members", "members", on="from_day", by="unit sort", unit="人"),
    Figure("shares", "Shares", "members.percent", measure="sum", on="from_day", by="unit sort", unit="%"),
    Figure("firms", "Firms", "members", on="from_day", only=Is(sort="firm"), by="unit", unit="家"),
    Figure("left", "Left", "members", on="members.to_day", by="unit", unit="人"),
    Figure("gone", "Gone", "members", measure="share", part=Is(to_day__not=None), on="from_day", by="unit", unit="%"),
    Figure(
        "firms_gone",
        "Firms gone",
        "members",
        measure="share",
        only=Is(sort="firm"),
        part=Is(to_day__not=None),
        on="from_day",
        unit="%",
    ),
)


@pytest.fixture
def of() -> Iterator[CompiledKind]:
    declared = kind()
    with one_kind(changed(declared, parts=(*declared.parts, *FIGURES))) as found:
        yield found


def told(of: CompiledKind, office: Office, *names: str, **more: Any) -> dict[Any, dict[str, FigureValue]]:
    return compute_figures(of, names, YEAR, office.actor("supervisor"), TODAY, **more)


def test_rows_are_counted_by_what_they_and_their_record_say(office: Office, of: CompiledKind) -> None:
    farm, society = founded(office, of), founded(office, of, sort="society")
    edited(
        office, farm, {"name": "青石茶厂", "percent": "62.5", "sort": "firm"}, {"name": "云岭职校", "sort": "school"}
    )
    edited(office, society, {"name": "青石茶厂", "percent": "0", "sort": "firm", "to_day": "2026-03-10"})
    found = told(of, office, "members", "shares", "firms", "left")[()]
    assert found == {
        "members": FigureValue(Fraction(3), 3, 3),
        "shares": FigureValue(Fraction(Decimal("62.5")), 2, 3),  # of one it is not known, and 0 is known
        "firms": FigureValue(Fraction(2), 2, 2),
        "left": FigureValue(Fraction(1), 1, 1),
    }
    by = {key: figure["members"].n for key, figure in told(of, office, "members", by=["sort"]).items()}
    assert by == {("farm",): 2, ("society",): 1}
    rows = rows_behind_figure(of, Cut("firms", YEAR.first, YEAR.last), office.actor("supervisor"), TODAY)
    assert {row["pk"] for row in rows} == {farm.pk, society.pk}


def test_a_share_of_rows_keeps_those_in_its_base_that_are_no_part_of_it(office: Office, of: CompiledKind) -> None:
    farm = founded(office, of)
    gone = {"sort": "firm", "to_day": "2026-03-10"}
    rows = [{"name": "青石茶厂", **gone}, {"name": "白石茶厂", **gone}, {"name": "红石茶厂", "sort": "firm"}]
    edited(office, farm, *rows, {"name": "云岭职校", "sort": "school"})
    found = told(of, office, "gone", "firms_gone", "firms")[()]
    assert found["gone"] == FigureValue(Fraction(50), 4, 4)  # 2 of 4
    assert found["firms_gone"] == FigureValue(Fraction(200, 3), 3, 3)  # only cuts part and base alike
    assert found["firms"] == FigureValue(Fraction(3), 3, 3)
    rows_behind = rows_behind_figure(
        of, Cut("gone", YEAR.first, YEAR.last, base=True), office.actor("supervisor"), TODAY
    )
    assert [row["pk"] for row in rows_behind] == [farm.pk]


def test_nobody_counts_rows_of_what_they_may_not_see(office: Office, of: CompiledKind) -> None:
    edited(office, founded(office, of), {"name": "青石茶厂", "percent": "100"})
    assert compute_figures(of, ["members"], YEAR, office.actor("stranger"), TODAY)[()]["members"].of == 0
    assert Member.objects.count() == 1


def test_what_rows_cannot_be_counted_by_is_said(of: CompiledKind) -> None:
    wrong = (
        Figure("cards", "Cards", "members", on="from_day", only=Is(card="1"), unit="人"),
        Figure("far", "Far", "members", on="part_of.from_day", unit="人"),
    )
    said = list(figure_faults(replace(of, parts=(*of.parts, *wrong))))
    assert [fault.split(":")[0] for fault in said] == ["figure cards", "figure far"]
