"""Plant small faults in a copy of the program, one at a time, and see whether the tests that should notice do.

python tools/mutants.py                         every fault; exit 1 if one survives or does not apply any more
python tools/mutants.py --only seen-ignored     some of them, by name
python tools/mutants.py --room ledger --jobs 1  those of one file in tools/mutants
python tools/mutants.py --list                  what there is, and what a user would suffer
python tools/mutants.py --usual                 by what `make test` runs, without what only --full does
python tools/mutants.py --search                where the named tests do not notice, also those that `make cover` names

A fault is a row in tools/mutants/ROOM.toml: `name`, `file`, `old` (occurs exactly once), `new`, `tests` (files or
node ids), `why`; perhaps `keyword` (as pytest's -k) and `database = "postgresql"`. A file that was moved is found by
the text of `old`, a test by the name of its file or function. A fault is killed when its tests, which pass without it,
fail.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from queue import Queue
from time import monotonic

ROOT = Path(__file__).resolve().parent.parent
FAULTS = ROOT / "tools" / "mutants"
CODE, TESTS = "src/luoshi", "tests"
LEFT_OUT = (".git", ".venv", ".uv", ".bench", ".*_cache", ".hypothesis", "__pycache__", ".coverage*")
MADE = ("out", "data*", "build")  # what runs leave beside the program; a package's own data goes along
LONGEST = 600  # seconds for the tests of one fault
MOST = 20  # tests that a search tries for one fault
PASSED, FAILED = 0, 1  # exit statuses of pytest


@dataclass(frozen=True)
class Fault:
    """A change of one place that a user would suffer from, and the tests that should notice."""

    name: str
    file: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...] = ()
    keyword: str = ""
    database: str = "sqlite"
    room: str = ""

    @property
    def run(self) -> tuple[str, str]:
        """What tests of several faults must share to be run together."""
        return self.database, self.keyword


@dataclass
class Verdict:
    """What became of a fault: killed, survived, gone (does not apply), untested (its tests fail or are not there)."""

    name: str
    room: str
    verdict: str
    by: str = ""
    seconds: float = 0.0


class Gone(Exception):
    """A fault or one of its tests cannot be found any more."""


def main(arguments: list[str]) -> int:
    """Plant what is asked for; 1 if anything was not killed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", nargs="+", metavar="NAME", help="these faults")
    asked.add_argument("--room", help="the faults of tools/mutants/ROOM.toml")
    asked.add_argument("--jobs", type=int, default=2, help="copies worked on side by side")
    asked.add_argument("--list", action="store_true", help="name the faults and plant none")
    asked.add_argument("--json", type=Path, metavar="FILE", help="write what became of each")
    asked.add_argument("--usual", action="store_true", help="only by tests that `make test` runs")
    asked.add_argument("--search", action="store_true", help="try the tests that coverage names for the line, too")
    wanted = asked.parse_args(arguments)
    faults = chosen(wanted.only, wanted.room)
    if wanted.list:
        for fault in faults:
            print(f"{fault.room:<9} {fault.name:<34} {fault.why}")
        return 0
    began, found = monotonic(), judged(faults, wanted.jobs, wanted.search, wanted.usual)
    killed = sum(verdict.verdict == "killed" for verdict in found)
    print(f"{killed} of {len(found)} faults killed, {monotonic() - began:.0f} s")
    if wanted.json:
        wanted.json.write_text(json.dumps([asdict(verdict) for verdict in found], indent=1) + "\n", encoding="utf-8")
    return int(killed < len(found))


def chosen(only: Iterable[str] | None, room: str | None) -> list[Fault]:
    """The faults of these names, or of a room, or all."""
    faults = every()
    if unknown := set(only or ()) - {fault.name for fault in faults}:
        sys.exit(f"no such fault: {', '.join(sorted(unknown))}")
    if room and room not in {fault.room for fault in faults}:
        sys.exit(f"no such room: {room}")
    return [fault for fault in faults if (not only or fault.name in only) and (not room or fault.room == room)]


def every() -> list[Fault]:
    """All faults of tools/mutants, by room."""
    found = []
    for path in sorted(FAULTS.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]:
            found.append(Fault(**row | {"tests": tuple(row.get("tests", ())), "room": path.stem}))
    if len({fault.name for fault in found}) < len(found):
        sys.exit("two faults have one name")
    return found


# ---- where things are, also after they were moved


def place_of(fault: Fault, root: Path) -> Path:
    """The file that the fault changes: the one named, else the only one that holds its text."""
    hint = root / fault.file
    if hint.is_file() and _text(hint).count(fault.old) == 1:
        return hint
    kinds = {".py", ".toml", ".html"}
    files = (path for path in sorted((root / CODE).rglob("*")) if path.suffix in kinds)
    holds = [path for path in files if fault.old in _text(path)]
    if len(holds) != 1 or _text(holds[0]).count(fault.old) != 1:
        raise Gone(f"its text stands in {len(holds)} files and not once in {fault.file}")
    return holds[0]


def node_of(test: str, root: Path) -> str:
    """The node id of a test, where its file or its function is today."""
    file, _, inside = test.partition("::")
    function = re.compile(
        rf"^ *(?:async )?def {re.escape(inside.partition('[')[0].rpartition('::')[2])}\(", re.MULTILINE
    )
    everywhere = sorted((root / TESTS).rglob("test_*.py"))
    candidates = [root / file, *(path for path in everywhere if path.name == Path(file).name)]
    for path in (*candidates, *(everywhere if inside else ())):
        if path.is_file() and (not inside or function.search(_text(path))):
            return path.relative_to(root).as_posix() + (f"::{inside}" if inside else "")
    raise Gone(f"there is no test {test}")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ---- a copy to plant in


def _left_out(folder: str, names: list[str]) -> set[str]:
    patterns = (*LEFT_OUT, *MADE) if Path(folder) == ROOT else LEFT_OUT
    return shutil.ignore_patterns(*patterns)(folder, names)


class Copy:
    """A copy of the program in a folder of its own, in which tests are run on what the copy holds."""

    def __init__(self, root: Path, usual: bool = False) -> None:
        self.root, self.usual = root, usual
        shutil.copytree(ROOT, root, ignore=_left_out)
        self.around = os.environ | {
            "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root / "tests"))),  # before the editable install
            "LUOSHI_CI": "1",  # the same examples each time, and nothing left out
        }
        for name in ("PYTEST_ADDOPTS", "PYTHONDONTWRITEBYTECODE", "DATABASE_URL"):
            self.around.pop(name, None)
        asks = [sys.executable, "-c", "import luoshi; print(luoshi.__file__)"]
        where = subprocess.run(asks, cwd=root, env=self.around, capture_output=True, text=True, check=True).stdout
        if not Path(where.strip()).is_relative_to(root):
            sys.exit(f"the copy is not what is imported, but {where.strip()}")

    def test(self, nodes: Iterable[str], run: tuple[str, str], *options: str) -> tuple[int, str]:
        """Run tests: pytest's exit status (-1: out of time), and what it printed."""
        database, keyword = run
        command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", *options]
        command += ["-k", keyword] if keyword else []
        command += [] if self.usual else ["--full"]
        command += [f"--ds=settings_{database}"]
        around = {"cwd": self.root, "env": self.around, "stdin": subprocess.DEVNULL}
        try:
            done = subprocess.run(
                [*command, *nodes], **around, check=False, capture_output=True, text=True, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            return -1, f"out of time after {LONGEST} s"
        return done.returncode, done.stdout + done.stderr

    def planted(self, fault: Fault, nodes: Iterable[str]) -> tuple[int, str]:
        """Run tests with the fault in the copy; afterwards the copy is as before."""
        path = place_of(fault, self.root)
        was, stat = path.read_bytes(), path.stat()
        try:
            path.write_bytes(was.replace(fault.old.encode(), fault.new.encode()))
            return self.test(nodes, fault.run, "-x")
        finally:
            path.write_bytes(was)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


# ---- the verdicts


def judged(faults: list[Fault], jobs: int, search: bool, usual: bool = False) -> list[Verdict]:
    """What becomes of each fault. The tests of all are first seen to pass without any."""
    found: dict[str, Verdict] = {}
    nodes: dict[str, list[str]] = {}
    for fault in faults:
        try:
            place_of(fault, ROOT)
            nodes[fault.name] = [node_of(test, ROOT) for test in fault.tests]
        except Gone as error:
            found[fault.name] = Verdict(fault.name, fault.room, "gone", str(error))
    left = [fault for fault in faults if fault.name not in found]
    with tempfile.TemporaryDirectory(prefix="luoshi-mutants-", ignore_cleanup_errors=True) as folder:
        copies: Queue[Copy] = Queue()
        for number in range(max(1, min(jobs, len(left)))):
            here = Path(folder).resolve()
            copies.put(Copy(here / str(number), usual))
        with ThreadPoolExecutor(copies.qsize()) as pool:
            runs = {fault.run for fault in left}
            sick = set[str]().union(*pool.map(lambda run: _sick(copies, run, left, nodes), runs))

            def judge(fault: Fault) -> Verdict:
                return _judge(copies, fault, nodes[fault.name], sick, search)

            for verdict in pool.map(judge, left):
                found[verdict.name] = verdict
                print(f"{verdict.verdict:<9} {verdict.room:<9} {verdict.name:<34} {verdict.by}", flush=True)
    for fault in found.values():
        if fault.verdict == "gone":
            print(f"{fault.verdict:<9} {fault.room:<9} {fault.name:<34} {fault.by}", flush=True)
    return [found[fault.name] for fault in faults]


def _sick(copies: Queue[Copy], run: tuple[str, str], faults: list[Fault], nodes: dict[str, list[str]]) -> set[str]:
    """The tests of these faults that fail without any fault, as node ids or files."""
    named = sorted({node for fault in faults if fault.run == run for node in nodes[fault.name]})
    if not named:
        return set()
    copy = copies.get()
    try:
        status, said = copy.test(named, run)
    finally:
        copies.put(copy)
    if status in (PASSED, FAILED):
        return set(_failed(said))
    print(f"the tests on {' '.join(run)} cannot be run: exit status {status}\n{said[-2000:]}", flush=True)
    return set(named)


def _judge(copies: Queue[Copy], fault: Fault, nodes: list[str], sick: set[str], search: bool) -> Verdict:
    copy, began = copies.get(), monotonic()
    try:
        verdict, by = _by_named(copy, fault, nodes, sick)
        if verdict == "survived" and search:
            verdict, by = _by_searched(copy, fault, nodes) or (verdict, by)
    finally:
        copies.put(copy)
    return Verdict(fault.name, fault.room, verdict, by, round(monotonic() - began, 1))


def _by_named(copy: Copy, fault: Fault, nodes: list[str], sick: set[str]) -> tuple[str, str]:
    if not nodes:
        return "survived", "no test is named"
    if ill := [
        words for words in sick if any(words == node or words.startswith((f"{node}::", f"{node}[")) for node in nodes)
    ]:
        return "untested", f"fails without it: {ill[0]}"
    status, said = copy.planted(fault, nodes)
    if status == FAILED:
        return "killed", next(iter(_failed(said)), "?")
    return "survived", "" if status == PASSED else f"exit status {status}: {said.strip().splitlines()[-1][:200]}"


def _failed(said: str) -> Iterator[str]:
    return (found[1] for found in re.finditer(r"^(?:FAILED|ERROR) (tests/[^\n]*?)(?: - .*)?$", said, re.MULTILINE))


# ---- tests that coverage names


def _by_searched(copy: Copy, fault: Fault, tried: list[str]) -> tuple[str, str] | None:
    """Try the tests that touched the changed lines when `make cover` ran, the cheapest first."""
    fault = replace(fault, keyword="")
    named = [cell for cell in covering(fault) if cell not in tried][:MOST]
    status, said = copy.test(named, fault.run) if named else (PASSED, "")
    verdict, by = _by_named(copy, fault, named, set(_failed(said)) if status else set())
    return ("killed", by) if verdict == "killed" else None


# The tests that ran one of some lines of a file, those first that run least. The tables are coverage.py's own, as its
# documentation gives them ("Coverage.py database schema").
TOUCHED = """
WITH touched AS (
    SELECT DISTINCT context_id FROM arc JOIN file ON file.id = file_id
    WHERE path LIKE ? AND abs(fromno) BETWEEN ? AND ?
)
SELECT context FROM arc JOIN touched USING (context_id) JOIN context ON context.id = context_id
WHERE context <> '' GROUP BY context ORDER BY count(*)
"""


def covering(fault: Fault) -> list[str]:
    """The node ids of the tests that ran the fault's changed lines, those first that run least."""
    path, there = place_of(fault, ROOT), ROOT / ".coverage"
    if not there.is_file():
        sys.exit("--search needs what `make cover` leaves")
    old, new = fault.old.splitlines(), fault.new.splitlines()
    same = next((at for at, (line, then) in enumerate(zip(old, new, strict=False)) if line != then), len(old) - 1)
    first = _text(path)[: _text(path).index(fault.old)].count("\n") + 1
    asked = f"%{path.relative_to(ROOT).as_posix()}", first + same, first + len(old) - 1
    with closing(sqlite3.connect(there)) as base:
        contexts = [context for (context,) in base.execute(TOUCHED, asked)]
    found = []
    for context in contexts:  # package.module.test or package.module.Class.test
        module, _, function = context.rpartition(".")
        with suppress(Gone):
            found.append(node_of(f"{TESTS}/{module.rpartition('.')[2]}.py::{function}", ROOT))
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
