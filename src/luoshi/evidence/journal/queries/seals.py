"""Read the sealed journal: its lines in order of number, its head, and the unsealed backlog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, Min, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, Lag
from django.utils import timezone

from luoshi.base.database.statements import SqlStatement, ValueSlot
from luoshi.evidence.journal.models import Seal, Sealing, Unsealed
from luoshi.evidence.journal.rules import merkle
from luoshi.evidence.journal.rules.merkle import Peaks
from luoshi.evidence.journal.rules.proof import (
    SHORTEST_HEAD,
    IntegrityFinding,
    SealedLine,
    named_subject,
    utc_timestamp,
)

BACK = timedelta(seconds=5)  # how far an entry may be dated before its predecessor
RECENT = 5000  # seals that a page checks for that
ALARM = 60  # seconds that an entry may wait for its seal
PIECE = 2000  # lines fetched at once
ONE = 1  # the key of the one row of Sealing
F_ = TypeVar("F_")
PERSON = re.compile(r"person:(\d+)\b")


@dataclass(frozen=True)
class UnsealedBacklog:
    """How many entries wait for their seals, and for how many seconds the oldest has waited."""

    count: int
    seconds: int

    @property
    def is_alarming(self) -> bool:
        """Whether sealing has stopped."""
        return self.seconds > ALARM


@dataclass(frozen=True)
class JournalHead:
    """The head of the tree of all entries up to a number, for use outside; ``day`` is that of the last entry."""

    number: int
    head: str  # hex, 64 digits
    day: date

    @property
    def short(self) -> str:
        """Number and shortest head that is still proof, in groups of eight digits: for the foot of a paper."""
        digits = self.head[:SHORTEST_HEAD]
        return " ".join([str(self.number), *(digits[at : at + 8] for at in range(0, len(digits), 8))])


@dataclass(frozen=True)
class Stored:
    """A sealed entry as stored in the database.

    Attributes:
        gone: The seal exists, but its entry is missing.
        crossed: The entry refers to another person or record than the sealed ones.
        eraser: The id of the entry that erased the payload, if that entry itself waits for its seal.
    """

    line: SealedLine
    gone: bool
    crossed: bool
    eraser: int | None


def unsealed_backlog(at: datetime) -> UnsealedBacklog:
    """Return the unsealed backlog at a moment. One query."""
    found = Unsealed.objects.filter(entry__seal=None).aggregate(count=Count("pk"), oldest=Min("entry__at"))
    seconds = int((at - found["oldest"]).total_seconds()) if found["oldest"] else 0
    return UnsealedBacklog(found["count"], max(0, seconds))


def journal_head() -> JournalHead | None:
    """Return the head of the whole journal; None before the first seal. One query."""
    return _head(Seal.objects.select_related("entry").order_by("-number").first())


def head_of_day(day: date) -> JournalHead | None:
    """Return the head after the last entry of a day or, if it has none, of the last earlier day; None if there is none.

    A day's digest and the foot of a paper carry this head. An entry of that day that is committed and sealed later gets
    a higher number: the head of a day may move on, but it remains one of the journal's heads. One query.
    """
    ends = datetime.combine(day + timedelta(days=1), time.min, timezone.get_current_timezone())
    return _head(next(iter(_LAST_SEAL.rows(begins=ends - timedelta(days=1), ends=ends)), None))


def _last_seal() -> QuerySet[Seal]:
    begins, ends = ValueSlot.moment("begins"), ValueSlot.moment("ends")
    seals = Seal.objects.order_by("-number").values("number")
    of_day = seals.filter(entry__at__gte=begins, entry__at__lt=ends)
    # After a day without entries, scan back from the newest seal past those of today. A filter on the bare moment
    # makes databases use its index and sort all entries ever written (48 ms per page after a holiday, at 750,000).
    earlier = seals.alias(then=Coalesce("entry__at", ends)).filter(then__lt=ends)
    return Seal.objects.filter(number=Coalesce(Subquery(of_day[:1]), Subquery(earlier[:1])))


_LAST_SEAL = SqlStatement(_last_seal, related=("entry",))


def _head(seal: Seal | None) -> JournalHead | None:
    return JournalHead(seal.number, bytes(seal.head).hex(), timezone.localdate(seal.entry.at)) if seal else None


@dataclass(frozen=True)
class Back:
    """An entry dated before its predecessor in the sealed order: its number, and by how many seconds."""

    number: int
    seconds: int


def back_in_time(last: int | None = RECENT) -> list[Back]:
    """List the latest entries dated over five seconds before their sealed predecessors, newest first, at most ten.

    They show that the computer's clock was set back or that an entry was backdated. Sealing follows the order of
    writing, so that long acts (an import) may appear too. One query.

    Args:
        last: How many of the last seals to check; None: all.
    """
    rows = Seal.objects.order_by("-number")
    if last is not None:
        newest = rows.values_list("number", flat=True)[:1]
        rows = rows.filter(number__gt=Subquery(newest) - last)
    following = rows.annotate(then=Window(Lag("entry__at"), order_by=F("number").asc()))
    found = following.filter(then__gt=F("entry__at") + BACK).values_list("number", "then", "entry__at")[:10]
    return [Back(number, int((then - at).total_seconds())) for number, then, at in found]


def journal_tree() -> Peaks:
    """Return the tree as the sealer left it, or rebuild it from the leaves if that is damaged."""
    row = Sealing.objects.filter(pk=ONE).first()
    try:
        return Peaks.from_bytes(bytes(row.peaks)) if row else Peaks()
    except ValueError:
        leaves = Seal.objects.order_by("number").values_list("leaf", flat=True)
        return merkle.tree_peaks(bytes(leaf) for leaf in leaves.iterator())


@contextmanager
def read_snapshot() -> Iterator[None]:
    """Read everything inside as of one moment, without making writers wait. No effect inside a transaction."""
    connection.ensure_connection()
    if connection.vendor == "sqlite" and not connection.in_atomic_block and connection.connection.in_transaction:
        yield  # inside another snapshot
    elif connection.in_atomic_block:
        with transaction.atomic():  # a failing read does not end the transaction
            yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Not ``atomic``: it begins with IMMEDIATE and would hold the write lock as long as the reading lasts.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def guard_reading(part: str, read: Callable[[], Iterator[F_]]) -> Iterator[F_ | IntegrityFinding]:
    """Yield the findings of one part within a snapshot; if the part cannot be read, end only this part.

    Data that others inserted may be unreadable: an invalid timestamp, a table that lacks a column.
    """
    driver = cast("Any", connection).Database
    try:
        with read_snapshot():
            yield from read()
    except (
        DatabaseError,
        driver.Error,
        ValueError,
        TypeError,
        ArithmeticError,
        LookupError,
        RecursionError,
    ) as error:
        why = (str(error).splitlines() or [""])[0][:200]
        yield IntegrityFinding("unread", 0, {"part": part, "why": why or type(error).__name__})


def stored_entries(last: int | None = None) -> Iterator[Stored]:
    """Yield every sealed entry in order of number, with its payload. Memory is bounded.

    Call it within `read_snapshot`.

    Args:
        last: The last number to read.
    """
    # Plain SQL with outer joins: a removed entry or payload must show as missing, not make its seal vanish.
    at = "CAST({0}.at AS TEXT)"  # as stored: PostgreSQL's driver cannot read infinity
    query = (
        f"SELECT s.number, s.entry_id, s.leaf, s.head, e.id, {at.format('e')}, e.actor, e.subject, e.version, e.step, "
        f"e.payload_hash, e.person_id, e.record_id, p.data, p.salt, p.erased_by_id, {at.format('x')}, y.number "
        "FROM records_seal s LEFT JOIN records_entry e ON e.id = s.entry_id "
        "LEFT JOIN records_payload p ON p.entry_id = e.id LEFT JOIN records_entry x ON x.id = p.erased_by_id "
        "LEFT JOIN records_seal y ON y.entry_id = p.erased_by_id "
        "WHERE s.number <= %s ORDER BY s.number"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, [2**62 if last is None else last])
        while rows := cursor.fetchmany(PIECE):
            for row in rows:
                yield _stored(*row)


def _stored(
    number: int,
    entry: int,
    leaf: str | bytes | memoryview,
    top: str | bytes | memoryview,
    found: int | None,
    *more: Any,
) -> Stored:
    at, actor, subject, version, step, payload_hash, person, record, data, salt, eraser, erased, by = more
    told: Any = {"number": number, "entry": str(entry), "leaf": _hex(leaf), "head": _hex(top)}
    if found is None:
        empty: Any = dict.fromkeys(("at", "actor", "subject", "step", "payload_hash"), "")
        return Stored(SealedLine(**told, **empty), True, False, None)
    line = SealedLine(
        **told,
        at=utc_timestamp(_decoded(at)),
        actor=_text(actor),
        subject=named_subject(_text(subject), version),
        step=_text(step),
        payload_hash=_text(payload_hash),
        payload=None if data is None else _text(data),
        salt=None if salt is None else _hex(salt),
        erased=_day(erased) if data is None and erased else None,
        erased_by=by if data is None else None,
    )
    return Stored(line, False, _crossed(line.actor, _text(subject), person, record), None if by else eraser)


def _crossed(actor: str, subject: str, person: int | None, record: int | None) -> bool:
    sealed = PERSON.match(actor)
    if (int(sealed[1]) if sealed else None) != person:
        return True
    return record is not None and subject.rpartition(":")[2] != str(record)


def _day(at: object) -> str:
    try:
        return timezone.localdate(datetime.fromisoformat(utc_timestamp(_decoded(at)))).isoformat()
    except ValueError:
        return ""


def _decoded(at: object) -> Any:
    return at.decode(errors="replace") if isinstance(at, bytes) else at


def _hex(value: str | bytes | memoryview) -> str:
    return value if isinstance(value, str) else bytes(value).hex()


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else "" if value is None else str(value)
