"""Which statements one request sends more than once with the same values: it should ask each thing once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import connection
from django.test import Client

SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT")  # a test is one transaction
# Asked before and after the units are read, to see that none of them changed meanwhile: both answers are needed.
CHECKED = 'FROM "org_unitsmark"'
SHOWN = 200  # characters of a statement


def sent_twice(client: Client, address: str) -> tuple[Any, list[str]]:
    """The answer to a GET, and each statement that it sent more than once, shortened, with how often."""
    sent: Counter[tuple[str, str]] = Counter()

    def noted(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        sent[sql, repr(params)] += not sql.startswith(SAVEPOINTS) and CHECKED not in sql
        return execute(sql, params, *rest)

    with connection.execute_wrapper(noted):
        answer = client.get(address)
    return answer, [f"{times} times {sql[:SHOWN]}" for (sql, _params), times in sent.items() if times > 1]
