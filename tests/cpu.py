"""What each test costs in CPU seconds, its child processes and the browser among them; printed by folder.

A pytest plugin (``-p cpu`` in pyproject.toml). Wall time says more of what else the machine does than of a test.
``--cpu FILE`` writes each test's seconds there, as lines of nodeid, tab, seconds. ``--budgets`` says where a folder
costs more than ``tests/budgets.toml`` allows, in seconds of the machine that the table was made on: how much slower
this one is, is measured by a fixed piece of work between the tests, all the time that they run, since a machine that
is shared is not as quick at the end as at the beginning. In the same way it holds what each kind of records costs in
the tests that every kind gets, from their first statement to their last. The run fails only from twice a budget on: a
single test is often slowed more than the mean tells, and what was made dear by mistake is dearer than that.
"""

from __future__ import annotations

import os
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean

import pytest

FAILS = 2  # times its budget
PAUSE = 30  # seconds between two measures of how quick the machine is
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def _stat(pid: str) -> tuple[str, float] | None:
    """Parent and CPU seconds of a process, with those of its children that ended; None where it has ended itself."""
    try:
        file = os.open(f"/proc/{pid}/stat", os.O_RDONLY)  # read for every process beside every test: without a buffer
    except OSError:
        return None
    try:
        words = os.read(file, 1024).rpartition(b")")[2].split()
    except OSError:
        return None
    finally:
        os.close(file)
    return words[1].decode(), sum(map(int, words[11:15])) / TICKS


def spent() -> float:
    """CPU seconds of this process and of all beneath it until now; without /proc, of it and of its ended children."""
    if not Path("/proc/self/stat").exists():
        return sum(os.times()[:4])
    found = {pid: one for pid in os.listdir("/proc") if pid.isdigit() and (one := _stat(pid))}
    mine, total = {str(os.getpid())}, found[str(os.getpid())][1]
    grown = True
    while grown:
        more = {pid for pid, (above, _) in found.items() if above in mine and pid not in mine}
        total += sum(found[pid][1] for pid in more)
        mine |= more
        grown = bool(more)
    return total


def yard() -> float:
    """CPU seconds of a fixed piece of work: what a second is worth on this machine, now."""
    before = time.process_time()
    words = {str(number): [number] * 3 for number in range(60_000)}
    sorted(words, key=lambda one: (len(words[one]), one[::-1]))
    return time.process_time() - before


_apart = 0.0


@contextmanager
def apart() -> Iterator[None]:
    """What is done here is tried once in a run for whichever kind comes first, and no kind pays for it."""
    global _apart
    before = time.process_time()
    try:
        yield
    finally:
        _apart += time.process_time() - before


class Costs:
    """CPU seconds by test and by kind; in a worker handed to whoever started it, there added up and printed."""

    def __init__(self, config: pytest.Config) -> None:
        self.config, self.by_test, self.last = config, Counter[str](), 0.0
        self.by_kind = Counter[str]()  # without what comes before a test: tables, the first request of a process
        self.held = config.getoption("--budgets") and not hasattr(config, "workerinput")
        # Of each worker, or here where there are none; a worker knows not whether its run is held.
        self.yards, self.measured = [yard()], time.monotonic()
        self.over: list[tuple[float, str]] = []  # times its budget, and the line that says so

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        before = self.last or spent()
        try:
            return (yield)
        finally:
            self.last = spent()
            self.by_test[item.nodeid] += max(0.0, self.last - before)
            if time.monotonic() - self.measured > PAUSE:
                self.yards.append(yard())
                self.last, self.measured = spent(), time.monotonic()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        before = time.process_time() - _apart
        try:
            return (yield)
        finally:
            if item.get_closest_marker("of_kind"):
                took = time.process_time() - _apart - before
                name = item.callspec.params["name"]  # type: ignore[attr-defined]
                self.by_kind[name] = max(took, self.by_kind[name])  # a test that is run again is no dearer

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        handed = getattr(self.config, "workeroutput", None)
        if handed is not None:
            handed["cpu"], handed["kinds"] = dict(self.by_test), dict(self.by_kind)
            handed["yards"] = self.yards
        elif self.held:
            self.over = list(self.exceeded())
            if any(times >= FAILS for times, _ in self.over) and session.exitstatus == pytest.ExitCode.OK:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def exceeded(self) -> Iterator[tuple[float, str]]:
        """The folders and kinds that cost more than they may: how many times so much, and a line."""
        from django.conf import settings

        table = tomllib.loads((Path(__file__).parent / "budgets.toml").read_text("utf-8"))
        budgets = table[settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]]
        slower = max(1.0, fmean(self.yards) / table["yard"])
        for folder, seconds in self.by_folder().items():
            may = budgets.get(folder, budgets["other"])
            if seconds > may * slower:
                line = f"{folder}: {seconds:.0f} CPU s, {may} are its budget (here {may * slower:.0f})"
                yield seconds / (may * slower), line
        for kind, seconds in self.by_kind.items():
            may = table["kinds"].get(kind, table["kinds"]["each"])
            if seconds > may * slower:
                line = f"the kind {kind}: {seconds:.1f} CPU s, {may} are its budget (here {may * slower:.1f})"
                yield seconds / (may * slower), line

    def by_folder(self) -> Counter[str]:
        """CPU seconds by the folders beneath tests, and by the files that stand in none."""
        folders = Counter[str]()
        for name, seconds in self.by_test.items():
            parts = name.split("::")[0].split("/")
            folders["/".join(parts[:2]) if len(parts) > 2 else "tests/*.py"] += seconds
        return folders

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: object) -> None:
        handed = getattr(node, "workeroutput", {})
        self.by_test.update(handed.get("cpu", {}))
        self.by_kind.update(handed.get("kinds", {}))
        self.yards += handed.get("yards", [])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.by_test:
            return
        if path := self.config.getoption("--cpu"):
            rows = sorted(self.by_test.items(), key=lambda row: -row[1])
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text("".join(f"{name}\t{seconds:.2f}\n" for name, seconds in rows), "utf-8")
        folders = self.by_folder()
        terminalreporter.section("CPU seconds by folder")
        for folder, seconds in folders.most_common():
            terminalreporter.line(f"{seconds:9.1f}  {folder}")
        terminalreporter.line(f"{folders.total():9.1f}  together")
        if self.by_kind:
            terminalreporter.section("CPU seconds by kind")
            for kind, seconds in self.by_kind.most_common():
                terminalreporter.line(f"{seconds:9.1f}  {kind}")
        for times, line in self.over:
            terminalreporter.line(f"over its budget{' twice' if times >= FAILS else ''}: {line}", red=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cpu", metavar="FILE", help="write down what each test costs in CPU seconds")
    parser.addoption("--budgets", action="store_true", help="say what is over tests/budgets.toml, fail from twice on")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "of_kind: its parameter `name` is a kind, whose cost it is part of")
    config.pluginmanager.register(Costs(config), "costs")
