"""What all tests share: how a missing tool is met, and how hypothesis searches."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

import since
from full import SAID, SEEDED, seed
from turns import take_turns
from worlds import world

if TYPE_CHECKING:
    from office import Office

pytest_plugins = ("chromium", "prepared")  # one Chromium for all folders: a second would not start
IN_CI = os.environ.get("LUOSHI_CI") == "1"
# A file goes to one worker: begun late, these would keep one busy long after the others have ended.
LONGEST = ("test_matrix.py", "test_hostile_words.py", "test_hostile.py")

# In CI the same examples every time: a run that was green stays green. At a desk new ones each time.
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if IN_CI else "desk")


def _need_tool(name: str, remedy: str) -> str:
    found = shutil.which(name)
    if found is None:
        give_up = pytest.fail if IN_CI else pytest.skip
        give_up(f"{name} is not installed: {remedy}")
    return found


@pytest.fixture(scope="session")
def need_tool() -> Callable[[str, str], str]:
    """A function: the path of a program, ``need_tool("soffice", "apt-get install libreoffice-writer")``.

    Where it is missing the test is skipped, saying how to get it; in CI (``LUOSHI_CI=1``) it fails.
    """
    return _need_tool


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables are made from the models, in a tenth of the time that migrations take; those are tried by programs."""
    from django.db import connection

    from luoshi.kernel.search import grams_index

    with django_db_blocker.unblock(), connection.schema_editor() as schema:
        grams_index.create_grams_index(None, schema)


@pytest.fixture(scope="session", autouse=True)
def _append_only_gives_way_to_the_test_runner() -> None:
    """Tests with real transactions empty all tables at their end, which the triggers rightly refuse."""
    from django.test import TransactionTestCase

    from empty import emptied, flushed

    empty = TransactionTestCase._fixture_teardown

    def lifted(self: TransactionTestCase) -> None:
        if not emptied():
            flushed(lambda: empty(self))

    TransactionTestCase._fixture_teardown = lifted


def _built() -> Office:
    """云岭县 with its units, and one person a role."""
    from office import build

    return build()


@pytest.fixture(autouse=True)
def _kinds_in_use_are_asked_for_anew() -> None:
    """What a process, or its data folder, remembers of its database is not so in that of the next test."""
    from django.conf import settings

    from luoshi.kernel.rights.queries import used_kinds

    used_kinds.reset_kinds_in_use()
    Path(settings.DATA, "journal.head").unlink(missing_ok=True)


office = world("office", _built, module="")


@pytest.fixture
def real_office(transactional_db: None) -> Office:
    """The same with real commits, for threads and for what happens after a transaction."""
    from office import build

    return build()


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full", action="store_true", help="also what `make test-all` alone tries: every cell, every word"
    )
    parser.addoption(
        "--seed",
        type=int,
        metavar="N",
        help="the number by which samples take their turn, instead of the day's",
    )
    parser.addoption(
        "--security", action="store_true", help="only tests that show a control, tests/security among them"
    )
    parser.addoption(
        "--blind-round", metavar="OBJECTSxASSESSORS", help="the size of the blind round that is walked through"
    )


def pytest_configure(config: pytest.Config) -> None:
    if size := config.getoption("--blind-round"):
        os.environ["LUOSHI_BLIND_ROUND"] = size  # tests/security/test_blindness.py asks before there is a test
    if config.getoption("--full"):
        os.environ[SAID] = "1"  # for the workers, and for modules that ask before there is a test
    if (number := config.getoption("--seed")) is not None:
        os.environ[SEEDED] = str(number)
    seed()
    config.addinivalue_line(
        "markers",
        "database(vendor): a test of what only this database knows, or of what none does; left out on others; without "
        "a vendor: it is of the database on each, though what opens it is a program of its own",
    )
    config.addinivalue_line(
        "markers", "full: what a smaller test beside it samples, tried whole; left out without --full"
    )
    config.addinivalue_line(
        "markers", "control(number, words): the test shows this control of docs/controls.md, and what of it"
    )


def _leave_out(config: pytest.Config, items: list[pytest.Item], engine: str) -> None:
    """Tests of another database, and without ``--full`` those that try whole what a smaller one samples.

    What stands in tests/security attacks at length: it is for ``--security`` and ``--full``. With ``--security`` all
    else is left out but what shows a control.
    """
    full, attacks = config.getoption("--full"), config.getoption("--security")

    def waits(one: pytest.Item) -> bool:
        every_kind = attacks and one.get_closest_marker("of_kind")
        wanted = full or every_kind or not one.get_closest_marker("full")
        return not wanted and not since.is_of_changed_kind(config, one)

    out = [
        test
        for test in items
        if waits(test)
        or (not (full or attacks) and test.nodeid.startswith("tests/security/"))
        or (attacks and not test.get_closest_marker("control"))
        or any(mark.args and mark.args[0] not in engine for mark in test.iter_markers("database"))
    ]
    if out:
        config.hook.pytest_deselected(items=out)
        gone = set(out)
        items[:] = [test for test in items if test not in gone]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest files go first. Without a PostgreSQL server its tests are skipped, saying so; in CI they fail."""
    from django.conf import settings as django_settings

    items.sort(key=lambda item: item.path.name not in LONGEST)
    take_turns(config, items)
    engine = django_settings.DATABASES["default"]["ENGINE"]
    _leave_out(config, items, engine)
    if engine.endswith("sqlite3"):
        return
    import psycopg

    try:
        psycopg.connect(django_settings.URL, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        if IN_CI:
            raise
        why = f"no PostgreSQL ({error}): start one, or name it in LUOSHI_TEST_POSTGRESQL"
        for item in items:
            item.add_marker(pytest.mark.skip(reason=why))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """How to try again what failed: whose turn it was is said by a number."""
    if not config.getoption("--full"):
        terminalreporter.line(f"samples took their turn by --seed {seed()}")
