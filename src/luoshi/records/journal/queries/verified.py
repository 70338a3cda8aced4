"""When the journal was verified last because somebody asked for it, and what was found; as its entries say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from luoshi.records.journal.models import Entry

ASKED, DONE = "journal.verify", "journal.verified"
LOOKED = 10  # entries, newest first: one that was asked for and never ended is no reason to look far
LONGEST = timedelta(minutes=30)  # after which one that has not ended may be asked for again


@dataclass(frozen=True)
class Verified:
    """The last verification that ended, and whether another is under way.

    Attributes:
        at: when it ended; None: none has.
        size: the number up to which there was something to verify.
        found: of what is broken the first findings: code, number, values.
        lost: one was asked for and never ended.
        schema: the digest of the schema that it found whole; "" where something was broken.
    """

    at: datetime | None = None
    size: int = 0
    broken: int = 0
    found: Sequence[tuple[str, int, dict[str, Any]]] = ()
    going: bool = False
    lost: bool = False
    schema: str = ""


def last_verified(at: datetime) -> Verified:
    """How it stands at a moment. One query."""
    rows = Entry.objects.filter(subject="journal", step__in=(ASKED, DONE)).select_related("payload").order_by("-pk")
    last = list(rows[:LOOKED])
    done = next((entry for entry in last if entry.step == DONE), None)
    waits = bool(last) and last[0].step == ASKED
    going = waits and at - last[0].at < LONGEST
    if done is None or done.payload.data is None:
        return Verified(going=going, lost=waits and not going)
    said = json.loads(done.payload.data)
    found = [(code, number, values) for code, number, values in said.get("findings", ())]
    lost, schema = waits and not going, said.get("schema", "")
    return Verified(done.at, said["size"], said["broken"], found, going, lost, schema)
