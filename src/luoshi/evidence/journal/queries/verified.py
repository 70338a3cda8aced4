"""The last requested verification of the journal and its findings, as the journal's entries record them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from luoshi.evidence.journal.models import Entry

ASKED, DONE = "journal.verify", "journal.verified"
LOOKED = 10  # entries, newest first: a request that never ended is no reason to search further back
LONGEST = timedelta(minutes=30)  # after this time a verification that has not ended may be requested again


@dataclass(frozen=True)
class Verified:
    """The last verification that ended, and whether another is running.

    Attributes:
        at: When it ended; None if none has ended.
        size: The number up to which there was something to verify.
        found: The first findings of broken data: code, number, values.
        lost: A verification was requested and never ended.
        schema: The digest of the schema that it found intact; "" if something was broken.
    """

    at: datetime | None = None
    size: int = 0
    broken: int = 0
    found: Sequence[tuple[str, int, dict[str, Any]]] = ()
    going: bool = False
    lost: bool = False
    schema: str = ""


def last_verified(at: datetime) -> Verified:
    """Return the verification status at a moment. One query."""
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
