"""Work in several processes (luoshi.cli.pool)."""

import multiprocessing
import os
from pathlib import Path

import pytest

from luoshi.cli import job
from luoshi.cli.inputs import DocumentInput
from luoshi.cli.job import Choices, DocumentJob, JobOutcome
from luoshi.cli.pool import process_jobs

DOCS = Path(__file__).parents[2] / "gold" / "docs"


def dies_on_bad(one):
    """Stands in for ``process_job``: a file called bad kills its process, as a fault in a library would."""
    if one.input.shown == "bad":
        os._exit(11)
    return JobOutcome(one.order, one.input.shown, counts={})


def tells_its_process(one):
    return JobOutcome(one.order, str(os.getpid()), counts={})


def jobs(*names):
    return [DocumentJob(order, DocumentInput(name, name), name, Choices(("json",))) for order, name in enumerate(names)]


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("names", [["bad"], ["a", "bad", "c", "d", "e", "f", "bad", "h"], ["a", "b", "c", "bad"]])
def test_a_process_that_dies_costs_its_own_document_only(monkeypatch, names, workers):
    monkeypatch.setattr("luoshi.cli.pool.process_job", dies_on_bad)
    found = list(process_jobs(jobs(*names), workers))
    assert [outcome.shown for outcome in found] == names
    assert [outcome.error[0] if outcome.error else None for outcome in found] == [
        "load.crashed" if name == "bad" else None for name in names
    ]


def test_a_process_that_dies_costs_no_document_that_was_handed_over_with_its_own(monkeypatch):
    monkeypatch.setattr("luoshi.cli.pool.process_job", dies_on_bad)
    names = [f"d{number}" for number in range(128)]
    names[37] = names[90] = "bad"
    found = list(process_jobs(jobs(*names), 2))
    assert [outcome.shown for outcome in found] == names
    assert [outcome.shown for outcome in found if outcome.error] == ["bad", "bad"]


def test_standard_input_is_read_here_and_comes_in_its_turn(monkeypatch):
    monkeypatch.setattr("luoshi.cli.pool.process_job", tells_its_process)
    found = list(process_jobs(jobs(*"abcdefgh", "-", *"ijklmnop"), 2))
    assert [outcome.order for outcome in found] == list(range(17))
    assert [outcome.order for outcome in found if outcome.shown == str(os.getpid())] == [8]


def test_one_worker_is_this_process(monkeypatch):
    monkeypatch.setattr("luoshi.cli.pool.process_job", lambda one: JobOutcome(one.order, str(os.getpid())))
    assert [outcome.shown for outcome in process_jobs(jobs("a", "b"), 1)] == [str(os.getpid())] * 2


def test_a_job_returns_counts_of_what_it_found():
    done = job.process_job(DocumentJob(0, DocumentInput(str(DOCS / "d01.txt"), "d01.txt"), "d01", Choices(("json",))))
    assert done.error is None and done.fault is None
    assert done.counts["statements"] == done.counts["left"] + done.counts["matters"]


def test_closing_ends_the_workers(monkeypatch):
    monkeypatch.setattr("luoshi.cli.pool.process_job", dies_on_bad)
    found = process_jobs(jobs(*"abcdefgh"), 2)
    assert next(found).shown == "a" and multiprocessing.active_children() != []
    found.close()
    assert multiprocessing.active_children() == []
