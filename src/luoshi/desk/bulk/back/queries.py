"""What of an import can be taken back: the records that nobody has touched since, and why the others stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from luoshi.base.rights.rules.rights import Actor, Role
from luoshi.desk.lists.views.models import ImportedRow, ImportRun
from luoshi.evidence.journal.models import Entry
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.language.steps import Step
from luoshi.kernel.kinds.models import Record, Row
from luoshi.kernel.rights.queries.rights import readable_records

SHOWN = 100  # records that are named
LOOKED = (Entry.REFUSED, Entry.OPENED, Entry.SHUT, "look", "look.refused", "download", "duty.compute", "file_shown")
# What each record has from its beginning, or what tells nothing about it: rows of these point to it all the same.
OWN = frozenset(("entry", "once", "party", "duty", "term", "attachment", "message", "searched", "passage"))
OWN |= frozenset(("uniquekey", "bulkrow", "importedrow", "erasure"))


@dataclass(frozen=True)
class StayingRecord:
    """A record of an import that is not taken back, with why; ``url`` and ``title`` only for who may read it."""

    record: int
    number: str
    title: str
    url: str
    why: str


@dataclass(frozen=True)
class BackPlan:
    """How many records of an import would be taken back, how many stay, and the first of these."""

    count: int
    stays: int
    named: tuple[StayingRecord, ...]


def may_take_back(kind: CompiledKind, run: ImportRun, actor: Actor, day: date) -> bool:
    """Whether the actor made the import, or is of the supervision office and may read all that it brought in."""
    if actor.behalf or run.kind != kind.name:
        return False
    if run.person_id == actor.person:
        return True
    if Role.SUPERVISOR not in actor.roles:
        return False
    lines = run.lines.all()
    return not lines.exclude(record__in=readable_records(kind, actor, day).values("pk")).exists()


def untouched_lines(kind: CompiledKind, step: Step, run: ImportRun) -> QuerySet[ImportedRow]:
    """Return the lines of an import whose records are as it left them.

    Args:
        step: the step that it took. Records that it began must also be linked from nowhere, and nothing told of them.
    """
    lines = run.lines.filter(record__batch=None, record__erased=None, record__version=F("version"))
    return lines.exclude(_is_touched(kind, step)) if step.begins else lines


def _is_touched(kind: CompiledKind, step: Step) -> Q:
    """Return the condition on lines whose records somebody acted upon, though their versions are the same."""
    entries = Entry.objects.filter(record=OuterRef("record")).exclude(person=None)
    condition = Q(Exists(entries.exclude(step__in=(*LOOKED, step.name))))
    for model, name in _pointing_to(kind.record):
        rows = model._base_manager.filter(**{name: OuterRef("record")})
        condition |= Q(Exists(rows.filter(batch=None) if issubclass(model, Record) else rows))
    return condition


@cache
def _pointing_to(target: type[Record]) -> tuple[tuple[Any, str], ...]:
    """Return the tables whose rows link to records of a kind or say something of them, each with the column."""
    return tuple(_each_pointing(target))


def _each_pointing(target: type[Record]) -> Iterator[tuple[type[Model], str]]:
    for model in apps.get_models():
        if model._meta.app_label == "records" and model._meta.model_name in OWN:
            continue
        for field in model._meta.local_concrete_fields:
            related: Any = field.related_model
            if not field.is_relation or not isinstance(related, type) or not issubclass(target, related):
                continue
            own_row = issubclass(model, Row) and field.name == "record"
            if issubclass(related, Record) and not own_row and not getattr(field.remote_field, "parent_link", False):
                yield model, field.name


def plan_back(kind: CompiledKind, step: Step, run: ImportRun, actor: Actor, day: date) -> BackPlan:
    """Return what would be taken back and what stays. A bounded number of queries, however long the sheet was."""
    fits = run.lines.none() if run.back_id is not None else untouched_lines(kind, step, run)
    stay = run.lines.exclude(pk__in=fits.values("pk")).filter(record__batch=None).order_by("pk")
    named = name_staying(kind, stay[:SHOWN], actor, day)
    return BackPlan(fits.count(), stay.count(), tuple(named))


def name_staying(kind: CompiledKind, lines: QuerySet[ImportedRow], actor: Actor, day: date) -> list[StayingRecord]:
    """Return the records of these lines with why they stay. Three queries."""
    rows = list(lines.select_related("record"))
    pks = [row.record_id for row in rows]
    may = set(readable_records(kind, actor, day).filter(pk__in=pks).values_list("pk", flat=True))
    named = "title" not in kind.masked_fields
    found = []
    for row in rows:
        record, readable = row.record, row.record_id in may
        found.append(
            StayingRecord(
                record.pk,
                record.number,
                record.title if readable and named and not record.erased else "",
                record.get_absolute_url() if readable else "",
                row.said or _why(row),
            )
        )
    return found


def _why(row: ImportedRow) -> str:
    if row.record.erased:
        return _("Its content was erased.")
    if row.record.version != row.version:
        return _("Changed since the import.")
    return _("Another record links to it, or something was told of it.")


def recent_imports(kind: CompiledKind, actor: Actor, most: int = 10) -> list[ImportRun]:
    """Return the last imports that came in: the actor's own; for the supervision office those of all. One query."""
    rows = ImportRun.objects.filter(kind=kind.name, entry__isnull=False).select_related("entry", "person", "back")
    if Role.SUPERVISOR not in actor.roles:
        rows = rows.filter(person=actor.person)
    return list(rows.defer("rows", "left").order_by("-entry")[:most])


def import_of_any(kind: CompiledKind, pk: int) -> ImportRun | None:
    """Return an import of a kind with its entries, whoever made it, without the sheet's content. One query."""
    rows = ImportRun.objects.filter(kind=kind.name, pk=pk).select_related("entry", "back__person", "person")
    return rows.defer("rows", "left").first()
