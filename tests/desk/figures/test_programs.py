"""Programs are told the same figures as people, with what the list takes to show the rows behind each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from counted_kinds import EVENTS_A_YEAR, LARGE, counted_kinds, event, people
from luoshi.base.record_errors import RecordError
from luoshi.desk.api.routes import operations_of
from luoshi.desk.lists.queries.listing import filter_records
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.parameters.actions import set_value
from office import NOW, TODAY, Office
from programs import carried_out

HELD = date(2026, 3, 2)
SPAN = {"first": "2026-01-01", "last": "2026-12-31"}


@pytest.fixture
def kind() -> Iterator[CompiledKind]:
    with counted_kinds() as found:
        yield found


def _asked(kind: CompiledKind, office: Office, path: str, who: str, **given: Any) -> dict[str, Any]:
    (operation,) = [described for described in operations_of(kind) if described.path == kind.name + path]
    return carried_out(operation, office.actor(who), given)


def test_a_program_counts_all_and_opens_what_its_person_may_see(kind: CompiledKind, office: Office) -> None:
    set_value(EVENTS_A_YEAR, None, "≥3", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    for name, visits in (("kexie", 30), ("society", 25), ("bureau", None)):
        event(office.units[name], HELD, sort="talk", attendance=visits)
    found = _asked(kind, office, "/figures", "supervisor", **SPAN, by="unit")
    total = {line_of_total["name"]: line_of_total for line_of_total in found["total"]}
    assert (total["events"]["value"], total["events"]["target"], total["events"]["met"]) == ("3", "≥3", True)
    assert (total["mean"]["value"], total["mean"]["n"], total["mean"]["of"]) == ("27.5", 2, 3)
    assert total["trained"]["value"] is None and len(total["trained"]["unset"]) == 2
    assert {line["label"]: line["figures"][0]["value"] for line in found["lines"]} == {
        "云岭县科学技术协会": "2",
        "云岭县科学技术局": "1",
    }
    rows = next(line["figures"][0]["rows"] for line in found["lines"] if line["key"] == str(office.units["kexie"].pk))
    assert filter_records(kind, office.actor("supervisor"), TODAY, {"figure": rows}).qs.count() == 2
    own = _asked(kind, office, "/figures", "clerk", **SPAN)
    assert (own["total"][0]["value"], own["counted_for"]) == ("3", "柯干事")
    assert filter_records(kind, office.actor("clerk"), TODAY, {"figure": own["total"][0]["rows"]}).qs.count() == 1
    assert _asked(kind, office, "/figures", "outside", **SPAN)["total"][0]["value"] == "0"
    with pytest.raises(RecordError, match="不能这样统计"):
        _asked(kind, office, "/figures", "clerk", first="2026-05-01", last="2026-01-01")
    with pytest.raises(RecordError):
        _asked(kind, office, "/figures", "clerk", by="title")


def test_a_program_is_told_who_lacks_what(kind: CompiledKind, office: Office) -> None:
    set_value(LARGE, None, "10", date(2026, 1, 1), "云科协〔2026〕3号", office.actor("admin"), at=NOW)
    one = people(office.units["kexie"], ["云岭县茶叶学会"], size=10)[0]
    people(office.units["kexie"], ["不详"], size=None)
    found = _asked(kind, office, "/coverage/equipped", "supervisor")
    assert (found["entries"], found["unsure"], found["total"]) == (1, 1, 1)
    assert found["cells"][0] == {"name": "hours", "label": "Hours", "yes": 0, "no": 1, "unknown": 0}
    assert found["rows"] == [{"id": one.pk, "number": one.number, "title": one.title, "cells": {"hours": False}}]
