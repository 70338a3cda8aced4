"""A step in the midst of its transaction, as what follows from it sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from luoshi.org.base.statements import update_row_fields
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.models import Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Took(Generic[R_co]):
    """What a step did so far. What follows reads it here, never in the journal, which is written to be shown.

    Attributes:
        record: the step's own copy, locked, as the step leaves it.
        entry: what the journal says of the step.
        given: the cleaned values of the step's form: dates as dates, rows as instances, numbers as Decimals; what was
            left empty is there as the field's own empty value.
        actor: who took the step, to take further ones with that follow from it.
        at: the moment of the act.
        day: its day, in the office's time.
        seat: the post from which the actor took it; 0: none, as for what follows from another step.
        was: of the record's columns that are set and not yet written, what they were.
        on: the business day, on which what it says took place; ``day`` where the step asks for no other.
        period: first day of the period that its act is for, where one was named.
    """

    record: R_co
    entry: Entry
    given: Mapping[str, Any]
    actor: Actor
    at: datetime
    day: date
    seat: int = 0
    was: dict[str, Any] = field(default_factory=dict)
    on: date = date.min
    period: date | None = None

    def __post_init__(self) -> None:
        if self.on == date.min:
            object.__setattr__(self, "on", self.day)

    def set(self, **values: Any) -> None:
        """Set fields of the record; they are written once, with all else that the step changes of it."""
        for name, value in values.items():
            column = self.record._meta.get_field(name).attname  # type: ignore[union-attr]
            self.was.setdefault(column, getattr(self.record, column))
            setattr(self.record, name, value)

    def write(self) -> None:
        """Write what is set, in one statement: at the end of the step, and before a further one on the same record."""
        changed = [column for column, was in self.was.items() if getattr(self.record, column) != was]
        self.was.clear()
        if changed:
            update_row_fields(self.record, *sorted(changed))

    def of(self, record: Record, entry: Entry) -> Took[Record]:
        """The same for a step that followed from this one, of the same actor at the same moment."""
        return Took(record, entry, {}, self.actor, self.at, self.day, on=self.on)
