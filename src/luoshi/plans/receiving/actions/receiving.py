"""Receives the sources of a plan: files, pasted words, transcripts; reads them into rows."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.base.database.write_queue import in_turn
from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import as_json, journal_act
from luoshi.evidence.journal.models import Entry
from luoshi.evidence.journal.rules.proof import canonical_json
from luoshi.evidence.received.files import Received
from luoshi.kernel.files.actions.documents import Readable, save_document
from luoshi.kernel.files.actions.files import store_evidence
from luoshi.kernel.kinds.registry import get_kind
from luoshi.kernel.steps.actions.idempotency import done_before, remember_request
from luoshi.kernel.steps.actions.steps import begin, refuse_to_begin, take
from luoshi.org.actors.queries import actor_of
from luoshi.plans.base.models.conversion import Conversion
from luoshi.plans.base.models.plan import Plan, Source
from luoshi.plans.base.queries import next_source
from luoshi.plans.editions.actions import index_source
from luoshi.plans.receiving.actions.converting import (
    begin_again,
    convert_to_readable,
    not_converted,
    record_conversion_failure,
    store_for_conversion,
)
from luoshi.plans.receiving.actions.duplicate_files import HEAD, refuse_received_before
from luoshi.plans.receiving.actions.incoming_files import CheckedUpload, PagesSent, looked_at
from luoshi.plans.receiving.actions.rows import made_of, write_rows
from luoshi.plans.receiving.actions.scanning import clear_scan, erase_finished_scan, hold_scan, release_scan
from luoshi.plans.receiving.queries import book_of, read_document, rows_of_run
from luoshi.plans.rows.actions.editing import lock_editable_plan, refuse_others
from luoshi.reading.model import LoadedDocument, Reading

log = logging.getLogger("luoshi.plans")

AT_ONCE = 200_000  # characters read within the request: about half a second
DESCRIBED = ("origin", "issuer", "mark", "received", "rhythm", "supervision", "designated")


@dataclass
class Arrived:
    """The result of a request: the plan, its documents, and the reasons for refusals; ``unread``: for the words."""

    plan: Plan
    sources: list[Source]
    refused: list[RecordError]
    unread: RecordError | None = None


def receive_plan(
    files: Sequence[object],
    words: str,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    at: datetime,
    once: UUID | None = None,
    picture: object = None,
    again: bool = False,
    pages: PagesSent = "by_name",
) -> Arrived:
    """Create a plan from files or words, and start reading it. A file that cannot be accepted does not stop the others.

    Args:
        again: also accept what was received before.
        pages: what several pictures are, as in ``looked_at``.
        words: a transcript, if any; ``picture`` is the scan it was typed from.
        values: raw values for the opening step's form. ``title`` and ``year`` default to the document's own, else to
            its name and the year of ``at``.

    Raises:
        RecordError: nothing was accepted; ``repeated`` if the key was used for a different request; ``twice``; as
            ``begin`` and as ``kernel.files.actions.documents.receive_document``.
    """
    from luoshi.reading.read import read_document_head

    refuse_to_begin(get_kind("plans"), actor, at=at, once=once)  # before any file is opened
    title = str(values.get("title") or "")
    sent = looked_at(files, words, actor, at=at, name=title, picture=picture, pages=pages)
    first = sent.documents[0].read if sent.documents else None
    about = read_document_head(first.text[:HEAD]) if first else None
    title = title or (about and about.title) or _name_of(first or next(iter(sent.waiting), None), at)
    year = values.get("year") or (about and about.year) or timezone.localdate(at).year
    guessed = not values.get("year") and _year_of_sentences(about, at)
    asked = _asked(values, sent)
    with in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            plan = Plan.objects.get(pk=done.record.pk)
            sources = list(plan.sources.order_by("place"))
        else:
            if not again:
                refuse_received_before(sent, actor, at)
            taken = begin(get_kind("plans"), actor, {**values, "title": title[:200], "year": year}, at=at)
            plan = Plan.objects.get(pk=taken.record.pk)
            sources = _sources(plan, sent, actor, at, guessed)
            _wait(plan, sent, actor, at, untitled=not (first or values.get("title")))
            remember_request(actor, once, asked, plan, taken.entry)
    read_short_sources(plan, at)
    return Arrived(plan, sources, sent.refused, sent.unread)


def _name_of(one: LoadedDocument | Received | None, at: datetime) -> str:
    """Return the name for a plan of a file that does not say its title; that of a scan must not be known yet."""
    if one is None:
        return _("Scan of %(at)s") % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")}
    return one.name.rpartition(".")[0] or one.name


def _year_of_sentences(about: Reading | None, at: datetime) -> bool:
    """Check whether the plan's year comes only from its document's sentences and differs from the year of receipt."""
    return about is not None and about.year_guessed and about.year != timezone.localdate(at).year


def _asked(values: Mapping[str, object], sent: CheckedUpload) -> str:
    """Return the digest that distinguishes requests for a new plan with the same idempotency key."""
    given = {name: as_json(value) for name, value in values.items() if name not in ("csrfmiddlewaretoken", "once")}
    return hashlib.sha256(canonical_json(["plan", given, sent.digest])).hexdigest()


def read_short_sources(plan: Plan, at: datetime) -> None:
    """Read the documents that are short enough, in the order received; the worker reads the rest."""
    unread = plan.sources.filter(state__in=[Source.WAITING, Source.READING]).order_by("place")
    for source in _whole(unread):
        if len(source.document.text) <= AT_ONCE:
            _read_or_say(source, at)


def _whole(sources: Any) -> QuerySet[Source]:
    """Load sources with everything that reading needs."""
    found: QuerySet[Source] = sources.select_related("document__evidence", "document__converted", "plan")
    return found


def add_documents(
    plan: Plan,
    files: Sequence[object],
    words: str,
    actor: Actor,
    *,
    at: datetime,
    once: UUID | None = None,
    name: str = "",
    picture: object = None,
    again: bool = False,
    pages: PagesSent = "by_name",
) -> Arrived:
    """Add documents to a plan under correction, and start reading them; arguments as for ``receive_plan``.

    Raises:
        RecordError: nothing was accepted; ``refused`` if the actor may not change the plan, ``repeated`` if the key was
            used for a different request; ``twice``.
    """
    refuse_others(plan, actor, at)  # before any file is opened
    sent = looked_at(files, words, actor, at=at, name=name, picture=picture, pages=pages)
    asked = hashlib.sha256(f"{plan.reference} documents {sent.digest}".encode()).hexdigest()
    with in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            same = [document.read.sha256 for document in sent.documents]
            made = plan.sources.filter(at=done.entry.at, received_by=actor.person, document__sha256__in=same)
            sources = list(made.select_related("document").order_by("place"))
        else:
            plan = lock_editable_plan(plan, actor, at)
            if not again:
                refuse_received_before(sent, actor, at)
            sources = _sources(plan, sent, actor, at)
            entry: Entry | None = None
            for source in sources:
                said = {"name": source.document.name, "sha256": source.document.sha256}
                entry = journal_act(plan, "row.source", actor, said, at=at)
            entry = next(reversed(_wait(plan, sent, actor, at)), entry)
            assert entry is not None  # at least a document, a waiting file or a scan
            remember_request(actor, once, asked, plan, entry)
    read_short_sources(plan, at)
    return Arrived(plan, sources, sent.refused, sent.unread)


def take_in(
    plan: Plan,
    given: object,
    actor: Actor,
    *,
    at: datetime,
    once: UUID | None = None,
    name: str = "",
    picture: object = None,
) -> Source:
    """Add one document: an uploaded file, or words, a transcript called ``name``. As ``add_documents``."""
    files, words = ([], given) if isinstance(given, str) else ([given], "")
    return add_documents(plan, files, words, actor, at=at, once=once, name=name, picture=picture).sources[0]


def _sources(plan: Plan, sent: CheckedUpload, actor: Actor, at: datetime, year_guessed: bool = False) -> list[Source]:
    """Save the documents as sources of a locked plan, and enqueue their reading."""
    made = []
    for place, document in enumerate(sent.documents, next_source(plan)):
        scan = sent.scan if document.file is None else None
        source = Source.objects.create(
            plan=plan,
            document=save_document(document, actor, at=at),
            place=place,
            picture=store_evidence(scan, actor, at=at) if scan else None,
            picture_name=scan.name if scan else "",
            received_by_id=actor.person or None,
            year_guessed=year_guessed,
            at=at,
        )
        read_later.enqueue(source.pk)  # short ones too: if this process dies, the worker reads them
        made.append(source)
    return made


def _wait(plan: Plan, sent: CheckedUpload, actor: Actor, at: datetime, *, untitled: bool = False) -> list[Entry]:
    """Store the files that must be converted or recognised, and enqueue that. Return the journal's entries."""
    entries = []
    for file, scan in [*((file, None) for file in sent.waiting), *((None, scan) for scan in sent.scans)]:
        if file is not None:
            made, entry = store_for_conversion(plan, file, actor, untitled=untitled, at=at)
        else:
            made, entry = hold_scan(plan, scan or [], actor, untitled=untitled, at=at)
        convert_later.enqueue(made.pk, made.run)
        entries.append(entry)
        untitled = False  # the first one gives the plan its title
    return entries


@task()
def convert_later(conversion: int, run: int) -> bool:
    """Convert one file, or read some pages of a scan (worker task); return whether it became a document. Idempotent.

    A long scan goes on in further tasks behind those that wait, from the pages that were read.
    """
    erase_finished_scan(conversion)  # of a worker that was killed before it did
    one = Conversion.objects.select_related("plan", "original", "person").get(pk=conversion)
    if one.run != run or not rows_of_run(one).update(state=Conversion.CONVERTING):
        return False
    at = timezone.now()
    actor = actor_of(one.person, timezone.localdate(at))  # with the person's current rights
    try:
        with transaction.atomic():
            lock_editable_plan(one.plan, actor, at)  # before the file is opened
        made = convert_to_readable(one)
        if made is None:
            if rows_of_run(one).exists():
                convert_later.enqueue(conversion, run)
            return False
        source = _take_converted(one, made, actor, at)
    except RecordError as error:
        record_conversion_failure(one, error, actor, at=at)
        erase_finished_scan(conversion)
        return False
    except DatabaseError:  # not the file's fault: the worker's next try may succeed
        raise
    except Exception:
        log.exception("a file was not converted: plan %s", one.plan_id)
        not_converted(conversion, run)
        return False
    erase_finished_scan(conversion)
    return source is not None


def _take_converted(one: Conversion, made: Readable, actor: Actor, at: datetime) -> Source | None:
    """Add a converted file as a document of the plan and enqueue its reading; None if another run did it."""
    from luoshi.reading.read import read_document_head

    with in_turn(), transaction.atomic():
        plan = lock_editable_plan(one.plan, actor, at)
        if not rows_of_run(one).update(state=Conversion.DONE, said=""):
            return None
        about = read_document_head(made.read.text[:HEAD])
        (source,) = _sources(plan, CheckedUpload([made]), actor, at, one.untitled and _year_of_sentences(about, at))
        Conversion.objects.filter(pk=one.pk).update(source=source)
        if one.is_scan:
            release_scan(one, made.scanned)
            said = {"name": source.document.name, "sha256": source.document.sha256}
            journal_act(plan, "row.source", actor, said, at=at)
        title = about.title or (_name_of(made.read, at) if one.is_scan else "")
        if one.untitled and title and plan.sources.count() == 1:
            own = {"title": title[:200], "year": about.year or plan.year}
            values = {name: as_json(getattr(plan, name)) for name in DESCRIBED} | own
            take(plan, "describe", actor, values, at=at)
    return source


def convert_again(plan: Plan, pk: int, actor: Actor, *, at: datetime) -> None:
    """Retry a file that was not converted.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    with transaction.atomic():
        if one := begin_again(plan, pk, actor, at=at):
            convert_later.enqueue(one.pk, one.run)


def continue_cleared(plan: Plan, pk: int, actor: Actor, *, at: datetime) -> None:
    """Go on with a scan of which a person says that what looks like a marking is none.

    Raises:
        RecordError: ``refused``, ``missing``.
    """
    with transaction.atomic():
        if one := clear_scan(plan, pk, actor, at=at):
            convert_later.enqueue(one.pk, one.run)


@task()
def read_later(source: int) -> int:
    """Read a long document (worker task); return its number of rows. Idempotent."""
    found = _whole(Source.objects).get(pk=source)
    _read_or_say(found, timezone.now())
    return found.rows.count()


def not_read(source: int) -> None:
    """Mark the reading of a source as failed, with the reason; a person may have it read again."""
    said = _("The program failed on this text; its log gives the reason under “source %(source)s”.") % {
        "source": source
    }
    unread = Source.objects.filter(pk=source).exclude(state=Source.READ)
    unread.update(state=Source.FAILED, done=0, said=said[:300])


def read_again(plan: Plan, place: int, actor: Actor, *, at: datetime) -> Source:
    """Read a document again whose reading failed; leave one alone that is being read or was read.

    Raises:
        RecordError: ``missing``, or ``refused`` if the actor may not change the plan.
    """
    with transaction.atomic():
        plan = lock_editable_plan(plan, actor, at)
        source = (
            plan.sources.select_related("document__evidence", "document__converted", "plan").filter(place=place).first()
        )
        if source is None:
            raise RecordError("missing", _("The plan has no such document."), where=str(plan))
        if source.state == Source.FAILED:
            source.state, source.done, source.said = Source.WAITING, 0, ""
            source.save(update_fields=["state", "done", "said"])
            journal_act(plan, "row.again", actor, {"name": source.document.name}, at=at)
            read_later.enqueue(source.pk)
    read_short_sources(plan, at)
    return source


def _read_or_say(source: Source, at: datetime) -> None:
    """Read a source; if the program fails, write nothing but the failure."""
    try:
        read_source(source, at=at)
    except DatabaseError:  # not the text's fault: the worker's next try may succeed
        raise
    except Exception:
        log.exception("reading failed: source %s of plan %s", source.pk, source.plan_id)
        not_read(source.pk)


def read_source(source: Source, *, at: datetime) -> None:
    """Create the rows of a source from its text: all of them, or none with the reason."""
    if source.state == Source.READ:
        return
    unread = Source.objects.filter(pk=source.pk).exclude(state=Source.READ)  # another process may have been faster
    unread.update(state=Source.READING, done=5)
    index_source(source)  # first: unreadable texts must be searchable too
    plan = source.plan
    book = book_of(source)
    if book and book.unexplained_table:  # a person must first say what its columns mean
        unread.update(state=Source.ASKED, done=0)
        source.state = Source.ASKED
        return
    reading, found, tables = read_document(source, book)
    unread.update(done=60)
    told: dict[str, object] = {"kind": reading.kind, "kind_guessed": reading.kind_guessed, "doubts": list(found.doubts)}
    if book and book.tables:
        told = {}  # the columns decide what its rows are, whatever kind of paper the words suggest
    told["guessed_tables"] = [table.to_store for table in tables]
    made = made_of(source, found, reading, at)
    unread.update(done=80)
    with transaction.atomic():  # as short as possible: on SQLite nobody else can write meanwhile
        fresh = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if fresh.state == Source.READ:
            return
        write_rows(made)
        Source.objects.filter(pk=source.pk).update(state=Source.READ, done=100, **told)
        _describe(plan, reading)
    source.state, source.done = Source.READ, 100


def _describe(plan: Plan, reading: Reading) -> None:
    """Fill empty fields of the plan with what the document says about itself."""
    fresh = Plan.get_locked(plan.pk)
    given = {"issuer": (reading.issuer or "")[:120], "mark": (reading.number or "")[:60]}
    given = {name: value for name, value in given.items() if value and not getattr(fresh, name)}
    if given:
        Plan.objects.filter(pk=plan.pk).update(**given)
