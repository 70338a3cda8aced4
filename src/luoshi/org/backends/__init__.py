"""The databases as Django drives them, and one thing more: who must look at a transaction before it is committed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Called with the connection while its transaction is still open; what they raise takes the transaction back.
BEFORE_COMMIT: list[Callable[[Any], None]] = []
AFTER_ROLLBACK: list[Callable[[Any], None]] = []


class Watched:
    """Goes before Django's ``DatabaseWrapper`` among the bases of one."""

    def commit(self) -> None:
        """Let those look who must, then commit."""
        try:
            for look in BEFORE_COMMIT:
                look(self)
        except BaseException:
            self.rollback()
            raise
        super().commit()  # type: ignore[misc]

    def rollback(self) -> None:
        """Take the transaction back, and tell those who looked."""
        super().rollback()  # type: ignore[misc]
        for forget in AFTER_ROLLBACK:
            forget(self)
