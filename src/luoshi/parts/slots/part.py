"""The part of a kind whose records book a thing from one moment to another.

Booked("thing", "from_at", "to_at", where=~Is(state="cancelled"), within="from_day to_day", used="used")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from luoshi.base.forms.fields import Fixed
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.conditions import When
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import is_own
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.parts.slots.actions import store_slots
from luoshi.parts.slots.queries import slots_of, taken_slot
from luoshi.parts.slots.rules import format_slot, slot_fault, split_by_month, whole_days

_ = words_now(__name__)


@dataclass(frozen=True)
class Booked(CheckedPart):
    """Its records book a thing, ``[first, last)``: two bookings of a thing, of whatever kind, never overlap.

    Adjoining slots do not clash. The thing is locked while its slots are looked at, so that of two bookings at the same
    moment one is refused. The refusal names the slot that is taken, and the number of the booking to those who may read
    it. Erased bookings hold no slot.

    Attributes:
        thing: the link to what is booked.
        first, last: the fields with both moments; with ``days`` both days, the last one included.
        where: the bookings that hold their slot, by state and own fields; None: all.
        within: both fields of the thing with the days between which it is shared: "from_day to_day"; empty: no limit.
        used: the field with the hours that were used; "": nobody says.
    """

    thing: str
    first: str
    last: str
    _: KW_ONLY
    where: When | None = None
    days: bool = False
    within: NameList = NameList()
    used: str = ""

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing or unsuitable fields, and conditions that others could change."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        link, wanted = columns.get(self.thing), models.DateField if self.days else models.DateTimeField
        if not isinstance(link, Linked) or link.several:
            yield f"booked: {self.thing} is no link to the things of one kind"
        else:
            there = {field.name: field for field in link.related_model._meta.concrete_fields}
            for name in self.within:
                if not isinstance(there.get(name), models.DateField):
                    yield f"booked: {name} of {self.thing} is no day"
            if len(self.within) not in (0, 2):
                yield "booked: within= names two days, the first and the last"
        for name in (self.first, self.last):
            # a DateTimeField is a DateField, too
            if type(columns.get(name)) is not wanted:
                yield f"booked: {name} is no {'day' if self.days else 'moment: say days=True for whole days'}"
        if self.used and not isinstance(columns.get(self.used), Fixed):
            yield f"booked: {self.used} holds no exact number of hours"
        if self.where is not None and not is_own(self.where):
            yield "booked: where= reads something else than the record's own fields"

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Refuse what is taken before anything is written, then again under the lock of the thing."""
        return (REFUSE, KEEP)

    def moments(self, values: Mapping[str, object]) -> tuple[datetime, datetime] | None:
        """Return the moments of a booking with these values; None: they are not known."""
        first, last = values[self.first], values[self.last]
        if first is None or last is None or values[self.thing] is None:
            return None
        if not isinstance(first, date) or not isinstance(last, date):
            raise TypeError(f"{self.first} and {self.last} are no days")
        if self.days:
            return whole_days(first, last, timezone.get_current_timezone())
        if not isinstance(first, datetime) or not isinstance(last, datetime):
            raise TypeError(f"{self.first} and {self.last} are no moments")
        return first, last

    def shared_days(self, thing: Record) -> tuple[date | None, date | None]:
        """Return the days between which a thing is shared."""
        if not self.within:
            return None, None
        first, last = (getattr(thing, name) for name in self.within)
        return first, last

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that it reads."""
        return (self.thing, self.first, self.last, *filter(None, (self.used,)))


def refuse_taken(batch: StepBatch) -> None:
    """Refuse slots that cannot be booked or are taken, of acts that change a booking's slot.

    Raises:
        RecordError: ``guarded``.
    """
    for part in batch.kind.every(Booked):
        for act in batch.iterate_acts():
            values = {name: act.left.get(name, getattr(act.record, name)) for name in part.fields}
            changed = batch.step.begins or any(values[name] != getattr(act.record, name) for name in part.fields)
            if changed and _holds(part, act, batch):
                _refuse(part, act, batch, values)


def keep_slots(batch: StepBatch) -> None:
    """Write the slots that the bookings hold now, under the lock of the things.

    Two queries for all acts, and up to six for each whose slots change.

    Raises:
        RecordError: ``guarded``: another booking came first.
    """
    zone = timezone.get_current_timezone()
    for part in batch.kind.every(Booked):
        there = slots_of([act.record.pk for act in batch.acts])
        for act in batch.iterate_acts():
            record = act.record
            values: dict[str, object] = {name: getattr(record, name) for name in part.fields}
            used = getattr(record, part.used) if part.used else None
            moments = part.moments(values) if _holds(part, act, batch, written=True) else None
            wanted = split_by_month(*moments, used, zone) if moments else []
            thing = getattr(record, f"{part.thing}_id")
            had = [(slot.thing_id, slot.from_at, slot.to_at, slot.used) for slot in there.get(record.pk, ())]
            if had == [(thing, slot.first, slot.last, slot.used) for slot in wanted]:
                continue
            if wanted:
                Record.lock([thing])
                _refuse(part, act, batch, values)
            store_slots(record, thing, wanted)


def _holds(part: Booked, act: StepAct, batch: StepBatch, *, written: bool = False) -> bool:
    """Whether a booking certainly holds its slot, as the step leaves it, or as it was written."""
    if part.where is None:
        return True
    return evaluate_conditions([part.where], act.record, batch.day, values=None if written else act.left)[0] is True


def _refuse(part: Booked, act: StepAct, batch: StepBatch, values: Mapping[str, object]) -> None:
    moments, thing = part.moments(values), values[part.thing]
    if moments is None or not isinstance(thing, Record):
        return
    record, zone = act.record, timezone.get_current_timezone()
    shared = part.shared_days(thing)
    said: dict[str, object] = {"thing": thing.title, "from": shared[0], "to": shared[1]}
    fault = slot_fault(*moments, shared, zone)
    if fault:
        what = {
            "order": _("A booking ends after it begins."),
            "long": _("A booking lasts at most a year: book what follows apart."),
            "before": _("“%(thing)s” is shared from %(from)s on.") % said,
            "after": _("“%(thing)s” is shared until %(to)s.") % said,
        }[fault]
        name = part.last if fault in ("after", "long") else part.first
        raise _refused(part, act, batch, what, _("Correct the time."), name)
    taken = taken_slot(thing.pk, *moments, record.pk, batch.actor, batch.day)
    if taken is not None:
        first, last, number = taken
        said |= {"slot": format_slot(first, last, zone), "number": number}
        what = _("“%(thing)s” is taken: %(slot)s, %(number)s.") if number else _("“%(thing)s” is taken: %(slot)s.")
        remedy = _("Choose another time; its page shows what is free.")
        raise _refused(part, act, batch, what % said, remedy, part.first)


def _refused(part: Booked, act: StepAct, batch: StepBatch, what: str, remedy: str, name: str) -> RecordError:
    where = str(act.record) if act.record.pk else str(batch.kind.one)
    fields = {name: [what]} if name in act.values else {}
    return RecordError("guarded", what, where=where, remedy=remedy, fields=fields)


REFUSE, KEEP = Stage("needs", refuse_taken), Stage("uniqueness", keep_slots)
