"""Process several documents in worker processes, with the outcomes in the order of the inputs."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from luoshi.cli import run_signals
from luoshi.cli.job import DocumentJob, JobOutcome, process_job

if TYPE_CHECKING:  # importing what starts workers takes 15 ms; a single document needs none
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

MOST = 60  # workers; Windows cannot wait for more than 63 processes
PART = 8  # most documents handed to a worker at once: handing over one at a time takes a tenth of a core
# multiprocessing's helper cleans up after a killed parent; the user need not see its warning.
QUIET = "ignore:resource_tracker"

Part = list[DocumentJob]


def process_jobs(jobs: Sequence[DocumentJob], workers: int) -> Generator[JobOutcome, None, None]:
    """Do all jobs, ``workers`` at a time; one worker means this process. Close the generator to end the workers.

    If a worker dies (memory, a crash in a library), only its own document fails: the jobs in progress are repeated one
    by one, and the job whose process dies again gets the error ``load.crashed``. Standard input can be read only in
    this process.

    Raises:
        PlaceError: as ``process_job``.
    """
    if workers == 1:
        yield from map(process_job, jobs)
        return
    from concurrent.futures.process import BrokenProcessPool

    waiting = deque(_parts(jobs, workers))
    running: deque[tuple[Part, Future[list[JobOutcome]]]] = deque()
    while waiting:
        executor = _executor(min(workers, len(waiting), MOST))
        try:
            while waiting or running:
                while waiting and len(running) < 2 * workers:
                    running.append((waiting[0], _submit(executor, waiting[0])))
                    waiting.popleft()
                done = running[0][1].result()
                running.popleft()
                yield from done
        except BrokenProcessPool:
            pass
        except BaseException:
            _dismiss()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
        while running:
            part, future = running.popleft()
            yield from future.result() if _whole(future) else _one_by_one(part)


def _parts(jobs: Sequence[DocumentJob], workers: int) -> list[Part]:
    """Split the jobs into short runs, standard input apart: shorter for fewer jobs, so that no worker idles long."""
    size = max(1, min(PART, len(jobs) // (8 * workers)))
    parts: list[Part] = []
    for job in jobs:
        here = job.input.path == "-"
        if not parts or here or parts[-1][0].input.path == "-" or len(parts[-1]) == size:
            parts.append([])
        parts[-1].append(job)
    return parts


def _whole(future: Future[list[JobOutcome]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _one_by_one(part: Part) -> Generator[JobOutcome, None, None]:
    """Repeat the jobs in progress when a worker died; from here on each crash belongs to its own job."""
    from concurrent.futures.process import BrokenProcessPool

    waiting = deque(part)
    while waiting:
        with _executor(1) as executor:
            try:
                while waiting:
                    yield from _submit(executor, [waiting[0]]).result()
                    waiting.popleft()
            except BrokenProcessPool:
                job = waiting.popleft()
                yield JobOutcome(job.order, job.input.shown, error=("load.crashed", {}))
            except BaseException:
                _dismiss()
                raise


def _executor(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    if QUIET not in sys.warnoptions:
        sys.warnoptions.append(QUIET)
    with (
        run_signals.block_signals()
    ):  # this starts a multiprocessing helper that a closed terminal must not end before us
        return ProcessPoolExecutor(workers, mp_context=_context(), initializer=run_signals.prepare_pool_worker)


def _context() -> BaseContext:
    """Return how to start workers: as forks of a server that has read a page already, if the system can fork.

    A fresh worker takes half a second to compile the reader's expressions, a fork none. The server has no threads that
    a fork could lose, unlike this process with its progress bar.
    """
    from multiprocessing import get_all_start_methods, get_context

    if "forkserver" not in get_all_start_methods():  # Windows
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["luoshi.cli.worker_preload"])
    return context


def _submit(executor: ProcessPoolExecutor, part: Part) -> Future[list[JobOutcome]]:
    if part[0].input.path == "-":
        from concurrent.futures import Future

        future: Future[list[JobOutcome]] = Future()
        future.set_result([process_job(job) for job in part])
        return future
    with run_signals.block_signals():  # this may start a worker
        return executor.submit(run_signals.run_worker_job, partial(_each, process_job), part)


def _each(do: Callable[[DocumentJob], JobOutcome], part: Part) -> list[JobOutcome]:
    return [do(job) for job in part]


def _dismiss() -> None:
    """End the workers' jobs; wait for them where they cannot be ended cleanly (Windows)."""
    from multiprocessing import active_children

    if sys.platform != "win32":
        for process in active_children():
            process.terminate()
