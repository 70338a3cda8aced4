"""Tries of the pages of a kind's records: no statement is sent twice, none is left out that has something to say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unittest.mock import patch

from cast import Cast
from examples import mover
from luoshi.kernel.kinds.compiled.kind import CompiledKind
from luoshi.kernel.kinds.models import Record
from sent_twice import sent_twice

TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value|name="once" value|nonce)="[^"]*"')  # differs at each request


def details_tried(kind: CompiledKind, cast: Cast, records: Iterable[Record]) -> list[tuple[str, str]]:
    """Statements that the page of a record in one of its states sent more than once with the same values.

    And the states in which the page is another one if each table is asked for what refers to the record.
    """
    reader = mover(kind, "read")
    cast.enters(reader)
    client = cast.client(reader)
    found: list[tuple[str, str]] = []
    for record in records:
        address = record.get_absolute_url()
        if client.get(address).status_code != 200:  # drafts of others, for instance
            continue
        answer, again = sent_twice(client, address)
        page = answer.content
        found += [(record.state, sql) for sql in again]
        with patch("luoshi.kernel.references.queries.keeps_answers", lambda: False):
            asked = client.get(address).content
        if TOKEN.sub(b"", page) != TOKEN.sub(b"", asked):
            found.append((record.state, "another page"))
    return found
