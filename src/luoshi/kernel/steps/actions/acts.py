"""Acts of one step on records of one kind, with their progress through the stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from luoshi.base.rights.rules.rights import Actor
from luoshi.kernel.duties.actions.took import Took
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.holders.actions import Stood
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import Held


@dataclass(eq=False)
class StepAct:
    """A step's effect on one record.

    Attributes:
        record: for a step that begins one, not saved yet, with its fields set; otherwise locked and unchanged.
        values: the cleaned values of the step's form.
        standing: the relations that permit the actor to take it; {}: it follows from another step.
        says: the values that its entry names, if not all of them.
        number: a number kept from elsewhere; "": the next of its series.
        on: the business day.
        left: for an existing record, the fields as the step leaves them.
        computed: the fields computed from others by a formula; ``computed_from``: of what, for the journal.
        changes: for an existing record, the fields that are set; ``was``: the old values of their columns.
        stood: its holders before the step.
        duties: the duties with which it begins.
        took: the act as follow-ups see it, once it is journaled.
    """

    record: Record
    values: dict[str, Any]
    standing: Held
    says: Mapping[str, object] | None = None
    number: str = ""
    on: date = date.min
    left: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, object] = field(default_factory=dict)
    computed_from: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    was: dict[str, Any] = field(default_factory=dict)
    stood: Stood = field(default_factory=dict)
    duties: list[tuple[Duty, list[Occurrence]]] = field(default_factory=list)
    took: Took[Record] = field(init=False, repr=False)


@dataclass(eq=False)
class StepBatch:
    """Acts of one step at one moment: one, as in ``begin`` and ``take``, or one for each row of a sheet.

    Attributes:
        asked: a person asks for it, so the office's limit for late entry applies; False: another step or the program
            does.
        bare: files and rows come with it only where the sheet has them: the record's page reports what is missing.
        earlier: a sheet of matters of earlier years brings them in: the limit for late entry does not apply, nobody is
            notified, and nothing is owed from before the day of entry.
        hidden: the import whose rows stay hidden until all of them are valid; notifications wait for that.
        current: the act that a stage is working on, or at which it failed.
        known: values that were read for one act and are the same for others.
    """

    kind: CompiledKind
    step: Step
    actor: Actor
    at: datetime
    acts: list[StepAct]
    asked: bool = True
    bare: bool = False
    hidden: Model | None = None
    earlier: bool = False
    current: StepAct | None = None
    known: dict[object, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        """The day of the acts, in the office's time zone."""
        return timezone.localdate(self.at)

    @property
    def local(self) -> datetime:
        """The moment of the acts, in the office's time zone."""
        return timezone.localtime(self.at)

    @property
    def records(self) -> list[Record]:
        """The records of the acts, in order."""
        return [act.record for act in self.acts]

    def iterate_acts(self) -> Iterator[StepAct]:
        """Yield the acts one by one; if a stage fails, ``current`` is the act that failed."""
        for act in self.acts:
            self.current = act
            yield act
        self.current = None
