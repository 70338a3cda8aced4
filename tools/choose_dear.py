"""Choose the tests that take turns in a usual run, from what each costs (pytest --cpu): tests/dear.txt.

python tools/choose_dear.py out/statements/cpu.tsv    write the list anew

Of a run in which some waited, those that did not run keep their place in the list.
"""

from __future__ import annotations

import sys
from pathlib import Path

LIST = Path(__file__).resolve().parent.parent / "tests" / "dear.txt"
HEAD = """# The dear tests, of which some run each time (make test): each costs more than half a second of CPU.
# Made by tools/choose_dear.py from a run of make test-all; which of them wait is said in tests/turns.py.
"""
MOST = 0.5  # CPU seconds that a test may cost and still run each time
# Which have turns of their own, are no part of make test, or hold a rule that the next commit could break.
APART = ("tests/browser/", "tests/security/", "tests/test_house", "tests/test_mutants", "tests/test_only_actions")


def dear(costs: dict[str, float]) -> list[str]:
    """The names of those that cost more, sorted."""
    return sorted(name for name, seconds in costs.items() if seconds > MOST and not name.startswith(APART))


def waiting(costs: dict[str, float]) -> set[str]:
    """The names in the list of tests that are there and did not run this time."""
    listed = [name for name in LIST.read_text("utf-8").splitlines() if name and not name.startswith("#")]
    return {name for name in listed if name not in costs and _is_there(name)}


def _is_there(name: str) -> bool:
    file, _colons, test = name.partition("::")
    path = LIST.parent.parent / file
    return path.exists() and f"def {test.partition('[')[0].rpartition('::')[2]}(" in path.read_text("utf-8")


def main(arguments: list[str]) -> int:
    """Write the list."""
    rows = (line.rsplit("\t", 1) for path in arguments for line in Path(path).read_text("utf-8").splitlines())
    costs = {name: float(seconds) for name, seconds in rows}
    if not costs:
        sys.exit("no test cost anything: name the file that pytest --cpu wrote")
    names = sorted({*dear(costs), *waiting(costs)})
    LIST.write_text(HEAD + "".join(f"{name}\n" for name in names), "utf-8")
    part, total = sum(costs.get(name, 0) for name in names), sum(costs.values())
    print(f"{len(names)} of {len(costs)} tests, {part:.0f} of {total:.0f} CPU seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
