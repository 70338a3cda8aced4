"""What an entry was given, as the journal writes it: nothing in it bears the marking of a state secret."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from luoshi.records.journal.rules.proof import canonical
from luoshi.records.received.files import marked, strings
from luoshi.records.received.rules.markings import in_typed

_IN_EVERY_GRADE = "密".encode()  # as in_typed knows; an entry without it costs one look at its bytes


def written(given: Mapping[str, Any]) -> bytes:
    """Plain values as canonical JSON.

    The last door: whichever page, program or command the words came by, an act whose entry would hold a marking is
    undone as a whole. Forms and actions look earlier, so that the refusal itself is journaled.

    Raises:
        RecordError: ``marked``, at the first name whose words bear a marking.
    """
    data = canonical(given)
    if _IN_EVERY_GRADE in data:
        for name, value in given.items():
            if any(in_typed(words) for words in strings(value)):
                raise marked(name)
    return data
