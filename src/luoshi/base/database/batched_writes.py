"""Long writes in short transactions: no step blocks other writers for more than half a second.

On SQLite one transaction writes at a time, and waiting writers retry at least every tenth of a second. So each step is
timed, the next step's size follows from it, and a pause between two steps lets others write.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

from luoshi.base.garbage import put_off_collections

LONGEST = 0.5  # seconds that a step may hold the lock
AIMED = 0.12  # seconds aimed at: the next step may be slower than this one, and other programs run too
BETWEEN = 0.12  # seconds: SQLite lets waiting writers retry every 0.1 s
FIRST = 40  # rows of the first step, before anything is known


@dataclass
class StepPace:
    """Decides the number of rows of the next step from the duration of the last one.

    Attributes:
        size: rows of the next step.
        longest: seconds that the longest step held its transaction, its commit included.
    """

    size: int = field(default_factory=lambda: FIRST)
    longest: float = 0.0

    @contextmanager
    def step(self) -> Iterator[int]:
        """Open a transaction for this many rows; afterwards pause so that others can write."""
        asked = self.size
        with put_off_collections(), transaction.atomic():  # until others can write
            start = time.perf_counter()
            yield asked
        self.took(time.perf_counter() - start)
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(BETWEEN)

    def took(self, seconds: float) -> None:
        """Record the duration of the last step: at most twice as many rows next, never fewer than one."""
        self.longest = max(self.longest, seconds)
        fits = int(self.size * AIMED / max(seconds, 0.001))
        self.size = max(1, min(fits, self.size * 2))
