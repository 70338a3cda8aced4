"""What can be taken along into the field, and what was entered about it since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery

from luoshi.base.rights.rules.rights import Actor
from luoshi.desk.fieldwork.part import FieldWork
from luoshi.evidence.journal.models import Once
from luoshi.kernel.duties.models import Occurrence
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.fields import display_fields
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.rights.queries.rights import filter_readable, readable_records

OFFERED = 200  # records offered on one page
OWED = "first_owed"  # the column with the day on which a duty is due first
MOST = 60  # records that one telephone takes along for a day


@dataclass(frozen=True)
class VisitedRecord:
    """A record that can be taken along, with what the telephone shows of it.

    Attributes:
        due: the day on which its duty is due next; None: not owed, or not known.
        newest: the id of the newest entry about it; 0: none.
    """

    record: Record
    facts: tuple[tuple[str, str], ...]
    due: date | None
    newest: int


def find_field_work(kind: CompiledKind) -> FieldWork | None:
    """Return the field work of a kind; None if it has none."""
    return next(iter(kind.every(FieldWork)), None)


def list_to_visit(kind: CompiledKind, part: FieldWork, actor: Actor, day: date, words: str) -> list[VisitedRecord]:
    """List what the actor may take along, by due date, at most ``OFFERED``. Three queries.

    Args:
        words: words of the title, or the number; "" for all.
    """
    there = part.visited_kind(kind)
    rows = _open_records(kind, part, actor, day)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number=words))
    found = rows.annotate(**{OWED: _first_open_due(part)}).select_related(*_links(there, part))
    return _described(kind, part, list(found.order_by(F(OWED).asc(nulls_last=True), "pk")[:OFFERED]))


def list_taken_along(
    kind: CompiledKind, part: FieldWork, actor: Actor, day: date, ids: Iterable[int]
) -> list[VisitedRecord]:
    """List these records as far as the actor may read them and they are open, at most ``MOST``. Three queries."""
    there, due = part.visited_kind(kind), _first_open_due(part)
    rows = _open_records(kind, part, actor, day).filter(pk__in=sorted(set(ids))[:MOST])
    return _described(
        kind, part, list(rows.annotate(**{OWED: due}).order_by("pk").select_related(*_links(there, part)))
    )


def find_visited(kind: CompiledKind, pk: int, actor: Actor, day: date) -> Record | None:
    """Return a record by its id, open or closed, if the actor may read it."""
    return readable_records(kind, actor, day).filter(pk=pk, kind=kind.name).first()


def newer_entry(kind: CompiledKind, part: FieldWork, about: int, newest: int) -> Record | None:
    """Return the newest entry about a record that came after the one that was known, if there is any.

    One that the actor may not read counts too.
    """
    rows = kind.record._default_manager.filter(**{part.about: about}, pk__gt=newest, kind=kind.name)
    return _counted(kind, rows).order_by("-pk").first()


def sent_before(actor: Actor, once: UUID) -> Record | None:
    """Return the record that this person's entry with this key has begun, if it was taken before."""
    found = Once.objects.filter(person=actor.person, key=once, record__isnull=False).select_related("record").first()
    return found.record if found else None


def may_read(kind: CompiledKind, record: Record, actor: Actor, day: date) -> bool:
    """Whether the actor may read a record."""
    return bool(filter_readable(kind, [record], actor, day))


def shown_fields(record: Record, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return fields of a record as label and text; empty ones are left out."""
    return tuple((str(shown.label), str(shown.value)) for shown in display_fields(record, names)
                 if not shown.masked and str(shown.value))  # fmt: skip


def _open_records(kind: CompiledKind, part: FieldWork, actor: Actor, day: date) -> QuerySet[Record]:
    return readable_records(part.visited_kind(kind), actor, day).filter(closed=None, erased=None)


def _counted(kind: CompiledKind, rows: QuerySet[Record]) -> QuerySet[Record]:
    return rows.exclude(state__in=kind.void) if kind.void else rows


def _first_open_due(part: FieldWork) -> Subquery:
    """Return the day on which the duty of a record is due first, as an expression over the records."""
    owed = Occurrence.objects.filter(
        duty__record=OuterRef("pk"), duty__name__in=part.duty, duty__ended=None, settled=None, dropped=None
    ).order_by()
    return Subquery(owed.values("duty__record").annotate(first=Min("due")).values("first"))


def _links(there: CompiledKind, part: FieldWork) -> list[str]:
    return [name for name in ("unit", *part.shows) if there.record._meta.get_field(name).is_relation]


def _described(kind: CompiledKind, part: FieldWork, records: list[Record]) -> list[VisitedRecord]:
    entries = _counted(kind, kind.record._default_manager.filter(kind=kind.name))
    about = entries.filter(**{f"{part.about}__in": [record.pk for record in records]})
    newest: dict[int, int] = {}
    for pk, of in about.order_by("pk").values_list("pk", part.about):
        newest[of] = pk
    return [
        VisitedRecord(record, shown_fields(record, part.shows), getattr(record, OWED), newest.get(record.pk, 0))
        for record in records
    ]
