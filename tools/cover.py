"""Run the tests on SQLite and measure which lines and branches of the program they go through, and which test did.

python tools/cover.py              all tests but five (LEFT_OUT); what is left in .coverage serves `mutants.py --search`
python tools/cover.py tests/org    the tests of a folder
python tools/cover.py --report     the table once more, without running anything

Workers and the programs that tests start are measured, too. Lines outside of any test function (fixtures, imports)
count as covered and name no test.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROOMS = "src/luoshi"
LITTLE = 70  # per cent of statements and branches below which a file is named
# They look at what a process loads, how it is killed or what room it has, and coverage is part of that.
LEFT_OUT = (
    "tests/cli/test_endings.py::test_a_signal_ends_the_run_as_ctrl_c_does",
    "tests/cli/test_pair.py::test_nothing_heavy_is_imported",
    "tests/cli/test_read.py::test_no_room_for_temporary_files_is_told_once",
    "tests/cli/test_start.py::test_one_plain_text_is_read_without_what_only_other_runs_need",
    "tests/test_whole.py::test_the_reader_loads_nothing_of_the_web_or_of_data_frames",
)
WORKERS = ("-n", "auto", "--dist", "loadfile")


def main(arguments: list[str]) -> int:
    """Run, measure, report; the exit status is that of the tests."""
    if arguments == ["--report"]:
        report()
        return 0
    coverage("erase")
    left_out = [part for test in LEFT_OUT for part in ("--deselect", test)]
    status = coverage("run", "-m", "pytest", *WORKERS, "--full", *left_out, *arguments)
    coverage("combine", "--quiet")
    report()
    return status


def coverage(*arguments: str) -> int:
    """A command of coverage.py, with the settings of pyproject.toml."""
    return subprocess.run([sys.executable, "-m", "coverage", *arguments], check=False, cwd=ROOT).returncode


def report() -> None:
    """Print by room: statements, covered statements and branches in per cent; then the files with little of both."""
    files = measured()
    rooms: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, summary in files.items():
        parts = Path(name).relative_to(ROOMS).parts
        rooms[parts[0] if len(parts) > 1 else "."].append(summary)
    print(f"{'room':<12}{'statements':>12}{'covered':>10}{'branches':>12}{'covered':>10}")
    for room, of in [*sorted(rooms.items()), ("all", list(files.values()))]:
        said = []
        for every, covered in (("num_statements", "covered_lines"), ("num_branches", "covered_branches")):
            whole = sum(counts[every] for counts in of)
            said += [str(whole), f"{sum(counts[covered] for counts in of) * 100 / whole:.1f} %" if whole else "—"]
        print(f"{room:<12}{said[0]:>12}{said[1]:>10}{said[2]:>12}{said[3]:>10}")
    little = {name: file["percent_covered"] for name, file in files.items() if file["percent_covered"] < LITTLE}
    print(f"\nfiles under {LITTLE} %: {len(little)}")
    for name, percent in sorted(little.items(), key=lambda one: (one[1], one[0])):
        print(f"  {percent:5.1f} %  {name}")


def measured() -> dict[str, dict[str, Any]]:
    """What coverage.py says of each file, by its path from the root."""
    with tempfile.TemporaryDirectory() as folder:
        said = Path(folder) / "coverage.json"
        if coverage("json", "--quiet", "-o", str(said)):
            sys.exit("nothing was measured")
        found = json.loads(said.read_text(encoding="utf-8"))["files"]
    return {Path(name).as_posix(): file["summary"] for name, file in found.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
