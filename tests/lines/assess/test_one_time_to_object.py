"""An office that set within how many days units may object keeps it when schemes and reviews share one value."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from luoshi.kernel.duties.models import Parameter
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.parameters.queries.parameters import parameter_value
from office import Office

moved = import_module("luoshi.lines.assess.migrations.0003_one_time_to_object")
ASSESS, REVIEW = "assess.object_days", "review.object_days"
JANUARY, MARCH, MAY = date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)
Said = tuple[str, str, date, str]  # name, unit or "", first day, days


def set_days(office: Office, *rows: Said) -> None:
    for name, unit, start, value in rows:
        source = f"{name} {value}"
        of = office.units[unit] if unit else None
        Parameter.objects.create(name=name, unit=of, start=start, value=value, source=source)


def days_set(office: Office) -> list[Said]:
    """What is set, for all first and then by unit; each with the source it was set with."""
    names = {unit.pk: name for name, unit in office.units.items()}
    rows = list(Parameter.objects.order_by("start"))
    assert {row.source.rpartition(" ")[2] for row in rows} == {row.value for row in rows}
    return sorted((row.name, names.get(row.unit_id or 0, ""), row.start, row.value) for row in rows)


def test_schemes_and_reviews_read_the_one_value(office: Office) -> None:
    (of_scores,), (of_objects,) = get_kind("scores").parameters, get_kind("assessed").parameters
    assert of_scores is of_objects and of_scores.name == REVIEW


def test_what_was_set_for_schemes_alone_stays_set_and_goes_back(office: Office) -> None:
    set_days(office, (ASSESS, "", JANUARY, "7"), (ASSESS, "kexie", MARCH, "10"))
    moved.make_one(apps, None)
    assert days_set(office) == [(REVIEW, "", JANUARY, "7"), (REVIEW, "kexie", MARCH, "10")]
    (parameter,) = get_kind("scores").parameters
    assert parameter_value(parameter, office.units["kexie"].pk, MAY) == 10
    moved.make_two(apps, None)
    assert [said[0] for said in days_set(office)] == [ASSESS, ASSESS, REVIEW, REVIEW]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        # only reviews: as it is
        ([(REVIEW, "", JANUARY, "5")], [(REVIEW, "", JANUARY, "5")]),
        # the longer one, whichever it is, and only from the day on which it holds
        ([(ASSESS, "", JANUARY, "7"), (REVIEW, "", JANUARY, "5")], [(REVIEW, "", JANUARY, "7")]),
        ([(ASSESS, "", JANUARY, "5"), (REVIEW, "", JANUARY, "10")], [(REVIEW, "", JANUARY, "10")]),
        (
            [(ASSESS, "", MARCH, "7"), (REVIEW, "", JANUARY, "5"), (REVIEW, "", MAY, "9")],
            [(REVIEW, "", JANUARY, "5"), (REVIEW, "", MARCH, "7"), (REVIEW, "", MAY, "9")],
        ),
        # a shorter one that follows ends the longer one
        (
            [(ASSESS, "", JANUARY, "9"), (ASSESS, "", MAY, "3"), (REVIEW, "", JANUARY, "5")],
            [(REVIEW, "", JANUARY, "9"), (REVIEW, "", MAY, "5")],
        ),
        # a unit's own value does not shorten what holds for all, or for the unit above it
        (
            [(ASSESS, "", MARCH, "10"), (REVIEW, "kexie", JANUARY, "5")],
            [(REVIEW, "", MARCH, "10"), (REVIEW, "kexie", JANUARY, "5"), (REVIEW, "kexie", MARCH, "10")],
        ),
        (
            [(ASSESS, "county", JANUARY, "8"), (REVIEW, "kexie", JANUARY, "5")],
            [(REVIEW, "county", JANUARY, "8"), (REVIEW, "kexie", JANUARY, "8")],
        ),
        # nothing is set of its own for a unit that had nothing
        (
            [(ASSESS, "kexie", MARCH, "8"), (REVIEW, "", JANUARY, "5")],
            [(REVIEW, "", JANUARY, "5"), (REVIEW, "kexie", MARCH, "8")],
        ),
    ],
)
def test_where_both_were_set_the_longer_one_counts(office: Office, rows: list[Any], found: list[Said]) -> None:
    set_days(office, *rows)
    moved.make_one(apps, None)
    assert days_set(office) == sorted(found)
