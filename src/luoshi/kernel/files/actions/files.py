"""Store evidence by its content, attach it to records, serve it, and remove what belongs to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q

from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence import store
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.received.files import Received
from luoshi.kernel.files import preview_cache
from luoshi.kernel.files.models import Attachment, Evidence, EvidenceText
from luoshi.kernel.files.queries import is_sound
from luoshi.kernel.kinds.models import Record
from luoshi.kernel.kinds.registry import kind_of

ORPHANED = timedelta(hours=24)
_BATCH = 500
DAYS_FOR_ALL = 28


def store_evidence(received: Received, actor: Actor, *, at: datetime) -> Evidence:
    """Return the evidence with this content, stored now or before; inside the transaction of the act it belongs to.

    The file is complete on the disk before its row is written. If the act fails, a file without a row remains, which
    nobody can see and ``sweep_orphaned_files`` removes.
    """
    rows = Evidence.objects.filter(sha256=received.sha256)
    locked = rows.select_for_update(no_key=True)  # others may attach it to their records; nobody may remove it
    known = locked.first()
    if known and store.has_content(known.sha256, known.size):
        return known
    store.store_content(received.sha256, received.data)
    said = {"size": received.size, "media": received.media, "kept_by_id": actor.person or None, "at": at}
    while known is None:
        made, new = Evidence.objects.get_or_create(sha256=received.sha256, defaults=said)
        known = made if new else locked.first()  # stored by another meanwhile, and perhaps removed again
    return known


def attach_files_of_acts(
    acts: Iterable[tuple[Record, Entry, Mapping[str, object]]], actor: Actor, *, at: datetime
) -> list[Attachment]:
    """Store the files among the cleaned values of steps and attach them to the records, in the transaction around.

    A few queries for each different file, and one for all attachments.

    Args:
        acts: each with its record, entry and values.
    """
    given = [(record, entry, part, file) for record, entry, values in acts for part, file in list_received(values)]
    files = {file.sha256: file for _record, _entry, _part, file in given}
    # In the same order for everyone, to avoid a deadlock of two who send the same two files.
    kept = {sha256: store_evidence(files[sha256], actor, at=at) for sha256 in sorted(files)}
    made = [
        Attachment(evidence=kept[file.sha256], part=part, name=file.name, record_id=record.pk, entry=entry)
        for record, entry, part, file in given
    ]
    protected = [kept[file.sha256].pk for record, _entry, _part, file in given if kind_of(record).masks]
    if protected:  # what was recognised in the same file elsewhere is protected from now on
        EvidenceText.objects.filter(evidence__in=protected).delete()
    return Attachment.objects.bulk_create(made, batch_size=_BATCH) if made else []


def list_received(values: Mapping[str, object]) -> list[tuple[str, Received]]:
    """Return the files among a step's cleaned values, each with its field."""
    return [
        (part, single_value)
        for part, value in values.items()
        for single_value in (value if isinstance(value, list) else (value,))
        if isinstance(single_value, Received)
    ]


def handed_out(attachment: Attachment, actor: Actor, *, at: datetime) -> None:
    """Journal a download for kinds with protected fields: knowing who looked is part of the protection."""
    record = attachment.record
    if kind_of(record).masks:
        said = {"file": attachment.name, "sha256": attachment.evidence.sha256}
        with transaction.atomic():
            journal_act(record, "download", actor, said, at=at)


def let_go(record: Record) -> int:
    """Detach the files of a record for erasure: rows now, content that nothing else uses when the act commits.

    Return how many files the record had. Call inside the transaction of the erasing act, which writes the entry.
    """
    rows = Attachment.objects.filter(record=record.pk)
    used = sorted(set(rows.values_list("evidence_id", flat=True)))
    locked = list(
        Evidence.objects.select_for_update().filter(pk__in=used).order_by("sha256")
    )  # in the order of ``attach_files_of_acts``
    count = rows.delete()[0]
    for evidence in locked:
        if not evidence.attachments.exists() and not _of_document(evidence):
            sha256 = evidence.sha256
            evidence.delete()
            transaction.on_commit(partial(_remove_unless_used, sha256))
    return count


def delete_unused_evidence(evidence: Evidence) -> bool:
    """Delete a stored file that nothing uses any more, its content on commit; return whether it was deleted."""
    locked = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if locked is None or locked.attachments.exists() or _of_document(locked):
        return False
    sha256 = locked.sha256
    locked.delete()
    transaction.on_commit(partial(_remove_unless_used, sha256))
    return True


def _of_document(evidence: Evidence) -> bool:
    """Return whether something besides attachments uses it: a document, a conversion, a template of papers."""
    derived = (Attachment, EvidenceText)
    others = [relation for relation in Evidence._meta.related_objects if relation.related_model not in derived]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: evidence}).exists() for relation in others
    )


def sweep_orphaned_files(now: datetime) -> int:
    """Remove what failed acts left over a day ago: temporary files, content without a row; return how many.

    To be called daily; safe to run concurrently with anything, also with itself.
    """
    before = (now - ORPHANED).timestamp()
    count = sum(store.delete_stored_file(path) for path in store.temporary_before(before))
    batch: list[str] = []
    for sha256 in store.kept_before(before):
        batch.append(sha256)
        if len(batch) == _BATCH:
            count += _remove_orphans(batch, before)
            batch = []
    return count + _remove_orphans(batch, before)


def look_through_some(day: date) -> Iterator[None]:
    """Check some of the stored files, those unchecked for longest first: all of them within four weeks.

    Store for each whether it matches its hash. Yield after each, so that the worker can be stopped.
    """
    share = -(-Evidence.objects.count() // DAYS_FOR_ALL)
    waits = Evidence.objects.filter(Q(looked=None) | Q(looked__lt=day)).order_by(
        F("looked").asc(nulls_first=True), "pk"
    )
    for pk, sha256 in list(waits.values_list("pk", "sha256")[:share]):
        Evidence.objects.filter(pk=pk).update(looked=day, sound=is_sound(sha256))
        yield


def _remove_orphans(hashes: Iterable[str], before: float) -> int:
    known = set(Evidence.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    return sum(_remove_unless_used(sha256, before) for sha256 in hashes if sha256 not in known)


def _remove_unless_used(sha256: str, before: float = float("inf")) -> bool:
    """Remove content, unless it was stored again or got its row since the last check.

    It is moved aside first: anyone who stores the same content from now on finds it missing and writes it again.
    """
    aside = store.withdraw_content(sha256)
    if aside is None:
        return False
    if _touched_since(aside, before) or Evidence.objects.filter(sha256=sha256).exists():
        store.restore_content(aside, sha256)
        return False
    preview_cache.delete_preview(sha256)
    return store.delete_stored_file(aside)


def _touched_since(path: Path, moment: float) -> bool:
    return path.stat().st_mtime >= moment
