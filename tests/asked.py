"""How many queries something takes with few rows and with more: 3 and 12 tell what 300 do, if they are compared."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

FEW, MANY = 3, 12


def queries(ask: Callable[[], object]) -> int:
    """The queries that it takes when it was asked before: what is kept for the next request is kept by then."""
    ask()
    ask()
    with CaptureQueriesContext(connection) as found:
        ask()
    return len(found)
