"""Numbers by pattern: series by year and unit, taken by the step that gives them, on the business day."""

from __future__ import annotations

from typing import Any

import pytest

from declared_lines import changed
from linked.kinds import BODIES
from luoshi.desk.bulk.actions.bulk import begin_many
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.parts import Number
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, Office
from sample_line import one_kind


def kind(number: Number) -> CompiledKind:
    return changed(BODIES, parts=(number,))


def given(office: Office, unit: str = "kexie", day: str = "2026-03-02") -> dict[str, str]:
    return {"unit": str(office.units[unit].pk), "sort": "farm", "card": "", "from_day": day, "size": "3"}


def founded(office: Office, of: CompiledKind, unit: str = "kexie", day: str = "2026-03-02") -> Any:
    return begin(of, office.actor("supervisor"), given(office, unit, day), at=NOW).record


def test_each_unit_and_year_has_its_series_and_the_year_is_that_of_the_act(office: Office) -> None:
    with one_kind(kind(Number("{unit}〔{year}〕{n}号", per="unit year"))) as of:
        numbers = [founded(office, of, *more).number for more in (
            ("kexie",), ("town",), ("kexie",), ("kexie", "2025-12-31"), ("kexie", "2026-01-01"))]  # fmt: skip
    names = [str(office.units[unit_key].short or office.units[unit_key].name) for unit_key in ("kexie", "town")]
    assert numbers == [
        f"{names[0]}〔2026〕1号", f"{names[1]}〔2026〕1号", f"{names[0]}〔2026〕2号",
        f"{names[0]}〔2025〕1号", f"{names[0]}〔2026〕3号",
    ]  # fmt: skip


def test_two_units_of_one_name_never_give_one_number(office: Office) -> None:
    office.unit("twin", "青石镇", "county")
    with one_kind(kind(Number("{unit}{n}", per="unit"))) as of:
        assert [founded(office, of, unit_key).number for unit_key in ("town", "twin", "twin", "town")] == [
            "青石镇1", "青石镇2", "青石镇3", "青石镇4",
        ]  # fmt: skip


def test_many_at_once_are_numbered_as_one_by_one(office: Office) -> None:
    rows = [given(office), given(office, "town"), given(office, day="2025-05-05"), given(office)]
    with one_kind(kind(Number("{year}-{unit}-{n:02}", per="unit year"))) as of:
        made = begin_many(of, office.actor("supervisor"), rows, at=NOW)
        one = founded(office, of)
    names = [str(office.units[name].short or office.units[name].name) for name in ("kexie", "town")]
    assert [record.number for record in (*made, one)] == [
        f"2026-{names[0]}-01", f"2026-{names[1]}-01", f"2025-{names[0]}-01", f"2026-{names[0]}-02",
        f"2026-{names[0]}-03",
    ]  # fmt: skip


def test_a_number_is_given_by_its_step_and_once(office: Office) -> None:
    with one_kind(kind(Number("证{year}-{n}", at="start"))) as of:
        desk, clerk = office.actor("supervisor"), office.actor("clerk")
        body = begin(of, desk, given(office), at=NOW, step="plan").record
        assert body.number == ""
        assert take(body, "start", clerk, {"from_day": "2025-11-30"}, at=NOW).record.number == "证2025-1"
        counted = take(body, "count", clerk, {"size": "4"}, at=NOW).record
        assert (counted.number, counted.title) == ("证2025-1", counted.title)


def test_what_is_given_up_keeps_its_number(office: Office) -> None:
    with one_kind(kind(Number("{n}", per=""))) as of:
        first = founded(office, of)
        take(first, "end", office.actor("supervisor"), {"to_day": "2026-03-10", "reason": "误"}, at=NOW)
        assert [first.number, founded(office, of).number] == ["1", "2"]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (Number("{org}{n}"), "nothing fills {org}"),
        (Number("{year}"), "its pattern has no {n}"),
        (Number("{n}"), "with a series per year it must say {year}"),
        (Number("{n}", per="month"), "a series per month is not known"),
        (Number(at="found"), "found is no step after the beginning"),
        (Number(at="sign"), "sign is no step after the beginning"),
    ],
)
def test_a_pattern_by_which_two_would_have_one_number_does_not_start(number: Number, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kind(number)
