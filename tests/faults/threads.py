"""What several threads get that begin together, each with its own connection to the database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connections

from luoshi.base.errors import OrgError
from luoshi.base.record_errors import RecordError

EIGHT = 8


def at_once(act: Callable[[int], Any], count: int = EIGHT) -> list[Any]:
    """What ``act(0)``, ``act(1)``, … give when they begin together; a refusal by its code.

    Raises:
        BaseException: the first of any thread that is no refusal: a lock that was not waited for, a broken constraint.
    """
    found: list[Any] = [None] * count
    faults: list[BaseException] = []
    ready = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            ready.wait(30)
            found[number] = act(number)
        except (RecordError, OrgError) as error:
            found[number] = error.code
        except BaseException as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return found


def of(found: list[Any]) -> Counter[str]:
    """How many got what: ``done``, or a refusal's code."""
    return Counter(outcome if isinstance(outcome, str) else "done" for outcome in found)
