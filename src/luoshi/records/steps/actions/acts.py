"""Acts of one step on records of one kind, as far as the stages of the door have brought them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.duties.actions.took import Took
from luoshi.records.duties.models import Duty, Occurrence
from luoshi.records.holders.actions import Stood
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.rules import Step
from luoshi.records.rights.queries.rights import Held


@dataclass(eq=False)
class StepAct:
    """What a step does to one record.

    Attributes:
        record: for a step that begins one not written yet, with its fields set; else locked, as it was.
        values: the cleaned values of the step's form.
        standing: the relations from which the actor takes it; {}: what follows from another step.
        says: the values that its entry names, where that is not all of them.
        number: one that the record keeps from elsewhere; "": the next of its series.
        on: the business day.
        left: of a record that is there the fields as the step leaves them.
        computed: the fields that follow from others by a formula.
        changes: of a record that is there the fields that are set; ``was``: what their columns held before.
        stood: who held what of it before.
        duties: with which it begins.
        took: the act as what follows sees it, once it is journaled.
    """

    record: Record
    values: dict[str, Any]
    standing: Held
    says: Mapping[str, Any] | None = None
    number: str = ""
    on: date = date.min
    left: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)
    stood: Stood = field(default_factory=dict)
    duties: list[tuple[Duty, list[Occurrence]]] = field(default_factory=list)
    took: Took[Record] = field(init=False, repr=False)


@dataclass(eq=False)
class StepBatch:
    """Acts of one step at one moment: one, as ``begin`` and ``take`` have it, or as many as a sheet has rows.

    Attributes:
        asked: a person asks for it, so that the office's bound of late entry holds; else another step or the program.
        bare: neither files nor rows come with it: what is missing of them the record's page says.
        hidden: the import whose rows nobody sees before all of them are valid: what tells people waits for that.
        current: the act that a stage is at, or stopped at.
        known: what was read for one act and is the same for others.
    """

    kind: Kind
    step: Step
    actor: Actor
    at: datetime
    acts: list[StepAct]
    asked: bool = True
    bare: bool = False
    hidden: Any = None
    current: StepAct | None = None
    known: dict[Any, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day of the acts, in the office's time."""
        return timezone.localdate(self.at)

    @property
    def records(self) -> list[Record]:
        """Their records, in their order."""
        return [act.record for act in self.acts]

    def each(self) -> Iterator[StepAct]:
        """The acts one by one; ``current`` says at which one it stopped."""
        for act in self.acts:
            self.current = act
            yield act
        self.current = None
