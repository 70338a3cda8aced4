"""Imports of long sheets in invisible steps: the last step makes all rows visible at once, or all are removed.

One mechanism for every import. A room declares a model of its runs and what to do in each state; the worker resumes a
run from its current state, so that the next worker continues after a kill. Each room hides its unfinished rows in its
own way: by a column, or by a mark that all visible rows are below.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, models

from luoshi.base.forms.fields import EncryptedText

log = logging.getLogger("luoshi.imports")

_stop: threading.Event | None = None  # of the running worker


def stops_at(stop: threading.Event | None) -> None:
    """Register the event that stops the worker of this process."""
    global _stop
    _stop = stop


def is_worker_stopping() -> bool:
    """Return True if the worker of this process was told to stop: a long task leaves the rest to the next worker."""
    return _stop is not None and _stop.is_set()


class StagedRun(models.Model):
    """A sheet that was checked and waits for confirmation, is being written, was imported, or was removed again."""

    ASKED, WRITING, TELLING, DONE, LEAVING, OUT = "asked", "writing", "telling", "done", "leaving", "out"
    GOING = (WRITING, TELLING, LEAVING)

    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    rows = EncryptedText(blank=True)  # as JSON, only as long as needed
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ASKED)
    begun = models.DateTimeField(null=True)  # when it was confirmed: the moment of all that it writes
    written = models.PositiveIntegerField(default=0)  # rows written so far
    said = models.CharField(max_length=300, blank=True)  # why it was abandoned

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


R = TypeVar("R", bound=models.Model)


@dataclass(frozen=True)
class Staged(Generic[R]):
    """How to continue the runs of one type of import.

    Attributes:
        runs: the model of the runs; it has ``state`` and ``written``.
        parts: what to do with a run in each unfinished state: a generator that yields after each step. A step is one
            transaction (``StepPace.step``) that reads the run again by ``held``.
        with_it: foreign keys that are read along with a run.
    """

    runs: type[R]
    parts: Mapping[str, Callable[[R], Iterator[None]]]
    with_it: tuple[str, ...] = ("person",)

    def carry_on(self, pk: int) -> bool:
        """Do the rest of a run, step by step; return False if the worker was told to stop before the end."""
        stood: tuple[object, ...] | None = None
        while (run := self._fresh(pk)).state in self.parts:
            if stood == (now := (run.state, run.written, getattr(run, "told", 0))):
                return True  # no progress: another worker is on it
            stood = now
            for _step in self.parts[run.state](run):
                if is_worker_stopping():
                    return False
        return True

    def work(self, pk: int, again: Callable[[int], object], failed: Callable[[int], object]) -> None:
        """Run a task of the worker. ``again`` leaves the rest to the next task; ``failed`` has the rows removed.

        Temporary errors of database or disk are raised, so that the worker retries.
        """
        try:
            whole = self.carry_on(pk)
        except (DatabaseError, OSError):
            raise
        except Exception:
            log.exception("a sheet was not brought in: %s %s", self.runs._meta.label, pk)
            failed(pk)
            return
        if not whole:
            again(pk)

    def lock_run(self, run: R, /, **stands: object) -> R | None:
        """Return the run, locked, if its state is still as expected; None if another worker has it or it was abandoned.

        It comes without the sheet's content: decrypting megabytes in every step would block everybody.
        """
        stood: Any = run  # every model of runs has a ``state``
        rows = self.runs._default_manager.select_for_update(no_key=True)
        long = ["rows"] if issubclass(self.runs, StagedRun) else []
        return rows.defer(*long).filter(pk=run.pk, state=stood.state, **stands).first()

    def _fresh(self, pk: int) -> Any:
        return self.runs._default_manager.select_related(*self.with_it).get(pk=pk)
