"""Several documents at once, in worker processes, with the outcomes in the order of the inputs."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from luoshi.cli import run_signals
from luoshi.cli.job import DocumentJob, JobOutcome, process_job

if TYPE_CHECKING:  # what starts workers takes 15 ms to import; one document needs none
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.context import BaseContext

MOST = 60  # workers; Windows cannot wait for more than 63 processes
PART = 8  # documents handed to a worker at once, at most: one at a time, handing over takes a tenth of a core
# multiprocessing's helper clears up after a parent that was killed; the person need not hear how.
QUIET = "ignore:resource_tracker"

Part = list[DocumentJob]


def process_jobs(jobs: Sequence[DocumentJob], workers: int) -> Generator[JobOutcome, None, None]:
    """Do all jobs, ``workers`` at once; one worker means this process. Close it: that is what ends the workers.

    A worker that dies (memory, a fault in a library) costs its own document only: the jobs that were under way are
    done again one by one, and the one that its process dies of again gets the error ``load.crashed``.
    Standard input can only be read here, so it is.

    Raises:
        PlaceError: as of ``process_job``.
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
    """The jobs in runs of a few, standard input apart: the fewer the jobs the shorter, so that no worker idles long."""
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
    """Do the jobs that were under way when a worker died; each death from here on is its own job's."""
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
    ):  # this starts a helper of multiprocessing, which a closed terminal must not end before us
        return ProcessPoolExecutor(workers, mp_context=_context(), initializer=run_signals.prepare_pool_worker)


def _context() -> BaseContext:
    """How workers are started: as copies of a server that has read a page already, where the system can copy.

    A worker that starts from nothing takes half a second to compile the reader's expressions, a copy none. The server
    has no threads that a copy could lose, unlike this process with its progress bar.
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
    """End the workers' jobs; where they cannot be ended cleanly (Windows) they are waited for."""
    from multiprocessing import active_children

    if sys.platform != "win32":
        for process in active_children():
            process.terminate()
