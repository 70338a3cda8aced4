"""A step within its transaction, as its follow-ups see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic

from typing_extensions import TypeVar

from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.models import Record

R_co = TypeVar("R_co", bound=Record, covariant=True)
V_co = TypeVar("V_co", covariant=True, default=Mapping[str, Any])  # the shape of the values, a TypedDict


@dataclass(frozen=True)
class Took(Generic[R_co, V_co]):
    """A step's effect so far. Follow-ups read it here, never from the journal, which is written for display.

    Attributes:
        record: the step's own locked copy, as the step leaves it.
        entry: the step's journal entry.
        given: the cleaned values of the step's form: dates as dates, rows as instances, numbers as Decimals; an empty
            field has its own empty value.
        actor: who took the step; follow-up steps are taken in the same name.
        at: the moment of the act.
        day: its day, in the office's time zone.
        seat: the post from which the actor took it; 0: none, as for a follow-up step.
        was: the old values of columns that are set and not yet saved.
        on: the business day of the act; ``day`` if the step asks for no other.
        period: the first day of the act's period, if one was named.
        earlier: it is a matter of an earlier year: nothing is owed from before the day of entry.
        completes: by the name of a duty that a part of the kind judges: the first days of the periods that are complete
            with the act; all others are met by the act itself.
    """

    record: R_co
    entry: Entry
    given: V_co
    actor: Actor
    at: datetime
    day: date
    seat: int = 0
    was: dict[str, Any] = field(default_factory=dict)
    on: date = date.min
    period: date | None = None
    earlier: bool = False
    completes: dict[str, list[date]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.on == date.min:
            object.__setattr__(self, "on", self.day)

    @property
    def owed_from(self) -> date:
        """The day from which duties begin or end by it."""
        return self.day if self.earlier else self.on

    def set_fields(self, **values: Any) -> None:
        """Set fields of the record; they are saved once, with all other changes of the step."""
        for name, value in values.items():
            column = self.record._meta.get_field(name).attname  # type: ignore[union-attr]
            self.was.setdefault(column, getattr(self.record, column))
            setattr(self.record, name, value)

    def write(self) -> None:
        """Save what is set, all at once: at the end of the step, and before a further step on the same record."""
        changed = [column for column, was in self.was.items() if getattr(self.record, column) != was]
        self.was.clear()
        if changed:
            self.record.save(update_fields=changed)

    def of(self, record: Record, entry: Entry) -> Took[Record]:
        """Return the same for a step that follows from this one, by the same actor at the same moment."""
        return Took(record, entry, {}, self.actor, self.at, self.day, on=self.on, earlier=self.earlier)
