"""Long writing in short transactions: no step holds up those who save meanwhile for longer than half a second.

On SQLite one transaction writes at a time, and whoever waits looks again every tenth of a second at the latest: so each
step is measured, the next is made as large as fits, and between two there is time for the others.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, transaction

LONGEST = 0.5  # seconds that a step may hold the lock
AIMED = 0.12  # seconds that it is made to last: the next may be dearer than this one, and other programs run too
BETWEEN = 0.12  # seconds: SQLite lets those who wait look again every 0.1 s
FIRST = 40  # rows of the first step, when nothing is known


@dataclass
class StepPace:
    """How many rows the next step takes, from how long the last one took.

    Attributes:
        size: rows of the next step.
        longest: seconds that the longest step held its transaction, its commit included.
    """

    size: int = field(default_factory=lambda: FIRST)
    longest: float = 0.0

    @contextmanager
    def step(self) -> Iterator[int]:
        """A transaction for so many rows; behind it others get their turn."""
        asked = self.size
        with transaction.atomic():
            start = time.perf_counter()
            yield asked
        self.took(time.perf_counter() - start)
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            time.sleep(BETWEEN)

    def took(self, seconds: float) -> None:
        """The last step held its transaction for so long: at most twice as many rows next, never fewer than one."""
        self.longest = max(self.longest, seconds)
        fits = int(self.size * AIMED / max(seconds, 0.001))
        self.size = max(1, min(fits, self.size * 2))
