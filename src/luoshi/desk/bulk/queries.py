"""The chosen records on which a step can be taken, by their current state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor
from luoshi.base.sheets.names import fold_name
from luoshi.desk.bulk.list_sheets import cell_form, list_columns, list_lines
from luoshi.desk.bulk.rules import BulkPlan, ChosenRecord, make_bulk_plan
from luoshi.desk.lists.views.models import ImportedRow
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.witness.rules.rows import mac_of_values
from luoshi.kernel.conditions.queries.evaluation import definitely_true, evaluate_conditions
from luoshi.kernel.conditions.queries.needs import only_need
from luoshi.kernel.holders.queries import affected_holder_parts, holder_names, holdings_by_record
from luoshi.kernel.holders.rules import HoldingPeriod, holding_refusals
from luoshi.kernel.holders.sources import holder_source, holding_condition
from luoshi.kernel.holders.words import too_many_said
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.fields import title_of
from luoshi.kernel.kinds.forms.choosers import Looking, RecordsOf
from luoshi.kernel.kinds.language.parts import Face
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.language.unique import Unique
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import is_kept_apart, readable_records, rights_subjects
from luoshi.kernel.search.names.queries import find_named_records
from luoshi.kernel.unique.queries import numbers_seen, same_among
from luoshi.kernel.unique.words import same_as_row, same_key_text

MOST_COMPARED = 500  # rows whose titles are compared
FEW_LIKE = 3  # records named for one row


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
    if kind.masked_fields:
        rows = rows.defer(*kind.masked_fields)
    records = {record.pk: record for record in rows}
    subject_of = rights_subjects(list(records.values()), day)
    there = {
        pk: ChosenRecord(
            pk,
            f"{record.number} {record.title}".strip(),
            record.state,
            record.version,
            frozenset() if is_kept_apart(step, record, actor) else frozenset(held),
        )
        for pk, record in records.items()
        for held in [kind.rights.seats_by_relation(actor, subject_of[pk])]
    }
    own, need = records_having_step(kind, step, list(records), day), only_need(step)
    words = [need.words] if need else []

    def reasons(pk: int) -> Sequence[object]:
        return against(records[pk]) if pk in own else words

    return make_bulk_plan(step, keys, there, reasons, mandate=bool(actor.behalf), seen=seen_versions), records


def records_having_step(kind: CompiledKind, step: Step, keys: Sequence[int], day: date) -> set[int]:
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
    records: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # those that the actor may read


def same_said(
    kind: CompiledKind,
    step: Step,
    rows: Mapping[int, Mapping[str, object]],
    actor: Actor,
    day: date,
    named: Callable[[int], int],
) -> SameSaid:
    """Find the rows of a sheet that duplicate existing records or earlier rows.

    Two queries for every 500 rows of each ``Unique``, and one per row where it has a condition.

    Args:
        step: The step that begins the records.
        rows: The values of its form by the row's position.
        named: Returns the row's number in the sheet for a position.
    """
    records = _as_opened(kind, step, rows, day)
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
            if match.record in numbers:
                said.records[place].append(match.record)
    return said


def like_said(kind: CompiledKind, rows: Mapping[int, Mapping[str, object]], actor: Actor, day: date) -> SameSaid:
    """Find the existing records whose titles are those of the rows, or contain them and little else.

    A few queries for every 50 rows; none for a long sheet, for titles that are protected or made of fields, and for a
    kind that compares its titles itself.
    """
    said = SameSaid()
    compared = any(unique.fields == ("title",) for unique in kind.every(Unique))
    if compared or kind.titled or "title" in kind.masked_fields or len(rows) > MOST_COMPARED:
        return said
    titles = {place: title for place, row in rows.items() if isinstance(title := row.get("title"), str) and title}
    found = find_named_records(Looking(RecordsOf(kind), actor, day), list(titles.values())) if titles else {}
    for place, title in titles.items():
        for record in found[title].list_offered()[:FEW_LIKE]:
            same = fold_name(record.title) == fold_name(title)
            if same or len(fold_name(title)) * 3 >= len(fold_name(record.title)) * 2:
                words = _("%(number)s has the same title.") if same else _("%(number)s has a similar title.")
                said.doubts[place].append(words % {"number": record.number or record.title})
                said.records[place].append(record.pk)
    return said


def line_digest(kind: CompiledKind, step: Step, values: Mapping[str, object]) -> str:
    """Return the digest that identifies a line of a sheet, made from its words, not from their present meaning."""
    said = sorted((name, value) for name, value in values.items() if value not in ("", None, []))
    return mac_of_values(settings.JOURNAL_KEY, "line", kind.name, step.name, said)


def records_of_lines(
    kind: CompiledKind, step: Step, rows: Sequence[tuple[int, Mapping[str, object]]], actor: Actor, day: date
) -> dict[int, int]:
    """Return the records that the same lines became before, by the line's position, as far as the actor may read them.

    Of equal lines in one sheet, only as many as were imported before are recognised. Two queries for every 500 lines.
    """
    digests = [line_digest(kind, step, values) for _number, values in rows]
    there: dict[str, list[int]] = {}
    for first in range(0, len(digests), 500):
        some = {*digests[first : first + 500]} - there.keys()
        known = list(ImportedRow.objects.filter(digest__in=some).order_by("pk").values_list("digest", "record"))
        pks = {pk for _digest, pk in known}
        rows_read = readable_records(kind, actor, day).filter(pk__in=pks, erased=None)
        read = set(rows_read.values_list("pk", flat=True)) if pks else set()
        for digest, pk in known:
            if pk in read and pk not in there.setdefault(digest, []):
                there[digest].append(pk)
    return {place: there[digest].pop(0) for place, digest in enumerate(digests) if there.get(digest)}


@dataclass(frozen=True)
class LineNow:
    """What an export would say of a record now: its cells by column, with the record's id and version."""

    record: int
    version: int
    cells: Mapping[str, str]


def lines_now(kind: CompiledKind, numbers: Sequence[str], actor: Actor, day: date) -> dict[str, LineNow]:
    """Return the lines of these records in an export of today, by number, as far as the actor may read them.

    A few queries for each 500 numbers. Lights are left empty.
    """
    found: dict[str, LineNow] = {}
    faces = [kind, *(kind.as_face(face) for face in kind.every(Face))]
    asked = sorted({number for number in numbers if number})
    for first in range(0, len(asked), 500):
        rows = readable_records(kind, actor, day).filter(number__in=asked[first : first + 500], erased=None)
        known = {number: (pk, version) for number, pk, version in rows.values_list("number", "pk", "version")}
        for faced in faces if known else ():
            names = [column.name for column in list_columns(faced)]
            for line in list_lines(faced, rows.order_by("pk"), actor, day, defaultdict(str)):
                cells = dict(zip(names, map(cell_form, line), strict=True))
                if (one := known.get(cells["number"])) is not None:
                    before = found.get(cells["number"])
                    found[cells["number"]] = LineNow(*one, cells | dict(before.cells if before else {}))
    return found


@dataclass(frozen=True)
class OtherChange:
    """The last change of a record by somebody else: the version it led to, when, and who; "" for the program."""

    version: int
    at: datetime
    who: str


def changed_by_others(pks: Sequence[int], actor: Actor) -> dict[int, OtherChange]:
    """Return the last change of each of these records that is not the actor's own. One query for every 500 records."""
    found: dict[int, OtherChange] = {}
    for first in range(0, len(pks), 500):
        rows = Entry.objects.filter(record__in=pks[first : first + 500]).exclude(person=actor.person)
        told = rows.exclude(step__in=(Entry.REFUSED, Entry.OPENED, Entry.SHUT)).order_by("version", "pk")
        for record, version, at, who in told.values_list("record_id", "version", "at", "person__name"):
            found[record] = OtherChange(version or 0, at, who or "")
    return found


def held_said(
    kind: CompiledKind,
    step: Step,
    rows: Mapping[int, Mapping[str, object]],
    actor: Actor,
    day: date,
    named: Callable[[int], int],
) -> dict[int, list[str]]:
    """Find the rows of a sheet that would leave too many holders, counting existing records and earlier rows.

    Two queries per holder part of the kind, one per row, and three where a row is refused.

    Args:
        step, rows, named: As in ``same_said``.
    """
    said: dict[int, list[str]] = defaultdict(list)
    records = _as_opened(kind, step, rows, day)
    for owner, part in affected_holder_parts(kind):
        if part.rows:
            continue  # rows inside a record are checked when they are saved
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
            found = holding_refusals(before, after, part.most, once=part.once, apart=part.apart)
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


def _as_opened(
    kind: CompiledKind, step: Step, rows: Mapping[int, Mapping[str, object]], day: date
) -> dict[int, Record]:
    """Return the unsaved records that the rows would become, by position."""
    put = step.put_values(timezone.make_aware(datetime.combine(day, time())), day)
    return {
        place: kind.record(kind=kind.name, state=step.after, **step.values(row), **put) for place, row in rows.items()
    }


def bulk_guard(step: Step, values: Mapping[str, object] | None, at: datetime) -> Callable[[Record], Sequence[object]]:
    """Return the step's guard once the values are known; until then a function without objections."""
    if values is None:
        return lambda record: []
    return lambda record: step.guard(record, values, at)
