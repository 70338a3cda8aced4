"""The term over which a record is valid, such as an agreement, a certificate or a membership, and its renewal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from luoshi.kernel.kinds.language.conditions import Valid, When
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.parts import Part
from luoshi.kernel.kinds.language.steps import Cycle


@dataclass(frozen=True)
class Validity(Part):
    """The days on which a record is valid, both included; an empty last day leaves the end open. Never a state.

    A step that renews sets a new first and last day; the earlier ones are kept, so that a gap between two terms remains
    visible, and ``Valid(first, last)`` checks all terms. Ending early sets the last day.

    Attributes:
        first, last: the fields with the days.
        renews: the steps that set a new term; they must ask for both days.
        warn: the parameter with the days before the end from which the list warns; None: it only reports what has
            ended.
        where: the records whose end matters, by state and own fields; a closed record's never does.
    """

    first: str = "from_day"
    last: str = "to_day"
    renews: NameList = NameList()
    warn: Any = None
    where: When | None = None

    def is_asked_by(self, condition: Valid) -> bool:
        """Whether a condition checks these very days."""
        return (condition.first[-1], condition.last[-1]) == (self.first, self.last)

    @property
    def days(self) -> tuple[str, str]:
        """The fields with both days."""
        return self.first, self.last

    def extend_cycle(self, cycle: Cycle) -> Cycle:
        """Return the life cycle with examples of both days for the steps that renew."""
        anew = dict.fromkeys(self.days, self._after)
        return cycle.with_steps(
            replace(step, example={**anew, **step.example}) if step.name in self.renews else step
            for step in cycle.resolved_steps
        )

    def _after(self, record: Any, around: Any) -> str:
        """Return a day on which a new term may begin, for examples."""
        day: date = (getattr(record, self.last) or around.day) + timedelta(days=1)
        return day.isoformat()
