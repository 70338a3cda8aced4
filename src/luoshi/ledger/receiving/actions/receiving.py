"""Takes in what a plan is made from: files, pasted words, transcripts; reads them into rows."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from luoshi.ledger.base.models.plan import Part, Plan, Source
from luoshi.ledger.base.models.row import Figure, Row, RowUnit
from luoshi.ledger.editions.actions import index_source
from luoshi.ledger.names.queries import names_for
from luoshi.ledger.names.rules.names import Names
from luoshi.ledger.receiving.actions.arriving import Sent, looked_at
from luoshi.ledger.receiving.queries import book_of
from luoshi.ledger.receiving.rules import WORDS, Table, with_tables
from luoshi.ledger.rows.actions.editing import editable
from luoshi.ledger.rows.rules.doubts import lead_doubts, unit_doubts
from luoshi.ledger.rows.rules.drafting import Drafted, DraftRow, drafted
from luoshi.ledger.sheets.actions.sheets import teach
from luoshi.org.base.fields import fits
from luoshi.org.base.turns import in_turn
from luoshi.org.rights.rules.rights import Actor
from luoshi.reading.read import described, read
from luoshi.records.base.errors import RecordError
from luoshi.records.files.actions.documents import put, spans
from luoshi.records.files.actions.files import store_evidence
from luoshi.records.files.models import Span
from luoshi.records.journal.actions.journal import as_json, journal
from luoshi.records.journal.rules.proof import canonical
from luoshi.records.kinds.registry import kind
from luoshi.records.steps.actions.steps import begin, done_before, remember

log = logging.getLogger("luoshi.ledger")

AT_ONCE = 200_000  # characters read within the request: about half a second
BATCH = 500
QUOTE = 120
HEAD = 3000  # characters in which a document's title and year stand


@dataclass
class Arrived:
    """What came in at once: the plan, its documents, and for all that was not taken why; ``unread``: for the words."""

    plan: Plan
    sources: list[Source]
    refused: list[RecordError]
    unread: RecordError | None = None


def receive_plan(
    files: Sequence[Any],
    words: str,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    at: datetime,
    once: UUID | None = None,
    picture: Any = None,
) -> Arrived:
    """A new plan of files or of words, and its reading begun. A file that cannot be taken does not stop the others.

    Args:
        words: a transcript, where there are any; ``picture`` is what it was typed from.
        values: raw values for the opening step's form; without ``title`` and ``year`` they are the document's own, else
            its name and the year of ``at``.

    Raises:
        RecordError: nothing was taken at all; ``repeated`` where the key came with something else before; as ``begin``
            and as ``records.files.actions.documents.receive``.
    """
    sent = looked_at(files, words, actor, at=at, name=str(values.get("title") or ""), picture=picture)
    first = sent.documents[0].read
    about = described(first.text[:HEAD])
    title = values.get("title") or about.title or first.name.rpartition(".")[0] or first.name
    year = values.get("year") or about.year or timezone.localdate(at).year
    asked = _asked(values, sent)
    with in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            plan = Plan.objects.get(pk=done.record.pk)
            sources = list(plan.sources.order_by("place"))
        else:
            taken = begin(kind("plans"), actor, {**values, "title": title[:200], "year": year}, at=at)
            plan = Plan.objects.get(pk=taken.record.pk)
            sources = _sources(plan, sent, actor, at)
            remember(actor, once, asked, plan, taken.entry)
    _read_now(plan, at)
    return Arrived(plan, sources, sent.refused, sent.unread)


def _asked(values: Mapping[str, Any], sent: Sent) -> str:
    """What tells one request for a new plan from another that came with its key."""
    given = {name: as_json(value) for name, value in values.items() if name not in ("csrfmiddlewaretoken", "once")}
    return hashlib.sha256(canonical(["plan", given, sent.digest])).hexdigest()


def _read_now(plan: Plan, at: datetime) -> None:
    """Read what is short enough, in the order in which it was received; the rest is the worker's."""
    unread = plan.sources.filter(state__in=[Source.WAITING, Source.READING]).order_by("place")
    for source in unread.select_related("document__evidence", "plan"):
        if len(source.document.text) <= AT_ONCE:
            _read_or_say(source, at)


def add_documents(
    plan: Plan,
    files: Sequence[Any],
    words: str,
    actor: Actor,
    *,
    at: datetime,
    once: UUID | None = None,
    name: str = "",
    picture: Any = None,
) -> Arrived:
    """Further documents for a plan that is being corrected, and their reading begun; arguments as ``receive_plan``.

    Raises:
        RecordError: nothing was taken at all; ``refused`` where the plan is not open to the actor, ``repeated`` where
            the key came with something else before.
    """
    sent = looked_at(files, words, actor, at=at, name=name, picture=picture)
    asked = hashlib.sha256(f"{plan.reference} documents {sent.digest}".encode()).hexdigest()
    with in_turn(), transaction.atomic():
        if (done := done_before(actor, once, asked, at)) is not None:
            same = [one.read.sha256 for one in sent.documents]
            made = plan.sources.filter(at=done.entry.at, received_by=actor.person, document__sha256__in=same)
            sources = list(made.select_related("document").order_by("place"))
        else:
            plan = editable(plan, actor, at)
            sources = _sources(plan, sent, actor, at)
            for source in sources:
                said = {"name": source.document.name, "sha256": source.document.sha256}
                entry = journal(plan, "row.source", actor, said, at=at)
            remember(actor, once, asked, plan, entry)
    _read_now(plan, at)
    return Arrived(plan, sources, sent.refused, sent.unread)


def take_in(
    plan: Plan, given: Any, actor: Actor, *, at: datetime, once: UUID | None = None, name: str = "", picture: Any = None
) -> Source:
    """One further document: an uploaded file, or words, a transcript called ``name``. As ``add_documents``."""
    files, words = ([], given) if isinstance(given, str) else ([given], "")
    return add_documents(plan, files, words, actor, at=at, once=once, name=name, picture=picture).sources[0]


def _sources(plan: Plan, sent: Sent, actor: Actor, at: datetime) -> list[Source]:
    """The documents as sources of a plan that is locked; the worker is asked to read them."""
    before, made = plan.sources.count(), []
    for place, one in enumerate(sent.documents, before + 1):
        scan = sent.scan if one.file is None else None
        source = Source.objects.create(
            plan=plan,
            document=put(one, actor, at=at),
            place=place,
            picture=store_evidence(scan, actor, at=at) if scan else None,
            picture_name=scan.name if scan else "",
            received_by_id=actor.person or None,
            at=at,
        )
        read_later.enqueue(source.pk)  # also a short one: should this process end now, the worker reads it
        made.append(source)
    return made


@task()
def read_later(source: int) -> int:
    """Read a long document, by the worker; how many rows it has. Twice does no more."""
    found = Source.objects.select_related("document__evidence", "plan").get(pk=source)
    _read_or_say(found, timezone.now())
    return found.rows.count()


def not_read(source: int) -> None:
    """The reading of a source has failed: it is said, and a person may have it read again."""
    said = _("The program failed on this text; its log says why under “source %(source)s”.") % {"source": source}
    unread = Source.objects.filter(pk=source).exclude(state=Source.READ)
    unread.update(state=Source.FAILED, done=0, said=said[:300])


def read_again(plan: Plan, place: int, actor: Actor, *, at: datetime) -> Source:
    """Read a document anew whose reading has failed; one that is being read, or was, stays as it is.

    Raises:
        RecordError: ``missing``, or ``refused`` where the plan is not open to the actor.
    """
    with transaction.atomic():
        plan = editable(plan, actor, at)
        source = plan.sources.select_related("document__evidence", "plan").filter(place=place).first()
        if source is None:
            raise RecordError("missing", _("The plan has no such document."), where=str(plan))
        if source.state == Source.FAILED:
            source.state, source.done, source.said = Source.WAITING, 0, ""
            source.save(update_fields=["state", "done", "said"])
            journal(plan, "row.again", actor, {"name": source.document.name}, at=at)
            read_later.enqueue(source.pk)
    _read_now(plan, at)
    return source


def answer_columns(
    plan: Plan, place: int, table: Table, meant: Mapping[int, str] | None, actor: Actor, *, at: datetime
) -> Source:
    """Say of a sheet that has a question what its columns mean, or that it is no table; then it is read.

    Args:
        table: the sheet and its head, as they were shown.
        meant: the meaning of each column; None: the sheet is read as words.

    Raises:
        RecordError: ``missing``; ``refused`` where the plan is not open to the actor; ``changed`` where the document
            has no question any more.
    """
    with transaction.atomic():
        plan = editable(plan, actor, at)
        source = plan.sources.select_related("document__evidence", "plan").filter(place=place).first()
        if source is None:
            raise RecordError("missing", _("The plan has no such document."), where=str(plan))
        if source.state != Source.ASKED:
            raise RecordError("changed", _("The question was answered meanwhile."), where=source.document.name)
        columns = {str(column): name for column, name in (meant or {}).items()}
        answer: Any = {"head": table.head.first, "columns": columns} if meant else WORDS
        source.answers = {**source.answers, str(table.sheet): answer}
        source.state = Source.WAITING
        source.save(update_fields=["answers", "state"])
        if meant:
            teach(plan.unit_id, table.head, meant, at)
        journal(plan, "row.columns", actor, {"name": source.document.name}, at=at)
        read_later.enqueue(source.pk)
    _read_now(plan, at)
    source.refresh_from_db(fields=["state"])
    return source


def _read_or_say(source: Source, at: datetime) -> None:
    """Read a source; where the program itself fails on it, nothing of it is written but that it failed."""
    try:
        read_source(source, at=at)
    except DatabaseError:  # not the text's doing: the worker's next try may go well
        raise
    except Exception:
        log.exception("reading failed: source %s of plan %s", source.pk, source.plan_id)
        not_read(source.pk)


def read_source(source: Source, *, at: datetime) -> None:
    """Make the rows of a source from its text: all of them, or none and the reason why."""
    if source.state == Source.READ:
        return
    unread = Source.objects.filter(pk=source.pk).exclude(state=Source.READ)  # another may have been quicker
    unread.update(state=Source.READING, done=5)
    index_source(source)  # first: also a text that cannot be read into rows is found
    document, plan = source.document, source.plan
    book = book_of(source)
    if book and book.asked:  # a person says first what its columns mean
        unread.update(state=Source.ASKED, done=0)
        source.state = Source.ASKED
        return
    reading = read(document.text, year=plan.year, issuer=plan.issuer or None, joined=document.pure.joined)
    unread.update(done=60)
    found = drafted(reading, document.text)
    if book and book.tables:
        sheets = [one.sheet for one in book.sheets]
        found = with_tables(found, document.text, sheets, book.tables, plan.year)
    made = _made(source, found, names_for(plan.unit_id, timezone.localdate(at), reading.issuer or plan.issuer))
    unread.update(done=80)
    with transaction.atomic():  # no longer than writing takes: on SQLite nobody else writes meanwhile
        fresh = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
        if fresh.state == Source.READ:
            return
        _write(made)
        Source.objects.filter(pk=source.pk).update(state=Source.READ, done=100)
        _describe(plan, reading)
    source.state, source.done = Source.READ, 100


def _describe(plan: Plan, reading: Any) -> None:
    """What the document says of itself, where the plan's own fields are empty."""
    fresh = Plan.locked(plan.pk)
    given = {"issuer": (reading.issuer or "")[:120], "mark": (reading.number or "")[:60]}
    given = {name: value for name, value in given.items() if value and not getattr(fresh, name)}
    if given:
        Plan.objects.filter(pk=plan.pk).update(**given)


@dataclass
class _Made:
    """What is to be written of a source, in this order; each knows the one it hangs on."""

    parts: list[Part]
    rows: list[Row]
    units: list[RowUnit]
    figures: list[Figure]


def _made(source: Source, found: Drafted, names: Names) -> _Made:
    """The outline, the rows and what hangs on them, ready to be written; the places in the text are marked."""
    base = source.place * 10**9
    parts: list[Part] = []
    for draft in found.parts:
        above = parts[draft.above] if draft.above is not None else None
        part = Part(plan=source.plan, source=source, above=above, place=base + draft.start, level=draft.level,
                    marker=draft.marker[:20], title=draft.title[:300], start=draft.start, end=draft.end)  # fmt: skip
        parts.append(part)
    places = {(row.start, row.end) for row in found.rows}
    places |= {(figure.start, figure.end) for row in found.rows for figure in row.figures}
    wanted = [(start, end, None) for start, end in sorted(places)]
    # Some at a time: a place that is marked stays right, whatever comes of the rows, and others write between.
    marked = [one for at in range(0, len(wanted), BATCH) for one in spans(source.document, wanted[at : at + BATCH])]
    by_place = {(one.start, one.end): one for one in marked}
    rows = [_row(source, one, parts, by_place, names) for one in found.rows]
    return _Made(
        parts,
        [row for row, _units in rows],
        [RowUnit(row=row, place=place, **unit) for row, units in rows for place, unit in enumerate(units)],
        [
            _figure(row, figure, by_place, base)
            for (row, _units), draft in zip(rows, found.rows, strict=True)
            for figure in draft.figures
        ],
    )


def _write(made: _Made) -> None:
    """All of it. A bounded number of statements for every five hundred rows; ids come as those above are written."""
    for level in sorted({one.level for one in made.parts}):
        Part.objects.bulk_create([one for one in made.parts if one.level == level], batch_size=BATCH)
    Row.objects.bulk_create(made.rows, batch_size=BATCH)
    RowUnit.objects.bulk_create(made.units, batch_size=BATCH)
    Figure.objects.bulk_create(made.figures, batch_size=BATCH)


def _row(
    source: Source, one: DraftRow, parts: list[Part], by_place: dict[tuple[int, int], Span], names: Names
) -> tuple[Row, list[dict[str, Any]]]:
    units: list[dict[str, Any]] = []
    doubts, each = list(one.doubts), False
    for role, printed in (("lead", one.lead), ("support", one.support)):
        for name in printed:
            meaning = names.of(name)
            clear = meaning.how not in ("several", "none")
            units += [
                {"role": role, "name": name[:120], "unit_id": unit} for unit in (meaning.units if clear else (None,))
            ]
            doubts += unit_doubts(meaning.how)
            each = each or (role == "lead" and meaning.how == "group")
    if one.state == "waiting":
        doubts += lead_doubts(sum(unit["role"] == "lead" for unit in units), each)
    span = by_place[one.start, one.end]
    row = Row(
        plan=source.plan,
        source=source,
        part=parts[one.part] if one.part is not None else None,
        span=span,
        place=source.place * 10**9 + one.start,
        words=one.words or span.quote.strip(),
        role=one.role,
        state=one.state,
        reason=one.reason,
        look=one.look,
        due=one.due,
        every=one.every,
        times=one.times,
        phrase=one.phrase[:120],
        inherited=one.inherited,
        each=each,
        doubts=list(dict.fromkeys(doubts)),
        notes=one.notes,
    )
    return row, units


def _figure(row: Row, one: Any, by_place: dict[tuple[int, int], Span], base: int) -> Figure:
    span = by_place[one.start, one.end]
    value, upper = (number if number is None or fits(number) else None for number in (one.value, one.upper))
    doubts = [*one.doubts, *(["value_unfit"] if value is None else [])]
    return Figure(row=row, span=span, place=base + one.start, quote=span.quote[:QUOTE], value=value, upper=upper,
                  unit=one.unit[:30], bound=one.bound, role=one.role, aspect=one.aspect, indicator=one.indicator[:200],
                  period=one.period[:20], scope=one.scope[:60], state=one.state, doubts=doubts)  # fmt: skip
