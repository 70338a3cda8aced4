"""Figures against a plain reading of the same rows in Python."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counted_kinds import LONG, PUT, counted_kinds, event, people, spent
from linked.models import Body, Event, Hours
from luoshi.desk.figures.queries.figures import FigureSpan, compute_figures, rows_behind_figure
from luoshi.desk.figures.rules import Cut
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.actions import set_value
from office import NOW, TODAY, Office

FIRST, LAST = date(2026, 2, 1), date(2026, 2, 3)
NAMES = ("events", "visits", "mean", "talks", "spent", "cost", "in_force", "attended", "people", "trained", "reached")
DAYS = st.none() | st.integers(-1, 3).map(lambda one: FIRST + timedelta(days=one))
MONEY = st.none() | st.integers(1 - 2**63, 2**63 - 1).map(lambda one: Decimal(one).scaleb(-4))
HOURS = st.tuples(st.none() | st.integers(0, 2), st.none() | st.integers(0, 4), DAYS)  # who, how many, when
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "day": DAYS,
            "sort": st.sampled_from(["talk", "fair", ""]),
            "state": st.sampled_from(["open", "open", "cancelled"]),
            "attendance": st.none() | st.integers(0, 50),
            "cost": MONEY,
            "paid": MONEY,
            "from_day": DAYS,
            "to_day": DAYS,
            "hours": st.lists(
                st.tuples(st.none() | st.integers(0, 2), st.none() | st.integers(0, 4), DAYS), max_size=3
            ),
        }
    ),
    max_size=5,
)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


@pytest.fixture
def persons(kind: CompiledKind, office: Office) -> list[Body]:
    """Three, and what the office has set."""
    for parameter, text in ((LONG, "≥5"), (PUT, "sum")):
        set_value(parameter, None, text, date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    return people(office.units["kexie"], ["甲", "乙", "丙"])


def _within(day: date | None) -> bool:
    return day is not None and FIRST <= day <= LAST


def _share(part: Any, whole: Any) -> Fraction | None:
    return Fraction(part) * 100 / Fraction(whole) if whole else None


def _total(values: list[Any]) -> Fraction | None:
    known = [Fraction(value) for value in values if value is not None]
    return None if values and not known else sum(known, Fraction(0))


def _expected(rows: list[dict[str, Any]]) -> dict[str, Fraction | int | None]:
    held = [row for row in rows if _within(row["day"])]
    sure = [row for row in held if row["state"] != "cancelled"]
    visits = [row["attendance"] for row in sure]
    known = [visit for visit in visits if visit is not None]
    both = [row for row in held if row["cost"] is not None and row["paid"] is not None]
    hours = [session for row in rows for session in row["hours"] if _within(session[2])]
    each: dict[int, list[int]] = {}
    for person, spent_there, _day in hours:
        if person is not None and spent_there is not None:
            each.setdefault(person, []).append(spent_there)
    valid = [
        row
        for row in rows
        if row["from_day"] is not None and row["from_day"] <= LAST and (row["to_day"] is None or row["to_day"] >= LAST)
    ]
    total = _total(visits)
    return {
        "events": len(sure),
        "visits": total,
        "mean": Fraction(sum(known), len(known)) if known else None,
        "talks": _share(sum(row["sort"] == "talk" for row in sure), sum(row["sort"] != "" for row in sure)),
        "spent": _share(sum(Fraction(row["cost"]) for row in both), sum(Fraction(row["paid"]) for row in both)),
        "cost": _total([row["cost"] for row in held]),
        "in_force": len(valid),
        "attended": len(hours),
        "people": len({session[0] for session in hours if session[0] is not None}),
        "trained": sum(sum(count) >= 5 for count in each.values()),
        "reached": None if total is None else total + len(hours),
    }


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=EVENTS)
def test_figures_are_what_a_plain_reading_says(
    kind: CompiledKind, office: Office, persons: list[Body], rows: list[dict[str, Any]]
) -> None:
    Hours.objects.all().delete()
    Event.objects.all().delete()
    for row in rows:
        said = {name: value for name, value in row.items() if name not in ("hours", "day")}
        made = event(office.units["kexie"], row["day"], **said)
        for person, hours, day in row["hours"]:
            spent(made, None if person is None else persons[person], hours, day)
    actor = office.actor("supervisor")
    found = compute_figures(kind, NAMES, FigureSpan(FIRST, LAST), actor, TODAY)[()]
    assert {name: value.exact for name, value in found.items()} == _expected(rows)
    by = compute_figures(kind, ["events", "cost"], FigureSpan(FIRST, LAST), actor, TODAY, by=["sort"])
    assert sum(figure["events"].of for figure in by.values()) == found["events"].of
    assert rows_behind_figure(kind, Cut("events", FIRST, LAST), actor, TODAY).count() == found["events"].exact
