"""A progress bar on standard error: only on a terminal, only for long work."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Generator, Sequence
from typing import TypeAlias

from luoshi.cli.inputs import DocumentInput
from luoshi.cli.job import JobOutcome
from luoshi.cli.language import translate_message
from luoshi.writing.width import cut_to_columns, pad_to_columns, terminal_safe_text

Outcomes: TypeAlias = Generator[JobOutcome, None, None]

PATIENCE = 0.8  # seconds without output that users accept; importing rich takes 0.1 of them
LARGE = 3_000_000  # bytes of input from which the bar is shown at once


def show_progress(done: Outcomes, inputs: Sequence[DocumentInput], language: str) -> Outcomes:
    """Yield the same outcomes, showing a bar meanwhile. Closing the generator closes ``done``."""
    if not sys.stderr.isatty():
        return done
    return _with_bar(done, inputs, language)


def _with_bar(done: Outcomes, inputs: Sequence[DocumentInput], language: str) -> Outcomes:
    since, bar, task = time.monotonic(), None, None
    large = sum(_size(document.path) for document in inputs) > LARGE
    try:
        for count in range(len(inputs) + 1):
            if bar is None and count < len(inputs) and (large or time.monotonic() - since > PATIENCE):
                from rich.console import Console
                from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

                bar = Progress(
                    TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
                    TimeElapsedColumn(), console=Console(stderr=True), transient=True,
                )  # fmt: skip
                task = bar.add_task("", total=len(inputs))
                bar.start()
            if bar is not None and task is not None and count < len(inputs):
                name = pad_to_columns(cut_to_columns(terminal_safe_text(inputs[count].shown), 30), 30)
                bar.update(task, completed=count, description=translate_message(language, "run.reading", file=name))
            outcome = next(done, None)
            if outcome is None:
                return
            yield outcome
    finally:
        done.close()
        if bar is not None:
            with contextlib.suppress(OSError):  # the terminal was closed
                bar.stop()


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:
        return 0
