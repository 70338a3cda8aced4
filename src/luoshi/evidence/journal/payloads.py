"""Encode the payload of an entry; refuse secrecy markings and characters that change the writing direction."""

from __future__ import annotations

import re
from collections.abc import Mapping

from luoshi.base.record_errors import RecordError
from luoshi.base.texts.unseen_sentences import unseen_sentence
from luoshi.evidence.journal.rules.proof import canonical_json
from luoshi.evidence.received.files import marked_file_error, nested_strings
from luoshi.evidence.received.rules.markings import in_typed

_TURNING = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")  # base.unseen.TURNING in UTF-8
_IN_EVERY_GRADE = "密".encode()  # as in ``in_typed``; an entry without it is dismissed by one look at its bytes


def encode_payload(given: Mapping[str, object]) -> bytes:
    """Return plain values as canonical JSON.

    This is the last check: whichever page, program or command the words came through, an act is rolled back as a whole
    if its entry would contain a secrecy marking or a character that changes the writing direction. Forms and actions
    check earlier, so that the refusal of a marking is itself journaled.

    Raises:
        RecordError: ``marked_file_error`` or ``unseen``, for the first name whose words contain it.
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
