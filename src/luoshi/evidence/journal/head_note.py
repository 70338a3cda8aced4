"""Note the last seal in a file beside the database, so that an older copy of the database is noticed.

The database file can be copied without its write-ahead log, a backup restored manually, or a server reset. The rows are
sound each time, but later entries are silently lost. The note lies in the data folder, so it does not go back with the
database.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from luoshi.evidence.journal.models import Seal, Unsealed

NAME = "journal.head"
EVERY = 10.0  # seconds between two notes


@dataclass(frozen=True)
class HeadComparison:
    """How the database compares with the note.

    Attributes:
        how: ``same``, also where the database is ahead; ``behind``: the database has fewer entries; ``other``: it is
            another journal; ``unknown``: there is no note, and the journal has entries.
        noted: The number in the note.
        number: The last number in the database.
        day: The day of the last entry in the database, ISO 8601, or "".
    """

    how: str
    noted: int
    number: int
    day: str


def write_head_note(data: Path) -> None:
    """Write the number and head of the last seal to the data folder."""
    last = _last()
    if last is None:
        (data / NAME).unlink(missing_ok=True)
        return
    words = json.dumps({"number": last[0], "head": last[1]}) + "\n"
    with contextlib.suppress(OSError):
        if (data / NAME).read_text(encoding="ascii") == words:
            return
    temporary = data / f".{NAME}-{secrets.token_hex(4)}.tmp"
    try:
        temporary.write_text(words, encoding="ascii")
        os.replace(temporary, data / NAME)
    finally:
        temporary.unlink(missing_ok=True)


def is_noted(data: Path) -> bool:
    """Return whether there is a note."""
    return (data / NAME).exists()


def compare_head_note(data: Path) -> HeadComparison:
    """Compare the database with the note. At most three queries.

    Waiting entries count as present: a power cut may lose seals, which are computed again and come out the same.
    """
    last = _last()
    number, day = (last[0], last[2]) if last else (0, "")
    try:
        said = json.loads((data / NAME).read_text(encoding="ascii"))
        noted, known = int(said["number"]), str(said["head"])
    except (OSError, ValueError, KeyError, TypeError):
        return HeadComparison("unknown" if number else "same", 0, number, day)
    top = Seal.objects.filter(number=noted).values_list("head", flat=True).first()
    if top is not None:
        return HeadComparison("same" if bytes(top).hex() == known else "other", noted, number, day)
    waiting = Unsealed.objects.filter(entry__seal=None).count()
    return HeadComparison("same" if number + waiting >= noted else "behind", noted, number, day)


def _last() -> tuple[int, str, str] | None:
    """Return number, head and day of the last seal.

    It reads single columns, since it also runs before the tables are migrated.
    """
    seals = Seal.objects.order_by("-number").values_list("number", "head", "entry__at")
    return next(((number, bytes(top).hex(), timezone.localdate(at).isoformat()) for number, top, at in seals[:1]), None)
