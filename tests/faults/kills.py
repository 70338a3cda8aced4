"""Kills an office at random moments of what it does, and looks after each whether all is whole.

python kills.py FOLDER TARGET … [--kills 10] [--seed 1]: on SQLite, or on the PostgreSQL server in DATABASE_URL.
Writes one line of JSON: for each target the kills, rounds, forms sent again, and what was found wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

HERE = Path(__file__).resolve().parent
for place in (HERE.parent, HERE.parents[1] / "src"):
    sys.path.insert(0, str(place))

from faults import world as worlds  # noqa: E402

if TYPE_CHECKING:
    from faults.sending import Said, Target

ROUND = 10  # kills in one office, before the next begins
WRITES = (
    "INSERT",
    "WITH",
    "UPDATE",
    "DELETE",
    "BEGIN",
    "SAVEPOINT",
    "RELEASE",
)  # before which it dies, if not by the clock
READY = "ready\n"
AGAIN = 2  # forms that were answered before the kill and are sent again all the same


class Killing:
    """The kills of one target: in offices of its own, each with its stream of forms until all were answered."""

    def __init__(self, world: worlds.World, name: str, target: Target, chance: random.Random) -> None:
        self.world, self.name, self.target, self.chance = world, name, target, chance
        self.kills = self.again = self.rounds = 0
        self.wrong: list[str] = []

    def __call__(self, kills: int) -> dict[str, Any]:
        from faults.wholeness import contents, faults

        base = "office"
        if self.target.prepare:
            base = f"{self.name}_base"
            self.world.copy("office", base)
            self.target.prepare()
        self.world.copy(base, f"{self.name}_calm")
        started = time.monotonic()
        counted = _writes(lambda: _run_calmly(self.target))
        took = time.monotonic() - started
        self.wrong += [f"undisturbed: {fault}" for fault in faults()]
        calm = contents()
        while self.kills < kills and not self.wrong:
            self.rounds += 1
            name = f"{self.name}_{self.rounds}"
            self.world.copy(base, name)
            self._round(min(ROUND, kills - self.kills), took, counted)
            if not self.wrong and (changed := _difference(calm, contents())):
                self.wrong.append(f"another end than undisturbed: {changed}")
            self.world.drop(name)
        forms = len(self.target.forms)
        done = {"kills": self.kills, "rounds": self.rounds, "forms": forms, "again": self.again}
        return done | {"seconds": round(took, 2), "wrong": self.wrong}

    def _round(self, kills: int, took: float, counted: int) -> None:
        from faults.wholeness import faults

        said: Said = {}
        left = kills
        while True:
            by_time = self.chance.random() < 0.5
            share = self.chance.uniform(0, 2 / (kills + 1)) if left else None
            moment = share * took if share is not None and by_time else None
            statement = int(share * counted) if share is not None and not by_time else None
            self.again += min(len(said), AGAIN)
            killed = self._life(max(0, len(said) - AGAIN), said, moment, statement)
            self.world.quiet()
            self.wrong += faults()
            if self.wrong or not killed:
                return
            self.kills, left = self.kills + 1, left - 1

    def _life(self, first: int, said: Said, moment: float | None, statement: int | None) -> bool:
        """One process that sends forms until it is killed, by time or at a statement, or is done; whether it was."""
        from django.db import connections

        connections.close_all()
        reads, writes = os.pipe()
        child = os.fork()
        if not child:
            os.close(reads)
            _live(self.target, first, said, writes, statement)
        os.close(writes)
        if moment is not None:
            select.select([reads], [], [])  # until it is connected
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(reads, "rb") as answers:
            told = answers.read().decode()[len(READY) :]
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        lines = told.split("\n")[:-1]
        if ended > 0:
            self.wrong.append("\n".join(lines[-30:]))
            return False
        for line in lines:
            at, _blank, answer = line.partition(" ")
            said[int(at)] = answer
        return ended == -signal.SIGKILL


def _live(target: Target, first: int, said: Said, writes: int, statement: int | None) -> None:
    """In the child: send forms, tell each answer, end without a word."""
    from django.db import connection

    from faults.sending import run

    try:
        connection.ensure_connection()
        os.write(writes, READY.encode())
        if statement is not None:
            left = [statement]

            def pass_or_die() -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            _at_each_write(pass_or_die)
        run(target, first, dict(said), lambda at, answer: os.write(writes, f"{at} {answer}\n".encode()))
        os._exit(0)
    except BaseException:
        os.write(writes, traceback.format_exc().encode())
        os._exit(1)


def _run_calmly(target: Target) -> None:
    from faults.sending import run

    run(target, 0, {}, lambda at, answer: None)


def _writes(work: Callable[[], object]) -> int:
    """How often work writes in this thread."""
    count = [0]

    def counts() -> None:
        count[0] += 1

    undo = _at_each_write(counts)
    work()
    undo()
    return count[0]


def _at_each_write(told: Callable[[], None]) -> Callable[[], None]:
    """Call ``told`` before each statement that writes or begins to, and before a file is synced or renamed."""
    from django.db import connection

    def wrapper(execute: Callable[..., object], sql: str, *call: object) -> object:
        if sql.startswith(WRITES):
            told()
        return execute(sql, *call)

    def file_wrapper(act: Callable[..., object]) -> Callable[..., object]:
        def telling(*given: object) -> object:
            told()
            return act(*given)

        return telling

    real: list[Any] = [os.fsync, os.replace]
    os.fsync, os.replace = map(file_wrapper, real)  # type: ignore[assignment]
    connection.execute_wrappers.append(wrapper)

    def undo() -> None:
        os.fsync, os.replace = real  # type: ignore[assignment]
        connection.execute_wrappers.remove(wrapper)

    return undo


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            return f"{name}: {one.get(name)!r} is {other.get(name)!r}"
    return ""


def main(arguments: list[str]) -> int:
    """Kill as often as asked; 1 if anything was found wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("targets", nargs="+")
    asked.add_argument("--kills", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--migrated", type=Path, help="on SQLite: a data folder with tables and no rows, to be copied")
    wanted = asked.parse_args(arguments)
    worlds.begin(wanted.folder, os.environ.get("DATABASE_URL", ""))

    from django.db import transaction

    from faults.streams import TARGETS
    from luoshi.kernel.duties.models import Parameter
    from office import build

    found = {}
    with worlds.world(wanted.folder) as world:
        world.empty("office", wanted.migrated)
        with transaction.atomic():
            build()
            Parameter.objects.create(
                name="appeals.answer_days", value="10", start="2020-01-01", source="县规〔2020〕1号"
            )
        for name in wanted.targets:
            chance = random.Random(f"{wanted.seed} {name}")
            found[name] = Killing(world, name, TARGETS[name], chance)(wanted.kills)
    print(json.dumps(found, ensure_ascii=False))
    return int(any(outcome["wrong"] for outcome in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
