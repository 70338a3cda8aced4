"""Seals the journal: gives committed entries their numbers, leaves and heads; and writes its export."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from luoshi.org.rights.rules.rights import Actor
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.actions.journal import journal_act
from luoshi.records.journal.models import Seal, Sealing, Unsealed
from luoshi.records.journal.queries.seals import ONE, journal_tree, read_snapshot, stored_entries
from luoshi.records.journal.rules import merkle
from luoshi.records.journal.rules.export import Header, write_export
from luoshi.records.journal.rules.merkle import Peaks
from luoshi.records.journal.rules.proof import entry_bytes, entry_mac, named_subject, peaks_mac, utc_timestamp

BATCH = 240  # entries sealed at once, by one insert; SQLite's write lock is held some 3 ms for them


def seal_waiting(limit: int = BATCH, *, trusting: bool = False) -> int:
    """Seal the entries that wait, at most ``limit``, in order of their ids; how many it were.

    Two may try at once: whoever finds the tree other than it was read gives up and returns 0. All hashing is done, and
    all SQL written, before the write lock is taken, so that on SQLite others wait only for three statements. What does
    not bear the program's MAC was put in past it: it waits for ever, and the alarm tells of it.

    Args:
        trusting: entries and tree without a MAC are taken, as programs wrote them that made none: at an upgrade alone.

    Raises:
        RecordError: ``sealed``: a number is taken that the sealer never gave, or the tree is not the sealer's.
    """
    row = Sealing.objects.filter(pk=ONE).first() or _begun(trusting)
    was = bytes(row.peaks)
    grown, seals = _tree(row, trusting), list[tuple[int, int, bytes, bytes]]()
    for pk, at, actor, subject, version, step, payload_hash, _mac in _own(limit, trusting):
        sealed = entry_bytes(
            entry=str(pk),
            at=at,
            actor=actor,
            subject=named_subject(subject, version),
            step=step,
            payload_hash=payload_hash,
        )
        grown = grown.append(leaf := merkle.hash_leaf(sealed))
        seals.append((grown.size, pk, leaf, grown.head()))
    if not seals:
        return 0
    sealed_rows, peaks = [value for seal in seals for value in seal], grown.to_bytes()
    places = ", ".join(["(%s, %s, %s, %s)"] * len(seals))
    insert = f"INSERT INTO records_seal (number, entry_id, leaf, head) VALUES {places}"
    delete = f"DELETE FROM records_unsealed WHERE entry_id IN ({', '.join(['%s'] * len(seals))})"
    with _unhurried(), transaction.atomic(), connection.cursor() as cursor:
        # The tree's size is in the peaks, so they are never twice the same: who may write this row is alone.
        if not Sealing.objects.filter(pk=ONE, peaks=was).update(
            peaks=peaks, mac=peaks_mac(settings.JOURNAL_KEY, peaks)
        ):
            return 0
        try:
            cursor.execute(insert, sealed_rows)
        except IntegrityError as error:
            raise _refused(
                _("Number %(number)d is taken by a seal that the program never gave.") % {"number": seals[0][0]}
            ) from error
        cursor.execute(delete, [entry for _number, entry, _leaf, _head in seals])
    return len(seals)


def _own(limit: int, trusting: bool) -> Iterator[tuple[Any, ...]]:
    """The entries that wait and bear the program's MAC, in order of their ids, at most so many."""
    columns = ("pk", "at", "actor", "subject", "version", "step", "payload_hash")
    waits = Unsealed.objects.filter(entry__seal=None).order_by("entry_id")
    rows = waits.values_list("pk", *(f"entry__{column}" for column in columns[1:]), "mac")
    last = left = 0
    while left < limit:
        some = list(rows.filter(pk__gt=last)[:BATCH])
        for row in some:
            pk, at, actor, subject, version, step, payload_hash, mac = row
            named = named_subject(subject, version)
            own = entry_mac(settings.JOURNAL_KEY, utc_timestamp(at), actor, named, step, payload_hash)
            if left < limit and (hmac.compare_digest(own, mac) or (trusting and not mac)):
                left += 1
                yield (pk, utc_timestamp(at), *row[2:])
        if len(some) < BATCH:
            return
        last = some[-1][0]


def _tree(row: Sealing, trusting: bool) -> Peaks:
    """The tree that the sealer left.

    Raises:
        RecordError: it is another's, or damaged.
    """
    own = hmac.compare_digest(peaks_mac(settings.JOURNAL_KEY, bytes(row.peaks)), row.mac) or (trusting and not row.mac)
    try:
        if own:
            return Peaks.from_bytes(bytes(row.peaks))
    except ValueError:
        pass
    raise _refused(_("The tree of the journal is not the one that the program left."))


def _refused(what: str) -> RecordError:
    remedy = _("Run “luoshi journal verify”, keep what it says, and restore the database from its backup.")
    return RecordError("sealed", what, where=_("Journal"), remedy=remedy)


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


def seal_all(*, trusting: bool = False) -> int:
    """Seal until nothing of the program's waits that was there at the start; how many were sealed here."""
    last = Unsealed.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sealed = 0
    while (waits := next(_own(1, trusting), None)) and waits[0] <= last:
        sealed += seal_waiting(trusting=trusting)
    return sealed


def _begun(trusting: bool) -> Sealing:
    """The sealer's row: of an empty journal at the first time.

    Raises:
        RecordError: there are seals, and the row is gone: made anew from what lies there it would take in any seal.
    """
    leaves = Seal.objects.order_by("number").values_list("leaf", flat=True)
    if leaves.exists() and not trusting:
        if made := Sealing.objects.filter(pk=ONE).first():  # by another, since we looked
            return made
        raise _refused(_("The tree of the journal is gone."))
    peaks = merkle.tree_peaks(bytes(leaf) for leaf in leaves.iterator()).to_bytes()
    return Sealing.objects.get_or_create(
        pk=ONE, defaults={"peaks": peaks, "mac": peaks_mac(settings.JOURNAL_KEY, peaks)}
    )[0]


def sign_tree() -> None:
    """Put the program's MAC under the tree as it stands: what a program without one left."""
    for row in Sealing.objects.filter(pk=ONE):
        Sealing.objects.filter(pk=ONE).update(mac=peaks_mac(settings.JOURNAL_KEY, bytes(row.peaks)))


def export_sealed_journal(write: Callable[[str], object], actor: Actor, *, at: datetime) -> Header:
    """Write all that is sealed, line by line, and journal that it was done. What waits is sealed first.

    Args:
        write: takes a text that ends with its line's end.

    Returns:
        The first line: how many entries, and the head after the last.
    """
    seal_all()
    with read_snapshot():
        known = journal_tree()
        header = Header(known.size, known.head().hex(), at.isoformat(), settings.OFFICE["name"])
        for text in write_export(header, (entry.line for entry in stored_entries())):
            write(text)
    with transaction.atomic():
        journal_act("journal", "journal.export", actor, {"size": header.size, "head": header.head}, at=at)
    return header
