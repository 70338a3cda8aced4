"""Rows that are each owed by a day of their own: kept as the rows say, missed for ever, dropped with the row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from declared_lines import changed
from held_kinds import BODIES, ROWS, held_kinds
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.duties.queries.duties import duties_of_record
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.conditions import Is, Owes
from luoshi.kernel.kinds.language.duties import Owed
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.steps import begin, take
from office import NOW, TODAY, Office

NODES: dict[str, Any] = {"at": "pairs.from_day", "met": "pairs.to_day"}


def owing(**more: Any) -> CompiledKind:
    steps = [Step("alone", "Alone", "> open", "unit", "title unit sort", rows="pairs")]
    cycle = BODIES.cycle.with_steps([*BODIES.cycle.all_steps, *steps])
    return changed(BODIES, cycle=cycle, parts=(ROWS, Owed("node", "Node", **NODES, **more)))


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with held_kinds(of=owing()) as found:
        yield found


def entered(office: Office, kind: CompiledKind, *rows: dict[str, Any], step: str = "alone") -> Any:
    given = {"title": "云岭县茶叶学会", "unit": str(office.units["kexie"].pk), "sort": "farm", "pairs": list(rows)}
    return begin(kind, office.actor("clerk"), given, step=step, at=NOW).record


def edited(office: Office, record: Any, *rows: dict[str, Any]) -> Any:
    take(record, "pairs", office.actor("clerk"), {"pairs": list(rows)}, at=NOW)
    return Record.objects.get(pk=record.pk)


def line(member: str, due: str = "", met: str = "", **more: Any) -> dict[str, Any]:
    return {"member": member, "from_day": due, "to_day": met, **more}


def dues(record: Any) -> list[tuple[Any, ...]]:
    rows = Occurrence.objects.filter(duty__record=record.pk).order_by("pk")
    return [(row.due, row.first_due, row.expired, row.settled, row.dropped) for row in rows]


def states(record: Any) -> list[str]:
    (found,) = duties_of_record(record, TODAY)
    return [standing.state for standing in found.standings]


def ids(record: Any) -> list[int]:
    return [row.pk for row in ROWS.model.objects.filter(record=record.pk).order_by("place")]  # type: ignore[attr-defined]


def d(month: int, day: int) -> date:
    return date(2026, month, day)


def test_each_row_with_a_day_is_owed_from_its_beginning_on_and_the_record_is_due_by_the_first(
    office: Office, kind: CompiledKind
) -> None:
    record = entered(
        office, kind, line("首期", "2026-03-10"), line("二期", "2026-04-01"), line("已付", "2026-02-02", "2026-02-02"),
        line("未定"), line("同日", "2026-04-01"),
    )  # fmt: skip
    assert (record.due, states(record)) == (d(3, 10), ["met", "missed", "not_yet", "not_yet"])
    assert evaluate_conditions([Owes("node")], record, TODAY) == [True]
    first, second, paid, unset, same = ids(record)
    record = edited(office, record, line("首期", "2026-03-10", "2026-03-16", id=first), {"id": second}, {"id": paid},
                    {"id": unset}, {"id": same})  # fmt: skip
    assert (record.due, states(record)) == (d(4, 1), ["met", "met_late", "not_yet", "not_yet"])
    assert evaluate_conditions([Owes("node")], record, TODAY) == [False]
    assert Duty.objects.filter(record=record.pk, ended=None).count() == 2


def test_a_day_that_is_moved_keeps_the_first_and_one_that_had_passed_still_binds(
    office: Office, kind: CompiledKind
) -> None:
    record = entered(office, kind, line("首期", "2026-03-10"), line("二期", "2026-04-01"))
    first, second = ids(record)
    record = edited(office, record, {"id": first, "from_day": "2026-06-01"}, {"id": second, "from_day": "2026-05-04"})
    assert dues(record) == [(d(6, 1), d(3, 10), d(3, 10), None, None), (d(5, 4), d(4, 1), None, None, None)]
    assert states(record) == ["not_yet", "missed"]
    record = edited(office, record, {"id": first}, {"id": second, "from_day": "2026-03-02"})  # an earlier one after all
    assert dues(record)[1] == (d(3, 2), d(4, 1), None, None, None) and record.due == d(3, 2)


def test_a_row_without_a_day_deleted_or_of_a_closed_record_is_owed_no_more(office: Office, kind: CompiledKind) -> None:
    record = entered(office, kind, line("首期", "2026-04-01"), line("二期", "2026-04-02"), line("三期", "2026-04-03"))
    first, _second, third = ids(record)
    record = edited(office, record, {"id": first, "from_day": ""}, {"id": third})
    assert [dropped for *_days, dropped in dues(record)] == [TODAY, TODAY, None] and record.due == d(4, 3)
    record = edited(
        office, record, {"id": first, "from_day": "2026-05-01"}, {"id": third}
    )  # owed again, on another day
    assert dues(record)[0] == (d(5, 1), d(4, 1), None, None, None)
    take(record, "end", office.actor("clerk"), {}, at=NOW)
    assert [dropped for *_days, dropped in dues(record)] == [TODAY] * 3
    assert Record.objects.get(pk=record.pk).due is None and not Duty.objects.filter(ended=None).exists()


def test_it_is_owed_while_something_holds_and_one_by_one_too(office: Office) -> None:
    with held_kinds(of=owing(where=Is(sort="farm"))) as kind:
        record = entered(office, kind, step="enter")
        assert dues(record) == [] and record.due is None
        take(record, "join", office.actor("clerk"), {"pairs": [line("首期", "2026-04-01")]}, at=NOW)
        assert Record.objects.get(pk=record.pk).due == d(4, 1)
    with held_kinds(of=owing(where=Is(sort="society"))) as kind:
        assert dues(entered(office, kind, line("首期", "2026-04-01"))) == []


def test_what_rows_cannot_be_owed_by_stops_the_start() -> None:
    for wrong, says in (
        ({"at": "nodes.due", "met": "nodes.done"}, "duty node: the kind has no rows nodes"),
        ({"met": ""}, "say both days of its rows"),
        ({"at": "from_day"}, "say both days of its rows"),
        ({"at": "pairs.member"}, "duty node: pairs.member is no day"),
        ({"met": "pairs.due"}, "duty node: pairs.due is no day"),
        ({"holder": "pairs"}, "leave out holder, since_day and share"),
    ):
        with pytest.raises(ValueError, match=says):
            changed(BODIES, parts=(*BODIES.parts, Owed("node", "Node", **{**NODES, **wrong})))
    made = owing()
    answers = Step("pay", "Pay", "open >", "unit", answers="node")
    with pytest.raises(ValueError, match="step pay: the duty node is met by its rows"):
        changed(made, cycle=made.cycle.with_steps([*made.cycle.all_steps, answers]))
