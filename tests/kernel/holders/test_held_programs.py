"""Programs are told who holds what, and what nobody holds, as far as their person may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from held_kinds import FILL, body, held_kinds, person, seat
from linked.models import Body
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.routes import operations_of
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.actions import set_value
from office import NOW, Office
from programs import carried_out

SINCE, MARCH = date(2026, 1, 1), date(2026, 3, 14)


@pytest.fixture(autouse=True)
def kind() -> Iterator[CompiledKind]:
    with held_kinds() as found:
        yield found


def _asked(
    kind: CompiledKind, office: Office, path: str, who: str, given: dict[str, str], **more: Any
) -> dict[str, Any]:
    (operation,) = [described for described in operations_of(kind) if described.path == kind.name + path]
    return carried_out(operation, office.actor(who), given, **more)


def test_a_program_is_told_what_is_vacant_of_what_its_person_may_see(kind: CompiledKind, office: Office) -> None:
    tea, hidden = body(office.units["kexie"]), body(office.units["bureau"])
    seat(tea, person(tea.unit, "陈素芬"), SINCE, MARCH)
    day = {"day": "2026-03-31"}
    found = _asked(kind, office, "/held/posts", "clerk", day)
    assert (found["first"], found["last"], found["total"]) == ("2026-03-31", "2026-03-31", 1)
    assert found["unset"] == ["Days in which a vacancy is filled"] and found["counted_for"] == "柯干事"
    line = {"role": "chair", "label": "Chair", "since": "2026-03-15", "until": None, "days": 17, "missing": 1}
    of = {"id": tea.pk, "number": tea.number, "title": tea.title, "unit": tea.unit_id}
    assert found["rows"] == [{**of, **line, "overdue": None}]
    set_value(FILL, None, "16", SINCE, "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    late = _asked(kind, office, "/held/posts", "supervisor", day | {"which": "late"})
    assert [(row["id"], row["overdue"]) for row in late["rows"]] == [(tea.pk, True)]
    every = _asked(kind, office, "/held/posts", "supervisor", day)
    assert {row["id"] for row in every["rows"]} == {tea.pk, hidden.pk}
    second = _asked(kind, office, "/held/posts", "supervisor", day | {"limit": "1", "offset": "1"})
    assert (second["total"], [row["id"] for row in second["rows"]]) == (2, [hidden.pk])
    with pytest.raises(RecordError, match="不能这样统计"):
        _asked(kind, office, "/held/posts", "clerk", {"first": "2026-05-01", "day": "2026-01-01"})


def test_a_program_is_told_who_holds_what_of_a_record(kind: CompiledKind, office: Office) -> None:
    tea: Body = body(office.units["kexie"])
    chair, other = person(tea.unit, "陈素芬"), person(tea.unit, "李国栋")
    seat(tea, chair, SINCE, MARCH)
    seat(tea, other, date(2026, 4, 2), unit=office.units["bureau"])
    found = _asked(kind, office, "/{id}/held/posts", "clerk", {"day": "2026-03-31"}, id=tea.pk)
    of = {"role": "chair", "label": "Chair"}
    assert found["holders"] == [
        {**of, "who": f"{chair.number} 陈素芬", "first": "2026-01-01", "last": "2026-03-14", "stands": "former"},
        {**of, "who": None, "first": "2026-04-02", "last": None, "stands": "later"},
    ]
    gap = {"since": "2026-03-15", "until": "2026-04-01", "days": 17, "missing": 1, "overdue": None}
    assert found["vacant"] == [{**of, **gap}]
