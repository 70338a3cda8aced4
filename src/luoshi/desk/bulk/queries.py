"""The chosen records on which a step can be taken, by their current state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.bulk.rules import BulkPlan, ChosenRecord, make_bulk_plan
from luoshi.kernel.conditions.queries.evaluation import definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.needs import only_need
from luoshi.kernel.holders.queries import affected_holder_parts, holder_names, holdings_by_record
from luoshi.kernel.holders.rules import HoldingPeriod, holding_refusals
from luoshi.kernel.holders.sources import holder_source, holding_condition
from luoshi.kernel.holders.words import too_many_said
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.fields import title_of
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import readable_records, rights_subjects
from luoshi.kernel.unique.queries import numbers_seen, same_among
from luoshi.kernel.unique.words import same_as_row, same_key_text


def plan_bulk_step(
    kind: CompiledKind,
    step: Step,
    keys: Sequence[int],
    actor: Actor,
    day: date,
    against: Callable[[Record], Sequence[object]],
    seen_versions: Mapping[int, int] | None = None,
) -> tuple[BulkPlan, dict[int, Record]]:
    """Return what the step would do to these records, and those of them that the actor may see.

    Two queries, and one more if the step applies to some records only.

    Args:
        against: Returns the guard's objections to a record.
        seen_versions: Versions that must be unchanged.
    """
    rows = readable_records(kind, actor, day).filter(pk__in=list(keys)).select_related("unit")
    if kind.masked:
        rows = rows.defer(*kind.masked)
    records = {record.pk: record for record in rows}
    subject_of = rights_subjects(list(records.values()), day)
    there = {
        pk: ChosenRecord(
            pk,
            f"{record.number} {record.title}".strip(),
            record.state,
            record.version,
            frozenset() if step.apart and record.opener_id == actor.person else frozenset(held),
        )
        for pk, record in records.items()
        for held in [kind.rights.held(actor, subject_of[pk])]
    }
    own, need = _of_which(kind, step, list(records), day), only_need(step)
    words = [need.words] if need else []

    def reasons(pk: int) -> Sequence[object]:
        return against(records[pk]) if pk in own else words

    return make_bulk_plan(step, keys, there, reasons, mandate=bool(actor.behalf), seen=seen_versions), records


def _of_which(kind: CompiledKind, step: Step, keys: Sequence[int], day: date) -> set[int]:
    """Return the records to which the step applies at all."""
    if step.known_where is None:
        return set(keys)
    rows = kind.record._base_manager.filter(definitely_true(step.known_where, kind.record, day, each=True), pk__in=keys)
    return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class SameSaid:
    """Messages about duplicate rows by their positions: those that refuse the row, and those that only doubt it."""

    refused: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    doubts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


def same_said(
    kind: CompiledKind, rows: Mapping[int, Mapping[str, object]], actor: Actor, day: date, named: Callable[[int], int]
) -> SameSaid:
    """Find the rows of a sheet that duplicate existing records or earlier rows.

    Two queries for every 500 rows of each ``Unique``, and one per row where it has a condition.

    Args:
        rows: The values of the opening step's form by the row's position.
        named: Returns the row's number in the sheet for a position.
    """
    records = _as_opened(kind, rows, day)
    if kind.titled:
        for record in records.values():
            record.title = title_of(record)
    holds = {
        unique: {
            place: evaluate_conditions([unique.where], record, day)[0] is True for place, record in records.items()
        }
        for unique in kind.every(Unique)
        if unique.where is not None
    }
    found, said = same_among(kind, records, holds), SameSaid()
    pks = {match.record for same in found.values() for match in same if match.record is not None}
    numbers = numbers_seen(kind, pks, actor, day)
    for place, same in found.items():
        for match in same:
            told = (
                same_key_text(kind, match.unique, numbers.get(match.record or 0, ""))
                if match.row is None
                else same_as_row(kind, match.unique, named(match.row))
            )
            (said.refused if match.unique.refuses else said.doubts)[place].append(told)
    return said


def held_said(
    kind: CompiledKind, rows: Mapping[int, Mapping[str, object]], actor: Actor, day: date, named: Callable[[int], int]
) -> dict[int, list[str]]:
    """Find the rows of a sheet that would leave too many holders, counting existing records and earlier rows.

    Two queries per holder part of the kind, one per row, and three where a row is refused.

    Args:
        rows, named: As in ``same_said``.
    """
    said: dict[int, list[str]] = defaultdict(list)
    records = _as_opened(kind, rows, day)
    for owner, part in affected_holder_parts(kind):
        if part.rows:
            continue  # sheets carry no rows inside a record
        via = holder_source(owner, part).via
        targets = {pk for record in records.values() if (pk := getattr(record, f"{via}_id")) is not None}
        there = holdings_by_record(owner, part, owner.record._default_manager.filter(pk__in=targets)) if targets else {}
        fields: list[Any] = [kind.record._meta.get_field(name) for name in (part.who, part.first, part.last)]
        for place, record in records.items():
            target = getattr(record, f"{via}_id")
            if target is None or evaluate_conditions([holding_condition(part)], record, day) != [True]:
                continue
            who, first, last = (getattr(record, field.attname) for field in fields)
            before = there.get(target, [])
            after = [
                *before,
                HoldingPeriod(-1 - place, who, getattr(record, part.role) if part.role else "", first, last),
            ]
            found = holding_refusals(before, after, part.most, once=part.once)
            if not found:
                there[target] = after
            for why in found[:1]:
                known = holder_names(owner, part, [held for held in why.holders if held.id >= 0], actor, day)
                names = {pk: holder and holder[0] for (pk, _holder), holder in known.items()}
                for held in why.holders:
                    if held.id < 0:
                        names[held.id] = _("row %(row)d of this sheet") % {"row": named(-1 - held.id)}
                said[place].append(too_many_said(owner, part, why, names, day))
    return said


def _as_opened(kind: CompiledKind, rows: Mapping[int, Mapping[str, object]], day: date) -> dict[int, Record]:
    """Return the unsaved records that the rows would become, by position."""
    step = kind.cycle.first
    put = step.put_values(timezone.make_aware(datetime.combine(day, time())))
    return {
        place: kind.record(kind=kind.name, state=step.after, **step.values(row), **put) for place, row in rows.items()
    }


def bulk_guard(step: Step, values: Mapping[str, object] | None, at: datetime) -> Callable[[Record], Sequence[object]]:
    """Return the step's guard once the values are known; until then a function without objections."""
    if values is None:
        return lambda record: []
    return lambda record: step.guard(record, values, at)
