"""What a declaration of lots cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from luoshi.kernel.kinds.language.conditions import Is
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.credits.models import VALUES
from luoshi.parts.lots.part import Lots, UsesLots


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"amount": "grade"}, "lots: grade is no exact number"),
        ({"who": "grade"}, "lots: grade is no link"),
        ({"within": "certificate"}, "lots: certificate is no link"),
        ({"first": "hours"}, "lots: hours is no day"),
        ({"key": "issuer serial"}, "lots: the key names serial, which is no field"),
        ({"each": Is(learner__state="active")}, "lots: each= reads something else than the record's own fields"),
        ({"earns": "grant"}, "lots: no step grant"),
        ({"expires": VALUES["credits.step"]}, "lots: credits.step is no number of years: let it be read as count"),
    ],
)
def test_lots_that_cannot_work_say_why(given: dict[str, Any], fault: str) -> None:
    kind = get_kind("credits")
    part = replace(next(iter(kind.every(Lots))), **given)
    assert list(part.faults(kind)) == [fault]


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"amount": "person"}, "uses of lots: person is no exact number"),
        ({"who": "used_on"}, "uses of lots: used_on is no link"),
        ({"undoes": "annul"}, "uses of lots: no step annul"),
        ({"lots": "learners"}, "uses of lots: the records of learners are no lots"),
        ({"lots": "nothing"}, "uses of lots: the records of nothing are no lots"),
    ],
)
def test_uses_that_cannot_work_say_why(given: dict[str, Any], fault: str) -> None:
    kind = get_kind("credituses")
    part = replace(next(iter(kind.every(UsesLots))), **given)
    assert [*part.faults(kind), *part.cross_faults(kind)] == [fault]


def test_what_the_office_declares_is_without_fault() -> None:
    for name, sort in (("credits", Lots), ("credituses", UsesLots)):
        kind = get_kind(name)
        for part in kind.every(sort):
            assert not [*part.faults(kind), *part.cross_faults(kind)]
