"""Opens many records at once, with the checks and traces of ``begin`` and few statements a batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.org.base.locks import units_stay
from luoshi.org.base.statements import insert_own
from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.code_lists.kept import keeping
from luoshi.records.conditions.queries.asked import answers
from luoshi.records.duties.actions.duties import first_duties
from luoshi.records.duties.actions.took import Took
from luoshi.records.duties.models import Duty, Occurrence
from luoshi.records.held.actions import lock_held, refuse_overlaps
from luoshi.records.held.queries import concerned
from luoshi.records.journal.actions.journal import journal_many
from luoshi.records.journal.models import Entry
from luoshi.records.kinds.choosers import LinkField
from luoshi.records.kinds.computed import Computed
from luoshi.records.kinds.declaration import Kind
from luoshi.records.kinds.fields import title_of
from luoshi.records.kinds.forms import EvidenceField, UnitField
from luoshi.records.kinds.links import taken_over
from luoshi.records.kinds.models import Record
from luoshi.records.kinds.row_forms import RowsField
from luoshi.records.kinds.rules import Step
from luoshi.records.kinds.unique import Unique
from luoshi.records.many.queries import held_said, same_said
from luoshi.records.messages.actions.messages import Tells
from luoshi.records.rights.queries.rights import Held, may_open
from luoshi.records.search.actions import index_new
from luoshi.records.steps.actions.computing import computed, outcome_said, reckon
from luoshi.records.steps.actions.numbers import next_numbers
from luoshi.records.steps.actions.steps import begin, said
from luoshi.records.unique.actions import keep_written

BATCH = 500  # rows a statement, where the database takes so many


@dataclass(frozen=True)
class Checked:
    """A row as ``begin`` would see it: its values, or by field what is wrong with them ("" for the row as a whole)."""

    values: Mapping[str, Any]
    standing: Held
    wrong: Mapping[str, list[str]] = field(default_factory=dict)
    said: Mapping[str, Any] | None = None  # what its entry says, where that is not all values
    marked: bool = False  # it bears a secrecy marking: none of its words may be shown again
    doubts: Sequence[str] = ()  # of what it may be a double: nothing wrong, but to be known before it is brought in


@keeping()
def check_many(
    kind: Kind, actor: Actor, rows: Iterable[Mapping[str, Any]], *, at: datetime, numbers: Sequence[int] = ()
) -> list[Checked]:
    """Each row by the opening step's form, the right to open it there, and what is there already; writes nothing.

    Queries: one for each different unit named, two for each unit's rights; for a kind with ``Unique`` one for every 500
    rows, one for those that are there, and one a row where a condition says which records count.

    Args:
        numbers: what each row is called in its sheet; none: 1, 2, 3…
    """
    known: dict[str, dict[str, Any]] = {}
    rights: dict[int, Held] = {}
    checked = [_check(kind, actor, row, at, known, rights) for row in rows]
    if kind.every(Unique):
        checked = _same_found(kind, actor, checked, at, numbers)
    return _held_found(kind, actor, checked, at, numbers) if concerned(kind) else checked


@keeping()
@transaction.atomic
def begin_many(
    kind: Kind, actor: Actor, rows: Sequence[Mapping[str, Any]], *, at: datetime, numbers: Sequence[int] = ()
) -> list[Record]:
    """Open a record of each row, in this order: all of them, or none.

    Each is checked, numbered, journaled and given its duties as by ``begin``.

    Args:
        rows: raw values for the opening step's form.
        at: the moment of the act, aware.
        numbers: what each row is called in its sheet.

    Raises:
        RecordError: ``incomplete``; ``fields`` are by the row's place in ``rows``, from 0. ``guarded``: something is
            there since a moment ago that may not be there twice.
    """
    units_stay()
    checked = check_many(kind, actor, rows, at=at, numbers=numbers)
    if wrong := {at_row: one.wrong for at_row, one in enumerate(checked) if one.wrong}:
        said = {
            str(row): [sentence for all_of in fields.values() for sentence in all_of] for row, fields in wrong.items()
        }
        raise RecordError(
            "incomplete",
            _("%(wrong)d of %(count)d rows are incomplete or wrong.") % {"wrong": len(wrong), "count": len(rows)},
            where=str(kind.label),
            remedy=_("Nothing was saved. Put it right and send again."),
            fields=said,
        )
    if not _plainly_stored(kind.record):
        return [begin(kind, actor, row, at=at).record for row in rows]
    return _open(kind, actor, checked, at)


def open_many(
    kind: Kind,
    values: Sequence[Mapping[str, Any]],
    actor: Actor,
    *,
    at: datetime,
    numbers: Sequence[str] = (),
    says: Collection[str] = (),
) -> list[Record]:
    """Open a record of each of these, in this order, as a consequence of a step in whose transaction it runs.

    Args:
        values: the fields that the opening step sets, as objects of the program: nothing is checked here, neither
            form nor right; whoever took the step had it.
        numbers: for each a number that it keeps from elsewhere, "" for the next of the kind's series.
        says: the values that its entry names, where the whole stands in what that other step wrote; none: all.
    """
    checked = [Checked(one, {}, said={name: one[name] for name in says or one if name in one}) for one in values]
    return _open(kind, actor, checked, at, numbers)


def _check(
    kind: Kind,
    actor: Actor,
    row: Mapping[str, Any],
    at: datetime,
    known: dict[str, dict[str, Any]],
    rights: dict[int, Held],
) -> Checked:
    step = kind.cycle.first
    if step.given is None:
        raise TypeError(f"{kind.name} opens without a form: there is nothing to bring in")
    if actor.behalf:
        return Checked({}, {}, {"": [_("A mandate is for decisions on matters that are there.")]})
    form = step.given(row, None, record=kind.record(), actor=actor, at=at)
    for name, one in form.fields.items():
        if isinstance(one, EvidenceField | RowsField):
            one.required = False  # no sheet brings files or rows: the record's page says that they are missing
        elif isinstance(one, UnitField | LinkField):
            one.to_python = _remembering(one.to_python, known.setdefault(name, {}))  # type: ignore[assignment,method-assign]
    if not form.is_valid():
        said = {name: [str(one) for one in sentences] for name, sentences in form.errors.items()}
        return Checked({}, {}, said, marked=getattr(form, "marked", False))
    values = {**form.cleaned_data, **taken_over(kind.record, form.cleaned_data, step.sets)}
    unit, day = values["unit"], timezone.localdate(at)
    if unit.pk not in rights:
        rights[unit.pk] = may_open(kind, actor, unit.pk, day, step)
    if not rights[unit.pk]:
        return Checked({}, {}, {"unit": [_("You may not open this here.")]})
    if kind.every(Computed):
        try:
            computed(kind.record(kind=kind.name, **step.values(values)), {}, values.get(step.on) or day)
        except RecordError as error:
            return Checked({}, {}, {"": [error.what]})
    return Checked(values, rights[unit.pk])


def _same_found(
    kind: Kind, actor: Actor, checked: Sequence[Checked], at: datetime, numbers: Sequence[int]
) -> list[Checked]:
    """The rows, with what of them is there already, or in a row before."""
    right = {place: one.values for place, one in enumerate(checked) if not one.wrong}
    numbers = numbers or range(1, len(checked) + 1)
    found = same_said(kind, right, actor, timezone.localdate(at), lambda place: numbers[place])
    return [
        replace(one, wrong={"": why} if (why := found.refused.get(place)) else one.wrong, doubts=found.doubts[place])
        if place in right
        else one
        for place, one in enumerate(checked)
    ]


def _held_found(
    kind: Kind, actor: Actor, checked: Sequence[Checked], at: datetime, numbers: Sequence[int]
) -> list[Checked]:
    """The rows, with what of them would leave too many who hold something; the door asks it again under its lock."""
    right = {place: one.values for place, one in enumerate(checked) if not one.wrong}
    numbers = numbers or range(1, len(checked) + 1)
    found = held_said(kind, right, actor, timezone.localdate(at), lambda place: numbers[place])
    return [replace(one, wrong={"": found[place]}) if place in found else one for place, one in enumerate(checked)]


def _remembering(find: Callable[[Any], Any], known: dict[str, Any]) -> Callable[[Any], Any]:
    """The same look-up, asked once for each different word: sheets name the same few on every row."""

    def found(value: Any) -> Any:
        word = str(value or "")
        if word not in known:
            try:
                known[word] = find(value)
            except ValidationError as error:
                known[word] = error
        if isinstance(known[word], ValidationError):
            raise known[word]
        return known[word]

    return found


def _plainly_stored(model: type[Record]) -> bool:
    """Whether its rows may be written in batches: nothing else happens on saving, and it hangs on Record itself."""
    return model.save is models.Model.save and list(model._meta.parents) == [Record]


def in_steps(kind: Kind) -> bool:
    """Whether records of a kind may be written before they are valid: opening one does no more than tell people.

    What else follows may refuse, or write what is seen at once: then all rows come in one transaction. So do those that
    say who holds something, of which too many are refused.
    """
    told = all(isinstance(one, Tells) for one in kind.cycle.first.follows)
    return _plainly_stored(kind.record) and told and not concerned(kind)


def open_hidden(kind: Kind, actor: Actor, checked: Sequence[Checked], batch: Any, *, at: datetime) -> list[Record]:
    """Open a record of each checked row, of which nobody knows before its import makes it valid.

    What is to follow for those concerned is left to the import, since nobody may be told yet.

    Args:
        batch: the import, an ``ImportRun``.
    """
    return _open(kind, actor, checked, at, batch=batch)


def _open(
    kind: Kind, actor: Actor, checked: Sequence[Checked], at: datetime, kept: Sequence[str] = (), batch: Any = None
) -> list[Record]:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("records are opened in the transaction of their entries")
    step, day = kind.cycle.first, timezone.localdate(at)
    lock_held(kind, [one.values for one in checked])
    kept = kept or [""] * len(checked)
    unnumbered = [one.values for one, number in zip(checked, kept, strict=True) if not number]
    later = kind.number and not kind.number.given_by(step)
    dated = [] if later else [(values["unit"], values.get(step.on) or day) for values in unnumbered]
    series = iter([""] * len(unnumbered) if later else next_numbers(kind, dated))
    records, owed, reckoned = [], [], []
    for one, number in zip(checked, (known or next(series) for known in kept), strict=True):
        values = step.values(one.values)
        record = kind.record(
            kind=kind.name,
            state=step.after,
            opener_id=actor.person or None,
            opened=at,
            number=number,
            batch=batch,
            **values,
        )
        reckoned.append(reckon(record, one.values.get(step.on) or day))
        if kind.titled:
            record.title = title_of(record)
        owed.append(first_duties(record, step, one.values.get(step.on) or day, answers, day))
        records.append(record)
    _insert(records)
    index_new(records)
    seats = [_seat(step, one.standing) for one in checked]
    entries = _journal(kind, actor, records, checked, reckoned, seats, at)
    for record, duties in zip(records, owed, strict=True):
        for duty, _rows in duties:
            duty.record_id = record.pk
    Duty.objects.bulk_create([duty for duties in owed for duty, _ in duties], batch_size=BATCH)
    Occurrence.objects.bulk_create([_of(duty, row) for all_of in owed for duty, rows in all_of for row in rows])
    if batch is not None:
        keep_written(kind, [record.pk for record in records], actor, day)
        return records
    for record, entry, one, seat in zip(records, entries, checked, seats, strict=True):
        took = Took(record, entry, one.values, actor, at, day, seat or 0)
        for consequence in step.follows:
            consequence(took)
        took.write()
    keep_written(kind, [record.pk for record in records], actor, day)
    refuse_overlaps(records, {}, actor, day)
    return records


def _seat(step: Step, standing: Held) -> int | None:
    return next((held.post for name in step.who if (held := standing.get(name)) and held is not True), None)


def _of(duty: Duty, row: Occurrence) -> Occurrence:
    row.duty = duty
    return row


def _insert(records: Sequence[Record]) -> None:
    """Write records with their kind's own fields. Django's ``bulk_create`` refuses models that hang on another."""
    shared = [one for one in Record._meta.concrete_fields if not one.primary_key]
    heads = [Record(**{one.attname: getattr(record, one.attname) for one in shared}) for record in records]
    Record.objects.bulk_create(heads, batch_size=BATCH)
    for record, head in zip(records, heads, strict=True):
        record.pk = record.id = head.pk
        record._state.adding = False
    insert_own(records)


def _journal(
    kind: Kind,
    actor: Actor,
    records: Sequence[Record],
    checked: Sequence[Checked],
    reckoned: Sequence[Mapping[str, Any]],
    seats: Sequence[int | None],
    at: datetime,
) -> list[Entry]:
    """One entry a record, as ``begin`` writes it."""
    acts = [
        (record, kind.cycle.first.name, said(kind, one.values, one.said) | outcome_said(record, outcome))
        for record, one, outcome in zip(records, checked, reckoned, strict=True)
    ]
    return journal_many(acts, actor, at=at, seats=seats)
