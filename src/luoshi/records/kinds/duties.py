"""Duties as kinds declare them: what is owed when, and while what holds of the record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

from luoshi.records.base.errors import RecordError
from luoshi.records.kinds.conditions import Beside, Given, Holds, Is, Least, Owes, Some, Valid, When, walk_conditions
from luoshi.records.kinds.holdings import what_is_held
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.parts import Part

if TYPE_CHECKING:
    from luoshi.records.kinds.declaration import Kind

AHEAD = 12  # months for which the due dates of a duty with a ``rule`` are laid out, where it says nothing else


# Whether each of several conditions holds of a record as a step leaves it, on a day; None: it cannot be told.
Ask = Callable[[Sequence[When], Record, date], Sequence[bool | None]]


class Valued(Protocol):
    """A value that offices set differently: ``records.parameters.queries.parameters.Parameter``."""

    def of(self, unit: int, day: date) -> Any:
        """What holds for a unit on a day; RecordError("unset") where nobody set one."""
        ...


@dataclass(frozen=True)
class Owed(Part):
    """A duty of a kind's records: its name, and when what is owed.

    One of ``rule``, ``every``, ``since`` and ``at`` says when. A duty with a ``rule`` begins and ends with the steps
    that name it. The others are owed while ``where`` holds and the record is not closed, from the business day of the
    step after which it holds to that of the step after which it no longer does: those spans are the rows of ``Duty``.
    While ``where`` cannot be told nothing begins and nothing ends.

    Attributes:
        rule: ``rule(record, on)`` gives a rule of ``duties.rules`` as a plain dict; it may raise
            ``RecordError("unset")`` for a parameter that no one has set: the duty then stands without a date and says
            which value is missing. The record is as the step leaves it, and not yet written so.
        every: each period of the calendar: ``P1M``, ``P1Y``, or the value that says of how many months one is.
        since: the value that says how many months after the last act, or the beginning, the next one is due.
        at: the field of the record with the day on which it is due; while that is empty nothing is owed.
        where: what must hold of the record, of its state and its own fields.
        share: how much of a period may have passed, in per cent, for it to be owed still when the duty begins within
            it, or the value that says so; unset: every period begun is owed in full.
        ahead: months for which due dates are laid out. None: 12 for a ``rule``, else the next period and no further,
            since holders and values of a period are known on its first day.
        since_day: the field of the record with the day on which began what it hangs on: periods from then on are owed
            though it was entered later, as far back as ``back`` says.
        back: the value that says from which day on; unset: from entry on.
        holder: whose it is: what is held about the record (a ``Held`` of the kind, with the code of a role after a
            blank). A period is theirs who hold it on its first day, else of the first who does within it; it is read
            from who holds it, so that what is entered later counts. Without it: the record's own post.
    """

    name: str
    label: Any
    rule: Callable[[Record, date], Mapping[str, Any]] | None = None
    every: str | Valued = ""
    since: Valued | None = None
    at: str = ""
    where: When | None = None
    share: int | Valued = 100
    ahead: int | None = None
    holder: str = ""
    since_day: str = ""
    back: Valued | None = None

    def __post_init__(self) -> None:
        if bool(self.since_day) != (self.back is not None) or (self.since_day and not self.every):
            raise ValueError(f"duty {self.name}: say since_day with back, of what is owed in each period (every)")
        if sum(bool(way) for way in (self.rule, self.every, self.since, self.at)) != 1:
            raise ValueError(f"duty {self.name}: say one of rule, every, since and at")
        if self.rule and self.where is not None:
            raise ValueError(f"duty {self.name}: steps begin and end it, so where is asked by nobody")

    @property
    def by_spans(self) -> bool:
        """Whether it begins and ends by itself, with what holds of the record."""
        return self.rule is None

    @property
    def months_ahead(self) -> int | None:
        """For how many months due dates are laid out; None: the next period and no further."""
        return AHEAD if self.ahead is None and self.rule else self.ahead

    def began(self, record: Record) -> date | None:
        """The day on which began what it hangs on; None where that is not said."""
        day: date | None = getattr(record, self.since_day) if self.since_day else None
        return day

    def owed_from(self, record: Record, on: date) -> date:
        """The day from which it is owed where it begins on a day for the first time. Two queries where that is later.

        The office says how far back (``back``); while it does not, it is owed from its beginning here on.
        """
        began = self.began(record)
        if began is None or self.back is None or began >= on:
            return on
        try:
            back: date = self.back.of(record.unit_id, on)
        except RecordError as error:
            if error.code != "unset":
                raise
            return on
        return min(on, max(began, back))

    def rule_on(self, record: Record, on: date) -> Mapping[str, Any]:
        """Its rule for a duty of the record that begins on a day.

        Raises:
            RecordError: ``unset``; it names the parameter.
        """
        if self.rule:
            return self.rule(record, on)
        if self.at:
            return {"kind": "date", "due": getattr(record, self.at).isoformat()}
        if self.since:
            return {"kind": "since", "count": self.since.of(record.unit_id, on), "unit": "month"}
        every = self.every if isinstance(self.every, str) else f"P{self.every.of(record.unit_id, on)}M"
        return {"kind": "every", "every": every, "share": self._share(record.unit_id, on), "in_period": True}

    def _share(self, unit: int, on: date) -> int:
        if isinstance(self.share, int):
            return self.share
        try:
            return int(self.share.of(unit, on))
        except RecordError as error:
            if error.code != "unset":
                raise
            return 100

    def faults(self, kind: Kind) -> Iterator[str]:
        """What is wrong with it in a kind: a field that is none, steps that begin or end what goes by spans."""
        fields = {field.name: field for field in kind.record._meta.get_fields()}
        if self.at and self.at not in fields:
            yield f"duty {self.name}: no field {self.at}"
        if self.since_day and not isinstance(fields.get(self.since_day), models.DateField):
            yield f"duty {self.name}: since_day {self.since_day} is no day"
        if isinstance(self.every, str) and self.every and not re.fullmatch(r"P[1-9][0-9]{0,2}[DWMY]", self.every):
            yield f"duty {self.name}: every={self.every} is no period: P1M, P3M, P1Y, or a value of the office"
        held, code = what_is_held(kind, self.holder)
        if self.holder and held is None:
            yield f"duty {self.name}: nothing that is held is called {self.holder}"
        elif self.holder and not self.every:
            yield f"duty {self.name}: it has no periods that somebody could hold: say every"
        elif held and code and not held.role:
            yield f"duty {self.name}: {held.name} is one thing alone, and has no {code}"
        for part in walk_conditions(self.where) if self.where is not None else ():
            asked = part.asked if isinstance(part, Is) else ()
            own = all(len(test.path) == 1 for test in asked) and not (isinstance(part, Least) and len(part.path) > 1)
            if not own or isinstance(part, Beside | Given | Holds | Owes | Some | Valid):
                yield f"duty {self.name}: where names only the record's state and its own fields"
        for step in kind.cycle.by_name.values():
            if self.by_spans and self.name in {*step.starts, *step.drops}:
                yield f"step {step.name}: the duty {self.name} begins and ends by itself"


def span_duties_owed(record: Record, on: date, ask: Ask) -> dict[str, bool | None]:
    """Which of its duties that go by spans a record owes from a day on, by name; None: it cannot be told."""
    spans = [duty for duty in record.declared.owed.values() if duty.by_spans]
    there = [span for span in spans if not record.closed and not (span.at and getattr(record, span.at) is None)]
    found: dict[str, bool | None] = {span.name: span in there for span in spans}
    asked = [duty for duty in there if duty.where is not None]
    if asked:
        told = ask([duty.where for duty in asked if duty.where is not None], record, on)
        found |= {duty.name: answer for duty, answer in zip(asked, told, strict=True)}
    return found
