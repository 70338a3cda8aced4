"""Services for the organisation's pages: scanning files as everywhere, and messages to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from luoshi.base.record_errors import RecordError
from luoshi.base.rights.rules.rights import Actor
from luoshi.evidence.journal.actions.uploads import journal_marked_upload
from luoshi.evidence.received.files import looked_through
from luoshi.kernel.messages.actions.messages import send_message


def inspect_org_upload(sent: Any, actor: Actor, *, at: datetime) -> tuple[str, bytes]:
    """Return name and bytes of a file that may be kept.

    Raises:
        RecordError: Why it is refused; the refusal of a secrecy marking is journaled, without its words.
    """
    found = looked_through(sent)
    if isinstance(found, RecordError):
        if found.code == "marked":
            journal_marked_upload(actor, sent.size, at=at)
        raise found
    return found.name, found.data


def tell_people(
    people: Collection[int], code: str, values: Mapping[str, object], *, occasion: str, at: datetime
) -> None:
    """Send these people a message, once per person and occasion. One statement."""
    send_message(code, values, people=people, occasion=occasion, at=at)
