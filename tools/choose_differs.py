"""Choose the tests that run on PostgreSQL too, from what each test sends (pytest --statements): tests/differs.txt.

python tools/choose_differs.py FOLDER            write the list anew from what --statements and --cpu wrote there
python tools/choose_differs.py FOLDER --check    say which statements no test of the list sends; 1 if there are any
"""

from __future__ import annotations

import heapq
import json
import sys
from collections import defaultdict
from pathlib import Path

LIST = Path(__file__).resolve().parent.parent / "tests" / "differs.txt"
HEAD = """# The tests that run on PostgreSQL too (make test): together they send every statement that any test sends.
# Made by tools/choose_differs.py from a run of make test-all; what else runs there is said in tests/differs.py.
"""
LEAST = 0.05  # CPU seconds below which tests cost alike


def read(folder: Path) -> tuple[dict[str, set[str]], set[str], dict[str, float]]:
    """What each test sends, those in which the database refused something, and what each costs in CPU seconds."""
    sent: dict[str, set[str]] = defaultdict(set)
    failed: set[str] = set()
    cost: dict[str, float] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".tsv":
            rows = (line.rsplit("\t", 1) for line in path.read_text("utf-8").splitlines())
            cost |= {name: float(seconds) for name, seconds in rows}
            continue
        found = json.loads(path.read_text("utf-8"))
        for name, places in found["tests"].items():
            # The browser looks at pages, which are alike on both databases; the attacks are no part of make test.
            if name.startswith(("tests/browser/", "tests/security/")):
                continue
            sent[name] |= {found["shapes"][at] for at in places}
        failed |= set(found["failed"])
    sent.pop("", None)
    return sent, failed & sent.keys(), cost


def cover(sent: dict[str, set[str]], cost: dict[str, float]) -> set[str]:
    """Tests that together send all that any sends; each time the one with most that is new for its cost."""
    left, found = set().union(*sent.values()), set()
    worth = [(-len(shapes) / max(cost.get(name, LEAST), LEAST), name) for name, shapes in sent.items()]
    heapq.heapify(worth)
    while left:
        _, name = heapq.heappop(worth)
        now = -len(sent[name] & left) / max(cost.get(name, LEAST), LEAST)
        if not now:
            continue
        if worth and now > worth[0][0]:
            heapq.heappush(worth, (now, name))
            continue
        found.add(name)
        left -= sent[name]
    return found


def main(arguments: list[str]) -> int:
    """Write or check the list."""
    sent, failed, cost = read(Path(arguments[0]))
    if not sent:
        sys.exit("no test sent anything: name the folder that pytest --statements wrote into")
    if "--check" in arguments:
        named = set(LIST.read_text("utf-8").splitlines())
        covered = set().union(*(shapes for name, shapes in sent.items() if name in named))
        missing = {shape: name for name, shapes in sorted(sent.items()) for shape in shapes - covered}
        for shape, name in missing.items():
            print(f"{name}: {shape[:160]}")
        print(f"{len(missing)} shapes of statements are sent by no test of tests/differs.txt")
        return int(bool(missing))
    names = sorted(cover(sent, cost) | failed)
    LIST.write_text(HEAD + "".join(f"{name}\n" for name in names), "utf-8")
    total, part = sum(cost.get(name, 0) for name in sent), sum(cost.get(name, 0) for name in names)
    print(f"{len(names)} of {len(sent)} tests, {part:.0f} of {total:.0f} CPU seconds")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
