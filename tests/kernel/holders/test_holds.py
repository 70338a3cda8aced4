"""Whether somebody holds something is asked by the database: yes, no, or not known; in needs and in coverages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from declared_lines import changed
from held_kinds import BODIES, PAIRS, POSTS, ROWS, SEATS, body, held_kinds, pair, person, seat
from linked.models import Body, Seat
from luoshi.base.record_errors import RecordError
from luoshi.desk.figures.queries.coverage import answer_cells
from luoshi.kernel.conditions.queries.evaluation import definitely_false, definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.locks import counting_links, linked_ids
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Holds, Need, When
from luoshi.kernel.kinds.language.figures import Cell, Coverage
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.steps.actions.steps import take
from office import NOW, TODAY, Office

SINCE = date(2026, 1, 1)
CHAIR, PAIR = Holds("posts", role="chair"), Holds("pairs")


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with held_kinds() as found:
        yield found


def _told(condition: When, model: Any, day: date, *records: Any) -> list[bool | None]:
    """What lists say of each record; and as each is asked alone."""
    found = []
    for choice in (False, True):
        so = {
            pk for (pk,) in model.objects.filter(definitely_true(condition, model, day, each=choice)).values_list("pk")
        }
        not_so = {
            pk for (pk,) in model.objects.filter(definitely_false(condition, model, day, each=choice)).values_list("pk")
        }
        found.append([True if record.pk in so else False if record.pk in not_so else None for record in records])
    found.append([evaluate_conditions([condition], record, day)[0] for record in records])
    assert found[0] == found[1] == found[2]
    return found[0]


def test_it_is_held_on_both_days_and_not_known_where_a_first_day_is_unset(kind: CompiledKind, office: Office) -> None:
    unit = office.units["kexie"]
    held, none, perhaps, deputy, struck, nobody = (body(unit, f"协会{number}") for number in range(6))
    who = person(unit, "陈素芬")
    seat(held, who, SINCE, TODAY)
    seat(perhaps, who, None)
    seat(deputy, who, SINCE, post="deputy")
    seat(struck, who, SINCE, state="refused")
    seat(nobody, None, SINCE)
    pair(held, "老陈", SINCE)
    every = (held, none, perhaps, deputy, struck, nobody)
    assert _told(CHAIR, Body, TODAY, *every) == [True, False, None, False, False, False]
    assert _told(Holds("posts"), Body, TODAY, *every) == [True, False, None, True, False, False]
    assert _told(~CHAIR, Body, date(2026, 3, 21), *every) == [True, True, None, True, True, True]
    assert _told(PAIR, Body, TODAY, held, none) == [True, False]
    assert _told(Holds("body.posts", role="chair"), Seat, TODAY, *Seat.objects.order_by("pk")[:2]) == [True, None]


def test_a_coverage_says_of_whom_something_is_held(kind: CompiledKind, office: Office) -> None:
    asked = Coverage("led", "Led", cells=(Cell("chair", "Chair", CHAIR), Cell("pair", "Pair", PAIR)))
    tea = body(office.units["kexie"])
    seat(tea, person(tea.unit, "陈素芬"), SINCE)
    assert answer_cells(kind, asked, [tea.pk], TODAY) == {tea.pk: {"chair": True, "pair": False}}


def test_a_step_needs_somebody_to_hold_it_while_what_it_counts_stands_still(office: Office) -> None:
    led = Need(CHAIR, "It has no chair.")
    steps = [replace(step, needs=(led,)) if step.name == "end" else step for step in BODIES.cycle.all_steps]
    of = changed(BODIES, cycle=replace(BODIES.cycle, all_steps=steps))
    unbounded = replace(POSTS, exactly=None, once=False, fill=None)
    with held_kinds(unbounded, PAIRS, of=of):
        tea = body(office.units["kexie"])
        post = seat(tea, person(tea.unit, "陈素芬"), SINCE, date(2026, 3, 14))
        with pytest.raises(RecordError, match="It has no chair"):
            take(tea, "end", office.actor("clerk"), {}, at=NOW)
        assert counting_links(SEATS) == [("body",)] and linked_ids([], post, {}, counting_links(SEATS)) == [tea.pk]
        Seat.objects.filter(pk=post.pk).update(from_day=None, to_day=None)
        with pytest.raises(RecordError, match="From"):  # what is unset is named
            take(tea, "end", office.actor("clerk"), {}, at=NOW)
        Seat.objects.filter(pk=post.pk).update(from_day=SINCE)
        assert take(tea, "end", office.actor("clerk"), {}, at=NOW).record.state == "ended"


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (Holds("chairs"), "nothing that is held of Body is called chairs"),
        (Holds("posts", role="queen"), "post is never 'queen'"),
        (Holds("pairs", role="chair"), "is one thing alone"),
        (Holds("part_of.part_of.posts"), "3 links away"),
    ],
)
def test_what_nobody_can_hold_is_refused_at_the_start(condition: When, fault: str) -> None:
    with pytest.raises(ValueError, match=fault), held_kinds(POSTS, PAIRS, replace(PAIRS, name="more", only=condition)):
        pass


def test_what_changes_without_a_step_of_the_record_cannot_say_who_counts() -> None:
    with pytest.raises(ValueError, match="where names only"):
        changed(BODIES, parts=(ROWS, Unique("title", where=PAIR), PAIRS))
