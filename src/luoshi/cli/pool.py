"""Several documents at once, in worker processes, with the outcomes in the order of the inputs."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from luoshi.cli.job import Job, Outcome, run


def outcomes(jobs: Sequence[Job], workers: int) -> Iterator[Outcome]:
    """Do all jobs, ``workers`` at once; one worker means this process.

    A worker that dies (memory, a fault in a library) costs its own document only: the jobs that were under way are
    done again one by one, each in a process of its own, and the one that dies again gets the error ``load.crashed``.
    Standard input can only be read here, so it is.

    Raises:
        PlaceError: as of ``run``.
    """
    if workers == 1:
        yield from map(run, jobs)
        return
    done: dict[int, Outcome] = {}
    waiting = list(reversed(jobs))
    at = 0
    while at < len(jobs):
        executor = _executor(min(workers, len(jobs)))
        running: dict[int, tuple[Job, Future[Outcome]]] = {}
        suspects: list[Job] = []
        try:
            while at < len(jobs):
                while waiting and len(running) < 2 * workers:
                    job = waiting[-1]
                    if job.input.path == "-":
                        done[job.order] = run(job)
                    else:
                        running[job.order] = (job, executor.submit(run, job))
                    waiting.pop()
                order = jobs[at].order
                if order not in done:
                    done[order] = running[order][1].result()
                    del running[order]
                yield done.pop(order)
                at += 1
        except BrokenProcessPool:
            suspects = [job for job, future in running.values() if not _kept(job, future, done)]
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
    with _executor(1) as executor:
        try:
            return executor.submit(run, job).result()
        except BrokenProcessPool:
            return Outcome(job.order, job.input.shown, error=("load.crashed", {}))


def _executor(workers: int) -> ProcessPoolExecutor:
    # "spawn" works alike on every system and copies no threads, such as those of a progress bar.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_deaf)


def _deaf() -> None:
    """Ctrl-C reaches the whole group; only the parent answers it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
