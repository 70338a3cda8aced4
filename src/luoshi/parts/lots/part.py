"""The parts of kinds whose records are lots, and whose records use lots.

Lots("amount", who="learner", within="provider", key="issuer certificate", expires=YEARS, earns="confirm")
UsesLots("credits", "amount", who="learner", within="provider", uses="use", undoes="undo")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from datetime import date

from django.db import models

from luoshi.base.forms.fields import Fixed
from luoshi.base.record_errors import RecordError
from luoshi.kernel.base.words import words_now
from luoshi.kernel.conditions.queries.evaluation import evaluate_conditions
from luoshi.kernel.kinds.compiled.kind import CheckedPart, CompiledKind
from luoshi.kernel.kinds.language.conditions import When, read_paths, walk_conditions
from luoshi.kernel.kinds.language.names import NameList
from luoshi.kernel.kinds.language.stages import Stage
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import is_own
from luoshi.kernel.kinds.links import Linked
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import declared_kinds, get_kind
from luoshi.kernel.parameters.queries.parameters import DeclaredParameter, parameter_values
from luoshi.kernel.steps.actions.acts import StepAct, StepBatch
from luoshi.kernel.unique.queries import numbers_seen, unique_digest
from luoshi.parts.lots import actions, queries
from luoshi.parts.lots.models import CONVERT, REVOKE
from luoshi.parts.lots.rules import NOTHING, Lot, held_on, last_valid_day

_ = words_now(__name__)


@dataclass(frozen=True)
class Lots(CheckedPart):
    """Its records are lots: an amount of somebody, earned on a day, valid for years, of which parts are used.

    Moves are only added. What was counted once is never counted again, also after it was revoked or erased.

    Attributes:
        amount: the field with the amount; ``who``: the link to whose it is; ``within``: the link to where it counts:
            lots of two places are never used together.
        first, last: the fields with the day on which it was earned, and with its last valid day, which it writes.
        key: the fields that say what was counted; ``each``: where several may count it, each once: of a paper, its
            authors.
        expires: the years for which a lot is valid, 0 for ever: those in force on the day on which it was earned.
        earns: the steps with which it is a lot; ``receives``: those by which it came about by conversion.
        converts, revokes: the steps that take all that is left.
        adjusts: the steps that set another amount: the difference is a move of its own.
        frees: the steps after which it was never counted.
    """

    amount: str
    _: KW_ONLY
    who: str
    within: str
    key: NameList = NameList(None)
    expires: DeclaredParameter
    earns: NameList = NameList(None)
    first: str = "day"
    last: str = "to_day"
    each: When | None = None
    receives: NameList = NameList()
    converts: NameList = NameList()
    revokes: NameList = NameList()
    adjusts: NameList = NameList()
    frees: NameList = NameList()

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing or unsuitable fields, steps that do not exist, and conditions that others could change."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        if not isinstance(columns.get(self.amount), Fixed):
            yield f"lots: {self.amount} is no exact number"
        for name in (self.who, self.within):
            if not isinstance(columns.get(name), Linked):
                yield f"lots: {name} is no link"
        for name in (self.first, self.last):
            if type(columns.get(name)) is not models.DateField:
                yield f"lots: {name} is no day"
        yield from (f"lots: the key names {name}, which is no field" for name in self.key if name not in columns)
        if self.each is not None and not is_own(self.each):
            yield "lots: each= reads something else than the record's own fields"
        for name in (*self.earns, *self.receives, *self.converts, *self.revokes, *self.adjusts, *self.frees):
            if name not in kind.cycle.by_name:
                yield f"lots: no step {name}"
        if self.expires.gives is not int:
            yield f"lots: {self.expires.name} is no number of years: let it be read as count"

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Write moves after what else the step does, and see that nothing is counted twice."""
        moves = {*self.earns, *self.receives, *self.converts, *self.revokes, *self.adjusts}
        return ((MOVES,) if step.name in moves else ()) + (KEYS,)

    @property
    def counted_by(self) -> frozenset[str]:
        """The fields by which it is known whether something was counted already."""
        conditions = walk_conditions(self.each) if self.each is not None else ()
        own = (path[0] for part in conditions for path in read_paths(part))
        return frozenset((*self.key, self.who, *own))

    def holder(self, record: Record) -> int:
        """Return the id of whose lot it is."""
        return int(getattr(record, f"{self.who}_id"))

    def list_lots(self, records: list[Record], day: date | None = None) -> list[Lot]:
        """Return lots as they stand, or stood on a day.

        Raises:
            RecordError: ``unset``: it is not known how long one is valid.
        """
        return queries.lots_standing(records, self.first, self.last, self.expires, day)


@dataclass(frozen=True)
class UsesLots(CheckedPart):
    """Its records use lots of a kind: an amount, first what expires first; undone, the same lots have it back.

    Attributes:
        lots: the kind of the lots.
        amount: the field with the amount; ``who``, ``within``: links as those of the lots.
        uses, undoes: the steps.
    """

    lots: str
    amount: str
    _: KW_ONLY
    who: str
    within: str
    uses: NameList = NameList(None)
    undoes: NameList = NameList()

    def faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield missing or unsuitable fields, steps that do not exist, and a kind without lots."""
        columns = {field.name: field for field in kind.record._meta.concrete_fields}
        if not isinstance(columns.get(self.amount), Fixed):
            yield f"uses of lots: {self.amount} is no exact number"
        for name in (self.who, self.within):
            if not isinstance(columns.get(name), Linked):
                yield f"uses of lots: {name} is no link"
        for name in (*self.uses, *self.undoes):
            if name not in kind.cycle.by_name:
                yield f"uses of lots: no step {name}"

    def cross_faults(self, kind: CompiledKind) -> Iterator[str]:
        """Yield a kind whose records are no lots."""
        found = next((other for other in declared_kinds() if other.name == self.lots), None)
        if found is None or not found.every(Lots):
            yield f"uses of lots: the records of {self.lots} are no lots"

    def stages(self, step: Step) -> tuple[Stage, ...]:
        """Use or give back after what else the step does."""
        return (USES,) if step.name in (*self.uses, *self.undoes) else ()


def write_moves(batch: StepBatch) -> None:
    """Write what the steps of lots move, under the locks of their records.

    Raises:
        RecordError: ``guarded``: an amount would be less than what was used of it.
    """
    name = batch.step.name
    for part in batch.kind.every(Lots):
        for act in batch.iterate_acts():
            record, took = act.record, act.took
            if name in (*part.earns, *part.receives):
                earned = getattr(record, part.first)
                years = parameter_values(part.expires, [record.unit_id], earned).get(record.unit_id)
                if years is not None and getattr(record, part.last) is None:
                    took.set_fields(**{part.last: last_valid_day(earned, years)})
                amount = getattr(record, part.amount)
                converted = name in part.receives
                actions.earn_lot(record, part.holder(record), amount, took.day, took.entry, converted=converted)
            elif name in part.revokes:
                actions.empty_lot(record, part.holder(record), REVOKE, took.day, record.pk, took.entry)
            elif name in part.adjusts:
                _adjust(part, act)
            elif name in part.converts:
                actions.empty_lot(record, part.holder(record), CONVERT, took.day, record.pk, took.entry)


def _adjust(part: Lots, act: StepAct) -> None:
    record, took = act.record, act.took
    change = getattr(record, part.amount) - queries.came_in(record.pk)
    if queries.left_in_lots([record.pk]).get(record.pk, NOTHING) + change < 0:
        words = _("More of it was used, or recognised elsewhere, than would be left.")
        raise RecordError("guarded", words, where=str(record), fields={part.amount: [words]})
    actions.earn_lot(record, part.holder(record), change, took.day, took.entry)


def keep_keys(batch: StepBatch) -> None:
    """Note what is counted, and refuse what was counted before; what was refused for good is free again.

    Raises:
        RecordError: ``guarded``: it is counted already.
    """
    for part in batch.kind.every(Lots):
        for act in batch.iterate_acts():
            if batch.step.name in part.frees:
                actions.free_keys(act.record)
            elif batch.step.begins or not part.counted_by.isdisjoint(act.changes):
                if not batch.step.begins:
                    actions.free_keys(act.record)
                digest, own = _digests(part, act, batch)
                if digest and not actions.keep_key(act.record, digest, own):
                    raise _counted(part, act, batch, digest, own)


def _digests(part: Lots, act: StepAct, batch: StepBatch) -> tuple[str, str]:
    record = act.record
    values = [getattr(record, record._meta.get_field(name).attname) for name in part.key]  # type: ignore[union-attr]
    rule, own = f"lots:{batch.kind.name}", ""
    if part.each is not None and evaluate_conditions([part.each], record, batch.day)[0] is True:
        own = unique_digest(f"{rule}:each", [*values, part.holder(record)])
    return unique_digest(rule, values), own


def _counted(part: Lots, act: StepAct, batch: StepBatch, digest: str, own: str) -> RecordError:
    pk = queries.counted_before(digest, own, act.record.pk)
    number = numbers_seen(batch.kind, [pk], batch.actor, batch.day).get(pk, "") if pk else ""
    words = _("Already counted: %(number)s.") % {"number": number} if number else _("Already counted.")
    fields = {name: [words] for name in part.key if name in act.values}
    return RecordError("guarded", words, where=str(batch.kind.one), fields=fields)


def write_uses(batch: StepBatch) -> None:
    """Use lots or give them back, under the lock of their holder and then of the lots.

    Raises:
        RecordError: ``guarded``: too little is valid. ``unset``: it is not known how long a lot is valid.
    """
    for part in batch.kind.every(UsesLots):
        kind = get_kind(part.lots)
        lots = next(iter(kind.every(Lots)))
        for act in batch.iterate_acts():
            record, took = act.record, act.took
            holder = int(getattr(record, f"{part.who}_id"))
            Record.lock([holder])
            pks = queries.lots_of_holder(holder)
            Record.lock(pks)
            rows = kind.record._default_manager.filter(
                pk__in=pks, **{lots.within: getattr(record, f"{part.within}_id")}
            )
            if batch.step.name in part.undoes:
                given_back = actions.undo_use(record, holder, took.day, took.entry)
                actions.write_expired(lots.list_lots(list(rows.filter(pk__in=given_back))), holder, took.day)
                continue
            standing = lots.list_lots(list(rows.order_by("pk")))
            amount = getattr(record, part.amount)
            if not actions.use_lots(standing, holder, amount, took.day, record, took.entry):
                words = _("Only %(held)s are valid, %(short)s too few.")
                held = held_on(standing, took.day)
                said = {"held": f"{held.normalize():f}", "short": f"{(amount - held).normalize():f}"}
                fields = {part.amount: [words % said]} if part.amount in act.values else {}
                raise RecordError("guarded", words % said, where=str(batch.kind.one), fields=fields)


MOVES, KEYS, USES = (
    Stage("consequences", write_moves),
    Stage("uniqueness", keep_keys),
    Stage("consequences", write_uses),
)
