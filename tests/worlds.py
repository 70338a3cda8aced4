"""What stands in the database for many tests: made once by each worker, and given to each test as if made for it alone.

A world is a fixture whose rows are made by a function, within a transaction that stays open. A test that asks for it
works in a savepoint of that transaction, which is taken back when it ends, and gets the objects anew. A world may stand
on another one (a plan on the office). Tests that ask for no world find the database empty; tests with real transactions
too: before those all worlds are taken down.

    office = world("office", build)
    plan = world("plan", published, on="office")  # in a module: for its tests alone

Time and settings are those of whoever asks first, so a function that makes a world takes the day as an argument.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest

WORLDS: dict[tuple[str, str], World] = {}
STAGES: list[Stage] = []  # the one of this worker, once there is one


@dataclass(frozen=True)
class World:
    """What stands: its name, who makes it from all that stands beneath, and what it stands on, or ""."""

    name: str
    make: Callable[..., Any]
    on: str
    module: str


def world(name: str, make: Callable[..., Any], *, on: str = "", module: str | None = None) -> Any:
    """A fixture of this name whose rows are made once a worker.

    Args:
        make: makes the rows; called with the values of the worlds beneath, the lowest first. What it returns can be
            pickled: each test gets a copy.
        on: the name of the world that it stands on.
        module: the module whose tests it is for; None: that of ``make``'s caller, "" for all of them.
    """
    import sys

    where = sys._getframe(1).f_globals["__name__"] if module is None else module
    WORLDS[where, name] = World(name, make, on, where)

    def fixture(_stage: Stage, db: None) -> Any:
        return _stage.copy(name)

    fixture.__name__ = name
    fixture.__doc__ = make.__doc__
    return pytest.fixture(fixture, name=name)


@dataclass
class _Standing:
    """A world that stands: its transaction, still open, and what was made, pickled."""

    world: World
    undo: ExitStack
    value: bytes


@dataclass
class Stage:
    """The worlds that stand now, each on the one before."""

    standing: list[_Standing] = field(default_factory=list)

    def set(self, wanted: list[World]) -> None:
        """Take down what is not wanted, the last first, and build up what is."""
        if self.standing and not self._whole():
            self._lost()
        while [built_world.world for built_world in self.standing] != wanted[: len(self.standing)]:
            self.standing.pop().undo.close()
        for world_wanted in wanted[len(self.standing) :]:
            self._build(world_wanted)

    def _build(self, world: World) -> None:
        beneath = [pickle.loads(built_world.value) for built_world in self.standing]
        with ExitStack() as undo:
            undo.enter_context(_taken_back())
            value = pickle.dumps(world.make(*beneath))
            self.standing.append(_Standing(world, undo.pop_all(), value))

    def _whole(self) -> bool:
        """Whether the transaction is still the one that was begun: a test may have closed the connection."""
        from django.db import connection

        return connection.in_atomic_block and not connection.closed_in_transaction

    def _lost(self) -> None:
        from django.db import connection

        connection.in_atomic_block = connection.closed_in_transaction = connection.needs_rollback = False
        connection.savepoint_ids, connection.atomic_blocks = [], []
        connection.close()
        self.standing.clear()

    def copy(self, name: str) -> Any:
        """What was made, anew."""
        return next(
            pickle.loads(built_world.value) for built_world in reversed(self.standing) if built_world.world.name == name
        )


def _taken_back() -> Any:
    from contextlib import contextmanager

    from django.db import transaction

    @contextmanager
    def block() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return block()


def wanted(module: str, fixtures: Any) -> list[World]:
    """The worlds that a test asks for, each after the one that it stands on.

    Raises:
        ValueError: it asks for two of which neither stands on the other.
    """
    chains = [_chain(module, one) for name in fixtures if (one := _known(module, name))]
    longest = max(chains, key=len, default=[])
    for chain in chains:
        if chain != longest[: len(chain)]:
            raise ValueError(f"{module}: {chain[-1].name} and {longest[-1].name} do not stand on each other")
    return longest


def _known(module: str, name: str) -> World | None:
    """The module's own world of this name, else that of all modules."""
    return WORLDS.get((module, name)) or WORLDS.get(("", name))


def _chain(module: str, world: World) -> list[World]:
    if not world.on:
        return [world]
    beneath = _known(module, world.on)
    if beneath is None:
        raise ValueError(f"{world.name} stands on {world.on}, which is no world")
    return [*_chain(module, beneath), world]


@pytest.fixture(scope="session")
def _stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Stage]:
    stage = Stage()
    STAGES.append(stage)
    yield stage
    STAGES.clear()
    with django_db_blocker.unblock():
        stage.set([])


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> None:
    """Before a test's own transaction begins, what it asks for stands, and nothing else.

    A browser brings a loop into this thread, and Django keeps a connection of its own for a thread with a loop: what
    stands is taken down before, while the connection that it stands on can be had.
    """
    if fixturedef.argname == "browser" and STAGES:
        from django.db import connections

        with request.getfixturevalue("django_db_blocker").unblock():
            STAGES[0].set([])
            connections.close_all()
    if fixturedef.argname == "_django_db_helper":
        stage, blocker = request.getfixturevalue("_stage"), request.getfixturevalue("django_db_blocker")
        names = request.fixturenames
        mark = request.node.get_closest_marker("django_db")
        real = {"transactional_db", "live_server"}.intersection(names) or (mark and mark.kwargs.get("transaction"))
        with blocker.unblock():
            stage.set([] if real else wanted(request.module.__name__, names))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that ask for the same worlds follow each other, so that each is made once."""
    order: dict[str, int] = {}

    def place(item: pytest.Item) -> tuple[int, ...]:
        module = getattr(getattr(item, "module", None), "__name__", "")
        chain = wanted(module, getattr(item, "fixturenames", ()))
        return tuple(order.setdefault(f"{chain_world.module}:{chain_world.name}", len(order)) for chain_world in chain)

    items.sort(key=place)
