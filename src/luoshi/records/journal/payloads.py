"""What an entry was given, as the journal writes it: no marking of a state secret, nothing that turns the writing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from luoshi.org.base.screened_forms import unseen_sentence
from luoshi.records.base.errors import RecordError
from luoshi.records.journal.rules.proof import canonical_json
from luoshi.records.received.files import marked_file_error, nested_strings
from luoshi.records.received.rules.markings import in_typed

_TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")  # org.base.unseen.TURNING in UTF-8
_IN_EVERY_GRADE = "密".encode()  # as in_typed knows; an entry without it costs one look at its bytes


def encode_payload(given: Mapping[str, Any]) -> bytes:
    """Plain values as canonical JSON.

    The last door: whichever page, program or command the words came by, an act whose entry would hold a marking, or a
    character that turns the direction of writing, is undone as a whole. Forms and actions look earlier, so that the
    refusal of a marking itself is journaled.

    Raises:
        RecordError: ``marked_file_error`` or ``unseen``, at the first name whose words hold it.
    """
    data = canonical_json(given)
    if _IN_EVERY_GRADE in data:
        for name, value in given.items():
            if any(in_typed(words) for words in nested_strings(value)):
                raise marked_file_error(name)
    if _TURNING.search(data):
        for name, value in given.items():
            for words in nested_strings(value):
                if said := unseen_sentence(words, line=False):
                    raise RecordError("unseen", said, fields={name: [said]})
    return data
