"""Sorts of fields: exact figures, moments, encrypted words; and pairs of questions within larger ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Case, Count, F, IntegerField
from django.db.models import When as Then
from django.db.models.lookups import GreaterThanOrEqual
from hypothesis import given
from hypothesis import strategies as st

from linked.models import Body, Project
from luoshi.base.forms.fields import Fixed
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.values import as_kept, to_stored_number
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, Owes, Some, When
from luoshi.lines.appeals.models import Appeal
from luoshi.lines.assess.models import Score
from office import NOW, TODAY, Office
from three_kinds import three_kinds, written


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with three_kinds():
        yield


FIGURES = st.decimals(-1000, 1000, places=6)


@given(FIGURES, st.integers(-1000, 1000), FIGURES.map(lambda one: round(one, 4)))
def test_what_a_column_must_be_at_least_is_rounded_up(least: Decimal, whole: int, exact: Decimal) -> None:
    assert (whole >= to_stored_number(least, "number")) == (whole >= least)
    assert (exact.scaleb(Fixed.SCALE) >= to_stored_number(least, "exact")) == (exact >= least)


@pytest.mark.parametrize(
    ("condition", "said", "expected"),
    [
        (Least("to_day", Field("from_day") + 1), {"from_day": date.max, "to_day": date.max}, False),
        (Is(to_day=Field("from_day") + 3652058), {"from_day": date.min, "to_day": date.max}, True),
        (Least("from_day", Field("to_day") - 3652058), {"from_day": date.min, "to_day": date.max}, True),
        (Is(to_day=Field("from_day") + 1), {"from_day": date(2024, 2, 28), "to_day": date(2024, 2, 29)}, True),
        (Is(to_day=Field("from_day") + 1), {"from_day": date(2025, 2, 28), "to_day": date(2025, 3, 1)}, True),
        (Least("worth", Field("part_of.worth") + 1), {"worth": Decimal("922337203685477.5807")}, True),
        (Least("part_of.worth", Field("worth") + 1), {"worth": Decimal("922337203685477.5807")}, False),
        (Is(size=Field("worth")), {"size": 2147483647, "worth": Decimal(2147483647)}, True),
        (Least("worth", Field("size")), {"size": 2147483647, "worth": Decimal("2147483646.9999")}, False),
    ],
)
def test_fields_at_the_ends_of_their_ranges_are_compared(
    office: Office, condition: When, said: dict[str, Any], expected: bool
) -> None:
    unit = office.units["kexie"]
    least = written(Body, unit, worth=Decimal("-922337203685477.5807"))
    body = written(Body, unit, **{"part_of": least, **said})
    assert evaluate_conditions([condition], body, TODAY) == [expected]
    for choice in (True, False):
        rows = Body.objects.filter(pk=body.pk)
        assert rows.filter(definitely_true(condition, Body, TODAY, each=choice)).exists() is expected
        assert rows.filter(definitely_false(condition, Body, TODAY, each=choice)).exists() is not expected


def test_what_no_column_can_hold_is_asked_all_the_same() -> None:
    assert to_stored_number(10**30, "number") == to_stored_number(10**30, "exact") == Fixed.LARGEST
    assert to_stored_number(-(10**30), "exact") == -Fixed.LARGEST
    assert (to_stored_number(TODAY, "day"), to_stored_number(None, "exact"), to_stored_number("farm", "text")) == (
        TODAY,
        None,
        "farm",
    )
    assert isinstance(GreaterThanOrEqual(F("size"), as_kept(Decimal("2.5"), "number")).rhs.value, int)


@pytest.mark.parametrize("marks", [None, Decimal("2.5"), Decimal("2.4999")])
def test_exact_figures_are_compared_as_they_are(office: Office, marks: Decimal | None) -> None:
    asked = [Is(marks=Decimal("2.5")), Is(marks__not=Decimal("2.5")), Least("marks", Decimal("2.49995"))]
    same = None if marks is None else marks == Decimal("2.5")
    expected = [same, None if marks is None else not same, same]
    assert evaluate_conditions(asked, Score(unit=office.units["kexie"], marks=marks), TODAY) == expected


@pytest.mark.parametrize("closed", [None, NOW])
@pytest.mark.parametrize("speaker", ["", "柯干事"])
@pytest.mark.parametrize("due", [None, TODAY])
def test_moments_and_encrypted_words_are_asked_whether_they_are_set(
    office: Office, closed: Any, speaker: str, due: date | None
) -> None:
    said = {"kind": "appeals", "state": "open", "title": "灯", "opened": NOW, "closed": closed, "due": due}
    appeal = Appeal.objects.create(unit=office.units["kexie"], words="暗", channel="web", speaker=speaker, **said)
    asked = {Is(closed=None): closed is None, Is(speaker__not=None): bool(speaker), Is(due=None): due is None}
    asked |= {Is(owner=None): True, Is(unit=None): False, Least("due", TODAY): True if due else None}
    for condition, expected in asked.items():
        assert evaluate_conditions([condition], Appeal.objects.get(pk=appeal.pk), TODAY) == [expected]
        assert Appeal.objects.filter(definitely_true(condition, Appeal, TODAY)).exists() == (expected is True)
        assert Appeal.objects.filter(definitely_false(condition, Appeal, TODAY)).exists() == (expected is False)


def test_each_of_the_two_questions_is_turned_round_counted_and_told_as_any_other(office: Office) -> None:
    unit = office.units["kexie"]
    farm, other, bare = (written(Body, unit, sort=sort) for sort in ("farm", "society", ""))
    for body in (farm, farm, other, bare, None):
        written(Project, unit, body=body, level="" if body is bare else "high")
    condition = Is(body__sort="farm") & ~Owes("body.inspection")
    surely, not_so = definitely_true(condition, Project, TODAY), definitely_false(condition, Project, TODAY)
    assert Project.objects.exclude(surely).count() == Project.objects.filter(~surely).count() == 3
    assert Project.objects.exclude(surely).exclude(not_so).count() == 2
    counted = Project.objects.aggregate(so=Count("pk", filter=surely), no=Count("pk", filter=not_so))
    assert counted == {"so": 2, "no": 1}
    told = Case(Then(surely, then=1), Then(not_so, then=0), output_field=IntegerField())
    assert list(Project.objects.annotate(told=told).order_by("pk").values_list("told", flat=True)) == [
        1,
        1,
        0,
        None,
        None,
    ]
    high = definitely_true(Some("trials", level="high"), Body, TODAY)
    assert list(Body.objects.filter(high).order_by("pk")) == [farm, other]
