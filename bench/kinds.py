#!/usr/bin/env python3
"""What a further kind costs: the start of the program, home and search, with 70 kinds beside those that there are.

    python bench/kinds.py [kinds]     on SQLite, in one run

The kinds that are added are those of `luoshi line new`, written by script into a source tree of their own beside this
one. Prints CPU milliseconds of a start, and those of home and search of a supervisor and of a clerk, in both trees in
turn, each the least of several.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from databases import ROOT, database

STARTS, RUNS, TURNS = 7, 15, 3
PREFIXES = 0x3400  # characters that no kind's numbers begin with
START = "import django, resource; django.setup(); print(resource.getrusage(resource.RUSAGE_SELF).ru_utime)"
PAGES = (("supervisor", "/"), ("clerk", "/"), ("supervisor", "/search/?q=茶园"), ("clerk", "/search/?q=茶园"))


def main() -> None:
    """Make the tree with further kinds, then measure in both."""
    if sys.argv[1:2] == ["--inside"]:
        inside()
        return
    wanted = int(sys.argv[1]) if sys.argv[1:] else 70
    with tempfile.TemporaryDirectory(prefix="luoshi-kinds-") as folder:
        there = kinds_in(ROOT)
        more = grown(Path(folder), wanted - there)
        assert kinds_in(more) == wanted
        trees = {there: ROOT, wanted: more}
        least = {count: float("inf") for count in trees}
        for _ in range(STARTS):  # in turn, so that what else the machine does meets both
            least = {count: min(least[count], started(tree)) for count, tree in trees.items()}
        each = (least[wanted] - least[there]) / (wanted - there)
        print(
            f"start: {least[there]:.0f} ms CPU with {there} kinds, {least[wanted]:.0f} with {wanted}: {each:.1f} a kind"
        )
        turns = [{count: paged(tree) for count, tree in trees.items()} for _ in range(TURNS)]
        found = {
            count: [min(duration) for duration in zip(*(turn[count] for turn in turns), strict=True)] for count in trees
        }
        for (who, page), few, many in zip(PAGES, found[there], found[wanted], strict=True):
            print(f"{page:20} {who:12} {few:6.1f} ms, {many:6.1f} with {wanted}   {many / few:5.2f}×")


def surroundings(tree: Path) -> dict[str, str]:
    """What a process of a tree needs to find it."""
    paths = [str(tree / "src"), str(ROOT / "tests"), str(ROOT / "bench")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "DJANGO_SETTINGS_MODULE": "luoshi.site.settings"}


def kinds_in(tree: Path) -> int:
    """How many kinds are declared there."""
    asked = "import django; django.setup(); from luoshi.kernel.kinds.registry import list_kinds; "
    asked += "print(len(list(list_kinds())))"
    with database("sqlite") as base:
        return int(said(tree, [sys.executable, "-c", asked], base or {}))


def said(tree: Path, command: list[str], base: dict[str, str]) -> str:
    """What a command in a tree prints last."""
    own = {**surroundings(tree), **base}
    done = subprocess.run(command, cwd=tree, env=own, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().splitlines()[-1]


def grown(folder: Path, count: int) -> Path:
    """A source tree beside this one with so many further lines of one kind each."""
    lines = folder / "src/luoshi/lines"
    for name in ("src/luoshi/lines", "tests/lines", "tools"):
        (folder / name).mkdir(parents=True)
    for path in (ROOT / "tools").glob("*.py"):
        (folder / "tools" / path.name).write_bytes(path.read_bytes())
    for of, to in ((ROOT / "src/luoshi", folder / "src/luoshi"), (ROOT / "src/luoshi/lines", lines)):
        for path in of.iterdir():
            if path.name not in ("lines", "__pycache__"):
                (to / path.name).symlink_to(path)
    command = [sys.executable, "-m", "luoshi.cli", "line", "new", "extras", "--label", "另加", "--one", "另加"]
    subprocess.run(command, cwd=folder, env=surroundings(folder), check=True, stdout=subprocess.DEVNULL)
    for number in range(1, count):
        copied(lines, f"extra{chr(97 + number // 26)}{chr(97 + number % 26)}", chr(PREFIXES + number))
    return folder


def copied(lines: Path, name: str, prefix: str) -> None:
    """The line that was written, once more under another name."""
    for path in [
        path_copied
        for path_copied in (lines / "extras").rglob("*")
        if path_copied.is_file() and "__pycache__" not in path_copied.parts
    ]:
        to = lines / name / path.relative_to(lines / "extras")
        to.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".mo":
            to.write_bytes(path.read_bytes())
            continue
        text = path.read_text("utf-8").replace("extras", name).replace("Extras", name.capitalize())
        text = text.replace("EXTRAS", name.upper())
        to.write_text(text.replace('prefix="另"', f'prefix="{prefix}"'), "utf-8")


def started(tree: Path) -> float:
    """CPU milliseconds of a start."""
    with database("sqlite") as base:
        return float(said(tree, [sys.executable, "-c", START], base or {})) * 1000


def paged(tree: Path) -> list[float]:
    """The least CPU milliseconds of each page."""
    with database("sqlite") as base:
        return [float(word) for word in said(tree, [sys.executable, __file__, "--inside"], base or {}).split()]


def inside() -> None:
    """An office, and what its pages take."""
    import time

    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    import office

    built, found = office.build(), []
    for who, page in PAGES:
        client = Client(headers={"host": "localhost"})
        client.force_login(built.people[who].user)
        client.get(page)
        took = []
        for _ in range(RUNS):
            before = time.process_time()
            assert client.get(page).status_code == 200
            took.append((time.process_time() - before) * 1000)
        found.append(min(took))
    print(*(f"{duration:.3f}" for duration in found))


if __name__ == "__main__":
    main()
