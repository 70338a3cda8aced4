"""Hold what kinds of records cost in lines of Python: declaration, models, rules, all that a line writes itself.

    python tools/kind_costs.py

The mean over the kinds of all lines is at most what `tests/budgets.toml` allows; lines that were written before the
parts stand there with what they cost, and may only become cheaper.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = ROOT / "src/luoshi/lines"


def cost(package: Path) -> tuple[int, int]:
    """Kinds and lines of Python of a package: no blank ones, no comments, no migrations."""
    kinds = rows = 0
    for file in sorted(package.rglob("*.py")):
        if "migrations" in file.parts:
            continue
        text = file.read_text("utf-8")
        rows += sum(1 for row in map(str.strip, text.splitlines()) if row and not row.startswith("#"))
        calls = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
        kinds += sum(1 for call in calls if isinstance(call, ast.Name) and call.id == "Kind")
    return kinds, rows


def main() -> int:
    """Say what each line costs; 1 where one is dearer than it may be."""
    table = tomllib.loads((ROOT / "tests/budgets.toml").read_text("utf-8"))["lines"]
    most, older, wrong = table.pop("mean"), table, []
    kinds = rows = 0
    for package in sorted(path for path in LINES.iterdir() if (path / "__init__.py").exists()):
        own, written = cost(package)
        each = round(written / max(own, 1))  # as it is printed, so that the budget is the number that one reads
        print(f"{package.name:14} {own} kinds, {each} lines each")
        if package.name in older:
            if each > older[package.name]:
                wrong.append(f"{package.name}: {each} lines a kind, it may have {older[package.name]}")
            continue
        kinds, rows = kinds + own, rows + written
    if kinds and round(rows / kinds) > most:
        wrong.append(f"lines on parts: {rows / kinds:.0f} lines a kind in the mean, {most} are allowed")
    for excess in wrong:
        print(excess)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
