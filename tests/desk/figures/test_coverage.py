"""Who lacks what, of all that there are on a day: no, and not known apart from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from counted_kinds import EQUIPPED, LARGE, MISSING, counted_kinds, event, people, spent
from linked.models import Event
from luoshi.desk.figures.queries.coverage import (
    ALL,
    Base,
    answer_cells,
    count_coverage,
    coverage_entries,
    merge_coverage,
    uncertain_entries,
    unset_parameters,
)
from luoshi.desk.figures.rules import Answered
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Least
from luoshi.kernel.kinds.language.figures import Cell, Coverage
from luoshi.kernel.parameters.actions import set_value
from office import NOW, TODAY, Office

DAY = date(2026, 3, 1)


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


def test_who_has_none_is_named_and_who_is_not_known_stands_apart(kind: CompiledKind, office: Office) -> None:
    """L10.1: of 9 nobody asks, 10 and 11 without any are missing, of one the size is not known."""
    supervisor, unit = office.actor("supervisor"), office.units["kexie"]
    sizes = {"九": 9, "十": 10, "十一": 11, "未知": None, "有": 30}
    made = {name: people(unit, [name], size=size)[0] for name, size in sizes.items()}
    assert unset_parameters(EQUIPPED, None, TODAY) == ("Size from which a body counts",)
    assert count_coverage(kind, EQUIPPED, supervisor, TODAY, TODAY)[None].entries == 0
    set_value(LARGE, None, "10", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    spent(event(unit), made["有"], 3, DAY)
    found = count_coverage(kind, EQUIPPED, supervisor, TODAY, TODAY)
    assert merge_coverage(EQUIPPED, []) == Base(0, 0, {"hours": Answered(), ALL: Answered()})
    assert found == {None: Base(3, 1, {"hours": Answered(1, 2, 0), ALL: Answered(1, 2, 0)})}
    assert [entry.title for entry in coverage_entries(kind, EQUIPPED, supervisor, TODAY, TODAY)] == ["十", "十一"]
    assert [entry.title for entry in uncertain_entries(kind, EQUIPPED, supervisor, TODAY, TODAY, None)] == ["未知"]
    assert count_coverage(kind, EQUIPPED, office.actor("stranger"), TODAY, TODAY)[None].entries == 0


def test_only_who_is_there_on_the_day_is_looked_at_and_all_cells_make_complete(
    kind: CompiledKind, office: Office
) -> None:
    supervisor, unit = office.actor("supervisor"), office.units["kexie"]
    person = people(unit, ["甲"])[0]
    both, short, bare, known = (event(unit, from_day=date(2026, 1, 1), sort="talk") for _ in range(4))
    event(unit, from_day=date(2026, 1, 1), to_day=date(2026, 2, 28))
    event(unit, from_day=date(2026, 1, 1), state="cancelled")
    event(unit, from_day=None)
    spent(both, person, 8, DAY)
    spent(short, person, 1, DAY)
    spent(known, person, None, DAY)
    assert count_coverage(kind, MISSING, supervisor, TODAY, DAY)[None] == Base(
        4, 1, {"people": Answered(3, 1, 0), "long": Answered(2, 1, 1), ALL: Answered(1, 2, 1)}
    )
    by_sort = count_coverage(kind, MISSING, supervisor, TODAY, DAY, by="sort")
    assert merge_coverage(MISSING, by_sort.values()) == count_coverage(kind, MISSING, supervisor, TODAY, DAY)[None]
    assert by_sort == {
        "talk": Base(4, 0, {"people": Answered(3, 1, 0), "long": Answered(2, 1, 1), ALL: Answered(1, 2, 1)}),
        None: Base(0, 1, {"people": Answered(), "long": Answered(), ALL: Answered()}),
    }
    assert answer_cells(kind, MISSING, [record.pk for record in Event.objects.all()[:9]], DAY)[known.pk] == {
        "people": True,
        "long": None,
    }
    numbers = [
        entry.pk for entry in coverage_entries(kind, MISSING, supervisor, TODAY, DAY, cell="long", answers=["unknown"])
    ]
    assert numbers == [known.pk]
    assert {entry.pk for entry in coverage_entries(kind, MISSING, supervisor, TODAY, DAY)} == {
        short.pk,
        bare.pk,
        known.pk,
    }
    assert [entry.pk for entry in coverage_entries(kind, MISSING, supervisor, TODAY, DAY, answers=["yes"])] == [both.pk]


@pytest.mark.parametrize(
    ("coverage", "fault"),
    [
        (Coverage("missing", "Missing"), "asks nothing"),
        (Coverage("missing", "Missing", rows="villages", cells=(Cell("a", "A", Is(sort="talk")),)), "no kind villages"),
        (Coverage("missing", "Missing", cells=(Cell("a", "A", Is(colour="red")),)), "no field colour"),
        (Coverage("missing", "Missing", by="title", cells=(Cell("a", "A", Is(sort="talk")),)), "no codes"),
        (Coverage("missing", "Missing", at="sort to_day", cells=(Cell("a", "A", Is(sort="talk")),)), "sort is no day"),
        (Coverage("missing", "Missing", cells=(Cell("a", "A", Least("attendance", 3)),) * 2), "have one name"),
    ],
)
def test_a_wrong_coverage_stops_the_start(coverage: Coverage, fault: str) -> None:
    with pytest.raises(ValueError, match=fault), counted_kinds(coverage):
        pass
