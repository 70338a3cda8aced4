"""A bar of the pages of a scan on standard error: only on a terminal, for each page takes seconds."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from luoshi.cli.language import translate_message


@contextlib.contextmanager
def show_pages(language: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show the bar until the block ends; it is moved by calling what is given with pages done and pages in all.

    None is given where standard error is no terminal.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(translate_message(language, "run.recognising"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
