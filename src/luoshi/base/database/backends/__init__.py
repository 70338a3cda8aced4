"""Django's database backends with hooks that run before a commit and after a rollback."""

from __future__ import annotations

from collections.abc import Callable

from django.db.backends.base.base import BaseDatabaseWrapper

# Called with the connection while its transaction is still open; an exception rolls it back.
BEFORE_COMMIT: list[Callable[[BaseDatabaseWrapper], None]] = []
AFTER_ROLLBACK: list[Callable[[BaseDatabaseWrapper], None]] = []


class Watched(BaseDatabaseWrapper):
    """A mixin that goes before Django's ``DatabaseWrapper`` among the base classes."""

    def commit(self) -> None:
        """Call the hooks, then commit."""
        try:
            for look in BEFORE_COMMIT:
                look(self)
        except BaseException:
            self.rollback()
            raise
        super().commit()

    def rollback(self) -> None:
        """Roll back, then call the hooks."""
        super().rollback()
        for forget in AFTER_ROLLBACK:
            forget(self)
