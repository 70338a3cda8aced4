"""Which tests run on PostgreSQL too: those that together send every statement that any test sends, and what may fail.

A pytest plugin (``-p differs`` in pyproject.toml). ``--statements FOLDER`` writes down the shape of every statement
that each test sends, values, numbers and lengths of lists left out. From what lies there ``tools/choose_differs.py``
takes tests that cover all shapes at the least cost, and writes them into ``tests/differs.txt``. ``--differs`` runs
a third of those, the others when the seed is another (tests/full.py), and besides: tests with real transactions, tests
marked for this database or named by a fault that is planted there, and all of a file that the list does not name, which
is newer than it. ``make test-all`` runs everything on both databases and says where the list is out of date.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from full import is_its_turn

LIST = Path(__file__).parent / "differs.txt"
EACH = 3  # one of so many of the list runs
_SHAPE = (
    (re.compile(r'"?\bs\d+_x\d+\b"?'), "SAVEPOINT"),
    (re.compile(r"'(?:[^']|'')*'"), "T"),
    (re.compile(r"\b\d+\b"), "N"),
    (re.compile(r"\((?:%s|N|T|NULL)(?:, ?(?:%s|N|T|NULL))*\)"), "(*)"),
    (re.compile(r"\(\*\)(?:, ?\(\*\))+"), "(*)"),
)


def shape(sql: str) -> str:
    """A statement without what differs from one sending to the next."""
    for found, word in _SHAPE:
        sql = found.sub(word, sql)
    return sql


def chosen() -> set[str]:
    """The ids of the tests that the list names."""
    return {line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")}


def uses_database(item: pytest.Item) -> bool:
    """Whether a test uses the database of the settings; the browser's tests look at pages, and are alike on both."""
    mark, fixtures = item.get_closest_marker("django_db"), getattr(item, "fixturenames", ())
    if item.get_closest_marker("database"):
        return True
    used = mark is not None or not {"db", "transactional_db"}.isdisjoint(fixtures)
    return (used or item.nodeid.startswith("tests/faults/")) and "browser" not in fixtures


def planted() -> tuple[str, ...]:
    """The ids of tests, or beginnings of them, that are to find a fault on PostgreSQL (tools/mutants)."""
    import mutants

    return tuple(test for period in mutants.every() if period.database == "postgresql" for test in period.tests)


def may_differ(item: pytest.Item, names: set[str], files: set[str]) -> bool:
    """Whether a test is one of those that run on PostgreSQL too."""
    mark = item.get_closest_marker("django_db")
    real = "transactional_db" in getattr(item, "fixturenames", ()) or (mark and mark.kwargs.get("transaction"))
    if item.nodeid in names or item.get_closest_marker("database") or item.get_closest_marker("of_kind"):
        return True  # of kinds a sample is taken already: tests/lines/kinds_cover.py
    return uses_database(item) and bool(real or item.nodeid.split("::")[0] not in files)


class Statements:
    """Writes down what each test sends."""

    def __init__(self, folder: str) -> None:
        self.folder, self.test = Path(folder), ""
        self.sent: dict[str, set[str]] = defaultdict(set)
        self.failed: set[str] = set()

    def _heard(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.sent[self.test].add(shape(str(sql)))
        try:
            return execute(sql, params, many, context)
        except Exception:
            self.failed.add(self.test)
            raise

    def _listen(self, connection: Any, **_more: Any) -> None:
        if self._heard not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._heard)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        from django.db import connection
        from django.db.backends.signals import connection_created

        connection_created.connect(self._listen, dispatch_uid="statements", weak=False)
        self._listen(connection)
        self.test = item.nodeid

    def pytest_sessionfinish(self) -> None:
        names = sorted(set().union(*self.sent.values())) if self.sent else []
        place = {name: at for at, name in enumerate(names)}
        by_test = {test: sorted(place[test_sent] for test_sent in sent) for test, sent in self.sent.items()}
        said = {"shapes": names, "tests": by_test, "failed": sorted(self.failed)}
        worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{worker}.json").write_text(json.dumps(said), "utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--differs", action="store_true", help="only tests in which databases can differ")
    parser.addoption("--databases", action="store_true", help="only tests that use a database")
    parser.addoption(
        "--statements", metavar="FOLDER", help="write down the shapes of all statements, for tools/choose_differs.py"
    )


def pytest_configure(config: pytest.Config) -> None:
    workers = getattr(config.option, "numprocesses", None)
    if (folder := config.getoption("--statements")) and (hasattr(config, "workerinput") or not workers):
        config.pluginmanager.register(Statements(folder), "statements")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    out: list[pytest.Item] = []
    if config.getoption("--databases"):
        out = [item for item in items if not uses_database(item)]
    elif config.getoption("--differs"):
        listed, always = chosen(), planted()
        files = {name.split("::")[0] for name in listed}
        names = {line for line in listed if is_its_turn(line, EACH) or line.startswith(always)}
        out = [item for item in items if not may_differ(item, names, files)]
    if out:
        config.hook.pytest_deselected(items=out)
        gone = set(out)
        items[:] = [item for item in items if item not in gone]
