"""Seal the journal: give committed entries their numbers, leaves and heads; write the export."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.journal import journal_act
from luoshi.evidence.journal.models import Entry, Seal, Sealing, Unsealed
from luoshi.evidence.journal.queries.seals import ONE, journal_tree, read_snapshot, stored_entries
from luoshi.evidence.journal.rules import merkle
from luoshi.evidence.journal.rules.export import Header, write_export
from luoshi.evidence.journal.rules.merkle import Peaks
from luoshi.evidence.journal.rules.proof import entry_bytes, entry_mac, named_subject, peaks_mac, utc_timestamp

BATCH = 240  # entries sealed by one insert; SQLite's write lock is held for about 3 ms meanwhile


def seal_waiting(limit: int = BATCH, *, trusting: bool = False) -> int:
    """Seal at most ``limit`` waiting entries in order of their ids, and return how many were sealed.

    Two sealers may run at once: the one that finds the tree changed since it read it gives up and returns 0. All
    hashing is done and all SQL is built before the write lock is taken, so that on SQLite others wait for three
    statements only. An entry without the program's MAC was inserted past the program: it is never sealed, and the alarm
    reports it.

    Args:
        trusting: Accept entries and a tree without a MAC, as earlier versions wrote them. For upgrades only.

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
        # The peaks contain the tree's size, so they never repeat: only one sealer can update this row.
        if not Sealing.objects.filter(pk=ONE, peaks=was).update(
            peaks=peaks, mac=peaks_mac(settings.JOURNAL_KEY, peaks)
        ):
            return 0
        try:
            cursor.execute(insert, sealed_rows)
        except IntegrityError as error:
            raise _refused(
                _("Number %(number)d is used by a seal that the program never made.") % {"number": seals[0][0]}
            ) from error
        cursor.execute(delete, [entry for _number, entry, _leaf, _head in seals])
    return len(seals)


def _own(limit: int, trusting: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the waiting entries that bear the program's MAC, in order of their ids, at most ``limit``."""
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
    """Return the tree that the sealer left.

    Raises:
        RecordError: The tree is damaged, or something else wrote it.
    """
    own = hmac.compare_digest(peaks_mac(settings.JOURNAL_KEY, bytes(row.peaks)), row.mac) or (trusting and not row.mac)
    try:
        if own:
            return Peaks.from_bytes(bytes(row.peaks))
    except ValueError:
        pass
    raise _refused(_("The tree of the journal is not the one the program wrote."))


def _refused(what: str) -> RecordError:
    remedy = _("Run “luoshi journal verify”, keep what it says, and restore the database from its backup.")
    return RecordError("sealed", what, where=_("Journal"), remedy=remedy)


@contextmanager
def _unhurried() -> Iterator[None]:
    """On SQLite, let commits inside return before the disk has them, so that the write lock is held more briefly.

    The next act's commit writes them to disk too. Seals that a power cut loses are computed again and come out the
    same: on SQLite entries are committed in the order of their ids and sealed in that order, whatever the batches.
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
    """Seal all entries of the program that wait at the start, and return how many were sealed here."""
    last = Unsealed.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    sealed = 0
    while (waits := next(_own(1, trusting), None)) and waits[0] <= last:
        sealed += seal_waiting(trusting=trusting)
    return sealed


def _begun(trusting: bool) -> Sealing:
    """Return the sealer's row, and create it for an empty journal.

    Raises:
        RecordError: There are seals, but the row is gone: a row rebuilt from the stored leaves would accept any seal.
    """
    leaves = Seal.objects.order_by("number").values_list("leaf", flat=True)
    if leaves.exists() and not trusting:
        if made := Sealing.objects.filter(pk=ONE).first():  # another sealer made it meanwhile
            return made
        raise _refused(_("The tree of the journal is missing."))
    peaks = merkle.tree_peaks(bytes(leaf) for leaf in leaves.iterator()).to_bytes()
    return Sealing.objects.get_or_create(
        pk=ONE, defaults={"peaks": peaks, "mac": peaks_mac(settings.JOURNAL_KEY, peaks)}
    )[0]


def sign_tree() -> None:
    """Sign the tree as it is: for a tree left by a version of the program that had no MAC."""
    for row in Sealing.objects.filter(pk=ONE):
        Sealing.objects.filter(pk=ONE).update(mac=peaks_mac(settings.JOURNAL_KEY, bytes(row.peaks)))


def export_sealed_journal(
    write: Callable[[str], object], actor: Actor, *, at: datetime, without: QuerySet[Entry] | None = None
) -> Header:
    """Write all sealed entries line by line, and journal the export. Seal the waiting entries first.

    Args:
        write: Takes a text that includes its line end.
        without: Entries that are left out, with all that is sealed after the first of them; None: nothing is.

    Returns:
        The header: the number of entries, and the head after the last one.
    """
    seal_all()
    with read_snapshot():
        known = journal_tree()
        size, head = known.size, known.head()
        if without is not None and (first := Seal.objects.filter(entry__in=without).order_by("number").first()):
            size = first.number - 1
            head = bytes(Seal.objects.get(number=size).head) if size else Peaks().head()
        header = Header(size, head.hex(), at.isoformat(), settings.OFFICE["name"])
        for text in write_export(header, (entry.line for entry in stored_entries(size))):
            write(text)
    with transaction.atomic():
        journal_act("journal", "journal.export", actor, {"size": header.size, "head": header.head}, at=at)
    return header
