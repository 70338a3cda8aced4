"""Long sheets brought in by steps that nobody sees: the last step makes all rows valid at once, or all are taken out.

One mechanism for every import. A room declares it by a model of its runs and by what is done in each of a run's states;
the worker carries a run on from wherever it stands, so that after a kill the next one goes on. How rows are kept out of
sight is the room's own: by a column of theirs, or by a mark below which they do not lie.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, models

from luoshi.org.base.fields import EncryptedText

log = logging.getLogger("luoshi.imports")

_stop: threading.Event | None = None  # the running worker's


def stops_at(stop: threading.Event | None) -> None:
    """The worker of this process ends when this is set."""
    global _stop
    _stop = stop


def is_worker_stopping() -> bool:
    """Whether the worker of this process was told to end: a long task leaves the rest to the next worker."""
    return _stop is not None and _stop.is_set()


class StagedRun(models.Model):
    """A sheet that was checked and waits for its yes, is being written, was brought in, or was taken out whole."""

    ASKED, WRITING, TELLING, DONE, LEAVING, OUT = "asked", "writing", "telling", "done", "leaving", "out"
    GOING = (WRITING, TELLING, LEAVING)

    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    rows = EncryptedText(blank=True)  # as JSON, only as long as they are needed
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ASKED)
    begun = models.DateTimeField(null=True)  # the moment of the yes: the moment of all that it writes
    written = models.PositiveIntegerField(default=0)  # rows that are there
    said = models.CharField(max_length=300, blank=True)  # why it was given up

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Staged:
    """How the runs of one kind of import are carried on.

    Attributes:
        runs: the model of the runs; it has ``state`` and ``written``.
        parts: what is done with a run in each state in which something is left to do: a generator that yields behind
            each of its steps. A step is one transaction (``Pace.step``) that takes the run anew by ``held``.
        with_it: what is read along with a run.
    """

    runs: type[models.Model]
    parts: Mapping[str, Callable[[Any], Iterator[None]]]
    with_it: tuple[str, ...] = ("person",)

    def carry_on(self, pk: int) -> bool:
        """Do what is left of a run, step by step; False where the worker was told to end before that."""
        stood: tuple[Any, ...] | None = None
        while (run := self._fresh(pk)).state in self.parts:
            if stood == (now := (run.state, run.written, getattr(run, "told", 0))):
                return True  # nothing moved: another worker is at it
            stood = now
            for _step in self.parts[run.state](run):
                if is_worker_stopping():
                    return False
        return True

    def work(self, pk: int, again: Callable[[int], object], failed: Callable[[int], object]) -> None:
        """What a task of the worker does: ``again`` leaves the rest to the next one, ``failed`` has it taken out.

        A database or disk that fails for now is the worker's to try once more.
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

    def held(self, run: Any, /, **stands: Any) -> Any:
        """The run, locked, where it still stands as this worker thinks; None: another is at it, or it was given up.

        Without the sheet's words: to decrypt megabytes of them in every step would hold up everybody.
        """
        rows = self.runs._default_manager.select_for_update(no_key=True)
        long = ["rows"] if issubclass(self.runs, StagedRun) else []
        return rows.defer(*long).filter(pk=run.pk, state=run.state, **stands).first()

    def _fresh(self, pk: int) -> Any:
        return self.runs._default_manager.select_related(*self.with_it).get(pk=pk)
