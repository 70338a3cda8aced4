"""Seals the journal: gives committed entries their numbers, leaves and heads; and writes its export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import journal
from luoshi.records.journal.models import Seal, Sealing, Unsealed
from luoshi.records.journal.queries.seals import ONE, moment, named, snapshot, stored, tree
from luoshi.records.journal.rules import merkle
from luoshi.records.journal.rules.export import Header, write_export
from luoshi.records.journal.rules.merkle import Peaks
from luoshi.records.journal.rules.proof import entry_bytes

BATCH = 240  # entries sealed at once, by one insert; SQLite's write lock is held some 3 ms for them


def seal_waiting(limit: int = BATCH) -> int:
    """Seal the entries that wait, at most ``limit``, in order of their ids; how many it were.

    Two may try at once: whoever finds the tree other than it was read gives up and returns 0. All hashing is done, and
    all SQL written, before the write lock is taken, so that on SQLite others wait only for three statements.

    Raises:
        RecordError: ``sealed``: a number is taken that the sealer never gave.
    """
    row = Sealing.objects.filter(pk=ONE).first() or _begun()
    was = bytes(row.peaks)
    grown, seals = Peaks.from_bytes(was), list[tuple[int, int, bytes, bytes]]()
    waits = Unsealed.objects.filter(entry__seal=None).order_by("entry_id")
    columns = ("pk", "at", "actor", "subject", "version", "step", "payload_hash")
    for pk, at, actor, subject, version, step, payload_hash in waits.values_list(
        "pk", *(f"entry__{one}" for one in columns[1:])
    )[:limit]:
        sealed = entry_bytes(
            entry=str(pk),
            at=moment(at),
            actor=actor,
            subject=named(subject, version),
            step=step,
            payload_hash=payload_hash,
        )
        grown = grown.append(leaf := merkle.leaf(sealed))
        seals.append((grown.size, pk, leaf, grown.head()))
    if not seals:
        return 0
    sealed_rows, peaks = [value for seal in seals for value in seal], grown.to_bytes()
    places = ", ".join(["(%s, %s, %s, %s)"] * len(seals))
    insert = f"INSERT INTO records_seal (number, entry_id, leaf, head) VALUES {places}"
    delete = f"DELETE FROM records_unsealed WHERE entry_id IN ({', '.join(['%s'] * len(seals))})"
    with _unhurried(), transaction.atomic(), connection.cursor() as cursor:
        # The tree's size is in the peaks, so they are never twice the same: who may write this row is alone.
        if not Sealing.objects.filter(pk=ONE, peaks=was).update(peaks=peaks):
            return 0
        try:
            cursor.execute(insert, sealed_rows)
        except IntegrityError as error:
            raise RecordError(
                "sealed",
                _("Number %(number)d is taken by a seal that the program never gave.") % {"number": seals[0][0]},
                where=_("Journal"),
                remedy=_("Run “luoshi journal verify”, keep what it says, and restore the database from its backup."),
            ) from error
        cursor.execute(delete, [entry for _number, entry, _leaf, _head in seals])
    return len(seals)


@contextmanager
def _unhurried() -> Iterator[None]:
    """On SQLite, commits inside do not wait for the disk, so that the write lock is not held over that either.

    The next act's commit brings them to the disk with it. What a power cut takes of them is made again and is the same:
    on SQLite entries are committed in the order of their ids, in which they are sealed, whatever the batches.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA synchronous").fetchone()[0]
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA synchronous={before}")


def seal_all() -> int:
    """Seal until nothing waits that was there at the start; how many were sealed here."""
    last = Unsealed.objects.order_by("-pk").values_list("pk", flat=True).first()
    sealed = 0
    while last is not None and Unsealed.objects.filter(pk__lte=last, entry__seal=None).exists():
        sealed += seal_waiting()
    return sealed


def _begun() -> Sealing:
    """The sealer's row: of an empty journal at the first time, else made anew from the leaves that were sealed."""
    leaves = Seal.objects.order_by("number").values_list("leaf", flat=True).iterator()
    made = {"peaks": lambda: merkle.peaks(bytes(leaf) for leaf in leaves).to_bytes()}
    return Sealing.objects.get_or_create(pk=ONE, defaults=made)[0]


def export(write: Callable[[str], object], actor: Actor, *, at: datetime) -> Header:
    """Write all that is sealed, line by line, and journal that it was done. What waits is sealed first.

    Args:
        write: takes a text that ends with its line's end.

    Returns:
        The first line: how many entries, and the head after the last.
    """
    seal_all()
    with snapshot():
        known = tree()
        header = Header(known.size, known.head().hex(), at.isoformat(), settings.OFFICE["name"])
        for text in write_export(header, (one.line for one in stored())):
            write(text)
    with transaction.atomic():
        journal("journal", "journal.export", actor, {"size": header.size, "head": header.head}, at=at)
    return header
