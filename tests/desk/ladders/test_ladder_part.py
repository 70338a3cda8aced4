"""What a ladder refuses at the start."""

from __future__ import annotations

from dataclasses import replace

from luoshi.desk.ladders.part import Ladder
from luoshi.kernel.kinds.registry import get_kind
from luoshi.lines.firms.models import FirmRung


def test_a_ladder_names_what_does_not_suit() -> None:
    kind = get_kind("recognitions")
    (right,) = kind.every(Ladder)
    assert not list(right.faults(kind))
    wrong = replace(right, sort="level", within="title", states="certified gone", first="title")
    said = " ".join(wrong.faults(kind))
    for part in ("has no column rung of whole numbers", "title is no link", "no state gone", "title is no day"):
        assert part in said
    assert "takes no code" in " ".join(
        Ladder("title", within="holder", states="certified", spans=FirmRung).faults(kind)
    )
