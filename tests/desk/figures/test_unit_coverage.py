"""Coverage of units of the tree: which stand there on a day, what they have, and what stands beside a gap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counted_kinds import LARGE, counted_kinds, event
from luoshi.desk.figures.queries.unit_coverage import RecordFound, chosen_units, count_units, unit_entries
from luoshi.desk.figures.rules import Answered
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Least, Valid
from luoshi.kernel.kinds.language.figures import Cell, Coverage, Within
from luoshi.kernel.parameters.actions import set_value
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.parameters.rules import UnitChoice, parse_unit_choice
from luoshi.org.orders.actions.unit_closures import Estate, merge_units
from office import NOW, TODAY, Office

WHICH = DeclaredParameter("events.units", "Units that hold events", parse_unit_choice)
HELD = Within("events", Is(sort="talk"), Is(from_day__not=None) & Valid("from_day", "to_day"))
TALKS = Coverage("talks", "Units with talks", rows="units", which=WHICH, cells=(Cell("talk", "Talk", HELD),))
LONG_AGO = date(2021, 1, 1)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds(TALKS) as found:
        yield found


def told(office: Office, day: date = TODAY, who: str = "supervisor", unit: int | None = None) -> dict[str, str]:
    entries = unit_entries(TALKS, chosen_units(TALKS, unit, day), office.actor(who), TODAY, day)
    return {entry.name: entry.answer_for("talk") for entry in entries}


def choose(office: Office, text: str) -> None:
    set_value(WHICH, None, text, LONG_AGO, "云办〔2021〕1号", office.actor("admin"), at=NOW)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("HX", UnitChoice(("HX",))),
        (" HX-BD、HX-YS，HX-KF ", UnitChoice(("HX-BD", "HX-YS", "HX-KF"))),
        ("HX/1", UnitChoice(("HX",), 1)),
        ("HX／2", UnitChoice(("HX",), 2)),
        ("", None),
        ("HX HX", None),
        ("HX/0", None),
        ("HX/1 YS", None),
        ("HX YS/1", None),
        ("/1", None),
    ],
)
def test_units_are_named_by_codes_or_by_a_depth_beneath_one(text: str, choice: UnitChoice | None) -> None:
    if choice is None:
        with pytest.raises(ValueError, match="names no units"):
            parse_unit_choice(text)
    else:
        assert parse_unit_choice(text) == choice


def test_each_unit_has_what_it_or_one_beneath_it_has_on_the_day(kind: CompiledKind, office: Office) -> None:
    assert chosen_units(TALKS, None, TODAY).unset
    choose(office, "county/1")  # the desk, the association, the bureau and the town
    event(office.units["society"], sort="talk", from_day=date(2026, 1, 1))  # beneath the association
    event(office.units["bureau"], sort="talk", from_day=None)  # of no day: certainly not there
    event(office.units["town"], sort="fair", from_day=date(2026, 1, 1))
    assert told(office) == {"云岭县督查室": "no", "云岭县科学技术协会": "yes", "云岭县科学技术局": "no", "青石镇": "no"}
    assert set(told(office, date(2025, 12, 31)).values()) == {"no"}
    chosen = chosen_units(TALKS, None, TODAY)
    entries = unit_entries(TALKS, chosen, office.actor("supervisor"), TODAY, TODAY)
    assert count_units(TALKS, entries) == {"talk": Answered(1, 3, 0), "": Answered(1, 3, 0)}
    beside = {entry.name: entry.cells[0].found for entry in entries}
    bureau = beside.pop("云岭县科学技术局")
    assert isinstance(bureau, RecordFound) and bureau.number and {*beside.values()} == {None}
    assert told(office, unit=office.units["bureau"].pk) == {"云岭县科学技术局": "no"}
    assert told(office, who="stranger") == told(office)  # the office's own people count all
    assert set(told(office, who="outside").values()) == {"no"}  # others what they may read


def test_a_condition_that_is_unknown_makes_the_cell_unknown(office: Office) -> None:
    large = Within("events", Is(sort="talk"), Least("attendance", LARGE))
    coverage = Coverage("large", "Large", rows="units", which=WHICH, cells=(Cell("talk", "Talk", large),))
    with counted_kinds(coverage):
        choose(office, "bureau")
        event(office.units["bureau"], sort="talk", attendance=30)
        chosen, actor = chosen_units(coverage, None, TODAY), office.actor("supervisor")
        assert unit_entries(coverage, chosen, actor, TODAY, TODAY)[0].answer_for("") == "unknown"
        set_value(LARGE, None, "30", LONG_AGO, "云办〔2021〕1号", office.actor("admin"), at=NOW)
        assert unit_entries(coverage, chosen, actor, TODAY, TODAY)[0].answer_for("") == "yes"


def test_units_stand_as_the_tree_stood_before_and_after_a_merger(kind: CompiledKind, office: Office) -> None:
    choose(office, "bureau town")
    merged = date(2026, 3, 1)
    bureau = office.units["bureau"]
    merge_units([office.units["town"]], bureau, merged, Estate(bureau.pk), office.actor("admin"), at=NOW)
    assert list(told(office)) == ["云岭县科学技术局"]
    assert sorted(told(office, date(2026, 2, 28))) == ["云岭县科学技术局", "青石镇"]
    assert chosen_units(TALKS, None, TODAY).absent == ["town"]
    assert chosen_units(TALKS, None, date(2026, 2, 28)).absent == []


def test_more_units_and_records_take_no_more_queries(kind: CompiledKind, office: Office) -> None:
    choose(office, "county/1")
    actor = office.actor("supervisor")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            unit_entries(TALKS, chosen_units(TALKS, None, TODAY), actor, TODAY, TODAY)
        return len(found)

    for name in ("bureau", "town"):
        event(office.units[name], sort="talk")
    before = queries()
    for n in range(6):
        event(office.unit(f"more{n}", f"新{n}镇", "county"), sort="talk")
    assert queries() == before


@pytest.mark.parametrize(
    ("coverage", "fault"),
    [
        (lambda: Coverage("talks", "T", rows="units", cells=(Cell("a", "A", HELD),)), "with which"),
        (lambda: Coverage("talks", "T", which=WHICH, cells=(Cell("a", "A", Is(sort="talk")),)), "with which"),
        (lambda: Coverage("talks", "T", rows="units", which=LARGE, cells=(Cell("a", "A", HELD),)), "read as units"),
        (
            lambda: Coverage("talks", "T", rows="units", which=WHICH, cells=(Cell("a", "A", Is(sort="talk")),)),
            "what a unit has",
        ),
        (
            lambda: Coverage(
                "talks", "T", rows="units", which=WHICH, by="unit", cells=(Cell("a", "A", HELD),)
            ),
            "neither days nor fields",
        ),
        (
            lambda: Coverage(
                "talks", "T", rows="units", which=WHICH, cells=(Cell("a", "A", Within("nosuch", Is(sort="talk"))),)
            ),
            "no kind nosuch",
        ),
        (
            lambda: Coverage(
                "talks", "T", rows="units", which=WHICH, cells=(Cell("a", "A", Within("events", Is(colour="red"))),)
            ),
            "no field colour",
        ),
    ],
)  # fmt: skip
def test_a_wrong_coverage_of_units_stops_the_start(coverage: object, fault: str) -> None:
    with pytest.raises(ValueError, match=fault), counted_kinds(coverage()):  # type: ignore[operator]
        pass
