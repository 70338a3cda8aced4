"""Several documents at once, in worker processes, with the outcomes in the order of the inputs."""

from __future__ import annotations

import sys
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from luoshi.cli import endings
from luoshi.cli.job import Job, Outcome, run

if TYPE_CHECKING:  # what starts workers takes 15 ms to import; one document needs none
    from concurrent.futures import Future, ProcessPoolExecutor

MOST = 60  # workers; Windows cannot wait for more than 63 processes
# multiprocessing's helper clears up after a parent that was killed; the person need not hear how.
QUIET = "ignore:resource_tracker"


def outcomes(jobs: Sequence[Job], workers: int) -> Generator[Outcome, None, None]:
    """Do all jobs, ``workers`` at once; one worker means this process. Close it: that is what ends the workers.

    A worker that dies (memory, a fault in a library) costs its own document only: the jobs that were under way are
    done again one by one, each in a process of its own, and the one that dies again gets the error ``load.crashed``.
    Standard input can only be read here, so it is.

    Raises:
        PlaceError: as of ``run``.
    """
    if workers == 1:
        yield from map(run, jobs)
        return
    from concurrent.futures.process import BrokenProcessPool

    done: dict[int, Outcome] = {}
    waiting = list(reversed(jobs))
    at = 0
    while at < len(jobs):
        executor = _executor(min(workers, len(jobs), MOST))
        running: dict[int, tuple[Job, Future[Outcome]]] = {}
        suspects: list[Job] = []
        try:
            while at < len(jobs):
                while waiting and len(running) < 2 * workers:
                    job = waiting[-1]
                    if job.input.path == "-":
                        done[job.order] = run(job)
                    else:
                        running[job.order] = (job, _submit(executor, job))
                    waiting.pop()
                order = jobs[at].order
                if order not in done:
                    done[order] = running[order][1].result()
                    del running[order]
                yield done.pop(order)
                at += 1
        except BrokenProcessPool:
            suspects = [job for job, future in running.values() if not _kept(job, future, done)]
        except BaseException:
            _dismiss()
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)
        for job in suspects:
            done[job.order] = _alone(job)


def _kept(job: Job, future: Future[Outcome], done: dict[int, Outcome]) -> bool:
    if future.done() and not future.cancelled() and future.exception() is None:
        done[job.order] = future.result()
        return True
    return False


def _alone(job: Job) -> Outcome:
    from concurrent.futures.process import BrokenProcessPool

    with _executor(1) as executor:
        try:
            return _submit(executor, job).result()
        except BrokenProcessPool:
            return Outcome(job.order, job.input.shown, error=("load.crashed", {}))
        except BaseException:
            _dismiss()
            raise


def _executor(workers: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    if QUIET not in sys.warnoptions:
        sys.warnoptions.append(QUIET)
    # "spawn" works alike on every system and copies no threads, such as those of a progress bar.
    with endings.held():  # this starts a helper of multiprocessing, which a closed terminal must not end before us
        return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=endings.worker)


def _submit(executor: ProcessPoolExecutor, job: Job) -> Future[Outcome]:
    with endings.held():  # this may start a worker
        return executor.submit(endings.work, run, job)


def _dismiss() -> None:
    """End the workers' jobs; where they cannot be ended cleanly (Windows) they are waited for."""
    from multiprocessing import active_children

    if sys.platform != "win32":
        for process in active_children():
            process.terminate()
