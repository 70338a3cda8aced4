"""What must hold of an office after a kill, whatever was being done, and what it holds as one can compare it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count

from faults.streams_of_figures import figures
from faults.streams_of_figures import whole as whole_figures
from faults.streams_of_returns import returns
from faults.streams_of_returns import whole as whole_returns
from faults.streams_of_units import of_units, units
from faults.wholeness_of_plans import of_plans, plans
from luoshi.desk.lists.views.models import ImportRun
from luoshi.desk.privacy.erasing.actions import ERASED, blank_values
from luoshi.evidence import append_only, store
from luoshi.evidence.journal.models import Entry, Once, Payload, Seal, Unsealed
from luoshi.evidence.journal.queries.seals import journal_tree
from luoshi.kernel.duties.models import Duty, Occurrence
from luoshi.kernel.files.models import Attachment, Document, DocumentFile, Evidence
from luoshi.kernel.history.queries.integrity import integrity_findings
from luoshi.kernel.kinds.models import Record, Sequence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.messages.models import Message
from luoshi.kernel.search.actions import searchable_text
from luoshi.kernel.search.grams_index import ids_holding_grams
from luoshi.kernel.search.models import Searched
from luoshi.kernel.search.rules import grams_of_text
from luoshi.lines.appeals.models import Appeal

STEPS = (*get_kind("appeals").cycle.by_name, "erase")  # what makes a new version of an appeal
TITLE = "建议增设科普活动室"  # begins every title that the streams give


def faults() -> list[str]:
    """What is not whole, in words; nothing if all is."""
    return [
        *_of_the_database(),
        *_of_records(),
        *_of_duties(),
        *_of_the_journal(),
        *_of_numbers(),
        *_of_words(),
        *_of_files(),
        *_of_imports(),
        *_of_keys(),
        *of_plans(),
        *of_units(),
        *whole_returns(),
        *whole_figures(),
    ]


def _of_the_database() -> Iterator[str]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (found := cursor.fetchall()) != [("ok",)]:
                yield f"SQLite finds: {found}"
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()
            cursor.execute("PRAGMA synchronous")
            if (mode, cursor.fetchone()) != (("wal",), (2,)):
                yield "not the application's own settings: WAL and FULL"
    connection.check_constraints()
    yield from (f"no trigger {name}" for name in append_only.missing_append_triggers())


def _of_records() -> Iterator[str]:
    for record in Appeal._base_manager.order_by("pk"):
        entries = list(Entry.objects.filter(record=record.pk, step__in=STEPS).order_by("pk"))
        versions = [journal_entry.version for journal_entry in entries]
        if versions != list(range(1, record.version + 1)):
            yield f"{record.number} has version {record.version} and entries for {versions}"
        led = [
            get_kind("appeals").cycle.by_name[journal_entry.step].after
            for journal_entry in entries
            if journal_entry.step != "erase"
        ]
        if [record.state] != [state for state in led if state][-1:]:
            yield f"{record.number} stands in {record.state}, its entries led to {led}"


def _of_duties() -> Iterator[str]:
    for record in Appeal._base_manager.order_by("pk"):
        running = Duty.objects.filter(record=record.pk, ended=None).count()
        wanted = int(record.state == "assigned" and not record.erased)
        if running != wanted:
            yield f"{record.number} in {record.state} has {running} running duties"
        owed = Occurrence.objects.filter(duty__record=record.pk, settled=None, dropped=None)
        if record.due != (owed.order_by("due").values_list("due", flat=True).first()):
            yield f"{record.number} is due {record.due}, its duties say {list(owed.values_list('due', flat=True))}"
    for duty in Duty.objects.annotate(count=Count("occurrences")).filter(count=0, unset=""):
        yield f"duty {duty.pk} of {duty.record_id} has no due date"
    if lost := Duty.objects.filter(record=None).count():
        yield f"{lost} duties without a record"


def _of_the_journal() -> Iterator[str]:
    yield from (
        f"verify: {finding.code} {finding.number} {finding.values}"
        for finding in integrity_findings()
        if finding.is_broken
    )
    numbers = list(Seal.objects.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)) or journal_tree().size != len(numbers):
        yield f"seals {numbers[:3]}…{numbers[-3:]}, the sealer's tree has {journal_tree().size}"
    if (waiting := Unsealed.objects.count()) + len(numbers) != (entries := Entry.objects.count()):
        yield f"{entries} entries, {len(numbers)} sealed, {waiting} wait"
    if lost := Entry.objects.filter(payload=None).count():
        yield f"{lost} entries without a payload"


def _of_numbers() -> Iterator[str]:
    for series in Sequence.objects.all():
        found = sorted(Record._base_manager.filter(kind=series.name.split(":")[0]).values_list("number", flat=True))
        prefix = get_kind(series.name.split(":")[0]).prefix
        wanted = [f"{prefix}2026-{number:04d}" for number in range(1, series.last + 1)]
        if found != wanted:
            yield f"series at {series.last}, numbers {found}"


def _of_words() -> Iterator[str]:
    """Erased means payloads, fields, search, files and messages all gone; not erased, all there."""
    empty = blank_values(get_kind("appeals"))
    for record in Appeal._base_manager.order_by("pk"):
        text = Searched.objects.filter(pk=record.pk).values_list("text", flat=True).first()
        if text != searchable_text(record):
            yield f"{record.number} is searched by {text!r}"
        found = (
            Record._base_manager.filter(pk__in=ids_holding_grams(grams_of_text(searchable_text(record))))
            .filter(pk=record.pk)
            .exists()
        )
        by_title = (
            Record._base_manager.filter(pk__in=ids_holding_grams(grams_of_text(TITLE))).filter(pk=record.pk).exists()
        )
        if (found, by_title) != (True, not record.erased):
            yield f"{record.number} erased {record.erased}: found by its words {found}, by its title {by_title}"
        gone = {name: getattr(record, name) for name in empty} == empty
        emptied = Payload.objects.filter(entry__record=record.pk, data=None).count()
        kept = Payload.objects.filter(entry__record=record.pk, data__isnull=False).exclude(entry__step="erase").count()
        attached = Attachment.objects.filter(record=record.pk).exists()
        told = Message.objects.filter(record=record.pk).exists()
        if record.erased and (not gone or kept or attached or told or record.title != ERASED):
            yield f"{record.number} is half erased: fields {gone}, {kept} payloads, files {attached}, messages {told}"
        if not record.erased and (emptied or gone or record.title == ERASED):
            yield f"{record.number} is not erased and has lost: {emptied} payloads, fields {gone}"


def _of_files() -> Iterator[str]:
    for evidence in Evidence.objects.order_by("pk"):
        path = store.path_of(evidence.sha256)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != evidence.sha256:
            yield f"evidence {evidence.sha256} has no whole file"
    used = [
        *Document.objects.values_list("converted", flat=True),
        *DocumentFile.objects.values_list("evidence", flat=True),
    ]
    if lost := Evidence.objects.filter(attachments=None, documents=None).exclude(pk__in=filter(None, used)).count():
        yield f"{lost} evidence that belongs to nothing"
    for path in (settings.DATA / "files").glob("??/*"):
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"{path.name} is half written"


def _of_imports() -> Iterator[str]:
    for run in ImportRun.objects.order_by("pk"):
        rows = Appeal.objects.filter(title__endswith=f"（{run.name}）").count()
        if (rows, bool(run.rows)) != ((run.count, False) if run.entry_id else (0, True)):
            yield f"{run.name}: {rows} of {run.count} rows are in, entry {run.entry_id}, rows kept {bool(run.rows)}"


def _of_keys() -> Iterator[str]:
    if lost := Once.objects.filter(entry=None).count():
        yield f"{lost} keys that did nothing"


def contents() -> dict[str, Any]:
    """All that the office holds, without ids, salts and ciphers, which differ from run to run."""
    made: dict[str, Any] = {record.number: _record(record) for record in Appeal.objects.order_by("number")}
    names = {record.pk: record.number for record in Appeal.objects.all()}
    sealed = Seal.objects.order_by("number").values_list("number", "entry__step", "entry__version", "entry__record")
    made["seals"] = [(number, step, version, names.get(record)) for number, step, version, record in sealed]
    made["imports"] = sorted(ImportRun.objects.values_list("name", "count", "rows"))
    made["series"] = list(Sequence.objects.order_by("name").values_list("name", "last"))
    made["files"] = sorted(Evidence.objects.values_list("sha256", "size", "media"))
    made["keys"] = Once.objects.count()
    made["plans"] = plans()
    made["units"] = units()
    made["returns"] = returns()
    made |= figures()
    return made


def _record(record: Appeal) -> dict[str, Any]:
    own = {
        field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields if not field.primary_key
    }
    entries = Entry.objects.filter(record=record.pk).order_by("pk").select_related("payload")
    duties = Duty.objects.filter(record=record.pk).order_by("pk")
    return {
        "fields": {name: value for name, value in own.items() if name != "id"},
        "entries": [
            (journal_entry.step, journal_entry.version, journal_entry.actor, journal_entry.at, _data(journal_entry))
            for journal_entry in entries
        ],
        "duties": [
            (duty.name, duty.start, duty.ended, [(due.due, due.settled, due.dropped) for due in duty.occurrences.all()])
            for duty in duties
        ],
        "files": sorted(record.attachments.values_list("name", "part", "evidence__sha256")),
        "messages": sorted(
            Message.objects.filter(record=record.pk).values_list("code", "post", "asks", "done"), key=str
        ),
        "words": record.searched.text,
        "erasures": list(record.erasures.order_by("pk").values_list("reason", "done", "dropped")),
    }


def _data(entry: Entry) -> str:
    data = entry.payload.data
    return str(data is None) if data is None or entry.step == "erase" else data
