"""The part of a kind whose records put their holder on the rung of a ladder.

Ladder("sort", within="holder", states="certified revoked", spans=models.FirmRung)
TableBeside("rungs", models.FirmRung, _("Rungs"), "record")
Figure("rose", _("Firms that rose"), "rungs.holder", measure="distinct", on="rungs.from_day", only=has_risen(GAP_DAYS))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass

from django.db import models

from luoshi.desk.ladders.actions import drop_rungs, store_rungs
from luoshi.desk.ladders.models import RungDays
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.conditions import Field, Is, Least, When
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import declared_kinds, kind_of
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter
from luoshi.kernel.steps.actions.acts import StepBatch


@dataclass(frozen=True)
class Ladder(CheckedPart):
    """A holder stands, on each day, on the highest rung of its recognitions that are valid on that day.

    Days on which it stands on a rung are kept in a table beside the recognitions, written anew, under the lock of the
    holder, by each step that changes one, so that one entered late also changes what came after it.

    Attributes:
        sort: the field whose code list says, in its column ``rung``, which rung each recognition gives, the greater
            number being the higher one. An item without a number takes no part.
        within: the link to the holder.
        states: the states in which a recognition counts on its days; those that ended count for the days before.
        spans: the table, a subclass of ``RungDays``.
        first, last: the fields with both days of a recognition.
    """

    sort: str
    _: KW_ONLY
    within: str
    states: NameList = NameList(None)
    spans: type[RungDays]
    rung: str = "rung"
    first: str = "from_day"
    last: str = "to_day"

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield fields, states and columns that do not exist or do not suit."""
        columns: dict[str, object] = {column.name: column for column in kind.record._meta.concrete_fields}
        listed = getattr(columns.get(self.sort), "code_list", None)
        if listed is None:
            yield f"ladder {self.sort}: it takes no code of a list, which says the rungs"
        elif self.rung not in listed.columns or listed.columns[self.rung].kind != "number":
            yield f"ladder {self.sort}: the list {listed.name} has no column {self.rung} of whole numbers"
        if not isinstance(columns.get(self.within), Linked):
            yield f"ladder {self.sort}: {self.within} is no link to who stands on it"
        for name in (self.first, self.last):
            if type(columns.get(name)) is not models.DateField:
                yield f"ladder {self.sort}: {name} is no day"
        for name in set(self.states) - {*kind.cycle.states}:
            yield f"ladder {self.sort}: there is no state {name}"
        there = {column.name for column in self.spans._meta.concrete_fields}
        for name in sorted({self.within, "was"} - there):
            yield f"ladder {self.sort}: {self.spans.__name__} has no field {name}"

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Write the spans once the record is written; any step may change a day, the sort or the state."""
        return (KEEP,)


def keep_rungs(batch: StepBatch) -> None:
    """Write the spans of the holders whose recognitions count now or did before; of former holders, too."""
    for part in batch.kind.every(Ladder):
        written = part.spans._default_manager
        records = [act.record for act in batch.acts]
        holders = {getattr(record, f"{part.within}_id") for record in records if record.state in {*part.states}}
        if not batch.step.begins:
            holders |= {*written.filter(record__in=records).values_list(f"{part.within}_id", flat=True)}
        if holders := holders - {None}:
            store_rungs(part, batch.kind, holders, batch.hidden)


def forget_rungs(record: Record) -> None:
    """Delete the spans of a recognition whose content is erased, and write those of its holder anew."""
    kind = kind_of(record)
    for part in kind.every(Ladder):
        holders = {*part.spans._default_manager.filter(record=record.pk).values_list(f"{part.within}_id", flat=True)}
        drop_rungs(part, record)
        if holders:
            store_rungs(part, kind, holders)


def join_ladders(stays: Record) -> None:
    """Write the spans of an entry into which another was merged anew, from the recognitions of both.

    The links of the recognitions lead to it already.
    """
    for kind in declared_kinds():
        for part in kind.every(Ladder):
            link = kind.record._meta.get_field(part.within)
            if isinstance(link, Linked) and link.leads_to(type(stays)):
                store_rungs(part, kind, {stays.pk})


def has_risen(gap: DeclaredParameter) -> When:
    """Return the condition on a span by which it begins with a rise: nothing equal or higher shortly before it.

    A renewal is none, with or without a gap of fewer days than the office's; nor is falling back to a lower rung.

    Args:
        gap: within how many days before it nothing equal or higher may have been valid; unset: unknown.
    """
    renewed = Is(free=Field("from_day"))
    return (Is(free=None) | Least("from_day", Field("free") + gap)) & (Is(free=None) | ~renewed)


KEEP = Stage("uniqueness", keep_rungs)
"""After the record, its terms and its keys are written."""
