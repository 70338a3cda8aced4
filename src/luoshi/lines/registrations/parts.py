"""The part by which a registration takes a seat of its activity."""

from __future__ import annotations

from dataclasses import dataclass

from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.lines.registrations.actions import take_seats

TAKES_SEAT = Stage("record", take_seats)


@dataclass(frozen=True)
class TakesSeat(Part):
    """The steps of ``at`` take a seat, counted under the lock of the activity, whoever takes them."""

    at: NameList = NameList(None)

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Count in the steps that take a seat."""
        return (TAKES_SEAT,) if step.name in self.at else ()
