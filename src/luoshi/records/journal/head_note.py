"""The last seal, noted beside the database: whoever puts an older copy of the database there is told.

The database's file can be copied without its write-ahead log, a backup brought back by hand, a server reset: the rows
are sound each time, and what happened since is gone without a word. The note is in the data folder, so it does not go
back with the database.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from luoshi.records.journal.models import Seal, Unsealed

NAME = "journal.head"
EVERY = 10.0  # seconds between two notes


@dataclass(frozen=True)
class HeadComparison:
    """How the database stands to the note.

    Attributes:
        how: ``same``, also where the database is ahead; ``behind``: it has fewer entries; ``other``: another journal;
            ``unknown``: there is no note, and the journal has entries.
        noted: the number in the note; ``number``: the last one in the database.
        day: of the last entry in the database, ISO 8601, or "".
    """

    how: str
    noted: int
    number: int
    day: str


def write_head_note(data: Path) -> None:
    """Note the last seal in the data folder."""
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
    """Whether there is a note."""
    return (data / NAME).exists()


def compare_head_note(data: Path) -> HeadComparison:
    """Compare the database with the note. At most three queries.

    Entries that wait for their seal count as there: a power cut may take seals, which are made again and are the same.
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
    """Number, head and day of the last seal. By columns: it is asked before tables are brought up to date, too."""
    seals = Seal.objects.order_by("-number").values_list("number", "head", "entry__at")
    return next(((number, bytes(top).hex(), timezone.localdate(at).isoformat()) for number, top, at in seals[:1]), None)
